//! A thread that owns a run. The window says how far the run may go, and sends edits; the worker
//! simulates, keeps every second in the reel, and tells what it found. The window never waits for
//! it, and it never for the window.

use super::inbox::Inbox;
use super::reel::{PersonNow, Recorder, Reel};
use crate::document::{Bilingual, Problems};
use crate::job::{self, Outcome, Prepared, Request, Run};
use crate::navigation::WayKind;
use crate::plan::{Plan, PlanEdit};
use crate::sim::{Checkpoint, Simulation};
use glam::Vec2;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

/// Seconds of the event from one checkpoint in memory to the next, at first.
const CHECKPOINT_EVERY_S: f64 = 300.0;
/// Checkpoints that are kept at most; then every other one goes, and they come half as often.
const CHECKPOINTS: usize = 12;
/// Judging takes at most this share of the time.
const JUDGING_SHARE: f64 = 0.2;
/// How long a worker steps before it looks for commands again.
const TURN: Duration = Duration::from_millis(15);
/// How long a worker waits at most until the ground was seen.
const GROUND_WITHIN: Duration = Duration::from_millis(500);
/// How long a worker that has nothing to do sleeps before it looks again.
const NAP: Duration = Duration::from_millis(4);

/// What the window asks of a worker.
pub enum Command {
    /// Make these edits: where the run stands, or first go back to that time (seconds since the
    /// event's start).
    Edit(Vec<PlanEdit>, Option<f64>),
    /// Tell the way to a goal from everywhere.
    Way(u16),
}

/// What a worker tells.
pub enum News {
    /// The files were read.
    Read(Arc<Prepared>),
    /// The run can begin.
    Ready,
    /// Judged as far as it has come.
    Judged(Arc<Outcome>),
    /// Edits were made, at this time.
    Edited(f64),
    /// The way to a goal.
    Way(WayPicture),
    /// Something is amiss. The worker goes on if it can.
    Problem(Problems),
    /// The event cannot be opened.
    Refused(Problems),
}

/// Where people walk who go to a goal.
pub struct WayPicture {
    /// The goal: portals first, then attractions.
    pub goal: u16,
    /// Place, direction (unit vector), and metres left at free speed.
    pub arrows: Vec<(Vec2, Vec2, f32)>,
}

/// What window and worker both look at.
pub struct Shared {
    /// What was simulated so far.
    pub reel: RwLock<Reel>,
    /// Seconds since the event's start up to which the worker may go, as bits.
    until: AtomicU64,
    /// Whether the ground was seen.
    seen: AtomicBool,
    /// Whether the run is over.
    over: AtomicBool,
    closed: AtomicBool,
}

/// The window's end of a worker.
pub struct Worker {
    /// What both look at.
    pub shared: Arc<Shared>,
    commands: Sender<Command>,
    news: Inbox<News>,
}

impl Worker {
    /// Opens an event on a thread of its own; `plan`: instead of the one of the request's file.
    pub fn open(request: Request, plan: Option<Plan>) -> Self {
        let shared = Arc::new(Shared {
            reel: RwLock::new(Reel::new()),
            until: AtomicU64::new(0),
            seen: AtomicBool::new(false),
            over: AtomicBool::new(false),
            closed: AtomicBool::new(false),
        });
        let (commands, orders) = channel();
        let (tell, news) = channel();
        let theirs = shared.clone();
        std::thread::spawn(move || work(request, plan, &theirs, &orders, &tell));
        Self { shared, commands, news: Inbox::new(news) }
    }

    /// Says that the ground was seen: the run can be set up.
    pub fn ground_is_seen(&self) {
        self.shared.seen.store(true, Ordering::Relaxed);
    }

    /// Lets the run go on up to there, seconds since the event's start; infinity for as fast as
    /// it goes.
    pub fn let_run_until(&self, until_s: f64) {
        self.shared.until.store(until_s.to_bits(), Ordering::Relaxed);
    }

    /// Asks for something.
    pub fn ask(&self, command: Command) {
        // A worker that is gone has told why.
        let _ = self.commands.send(command);
    }

    /// What it told since the last look.
    pub fn news(&self) -> Vec<News> {
        self.news.take()
    }

    /// Whether the run has come to its end.
    pub fn is_over(&self) -> bool {
        self.shared.over.load(Ordering::Relaxed)
    }

    /// Seconds of the event that were simulated.
    pub fn simulated_s(&self) -> f64 {
        let frames = self.shared.reel.read().map_or(0, |reel| reel.frames());
        frames.saturating_sub(1) as f64
    }
}

