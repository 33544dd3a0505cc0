//! Scenes: a ground and people each of whom has a given start, as experiments and the standard
//! tests of evacuation models are written down. A scene is read from JSON, and becomes an event
//! like any other: a venue, a document and a table of people.
//!
//! Knows the form of scenes and of events; runs nothing.

mod beyond;
mod event;
mod json;
mod read;

pub use event::{EventFiles, Walking};
pub use read::{is_scene, read};

use geo::{Contains, Coord, MultiPolygon, Point, Polygon};
use std::path::PathBuf;

/// A checked scene. Coordinates are metres, times seconds from the scene's start.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The file.
    pub file: PathBuf,
    /// Its name: the file's without ending.
    pub name: String,
    /// What it is, in the scene's words.
    pub description: String,
    /// Kind of scene, in the scene's words: "uni", "bi", "ring", "capacity", …
    pub kind: String,
    /// Frames a second of its recording, and of what is written.
    pub fps: f64,
    /// When it ends at the latest.
    pub ends_s: f64,
    /// Where people can walk.
    pub ground: MultiPolygon<f64>,
    /// Everybody.
    pub people: Vec<Person>,
    /// Where people leave: within an area.
    pub exits: Vec<(String, MultiPolygon<f64>)>,
    /// A closed line round which people walk.
    pub round: Option<Vec<Coord<f64>>>,
    /// Ground on which people are slower, with the factor.
    pub zones: Vec<(MultiPolygon<f64>, f64)>,
    /// What is measured where.
    pub measured: Measured,
}

impl Scene {
    /// Whether somebody who is at a place has walked into the exit by which they leave.
    pub fn is_out(&self, person: &Person, x_m: f64, y_m: f64) -> bool {
        let is_in = |exit: &(String, MultiPolygon<f64>)| exit.1.contains(&Point::new(x_m, y_m));
        match person.goes {
            PersonGoes::Exit(exit) => is_in(&self.exits[exit]),
            PersonGoes::AnyExit => self.exits.iter().any(is_in),
            PersonGoes::Round => false,
        }
    }
}

/// Somebody of a scene.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Person {
    /// Number in the scene's files.
    pub id: i64,
    /// When they are there.
    pub starts_s: f64,
    /// Where.
    pub at: Coord<f64>,
    /// Free walking speed, m/s.
    pub free_speed_mps: f64,
    /// How long they stand before they walk.
    pub waits_s: f64,
    /// Where they go.
    pub goes: PersonGoes,
}

/// Where somebody goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonGoes {
    /// Out by this exit.
    Exit(usize),
    /// Out by the exit that they choose.
    AnyExit,
    /// Round and round.
    Round,
}

/// Lines and areas at which a scene is measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// Where the flow is counted.
    pub flow_line: Option<[Coord<f64>; 2]>,
    /// Where the flow through the area is counted.
    pub mid_line: Option<[Coord<f64>; 2]>,
    /// Where density and speed are measured.
    pub area: Option<Polygon<f64>>,
    /// Width of the way, metres.
    pub width_m: Option<f64>,
    /// Width of the exit or door, metres.
    pub exit_width_m: Option<f64>,
}

/// The word for people who choose their exit.
const ANY: &str = "any";
/// The word for people who walk round and round.
const LOOP: &str = "loop";
