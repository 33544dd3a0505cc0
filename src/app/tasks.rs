//! What takes longer than a frame and is done beside the window: advice, reports, sheets,
//! comparisons. Each has a name, says how far it is, and can be stopped.

use super::inbox::Inbox;
use super::words::Words;
use crate::advise::{self, Advice, AdvisedPlan};
use crate::brief::{self, BriefInput};
use crate::comparison;
use crate::document::{Bilingual, Hours, Language, Problems, write_atomically};
use crate::job::{self, Outcome, Prepared};
use crate::plan::Plan;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// What a task came to.
pub enum Done {
    /// Files were written; this is the one to look at.
    Wrote(PathBuf),
    /// Advice; `None` where it was stopped before there was any.
    Advice(Option<Box<Advice>>),
    /// Something is amiss.
    Failed(Problems),
    /// It was stopped.
    Stopped,
}

/// How far a task is.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Share that is done; `None` where nobody knows.
    pub share: Option<f64>,
    /// What it does now.
    pub doing: Bilingual,
}

/// A task.
pub struct Task {
    /// The key of its name.
    pub name: &'static str,
    /// When it began.
    pub begun: Instant,
    /// Set to stop it.
    pub stop: Arc<AtomicBool>,
    progress: Arc<Mutex<Progress>>,
    done: Inbox<Done>,
}

impl Task {
    /// How far it is.
    pub fn progress(&self) -> Progress {
        self.progress.lock().map(|p| p.clone()).unwrap_or_default()
    }
}

/// All tasks that go on, and the last advice.
#[derive(Default)]
pub struct Tasks {
    /// Tasks that go on.
    pub going_on: Vec<Task>,
    /// The last advice.
    pub advice: Option<Box<Advice>>,
    /// Which of its plans is looked at.
    pub chosen: usize,
}

impl Tasks {
    /// The plan of the last advice that is looked at.
    pub fn looked_at(&self) -> Option<&AdvisedPlan> {
        let plans = &self.advice.as_ref()?.plans;
        plans.get(self.chosen.min(plans.len().saturating_sub(1)))
    }
}

/// What a task is given to work with.
pub struct Tools {
    /// Set when it is to stop.
    pub stop: Arc<AtomicBool>,
    progress: Arc<Mutex<Progress>>,
}

impl Tools {
    /// Says how far it is.
    pub fn tell(&self, share: Option<f64>, doing: Bilingual) {
        if let Ok(mut progress) = self.progress.lock() {
            *progress = Progress { share, doing };
        }
    }
}

impl Tasks {
    /// Begins a task on a thread of its own.
    pub fn begin(
        &mut self,
        name: &'static str,
        work: impl FnOnce(&Tools) -> Result<Done, Problems> + Send + 'static,
    ) {
        let (stop, progress) = (Arc::new(AtomicBool::new(false)), Arc::default());
        let tools = Tools { stop: stop.clone(), progress: Arc::clone(&progress) };
        let (tell, done): (Sender<Done>, _) = channel();
        std::thread::spawn(move || {
            let _ = tell.send(work(&tools).unwrap_or_else(Done::Failed));
        });
        self.going_on.push(Task {
            name,
            begun: Instant::now(),
            stop,
            progress,
            done: Inbox::new(done),
        });
    }

    /// Whether a task of that name goes on.
    pub fn is_going_on(&self, name: &str) -> bool {
        self.going_on.iter().any(|task| task.name == name)
    }

    /// Takes what has ended: names and what came of them.
    pub fn take(&mut self) -> Vec<(&'static str, Done)> {
        let mut ended = Vec::new();
        self.going_on.retain(|task| match task.done.next() {
            Ok(done) => {
                ended.push((task.name, done));
                false
            }
            Err(std::sync::mpsc::TryRecvError::Empty) => true,
            // Its thread is gone without a word: a panic, which has been printed.
            Err(std::sync::mpsc::TryRecvError::Disconnected) => {
                ended.push((task.name, Done::Stopped));
                false
            }
        });
        ended
    }

    /// Stops everything.
    pub fn stop_all(&self) {
        self.going_on.iter().for_each(|task| task.stop.store(true, Ordering::Relaxed));
    }
}

/// Writes the report of a run as far as it has come.
pub fn report(tasks: &mut Tasks, outcome: Arc<Outcome>, prepared: Arc<Prepared>, folder: PathBuf) {
    tasks.begin("share-report", move |_| {
        let report = job::store(&folder, &outcome, &prepared, None)?;
        Ok(Done::Wrote(report))
    });
}

/// Writes the sheets of a plan.
pub fn sheets(
    tasks: &mut Tasks,
    plan: Plan,
    prepared: Arc<Prepared>,
    folder: PathBuf,
    language: Language,
) {
    tasks.begin("share-sheets", move |_| {
        let scenario = &prepared.scenario;
        let clock = &scenario.clock;
        let hours = Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
        let page = brief::sheets(&BriefInput { plan: &plan, scenario, hours: &hours });
        let sheets = folder.join(brief::SHEETS);
        write_atomically(&sheets, page.as_bytes())?;
        let map = format!("{:#}\n", brief::geojson(&plan, scenario, &hours));
        write_atomically(&folder.join(brief::GEOJSON), map.as_bytes())?;
        let posts = brief::posts_csv(&plan, scenario, &hours, language);
        write_atomically(&folder.join(brief::POSTS), posts.as_bytes())?;
        Ok(Done::Wrote(sheets))
    });
}

/// Looks for the least felt plan that keeps every limit.
pub fn advise(tasks: &mut Tasks, asked: advise::Asked) {
    (tasks.advice, tasks.chosen) = (None, 0);
    tasks.begin("advise-title", move |tools| {
        let ready = advise::prepare(&asked)?;
        let tell = |news: &advise::News| {
            tools.tell(Some(news.done()), news.trying.clone());
        };
        let advice = advise::advise(&asked, &ready, &tools.stop, &tell)?;
        Ok(Done::Advice(advice.map(Box::new)))
    });
}

/// Runs plans over paired seeds, and writes the page that sets them side by side.
pub fn compare(
    tasks: &mut Tasks,
    event: PathBuf,
    plans: Vec<Option<PathBuf>>,
    seeds: Vec<u64>,
    folder: PathBuf,
) {
    tasks.begin("compare-title", move |tools| {
        let asked = comparison::Asked { event, plans, seeds, until: None, felt: None };
        let prepared = comparison::prepare(&asked)?;
        let tell = |done: usize, of: usize| {
            let doing = format!("{done} / {of}");
            tools.tell(Some(done as f64 / of.max(1) as f64), Bilingual::new(&doing, &doing));
        };
        let keep = comparison::keep_of(asked.seeds.first().copied());
        let kept = comparison::run_all(&prepared, &asked.seeds, &tools.stop, &tell, &keep)?;
        let Some(kept) = kept else { return Ok(Done::Stopped) };
        let (_, page) = comparison::store(&prepared, &asked.seeds, kept, Some(&folder))?;
        Ok(page.map_or(Done::Stopped, Done::Wrote))
    });
}

/// How long something takes that has come so far, in words; empty where nobody can say.
pub fn time_left(words: &Words, task: &Task) -> String {
    let took_s = task.begun.elapsed().as_secs_f64();
    match task.progress().share {
        Some(share) if share > 0.05 && took_s > 2.0 => {
            let left_s = took_s * (1.0 - share) / share;
            words.with("status-time-left", &[("seconds", left_s.ceil().into())])
        }
        _ => String::new(),
    }
}
