//! A new event on a map that a planner has: the map is read by the importer, what it proposes is
//! looked through and completed, and the event is written. All but how it looks; the page is
//! `panels::new_map`.
//!
//! Reading and writing go on beside the window: a map of a district takes seconds.

pub mod made;
pub mod rim;
pub mod sheet;
pub mod steps;
#[cfg(test)]
mod tests;

use super::inbox::Inbox;
use super::map::view::View;
use super::settings::home;
use crate::document::{Place, Problems};
use crate::scenario::{Is, new_event_on};
use crate::sim::check_event;
use crate::venue::Draft;
use crate::venue::import::{IMPORTERS, ImportOptions, ImportSummary, import_file, slug};
use bevy_egui::egui::Rect;
use made::{Door, Made, Thing, carried, off_line_m};
use rim::Rim;
use sheet::Sheet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{TryRecvError, channel};
use steps::Steps;

/// How files end that can be a map.
pub fn map_endings() -> impl Iterator<Item = &'static str> {
    IMPORTERS.iter().flat_map(|importer| importer.extensions).copied().chain(["gz"])
}

/// A map that was read.
pub struct Map {
    /// What was taken and left out.
    pub summary: ImportSummary,
    /// What is odd about the ground.
    pub warnings: Problems,
    /// How it is drawn.
    pub sheet: Sheet,
    /// Its edge.
    pub rim: Rim,
    /// Its features; those that are listed and changed are in [`Made`].
    pub draft: Draft,
    options: ImportOptions,
    found: Made,
    record: String,
}

impl Map {
    /// Reads a map and prepares all that the page needs of it.
    ///
    /// # Errors
    /// Why there is no ground in it.
    pub fn read(file: &Path, options: &ImportOptions) -> Result<Self, Problems> {
        let imported = import_file(file, options)?;
        let (venue, mut warnings) = imported.draft.unfinished(file);
        let Some(venue) = venue else { return Err(warnings) };
        // That nobody can come in yet is said where entrances are put.
        warnings.0.retain(|problem| problem.severity == crate::document::Severity::Warning);
        let record = imported.record(file)?;
        Ok(Self {
            sheet: Sheet::of(&venue),
            rim: Rim::new(&venue.ground),
            found: Made::of(&imported.draft, imported.summary.walkable_m2),
            draft: imported.draft,
            summary: imported.summary,
            warnings,
            options: options.clone(),
            record,
        })
    }

    /// Writes the event that was made of it. What was written, for the window to open.
    ///
    /// # Errors
    /// What is wrong with it, or why it cannot be written; nothing is left behind then.
    pub fn write(&self, made: &Made, folder: &Path) -> Result<(), Problems> {
        writing(self.draft.clone(), self.record.clone(), made, folder)
    }
}

fn writing(draft: Draft, record: String, made: &Made, folder: &Path) -> Result<(), Problems> {
    let draft = made.draft(&draft);
    let besides = [("import.json", record.as_str())];
    new_event_on(folder, &draft, &made.beginning(), &besides, &check_event).map(drop)
}

/// What is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selected {
    /// An entrance, by its number.
    Door(usize),
    /// What people come for, by its number.
    Thing(usize),
}

/// What a click on the map does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// Selects.
    #[default]
    Select,
    /// Puts an entrance.
    Door,
    /// Puts something that people come for.
    Thing(Is),
    /// Draws the part of the map that is taken.
    Part,
}

/// Parts of the panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// What was found.
    #[default]
    Ground,
    /// Entrances and exits.
    Doors,
    /// What people come for.
    Things,
    /// Visitors, hours, folder.
    Visitors,
}

/// A new event.
pub struct NewMap {
    /// The map's file.
    pub file: PathBuf,
    /// What the planner chose for reading it.
    pub options: ImportOptions,
    /// The map, once it was read.
    pub map: Option<Box<Map>>,
    /// Why it cannot be read (with these options).
    pub refused: Option<Problems>,
    /// What is made of it, with the steps that led there.
    pub steps: Steps,
    /// What is selected.
    pub selected: Option<Selected>,
    /// What a click on the map does.
    pub tool: Tool,
    /// The part of the panel that is seen.
    pub part: Part,
    /// The folder that the planner chose; `None` for the usual one.
    pub folder: Option<String>,
    /// The part of the ground that is seen.
    pub view: View,
    /// Set until the whole ground has been framed once.
    pub unframed: bool,
    /// The view that framed it, and in which part of the window.
    pub framed: Option<(View, Rect)>,
    /// Set when the name of what was just put is to be typed.
    pub name_it: bool,
    /// Set when the list is to show what is selected.
    pub show_it: bool,
    /// Where a line that is being drawn begins.
    pub drawn_from: Option<geo::Coord<f64>>,
    /// The key of what is said about the last click.
    pub said: Option<&'static str>,
    /// Why it could not be created.
    pub amiss: Option<Problems>,
    reading: Option<Inbox<Result<Box<Map>, Problems>>>,
    /// Whether the map is read for a state that is there already, by a step back or forth.
    for_step: bool,
    creating: Option<Inbox<Result<PathBuf, Problems>>>,
}

