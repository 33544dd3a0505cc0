//! An event that is open: its runs, its plan with the steps back and forth, the clock that is shown.

use super::autosave;
use super::desk::{Selection, Tool};
use super::foresight::Foresight;
use super::form::{self, Form};
use super::history::History;
use super::map::density::DensityMap;
use super::map::places::corners;
use super::pane::Pane;
use super::refusal::Refusal;
use super::worker::{Command, News, WayPicture};
use crate::advise::Effort;
use crate::assess::Hotspot;
use crate::document::{Bilingual, Hours, Problems};
use crate::job::Request;
use crate::navigation::Sight;
use crate::plan::{
    Kind, Measure, Plan, PlanContext, PlanEdit, kind_named, read_from_text, write_ron,
};
use crate::scenario::Scenario;
use crate::sim::Misplaced;
use geo::Coord;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How fast the clock goes, times the clock on the wall; the last is as fast as it goes.
pub const RATES: [f64; 8] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, f64::INFINITY];
/// The run is this much ahead of what is shown, seconds of the wall's clock.
const AHEAD_WALL_S: f64 = 0.25;
/// And at most so much, seconds of the event: as fast as it goes, the clock is at the run's heels,
/// so that a change made then is not one of the past.
const FASTEST_AHEAD_S: f64 = 60.0;
/// And at least so much, seconds of the event: a frame is shown between two that were simulated.
const AHEAD_S: f64 = 2.0;

/// An event that is opened goes as fast as it can until so many people are there.
const FIRST_PEOPLE: usize = 12;

/// The clock that is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShownClock {
    /// Seconds since the event's start.
    pub at_s: f64,
    /// Whether it goes.
    pub plays: bool,
    /// How fast: index into [`RATES`].
    pub rate: usize,
}

/// An event that is open.
pub struct Open {
    /// Its folder.
    pub folder: PathBuf,
    /// The seed of its runs.
    pub seed: u64,
    /// Runs side by side; the first is the one of the plan that is edited.
    pub panes: Vec<Pane>,
    /// The plan that is edited; `None` until the files are read.
    pub history: Option<History>,
    /// Where the plan was read from, and is saved to.
    pub plan_file: Option<PathBuf>,
    /// The clock.
    pub clock: ShownClock,
    /// Whether it has only been opened, and hardly anybody is there yet.
    begins: bool,
    /// What is selected.
    pub selection: Option<Selection>,
    /// What the pointer does.
    pub tool: Tool,
    /// Why it cannot be opened.
    pub refused: Option<Refusal>,
    /// The way to the selected goal.
    pub way: Option<WayPicture>,
    /// Set until the whole ground has been framed once.
    pub unframed: bool,
    /// The key of what is said about a plan that was found unsaved.
    pub recovered: Option<&'static str>,
    /// Changes of the plan so far, and when it was kept last.
    steps: u64,
    kept_steps: u64,
    /// Set when one second is to be simulated though the clock stands.
    steps_on: bool,
    /// What is amiss and was not told yet.
    pub amiss: Vec<Problems>,
    /// Measures that the advisor keeps as they are, by id.
    pub pinned: Vec<String>,
    /// Closed zones in which the advisor places nothing, by id.
    pub forbidden: Vec<String>,
    /// What may be used: the tools say what is left of it.
    pub budget: Effort,
    /// What is being dragged, and a number for the stroke.
    pub stroke: u64,
    /// What is amiss with the measure that is being drawn: why it cannot stand there, or what it
    /// would cut off.
    pub ghost_amiss: Option<Bilingual>,
    /// Looks at what measures do to the ways; there once the event was read.
    pub foresight: Option<Foresight>,
    /// The form of the selected measure.
    pub form: Option<Form>,
}

