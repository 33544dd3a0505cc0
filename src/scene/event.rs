//! A scene as an event: its venue, its document and its people as the texts of their files.

use super::beyond::Beyond;
use super::{ANY, Person, PersonGoes, Scene};
use crate::document::{Bilingual, Problems, write_new};
use crate::geometry::Frame;
use crate::scenario::{self, Checked};
use crate::venue::{Draft, Drawn, Kind, Shape};
use geo::{Area, Coord, LineString, MultiPolygon};
use std::fmt::Write;
use std::path::Path;

/// Name of the round of a scene.
const ROUND: &str = "oval";
/// Half the length of the line by which the people of a round are booked, metres.
const BOOKED_M: f64 = 0.15;
/// Time between two looks at where it is crowded, whole seconds [a].
const LOOKS_S: u32 = 2;
/// Shortest event, seconds.
const SHORTEST_S: f64 = 60.0;

/// How the people of a scene walk; what is left out has the event document's default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Walking {
    /// The model of motion as in an event document, `SocialForce(relaxation_s: 0.4)`.
    pub model: Option<String>,
    /// Body radius, metres.
    pub radius_m: Option<f64>,
    /// Time step, seconds.
    pub time_step_s: Option<f64>,
    /// Side of the ground raster's cells, metres.
    pub cell_m: Option<f64>,
}

/// The texts of an event's files.
#[derive(Clone, Debug)]
pub struct EventFiles {
    draft: Draft,
    /// `event.ron`.
    pub event: String,
    /// `people.csv`.
    pub people: String,
}

impl Scene {
    /// The event that the scene is.
    pub fn event_files(&self, walking: &Walking) -> EventFiles {
        EventFiles {
            draft: self.draft(),
            event: self.event_text(walking),
            people: self.people_text(),
        }
    }

    fn draft(&self) -> Draft {
        let area = |area: &MultiPolygon<f64>| Shape::Areas(area.0.clone());
        let beyond = Beyond::new(&self.ground, &self.exits);
        let ground = Drawn::new(Kind::Ground, area(&beyond.ground)).with("exact", true);
        let mut features = vec![ground];
        for (i, (shape, factor)) in self.zones.iter().enumerate() {
            let zone = Drawn::new(Kind::Slope, area(shape)).with("speed_factor", *factor);
            features.push(zone.named(format!("zone{}", i + 1), None));
        }
        let portal = |shape, id: &str| {
            Drawn::new(Kind::Portal, shape).named(id, Some(Bilingual::same(id.to_owned())))
        };
        let exits = self.exits.iter().zip(&beyond.exits);
        features.extend(exits.map(|((id, _), end)| portal(area(end), id)));
        if let Some([first, second]) = self.round.as_deref().and_then(|round| round.get(..2))
            && self.exits.is_empty()
        {
            features.push(portal(across(*first, *second), ROUND_GATE));
        }
        let lines = [("flow", self.measured.flow_line), ("middle", self.measured.mid_line)];
        for (id, line) in lines {
            let Some(line) = line else { continue };
            let shape = Shape::Lines(vec![LineString::new(line.to_vec())]);
            features.push(Drawn::new(Kind::Counter, shape).named(id, None));
        }
        let frame = Frame { lon_deg: 0.0, lat_deg: 0.0 };
        Draft { name: Bilingual::same(self.name.clone()), frame, features }
    }

