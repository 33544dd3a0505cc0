//! What commands share that run plans over paired seeds, each seed with every plan.

use super::output::Output;
use super::progress::Runs;
use super::run::{stop_on_interrupt, use_threads};
use crate::comparison::{self, Asked, Keep, PreparedPlans};
use crate::document::Problems;
use clap::Args;
use std::path::PathBuf;

/// Most seeds of one command.
const MOST_SEEDS: u64 = 10_000;

/// What is asked of the runs.
#[derive(Args)]
pub(super) struct Paired {
    /// Seeds, each run with every plan: from..to with both ends, or a list with commas
    #[arg(long, value_name = "SEEDS", default_value = "1..10", value_parser = seeds)]
    pub seeds: Seeds,
    /// Stop at this time of the event's clock, as in 18:30
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
    /// Weights of what visitors feel of the measures, as in assets/felt.ron [default: that]
    #[arg(long, value_name = "FILE")]
    pub felt: Option<PathBuf>,
    /// Threads to use [default: all cores]; the result does not depend on it
    #[arg(long)]
    pub threads: Option<usize>,
}

impl Paired {
    /// The runs of these plans of an event.
    pub fn asked(&self, event: PathBuf, plans: Vec<Option<PathBuf>>) -> Asked {
        let (seeds, until) = (self.seeds.0.clone(), self.until.clone());
        Asked { event, plans, seeds, until, felt: self.felt.clone() }
    }
}

/// Seeds in the order in which they were named.
#[derive(Clone, Debug)]
pub(super) struct Seeds(pub Vec<u64>);

/// A span of seeds with both its ends, or a list.
pub(super) fn seeds(text: &str) -> Result<Seeds, String> {
    let number =
        |text: &str| text.trim().parse::<u64>().map_err(|_| format!("{text:?} is no whole number"));
    if let Some((first, last)) = text.split_once("..") {
        let (first, last) = (number(first)?, number(last)?);
        if last < first {
            return Err(format!("{first} is after {last}"));
        }
        if last - first >= MOST_SEEDS {
            return Err(format!("more than {MOST_SEEDS} seeds"));
        }
        return Ok(Seeds((first..=last).collect()));
    }
    text.split(',').map(number).collect::<Result<_, _>>().map(Seeds)
}

/// Plans, and what is kept of each run with them: by plan, then by seed.
pub(super) type Kept<T> = (PreparedPlans, Vec<Vec<T>>);

/// Runs all plans with all seeds. `None` where somebody stopped it, which is said: with runs missing
/// there is no answer.
pub(super) fn run_plans<T: Clone + Send>(
    asked: &Asked,
    threads: Option<usize>,
    keep: &Keep<'_, T>,
    output: Output,
) -> Result<Option<Kept<T>>, Problems> {
    use_threads(threads, &asked.event)?;
    let prepared = comparison::prepare(asked)?;
    output.warn(&prepared.warnings);
    let stopped = stop_on_interrupt(&asked.event)?;
    let progress = Runs::new(output);
    let done = |runs, of| progress.done(runs, of);
    let kept = comparison::run_all(&prepared, &asked.seeds, &stopped, &done, keep);
    progress.end();
    let kept = kept?;
    if kept.is_none() {
        output.note(output.language.pick(
            "Stopped before all runs were made: nothing was written.",
            "在全部模拟完成之前被停止：没有写出任何文件。",
        ));
    }
    Ok(kept.map(|kept| (prepared, kept)))
}

/// The plans' files; `none` is the event without measures.
pub(super) fn plan_files(named: &[PathBuf]) -> Vec<Option<PathBuf>> {
    let file = |plan: &PathBuf| (plan.as_os_str() != "none").then(|| plan.clone());
    named.iter().map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_a_span_with_both_ends_or_a_list() {
        let read = |text: &str| seeds(text).map(|seeds| seeds.0);
        assert_eq!(read("1..4"), Ok(vec![1, 2, 3, 4]));
        assert_eq!(read("7"), Ok(vec![7]));
        assert_eq!(read("3, 1,2"), Ok(vec![3, 1, 2]));
        for wrong in ["", "1..", "4..1", "a", "1..99999", "-1", "1.5"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