impl Open {
    /// Opens an event on a worker, with the plan of a file.
    pub fn new(folder: &Path, plan_file: Option<PathBuf>, plan: Option<Plan>) -> Self {
        let seed = 1;
        let pane = Pane::open(request(folder, plan_file.clone(), seed), plan);
        Self {
            folder: folder.to_path_buf(),
            seed,
            panes: vec![pane],
            history: None,
            plan_file,
            clock: ShownClock { at_s: 0.0, plays: true, rate: 4 },
            begins: true,
            selection: None,
            tool: Tool::Select,
            refused: None,
            way: None,
            unframed: true,
            recovered: None,
            steps: 0,
            kept_steps: 0,
            steps_on: false,
            amiss: Vec::new(),
            pinned: Vec::new(),
            forbidden: Vec::new(),
            budget: Effort { volunteers: 12, barriers: 40, signs: 6 },
            stroke: 0,
            ghost_amiss: None,
            foresight: None,
            form: None,
        }
    }

    /// The same event, read from its files again.
    pub fn again(&self) -> Self {
        Self::new(&self.folder, self.plan_file.clone(), None)
    }

    /// The run whose plan is edited.
    pub fn main(&self) -> &Pane {
        &self.panes[0]
    }

    /// The event, once it was read.
    pub fn scenario(&self) -> Option<&Arc<Scenario>> {
        self.main().prepared.as_ref().map(|prepared| &prepared.scenario)
    }

    /// The hours of the event, once it was read.
    pub fn hours(&self) -> Option<Hours> {
        let clock = &self.scenario()?.clock;
        Some(Hours { starts_s: clock.starts_s, duration_s: clock.duration_s })
    }

    /// The plan that is edited.
    pub fn plan(&self) -> Option<&Plan> {
        self.history.as_ref().map(|history| history.plan())
    }

    /// Seconds that the run of the plan that is edited has simulated. Those beside it follow the
    /// clock as fast as they can.
    pub fn simulated_s(&self) -> f64 {
        self.main().worker.simulated_s()
    }

    /// How fast the clock goes, times the clock on the wall.
    fn rate(&self) -> f64 {
        if self.begins { f64::INFINITY } else { RATES[self.clock.rate] }
    }

    /// Whether what is shown lies well behind where the run stands.
    pub fn is_in_the_past(&self) -> bool {
        let rate = self.rate();
        let lead_s = if rate.is_finite() { AHEAD_S + rate * 2.0 } else { FASTEST_AHEAD_S + 10.0 };
        self.simulated_s() - self.clock.at_s > lead_s.max(10.0)
    }

    /// Makes a change of the plan: remembered, and sent to the run. In the past the run goes back
    /// to what is shown.
    pub fn edit(&mut self, edit: PlanEdit, stroke: Option<u64>) {
        let Some(history) = &mut self.history else { return };
        let made = match stroke {
            Some(stroke) => history.edit_merging(edit.clone(), stroke),
            None => history.edit(edit.clone()),
        };
        if made.is_ok() {
            self.send(vec![edit]);
        }
    }

    /// Takes the last step back.
    pub fn undo(&mut self) {
        if let Some(edits) = self.history.as_mut().and_then(History::undo) {
            self.send(edits);
        }
    }

    /// Makes the step again that was taken back last.
    pub fn redo(&mut self) {
        if let Some(edits) = self.history.as_mut().and_then(History::redo) {
            self.send(edits);
        }
    }

    /// Replaces the whole plan, as one step.
    pub fn take_plan(&mut self, plan: &Plan) {
        let Some(history) = &mut self.history else { return };
        let edits = history.plan().edits_to(plan);
        if history.edit_all(edits.clone()).is_ok() {
            self.send(edits);
        }
    }

    /// Sends edits to the run.
    pub fn send(&mut self, edits: Vec<PlanEdit>) {
        if edits.is_empty() {
            return;
        }
        self.steps += 1;
        let back_to_s = self.is_in_the_past().then_some(self.clock.at_s);
        let pane = &mut self.panes[0];
        pane.edited |= pane.worker.simulated_s() > 0.0;
        pane.worker.ask(Command::Edit(edits, back_to_s));
        if let Some(history) = &self.history {
            pane.plan = history.plan().clone();
        }
    }