impl Shared {
    /// Setting up a run takes all processors; what the window shows first would come later for it.
    fn wait_until_seen(&self) {
        let begun = Instant::now();
        while !self.seen.load(Ordering::Relaxed) && begun.elapsed() < GROUND_WITHIN {
            std::thread::sleep(NAP);
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Relaxed);
    }
}

fn work(
    request: Request,
    plan: Option<Plan>,
    shared: &Shared,
    orders: &Receiver<Command>,
    tell: &Sender<News>,
) {
    let opened = job::prepare(&request).and_then(|mut prepared| {
        prepared.plan = plan.unwrap_or(prepared.plan);
        // A window that is gone closes the worker, too.
        let _ = tell.send(News::Read(Arc::new(prepared.clone())));
        shared.wait_until_seen();
        Run::begin(request, prepared)
    });
    match opened {
        Err(problems) => drop(tell.send(News::Refused(problems))),
        Ok(run) => {
            let _ = tell.send(News::Ready);
            Work::new(run, shared, tell).go_on(orders);
        }
    }
}

struct Work<'a> {
    run: Run,
    shared: &'a Shared,
    tell: &'a Sender<News>,
    recorder: Recorder,
    checkpoints: Vec<Checkpoint>,
    checkpoint_every_s: f64,
    /// The last judgement: for the colours of people.
    outcome: Option<Arc<Outcome>>,
    /// Up to when the run was judged, seconds since the event's start.
    judged_s: f64,
    judge_next: Instant,
}

impl<'a> Work<'a> {
    fn new(run: Run, shared: &'a Shared, tell: &'a Sender<News>) -> Self {
        let mut work = Self {
            run,
            shared,
            tell,
            recorder: Recorder::new(),
            checkpoints: Vec::new(),
            checkpoint_every_s: CHECKPOINT_EVERY_S,
            outcome: None,
            judged_s: 0.0,
            judge_next: Instant::now(),
        };
        work.save();
        work.record();
        work
    }

    fn go_on(&mut self, orders: &Receiver<Command>) {
        while !self.shared.closed.load(Ordering::Relaxed) {
            loop {
                match orders.try_recv() {
                    Ok(command) => self.obey(command),
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => return,
                }
            }
            let until_s = f64::from_bits(self.shared.until.load(Ordering::Relaxed));
            let over = self.run.simulation().is_over();
            self.shared.over.store(over, Ordering::Relaxed);
            if over || self.run.simulation().now_s() >= until_s {
                self.judge_if(over);
                std::thread::sleep(NAP);
            } else {
                // On a thread of the pool, so that a step has only the other ones to wake; and off
                // it again soon, as there may be more runs than threads.
                rayon::scope(|_| self.steps(until_s));
            }
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Edit(edits, back_to_s) => self.edit(&edits, back_to_s),
            Command::Way(goal) => {
                let picture = way_picture(self.run.simulation(), goal);
                let _ = self.tell.send(News::Way(picture));
            }
        }
    }

    fn problem(&self, problems: Problems) {
        let _ = self.tell.send(News::Problem(problems));
    }

    /// Some ticks.
    fn steps(&mut self, until_s: f64) {
        let begun = Instant::now();
        while begun.elapsed() < TURN
            && self.run.simulation().now_s() < until_s
            && !self.run.simulation().is_over()
        {
            self.step();
        }
    }

    /// One tick, and what is due after it.
    fn step(&mut self) {
        if let Err(problems) = self.run.step() {
            self.problem(problems);
        }
        let clock = self.run.simulation().clock();
        if clock.tick.is_multiple_of(clock.ticks_per_s) {
            self.record();
        }
        let second = clock.tick / clock.ticks_per_s;
        let whole = clock.tick.is_multiple_of(clock.ticks_per_s);
        if whole && (second as f64 % self.checkpoint_every_s) < 0.5 {
            self.save();
        }
        if clock.tick.is_multiple_of(clock.ticks_per_s * 60) {
            self.judge_if(false);
        }
    }

    fn record(&mut self) {
        let simulation = self.run.simulation();
        let (crowd, outcome) = (simulation.crowd(), self.outcome.as_deref());
        let people = (0..crowd.len()).map(|row| {
            let visitor = crowd.visitor[row];
            let record = outcome.and_then(|o| o.visitors.get(visitor as usize));
            let felt = outcome.and_then(|o| o.felt.visitors.get(visitor as usize));
            PersonNow {
                visitor,
                at: crowd.at(row),
                segment: crowd.segment[row],
                stands: crowd.activity[row].stands(),
                delay_min: record.map_or(0.0, |r| r.delay_s / 60.0),
                felt_min: felt.map_or(0.0, |parts| parts.all_min() as f32),
            }
        });
        let frame = self.recorder.encode(people);
        if let Ok(mut reel) = self.shared.reel.write() {
            reel.push(frame);
        }
    }

