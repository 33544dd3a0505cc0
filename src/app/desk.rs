//! What lies on the desk: the event that is open, what the map shows, what goes on beside it. Panels
//! draw it and change it; systems carry it from frame to frame.

use super::autosave;
use super::event::{Open, forget};
use super::film::Film;
use super::map::view::View;
use super::pane::Pane;
use super::settings::Settings;
use super::start::Start;
use super::tasks::{Done, Tasks};
use super::words::Words;
use crate::document::{Bilingual, Language, Problems};
use bevy::prelude::Resource;
use bevy_egui::egui::Rect;
use glam::Vec2;
use std::path::{Path, PathBuf};

/// The desk.
#[derive(Resource)]
pub struct Desk {
    /// The first page.
    pub start: Start,
    /// The event that is open.
    pub open: Option<Open>,
    /// What is amiss, newest last.
    pub notices: Vec<Notice>,
    /// The part of the ground that is seen.
    pub view: View,
    /// The part that showed all of the ground, and the map's place on the screen then.
    pub framed: Option<(View, Rect)>,
    /// Where the map is on the screen.
    pub map: Rect,
    /// Pixels of the screen a point.
    pub points: f32,
    /// Whether the pointer belongs to the map.
    pub over_map: bool,
    /// What is shown on the map.
    pub layers: Layers,
    /// Whether charts are unfolded.
    pub charts: bool,
    /// What goes on in the background.
    pub tasks: Tasks,
    /// Where a picture of the map is wanted.
    pub picture: Option<PathBuf>,
    /// Frames until it is taken.
    pub picture_waits: u8,
    /// The film that is being made.
    pub film: Option<Film>,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            start: Start::default(),
            open: None,
            notices: Vec::new(),
            view: View::default(),
            framed: None,
            map: Rect::NOTHING,
            points: 1.0,
            over_map: false,
            layers: Layers::default(),
            charts: false,
            tasks: Tasks::default(),
            picture: None,
            picture_waits: 0,
            film: None,
        }
    }
}

/// A line to the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What is said.
    pub text: Bilingual,
    /// Whether something is wrong.
    pub bad: bool,
    /// A file or folder to open.
    pub path: Option<PathBuf>,
}

/// What people are coloured by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorBy {
    /// All alike.
    #[default]
    Alike,
    /// Their segment.
    Segment,
    /// Their speed.
    Speed,
    /// Time lost.
    Delay,
    /// How managed they feel.
    Felt,
}

/// What is shown on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layers {
    /// People.
    pub people: bool,
    /// Density.
    pub density: bool,
    /// Hotspots.
    pub hotspots: bool,
    /// Measures.
    pub measures: bool,
    /// Names.
    pub names: bool,
    /// Where people went in the last half minute.
    pub trails: bool,
    /// Mean movement.
    pub flow: bool,
    /// What a volunteer sees.
    pub sight: bool,
    /// The way to the selected goal.
    pub ways: bool,
    /// What people are coloured by.
    pub color_by: ColorBy,
}

impl Default for Layers {
    fn default() -> Self {
        Self {
            people: true,
            density: true,
            hotspots: true,
            measures: true,
            names: true,
            trails: false,
            flow: false,
            sight: true,
            ways: true,
            color_by: ColorBy::Alike,
        }
    }
}

/// One thing that is selected.
#[derive(Clone, Debug, PartialEq)]
pub enum Selection {
    /// A hotspot, by its rank.
    Hotspot(u32),
    /// A measure, by its id.
    Measure(String),
    /// A visitor.
    Visitor(u32),
    /// A goal: portals first, then attractions.
    Goal(u16),
}

/// What the pointer does on the map.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Tool {
    /// Selects and drags.
    #[default]
    Select,
    /// Draws a measure of a kind.
    Draw {
        /// Name of the kind in plan files.
        kind: &'static str,
        /// Points so far, metres.
        points: Vec<Vec2>,
    },
}