    /// Runs the event again from its beginning, with the plan as it is.
    pub fn run_again(&mut self) {
        let plan = self.plan().cloned();
        let request = request(&self.folder, self.plan_file.clone(), self.seed);
        let mut pane = Pane::open(request, plan.clone());
        pane.plan = plan.unwrap_or_default();
        pane.prepared = self.panes[0].prepared.clone();
        pane.density = self.panes[0].density.clone();
        pane.version = self.panes[0].version + 1;
        self.panes[0] = pane;
        self.begins = true;
        self.clock.at_s = 0.0;
        self.clock.plays = true;
        self.way = None;
    }

    /// Shows the event with another plan beside it, on the same clock.
    pub fn show_beside(&mut self, plan_file: Option<PathBuf>, plan: Option<Plan>) {
        let pane = Pane::open(request(&self.folder, plan_file, self.seed), plan);
        self.panes.push(pane);
    }

    /// One frame: takes what the workers told, moves the clock on, and says how far they may go.
    pub fn advance(&mut self, passed_s: f64) -> Vec<Problems> {
        let mut amiss = std::mem::take(&mut self.amiss);
        for number in 0..self.panes.len() {
            for news in self.panes[number].worker.news() {
                self.take(number, news, &mut amiss);
            }
        }
        self.panes.retain(|pane| !pane.refused);
        let at_s = self.clock.at_s;
        for pane in &mut self.panes {
            pane.count_frame();
            pane.joined |= pane.ready && pane.worker.simulated_s() >= at_s;
        }
        let simulated_s = self.simulated_s();
        let over = self.panes[0].worker.is_over();
        self.begins &= self.clock.plays && !over && self.main().viewer.scene().len() < FIRST_PEOPLE;
        let rate = self.rate();
        // As fast as it goes, who came later would never catch up with a clock that goes on.
        let waited_for = |pane: &&Pane| {
            (pane.joined || (pane.ready && !rate.is_finite())) && !pane.worker.is_over()
        };
        let beside = self.panes.iter().skip(1).filter(waited_for);
        let beside_s = beside.map(|pane| pane.worker.simulated_s()).fold(f64::INFINITY, f64::min);
        let clock = &mut self.clock;
        if clock.plays {
            let shown_to_s = if over { simulated_s } else { simulated_s - 1.0 };
            let ahead = if rate.is_finite() { clock.at_s + rate * passed_s } else { shown_to_s };
            // Those side by side are on one clock.
            let shown_to_s = shown_to_s.min(beside_s);
            clock.at_s = ahead.min(shown_to_s).max(clock.at_s.min(simulated_s));
            if over && clock.at_s >= simulated_s {
                clock.plays = false;
            }
        }
        clock.at_s = clock.at_s.min(simulated_s).max(0.0);
        let lead_s = AHEAD_S.max(rate * AHEAD_WALL_S).min(FASTEST_AHEAD_S);
        let until_s = match () {
            () if clock.plays => clock.at_s + lead_s,
            () if self.steps_on => clock.at_s + 1.0,
            () => 0.0,
        };
        if self.steps_on && simulated_s >= until_s {
            self.steps_on = false;
        }
        for (number, pane) in self.panes.iter().enumerate() {
            // Who came later catches up.
            let beside_s = if number > 0 { self.clock.at_s + AHEAD_S } else { 0.0 };
            pane.worker.let_run_until(until_s.max(beside_s));
        }
        amiss
    }

    fn take(&mut self, number: usize, news: News, amiss: &mut Vec<Problems>) {
        let pane = &mut self.panes[number];
        match news {
            News::Read(prepared) => {
                let (low, high) = corners(&prepared.scenario.venue);
                pane.density = DensityMap::new(low, high);
                pane.plan = prepared.plan.clone();
                pane.sight = Some(Sight::new(&prepared.scenario.venue));
                if !prepared.warnings.0.is_empty() {
                    amiss.push(prepared.warnings.clone());
                }
                let first = number == 0 && self.history.is_none();
                pane.prepared = Some(prepared.clone());
                if first {
                    self.foresight = Some(Foresight::new(prepared.scenario.clone()));
                    self.history = Some(History::new(prepared.plan.clone()));
                    self.recover();
                }
            }
            News::Ready => pane.ready = true,
            News::Judged(outcome) => pane.outcome = Some(outcome),
            News::Edited(at_s) => {
                pane.version += 1;
                pane.density_at_s = -1.0;
                pane.taken_up_s = Some(at_s);
                self.clock.at_s = self.clock.at_s.min(at_s);
            }
            News::Way(picture) => self.way = Some(picture),
            News::Problem(problems) => amiss.push(problems),
            News::Refused(problems) if number > 0 => {
                amiss.push(problems);
                pane.refused = true;
            }
            News::Refused(problems) => self.refused = Some(Refusal::of(problems)),
        }
    }
}