impl NewMap {
    /// Begins with a map; it is read beside the window.
    pub fn begin(file: PathBuf) -> Self {
        let mut new = Self {
            file,
            options: ImportOptions::default(),
            map: None,
            refused: None,
            steps: Steps::default(),
            selected: None,
            tool: Tool::default(),
            part: Part::default(),
            folder: None,
            view: View::default(),
            unframed: true,
            framed: None,
            name_it: false,
            show_it: false,
            drawn_from: None,
            said: None,
            amiss: None,
            reading: None,
            for_step: false,
            creating: None,
        };
        new.read();
        new
    }

    /// Reads the map with the options as they are now.
    pub fn read(&mut self) {
        let (tell, coming) = channel();
        let (file, options) = (self.file.clone(), self.options.clone());
        std::thread::spawn(move || {
            let _ = tell.send(Map::read(&file, &options).map(Box::new));
        });
        (self.refused, self.for_step) = (None, false);
        self.reading = Some(Inbox::new(coming));
    }

    /// Whether the map is being read.
    pub fn is_reading(&self) -> bool {
        self.reading.is_some()
    }

    /// Whether the event is being written.
    pub fn is_creating(&self) -> bool {
        self.creating.is_some()
    }

    /// Takes a part of the map only, or all of it again.
    pub fn take_part(&mut self, part: Option<geo::Rect<f64>>) {
        self.tool = Tool::Select;
        if self.options.part != part {
            self.options.part = part;
            self.read();
        }
    }

    /// Takes what came of reading and writing; the folder of the event once it is there.
    pub fn take(&mut self) -> Option<PathBuf> {
        match came(&mut self.reading, &self.file) {
            Some(Ok(map)) => self.put_map(map),
            Some(Err(problems)) => self.refused = Some(problems),
            None => {}
        }
        match came(&mut self.creating, &self.file)? {
            Ok(folder) => Some(folder),
            Err(problems) => {
                self.amiss = Some(problems);
                None
            }
        }
    }

    /// Puts a map that was read in the place of the one before; what was made stays.
    fn put_map(&mut self, map: Box<Map>) {
        if !self.for_step {
            let mut made = match &self.map {
                Some(before) => carried(map.found.clone(), &before.found, self.made()),
                None => map.found.clone(),
            };
            made.leave_out_what_is_off(&map.rim);
            self.steps.go_on(made, &map.options, None);
        }
        self.unframed |= self.map.as_ref().is_none_or(|b| b.sheet.corners != map.sheet.corners);
        self.map = Some(map);
        self.selected = None;
    }

    /// What is made of the map.
    pub fn made(&self) -> &Made {
        self.steps.now()
    }

    /// Changes it. Changes of one stroke are one step back.
    pub fn change(&mut self, stroke: Option<u64>, change: impl FnOnce(&mut Made, &Map)) {
        let Some(map) = &self.map else { return };
        let mut made = self.steps.now().clone();
        change(&mut made, map);
        if made != *self.steps.now() {
            self.steps.go_on(made, &map.options, stroke);
            self.amiss = None;
        }
    }

    /// Takes a step back, or makes it again; where the map was read otherwise then, it is so again.
    pub fn step(&mut self, back: bool) {
        if back {
            self.steps.undo()
        } else {
            self.steps.redo()
        }
        self.amiss = None;
        let made = self.steps.now();
        self.selected = self.selected.filter(|selected| match *selected {
            Selected::Door(i) => i < made.doors.len(),
            Selected::Thing(i) => i < made.things.len(),
        });
        let options = self.steps.options();
        if self.map.as_ref().is_some_and(|map| map.options != *options) {
            self.options = options.clone();
            self.read();
            self.for_step = true;
        }
    }

    /// Takes out what is selected.
    pub fn remove_selected(&mut self) {
        let Some(selected) = self.selected.take() else { return };
        self.change(None, |made, _| match selected {
            Selected::Door(i) if i < made.doors.len() => drop(made.doors.remove(i)),
            Selected::Thing(i) if i < made.things.len() => drop(made.things.remove(i)),
            _ => {}
        });
    }