impl Desk {
    /// Opens an event, and remembers it. What was open is closed; its unsaved plan stays kept.
    pub fn open_event(&mut self, folder: &Path, plan: Option<PathBuf>, settings: &mut Settings) {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
        let folder = match folder.file_name() {
            Some(name) if name == "event.ron" => folder.parent().unwrap_or(&folder).to_path_buf(),
            _ => folder,
        };
        settings.opened(&folder);
        if let Err(problems) = settings.keep() {
            self.complain(&problems);
        }
        self.tasks.stop_all();
        self.tasks.advice = None;
        self.notices.clear();
        self.open = Some(Open::new(&folder, plan, None));
    }

    /// Shows the open event with the plan of a file (or none) from its beginning.
    pub fn choose_plan(&mut self, file: Option<PathBuf>, words: &Words) {
        let Some(open) = &mut self.open else { return };
        match open.choose_plan(file) {
            Ok(None) => {}
            Ok(Some(left)) => {
                let text = words.say("status-laid-aside").into();
                self.notice(Notice { text, bad: false, path: Some(left) });
            }
            Err(problems) => self.complain(&problems),
        }
    }

    /// Closes the event: back to the first page.
    pub fn close(&mut self) {
        self.tasks.stop_all();
        self.tasks.advice = None;
        self.open = None;
        self.notices.clear();
    }

    /// Says that something is amiss.
    pub fn complain(&mut self, problems: &Problems) {
        let sorted = problems.clone().sorted();
        let text = |language| sorted.text(language);
        let text = (text(Language::English), text(Language::Chinese)).into();
        self.notice(Notice { text, bad: problems.has_errors(), path: None });
    }

    /// Puts a line before the user. Only the last few are kept.
    pub fn notice(&mut self, notice: Notice) {
        self.notices.retain(|known| known.text != notice.text);
        self.notices.push(notice);
        if self.notices.len() > 4 {
            self.notices.remove(0);
        }
    }

    /// Whether anything moves on the screen, so that it must be drawn again and again.
    pub fn moves(&self) -> bool {
        let plays = |open: &Open| {
            let behind = |pane: &Pane| pane.worker.simulated_s() < open.clock.at_s;
            open.clock.plays || !open.main().ready || open.panes.iter().any(behind)
        };
        let busy = self.film.is_some() || self.picture.is_some();
        busy || self.open.as_ref().is_some_and(plays)
    }

    /// Whether something beside the window goes on of which it will soon tell.
    pub fn waits(&self) -> bool {
        !self.tasks.going_on.is_empty()
    }

    /// One frame: what workers and tasks told.
    pub fn advance(&mut self, passed_s: f64, words: &Words) {
        self.start.take();
        if let Some(mut open) = self.open.take() {
            let mut amiss = open.advance(passed_s);
            amiss.extend(open.autosave());
            if let Some(text) = open.recovered.take() {
                self.notice(Notice { text: words.say(text).into(), bad: false, path: None });
            }
            self.open = Some(open);
            amiss.iter().for_each(|problems| self.complain(problems));
        }
        for (name, done) in self.tasks.take() {
            match done {
                Done::Wrote(path) => {
                    let text = words.with("status-wrote", &[("file", file_name(&path).into())]);
                    self.notice(Notice { text: text.into(), bad: false, path: Some(path) });
                }
                Done::Advice(advice) => self.tasks.advice = advice,
                Done::Failed(problems) => self.complain(&problems),
                Done::Stopped => {
                    let text = words.with("status-stopped", &[("what", words.say(name).into())]);
                    self.notice(Notice { text: text.into(), bad: false, path: None });
                }
            }
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

impl Desk {
    /// Saves the plan into its file.
    pub fn save_plan(&mut self) {
        let Some(open) = &mut self.open else { return };
        let (Some(file), Some(hours)) = (open.plan_file.clone(), open.hours()) else { return };
        let Some(history) = &mut open.history else { return };
        match autosave::save(history.plan(), &file, &hours) {
            Ok(()) => {
                history.saved();
                forget(&open.folder);
            }
            Err(problems) => self.complain(&problems),
        }
    }

    /// Saves the plan into another file, which is its file from now on.
    pub fn save_plan_as(&mut self, file: PathBuf) {
        if let Some(open) = &mut self.open {
            open.plan_file = Some(file);
        }
        self.save_plan();
    }
}