/// What a run of an event in the window asks for.
fn request(folder: &Path, plan: Option<PathBuf>, seed: u64) -> Request {
    let with_plan = plan.as_ref().map(|p| format!(" --plan {}", p.display()));
    let with_plan = with_plan.unwrap_or_default();
    let command = format!("wuwei run {}{with_plan} --seed {seed}", folder.display());
    Request { event: folder.to_path_buf(), plan, seed, command, ..Request::default() }
}

/// What reading a plan of an event needs.
pub fn plan_context<'a>(scenario: &'a Scenario, hours: Hours) -> PlanContext<'a> {
    PlanContext { hours, ground: &scenario.venue.ground, event: Some(scenario) }
}

impl Open {
    /// Goes to another moment of what was simulated; the clock stops there.
    pub fn seek(&mut self, at_s: f64) {
        self.clock.at_s = at_s.clamp(0.0, self.simulated_s());
        self.clock.plays = false;
    }

    /// One second on; simulates it if need be.
    pub fn step_on(&mut self) {
        self.clock.plays = false;
        self.clock.at_s = (self.clock.at_s + 1.0).min(self.simulated_s());
        self.steps_on = true;
    }

    /// A hotspot of the main run.
    pub fn hotspot(&self, rank: u32) -> Option<&Hotspot> {
        self.main().outcome.as_ref()?.summary.hotspots.iter().find(|h| h.rank == rank)
    }

    /// The measure that is selected.
    pub fn selected_measure(&self) -> Option<&Measure> {
        match &self.selection {
            Some(Selection::Measure(id)) => self.plan()?.measure(id),
            _ => None,
        }
    }

    /// Something else is selected now.
    pub fn selected(&mut self) {
        self.way = None;
        if let Some(Selection::Goal(goal)) = self.selection {
            self.panes[0].worker.ask(Command::Way(goal));
        }
    }

    /// Takes the selected measure out of the plan.
    pub fn delete_selected(&mut self) {
        if let Some(old) = self.selected_measure().cloned() {
            self.edit(PlanEdit { old: Some(old), new: None }, None);
            self.selection = None;
        }
    }

    /// Places a new measure, and selects it. What cannot stand there is told.
    pub fn place(&mut self, kind: &'static Kind, points: &[Coord<f64>]) {
        let (Some(scenario), Some(hours)) = (self.scenario().cloned(), self.hours()) else {
            return;
        };
        let Some(plan) = self.plan() else { return };
        match form::new_measure(kind, points, plan, &plan_context(&scenario, hours)) {
            Ok(measure) => {
                let measure = self.as_in_a_file(&measure).unwrap_or(measure);
                self.selection = Some(Selection::Measure(measure.id.clone()));
                self.edit(PlanEdit { old: None, new: Some(measure) }, None);
            }
            Err(problems) => self.amiss.push(problems),
        }
    }

    /// A measure as it is read back from a plan file: what is simulated is what is saved. `None`
    /// where it cannot stand there.
    pub fn as_in_a_file(&self, measure: &Measure) -> Option<Measure> {
        let (scenario, hours) = (self.scenario()?, self.hours()?);
        let plan = Plan { name: Bilingual::same("-"), measures: vec![measure.clone()] };
        let text = write_ron(&plan, &hours);
        let read = read_from_text(Path::new(""), &text, &plan_context(scenario, hours)).ok()?;
        read.plan.measures.into_iter().next()
    }

