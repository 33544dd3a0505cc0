//! `wuwei advise`: the least felt plan that keeps every limit.

use super::STOPPED;
use super::output::{Output, as_json};
use super::paired::{Seeds, seeds};
use super::progress::Told;
use super::run::{stop_on_interrupt, use_threads};
use crate::advise::{self, Asked, Effort, News, Stage, Usual, Verdict};
use crate::document::{Language, Problems};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::Ordering;

#[derive(Args)]
pub struct Arguments {
    /// The event's folder, or its event.ron
    event: PathBuf,
    /// People who can stand at posts, gates and exits
    #[arg(long, value_name = "NUMBER", default_value_t = 6)]
    volunteers: u32,
    /// Barrier units of 2.3 m
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    barriers: u32,
    /// Signs and screens
    #[arg(long, value_name = "NUMBER", default_value_t = 4)]
    signs: u32,
    /// Most that the search may take, counted in runs of the whole event; choosing among the best
    /// and checking come on top [default: 5 to 32, by the event's size]
    #[arg(long, value_name = "NUMBER")]
    runs: Option<f64>,
    /// Seeds that plans are found with: from..to with both ends, or a list with commas. The second
    /// half of them only chooses the best of what was found [default: 1 to 1..4, by the event's size]
    #[arg(long, value_name = "SEEDS", value_parser = seeds)]
    seeds: Option<Seeds>,
    /// Seeds that plans are checked with: none of those that they are found with [default: 101..102
    /// to 101..105, by the event's size]
    #[arg(long, value_name = "SEEDS", value_parser = seeds)]
    fresh: Option<Seeds>,
    /// A plan whose measures are kept as they are
    #[arg(long, value_name = "FILE")]
    pins: Option<PathBuf>,
    /// A plan on whose closed zones nothing may be put
    #[arg(long, value_name = "FILE")]
    forbid: Option<PathBuf>,
    /// Weights of what visitors feel of the measures, as in assets/felt.ron [default: that]
    #[arg(long, value_name = "FILE")]
    felt: Option<PathBuf>,
    /// Folder for the plans, the page and what is needed to go on [default: runs/EVENT/advice]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Threads to use [default: all cores]; the advice does not depend on it
    #[arg(long)]
    threads: Option<usize>,
}

pub fn advise(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    use_threads(arguments.threads, &arguments.event)?;
    let event = crate::scenario::read(&arguments.event)?.scenario;
    let usual = Usual::of(&event.demand);
    let or_usual = |seeds: &Option<Seeds>, usual| seeds.clone().map_or(usual, |seeds| seeds.0);
    let mut asked = Asked {
        event: arguments.event.clone(),
        felt: arguments.felt.clone(),
        pins: arguments.pins.clone(),
        forbid: arguments.forbid.clone(),
        available: Effort {
            volunteers: arguments.volunteers,
            barriers: arguments.barriers,
            signs: arguments.signs,
        },
        seeds: or_usual(&arguments.seeds, usual.seeds),
        fresh: or_usual(&arguments.fresh, usual.fresh),
        runs: arguments.runs.unwrap_or(usual.runs),
        out: arguments.out.clone().unwrap_or_default(),
    };
    let ready = advise::prepare(&asked)?;
    if arguments.out.is_none() {
        asked.out = Path::new("runs").join(&ready.prepared.scenario.id).join("advice");
    }
    output.warn(&ready.warnings);
    let stopped = stop_on_interrupt(&asked.event)?;
    let progress = Told::new(output);
    let tell = |news: &News| progress.tell(news.done(), &words(news, output.language));
    let advice = advise::advise(&asked, &ready, &stopped, &tell);
    progress.end();
    let Some(advice) = advice? else {
        output.note(output.language.pick(
            "Stopped before there was anything to say; the same command goes on from here.",
            "尚无结果时已停止；用同一命令可继续。",
        ));
        return Ok(ExitCode::from(STOPPED));
    };
    output.say(&advise::text(&advice, output.language));
    let page = asked.out.join(advise::PAGE);
    output.say(&match output.language {
        Language::English => format!("Advice: {}", page.display()),
        Language::Chinese => format!("建议：{}", page.display()),
    });
    output.object(&as_json(&advice, &asked.event)?);
    let unfinished = advice.verdict == Verdict::Unchecked && stopped.load(Ordering::Relaxed);
    Ok(if unfinished { ExitCode::from(STOPPED) } else { ExitCode::SUCCESS })
}

fn words(news: &News, language: Language) -> String {
    let trying = language.of(&news.trying);
    let (left, felt) = (100.0 * news.risk_left, news.felt_min);
    let stage = match news.stage {
        Stage::Look => {
            let looked = 100.0 * news.looked;
            let stage = language.pick("runs the event as it is", "按现状模拟");
            return format!("{stage}: {looked:.0} %");
        }
        Stage::Runoff => {
            return language
                .pick("compares the best plans on other seeds", "在另一组种子上比较最好的方案")
                .to_owned();
        }
        Stage::Check => {
            return language.pick("checks on fresh seeds", "在新种子上核验").to_owned();
        }
        Stage::Help => {
            return language.pick("finds out what else would help", "寻找其他办法").to_owned();
        }
        Stage::Race => language.pick("tries", "试验"),
        Stage::Combine => language.pick("together", "组合"),
        Stage::Refine => language.pick("moves and turns", "微调"),
        Stage::Prune => language.pick("without", "试去"),
    };
    match language {
        Language::English => {
            format!("{stage} {trying} · best leaves {left:.0} % of the risk at {felt:.2} min felt")
        }
        Language::Chinese => {
            format!("{stage}{trying} · 目前最好：剩余风险 {left:.0} %，管理感 {felt:.2} 分钟")
        }
    }
}