    /// Takes a tool up, and turns to the part of the panel that is about it.
    pub fn take_up(&mut self, tool: Tool) {
        self.tool = tool;
        (self.said, self.drawn_from) = (None, None);
        match tool {
            Tool::Select => {}
            Tool::Door => self.part = Part::Doors,
            Tool::Thing(_) => self.part = Part::Things,
            Tool::Part => self.part = Part::Ground,
        }
    }

    /// Selects something, and turns to the part of the panel that is about it.
    pub fn select(&mut self, selected: Option<Selected>) {
        self.show_it = self.selected != selected;
        self.selected = selected;
        match selected {
            Some(Selected::Door(_)) => self.part = Part::Doors,
            Some(Selected::Thing(_)) => self.part = Part::Things,
            None => {}
        }
    }

    /// The entrance, or what people come for, at a place, within a distance.
    pub fn at(&self, at: geo::Coord<f64>, near_m: f64) -> Option<Selected> {
        let made = self.made();
        let off = |door: &Door| off_line_m(&door.outline(), at);
        let doors = made.doors.iter().map(off).enumerate().filter(|(_, off_m)| *off_m <= near_m);
        let door = doors.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(i, _)| Selected::Door(i));
        let holds = |thing: &Thing| {
            let area = thing.area();
            area.is_some_and(|area| geo::Contains::contains(area, &geo::Point::from(at)))
        };
        // The smallest of those that lie over one another.
        let things = made.things.iter().enumerate().filter(|(_, thing)| holds(thing));
        let size = |thing: &Thing| thing.area().map_or(0.0, geo::Area::unsigned_area);
        let thing = things.min_by(|a, b| size(a.1).total_cmp(&size(b.1)));
        door.or(thing.map(|(i, _)| Selected::Thing(i)))
    }

    /// Lets go: of the line that is being drawn, the tool, what is selected.
    pub fn let_go(&mut self) {
        self.said = None;
        if self.drawn_from.take().is_some() {
            return;
        }
        if self.tool == Tool::Select {
            self.selected = None;
        }
        self.tool = Tool::Select;
    }

    /// The folder of the event: the one that was chosen, else a new one, named like the event,
    /// where the user's documents are.
    pub fn folder(&self) -> PathBuf {
        match &self.folder {
            Some(folder) => PathBuf::from(folder.trim()),
            None => {
                let name = &self.made().name;
                let name = if name.en.trim().is_empty() { &name.zh } else { &name.en };
                free_folder(&documents(), &slug(name))
            }
        }
    }

    /// Writes the event, beside the window.
    pub fn create(&mut self) {
        let Some(map) = &self.map else { return };
        let (draft, record) = (map.draft.clone(), map.record.clone());
        let (made, folder) = (self.made().clone(), self.folder());
        let (tell, coming) = channel();
        std::thread::spawn(move || {
            let written = writing(draft, record, &made, &folder);
            let _ = tell.send(written.map(|()| folder));
        });
        self.amiss = None;
        self.creating = Some(Inbox::new(coming));
    }
}

/// What came through an inbox that is closed then; a thread that is gone without a word has said
/// on the terminal why.
fn came<T>(
    inbox: &mut Option<Inbox<Result<T, Problems>>>,
    file: &Path,
) -> Option<Result<T, Problems>> {
    let came = match inbox.as_ref()?.next() {
        Ok(came) => came,
        Err(TryRecvError::Empty) => return None,
        Err(TryRecvError::Disconnected) => {
            let what = ("wuwei broke down over this map", "wuwei 在处理这张地图时出错");
            let hint =
                ("please send the file to those who make wuwei", "请把这个文件发给 wuwei 的开发者");
            Err(Problems::one(Place::file(file), what, hint))
        }
    };
    *inbox = None;
    Some(came)
}

/// Where new events go: the user's documents, else wuwei's own folder.
fn documents() -> PathBuf {
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let own = || home().unwrap_or_else(std::env::temp_dir).join("events");
    if set("WUWEI_HOME").is_some() {
        return own();
    }
    let user = set("HOME").or_else(|| set("USERPROFILE"));
    let documents = user.map(|user| user.join("Documents")).filter(|folder| folder.is_dir());
    documents.map_or_else(own, |folder| folder.join("wuwei"))
}

/// A folder of that name that is not there yet.
fn free_folder(parent: &Path, name: &str) -> PathBuf {
    let numbered = (2..1000).map(|n| parent.join(format!("{name}-{n}")));
    let mut all = std::iter::once(parent.join(name)).chain(numbered);
    all.find(|folder| !folder.exists()).unwrap_or_else(|| parent.join(name))
}