    /// Says what is amiss with a measure that is being drawn.
    pub fn look_at_ghost(&mut self, kind: &str, points: &[Coord<f64>]) {
        self.ghost_amiss = None;
        let (Some(scenario), Some(hours)) = (self.scenario().cloned(), self.hours()) else {
            return;
        };
        let (Some(kind), Some(plan)) = (kind_named(kind), self.plan()) else { return };
        self.ghost_amiss =
            match form::new_measure(kind, points, plan, &plan_context(&scenario, hours)) {
                Ok(measure) => self.amiss_of(&measure).first().map(|found| found.what.clone()),
                Err(problems) => {
                    let first = problems.sorted().0.into_iter().next();
                    first.filter(|_| points.len() > 1).map(|p| p.what)
                }
            };
    }

    /// What is amiss with a measure where it is; nothing until that is known.
    pub fn amiss_of(&mut self, measure: &Measure) -> &[Misplaced] {
        self.foresight.as_mut().map_or(&[], |foresight| foresight.of(measure))
    }

    /// Shows the event with the plan of a file (or none) from its beginning. Changes that were not
    /// saved are laid aside in a file, whose path is returned.
    ///
    /// # Errors
    /// Where they cannot be written; the plan stays then.
    pub fn choose_plan(&mut self, file: Option<PathBuf>) -> Result<Option<PathBuf>, Problems> {
        let left = self.lay_aside()?;
        let panes = std::mem::take(&mut self.panes);
        let (view_framed, budget, rate) = (self.unframed, self.budget, self.clock.rate);
        let prepared = panes.first().and_then(|pane| pane.prepared.clone());
        forget(&self.folder);
        *self = Self::new(&self.folder.clone(), file, None);
        self.panes[0].prepared = prepared;
        self.unframed = view_framed;
        self.budget = budget;
        self.clock.rate = rate;
        Ok(left)
    }

    /// Writes a plan that was changed and not saved into a file of its own.
    fn lay_aside(&self) -> Result<Option<PathBuf>, Problems> {
        let (Some(history), Some(hours)) = (&self.history, self.hours()) else { return Ok(None) };
        if !history.is_changed_since_saved() {
            return Ok(None);
        }
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let stamp = since.map_or(0, |since| since.as_secs());
        let path = self.work_folder().join(format!("left-{stamp}.ron"));
        autosave::save(history.plan(), &path, &hours)?;
        Ok(Some(path))
    }

    /// A folder for what is made of this event.
    pub fn work_folder(&self) -> PathBuf {
        let home = super::settings::home().unwrap_or_else(std::env::temp_dir);
        let name = self.folder.file_name().map(|n| n.to_string_lossy().into_owned());
        home.join("runs").join(name.unwrap_or_default())
    }

    /// Keeps the plan where it was changed, so that a kill loses nothing.
    pub(super) fn autosave(&mut self) -> Option<Problems> {
        if self.kept_steps == self.steps {
            return None;
        }
        self.kept_steps = self.steps;
        let (hours, plan, folder) = (self.hours()?, self.plan()?, autosave::folder()?);
        autosave::keep(&folder, &self.folder, self.plan_file.as_deref(), plan, &hours).err()
    }

    /// Takes up a plan that was not saved when the window went.
    fn recover(&mut self) {
        let (Some(scenario), Some(hours)) = (self.scenario().cloned(), self.hours()) else {
            return;
        };
        let Some(folder) = autosave::folder() else { return };
        let context = plan_context(&scenario, hours);
        match autosave::recover(&folder, &self.folder, &context) {
            Ok(Some(kept)) if self.plan_file.is_none() || kept.plan_file == self.plan_file => {
                let saved = self.plan().cloned().unwrap_or_default();
                if kept.plan != saved {
                    self.plan_file = kept.plan_file;
                    self.history = Some(History::recovered(kept.plan.clone(), saved.clone()));
                    self.panes[0].plan = kept.plan.clone();
                    self.panes[0].worker.ask(Command::Edit(saved.edits_to(&kept.plan), None));
                    self.recovered = Some("status-recovered");
                }
            }
            Ok(_) => {}
            Err(problems) => self.amiss.push(problems),
        }
    }
}

pub(super) fn forget(event: &Path) {
    if let Some(folder) = autosave::folder() {
        // What cannot be taken away is offered once more, and no harm is done.
        let _ = autosave::forget(&folder, event);
    }
}