    fn event_text(&self, walking: &Walking) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let mut line = |words: String| {
            let _ = writeln!(text, "{words}");
        };
        line(format!("// The scene {} as an event: people.csv says where everybody", self.name));
        line("// starts, and when; `wuwei check . --explain` what else was taken.".to_owned());
        line("Event(".to_owned());
        line("    version: 1,".to_owned());
        line(format!("    name: (en: {:?}, zh: {:?}),", self.name, self.name));
        let seconds = self.ends_s.max(SHORTEST_S).ceil() as u64;
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        let until = format!("{hours:02}:{minutes:02}:{:02}", seconds % 60);
        line(format!("    from: \"00:00\", until: {until:?},"));
        line("    // Who has walked on for some metres behind an exit is gone.".to_owned());
        let exits = self.exits.iter().map(|(id, _)| format!("(id: {id:?}, reach_m: 0.0)"));
        line(format!("    portals: [{}],", exits.collect::<Vec<_>>().join(", ")));
        line("    demand: (),".to_owned());
        line(format!("    placed: (file: \"people.csv\"{}),", self.rounds_text()));
        let radius = walking.radius_m.map_or(String::new(), |m| format!(", radius_m: {m}"));
        let alone = "party: (lambda: 0.0, low: 1, high: 1)";
        line(format!("    segments: [(id: \"walker\", share: 1.0{radius}, {alone})],"));
        let motion = [
            walking.model.as_ref().map(|model| format!("model: {model}")),
            walking.time_step_s.map(|s| format!("time_step_s: {s}")),
            Some(format!("cell_m: {}", walking.cell_m.unwrap_or_else(|| self.usual_cell_m()))),
        ];
        let motion: Vec<String> = motion.into_iter().flatten().collect();
        if !motion.is_empty() {
            line(format!("    motion: ({}),", motion.join(", ")));
        }
        line("    // Everybody sees where it is crowded on a ground as small as this.".to_owned());
        line(format!("    ways: (informed_share: 1.0, refresh_s: {LOOKS_S}.0),"));
        line(")".to_owned());
        text
    }

    /// Side of the raster's cells where nothing is said, metres: a hundredth of the side of a
    /// square as large as the ground, so that a door of half a metre is some cells wide.
    fn usual_cell_m(&self) -> f64 {
        let cell_m = (self.ground.unsigned_area().sqrt() / 100.0).clamp(0.1, 0.5);
        (cell_m * 100.0).round() / 100.0
    }

    fn rounds_text(&self) -> String {
        let Some(round) = &self.round else { return String::new() };
        let point = |c: &Coord<f64>| format!("({:.3}, {:.3})", c.x, c.y);
        let points: Vec<String> = round.iter().map(point).collect();
        format!(", rounds: [(id: \"{ROUND}\", line: [{}])]", points.join(", "))
    }

    fn people_text(&self) -> String {
        let mut text = "starts_s,x_m,y_m,free_speed_mps,goes_to,waits_s\n".to_owned();
        for person in &self.people {
            let Person { starts_s, at, free_speed_mps, waits_s, .. } = person;
            let goes_to = match person.goes {
                PersonGoes::Exit(exit) => self.exits[exit].0.as_str(),
                PersonGoes::AnyExit => ANY,
                PersonGoes::Round => ROUND,
            };
            let _ =
                writeln!(text, "{starts_s},{},{},{free_speed_mps},{goes_to},{waits_s}", at.x, at.y);
        }
        text
    }
}

/// The portal of an event in which nobody leaves.
const ROUND_GATE: &str = "gate";

/// A line across the beginning of a round.
fn across(first: Coord<f64>, second: Coord<f64>) -> Shape {
    let along = second - first;
    let length = along.x.hypot(along.y).max(1e-9);
    let side = Coord { x: -along.y, y: along.x } * (BOOKED_M / length);
    Shape::Lines(vec![LineString::new(vec![first + side, first - side])])
}

impl EventFiles {
    /// The event that the files are; `file` stands in problems.
    ///
    /// # Errors
    /// Where the scene's ground, people or model cannot be an event.
    pub fn checked(&self, file: &Path) -> Result<Checked, Problems> {
        let (venue, _) = self.draft.to_venue(file)?;
        let beside = |_: &Path| Ok(self.people.clone());
        scenario::read_text_on(file, &self.event, &venue, &beside)
    }

    /// Writes the files into a folder, which is made if there is none.
    ///
    /// # Errors
    /// Where there is an event already (nothing is overwritten), or a file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Problems> {
        let venue = self.draft.to_geojson();
        write_new(
            folder,
            &[("venue.geojson", &venue), ("people.csv", &self.people), ("event.ron", &self.event)],
        )
    }
}