    /// Saves the run in memory, so that an edit can be made in the past.
    fn save(&mut self) {
        match self.run.simulation().save() {
            Ok(checkpoint) => self.checkpoints.push(checkpoint),
            Err(refused) => tell_refused(self.tell, refused.words()),
        }
        if self.checkpoints.len() > CHECKPOINTS {
            let mut number = 0;
            self.checkpoints.retain(|_| {
                number += 1;
                number % 2 == 1
            });
            self.checkpoint_every_s *= 2.0;
        }
    }

    /// Judges the run where there is something new, and time for it (or `anyway`).
    fn judge_if(&mut self, anyway: bool) {
        let now_s = self.run.simulation().now_s();
        if now_s <= self.judged_s || !(anyway || Instant::now() >= self.judge_next) {
            return;
        }
        let begun = Instant::now();
        let outcome = Arc::new(self.run.so_far());
        self.outcome = Some(outcome.clone());
        self.judged_s = now_s;
        self.judge_next = Instant::now() + begun.elapsed().div_f64(JUDGING_SHARE);
        let _ = self.tell.send(News::Judged(outcome));
    }

    fn edit(&mut self, edits: &[PlanEdit], back_to_s: Option<f64>) {
        match back_to_s {
            None => self.make(edits),
            Some(at_s) => {
                // What was placed after that time is in the plan, too: from that time on.
                let mut wanted = self.run.simulation().plan().0.clone();
                let refused = edits.iter().filter_map(|edit| wanted.apply(edit).err());
                refused.for_each(|refused| tell_refused(self.tell, refused.words()));
                self.go_back(at_s);
                self.make(&self.run.simulation().plan().0.edits_to(&wanted));
            }
        }
        let _ = self.tell.send(News::Edited(self.run.simulation().now_s()));
    }

    fn make(&mut self, edits: &[PlanEdit]) {
        for edit in edits {
            if let Err(refused) = self.run.edit(edit) {
                tell_refused(self.tell, refused.words());
            }
        }
    }

    /// Goes back to a whole second that was simulated: to the checkpoint before, and on from it.
    fn go_back(&mut self, at_s: f64) {
        let at_s = at_s.floor().max(0.0);
        let before = |c: &&Checkpoint| c.about().now_s <= at_s + 1e-6;
        let Some(checkpoint) = self.checkpoints.iter().rev().find(before) else { return };
        if let Err(problems) = self.run.back_to(checkpoint) {
            return self.problem(problems);
        }
        self.checkpoints.retain(|c| c.about().now_s <= at_s + 1e-6);
        while self.run.simulation().now_s() < at_s - 1e-6 && !self.run.simulation().is_over() {
            if let Err(problems) = self.run.step() {
                self.problem(problems);
            }
        }
        self.recorder.rewind();
        if let Ok(mut reel) = self.shared.reel.write() {
            reel.truncate(at_s as usize);
        }
        self.record();
        self.judged_s = 0.0;
        self.judge_next = Instant::now();
        self.judge_if(true);
    }
}

fn tell_refused(tell: &Sender<News>, what: impl Into<Bilingual>) {
    let place = crate::document::Place::file(std::path::Path::new("plan"));
    let _ = tell.send(News::Problem(Problems::one(place, what, None)));
}

/// The way to a goal, on a grid of a hundred cells or so across the ground.
fn way_picture(simulation: &Simulation, goal: u16) -> WayPicture {
    let ways = simulation.ways();
    let field = ways.field(WayKind { goal, step_free: false, informed: false });
    let ground = &ways.terrain.grid;
    let (low, high) = (ground.origin, ground.end());
    let step = ((high - low).max_element() / 90.0).max(2.0);
    let mut arrows = Vec::new();
    let mut at = low + step / 2.0;
    while at.y < high.y {
        at.x = low.x + step / 2.0;
        while at.x < high.x {
            let left_m = field.distance_m(at);
            if left_m.is_finite() {
                arrows.push((at, field.direction(at), left_m));
            }
            at.x += step;
        }
        at.y += step;
    }
    WayPicture { goal, arrows }
}
