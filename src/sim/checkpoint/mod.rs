//! Checkpoints: a run is saved, goes on from there, or takes another plan from there, bit for
//! bit as if it had never stopped.
//!
//! Kept is what cannot be had again from the event, its guests and the ground: the clock, the
//! people, what they have in mind, the crowd as the last step froze it (people look at it in
//! the next one), from what the ways around jams were found, which barriers stand, and what
//! was observed so far. Everything else is laid out, drawn and solved again.
//!
//! A file is a head ([`mod@envelope`]: what it is, version, lengths, checksums), then
//! [`About`], then the state; both in postcard (<https://postcard.jamesmunns.com>), long columns
//! as plain bytes. Any change of what is kept moves [`VERSION`].

mod envelope;
mod frozen;
mod refused;
mod state;

pub use envelope::{HEAD_BYTES, VERSION};
pub use refused::Refused;

use super::state::{Clock, Setting, Standing};
use super::{Count, Simulation};
use crate::document::Bilingual;
use crate::plan::Plan;
use crate::scenario::Scenario;
use serde::{Deserialize, Serialize};
use state::SavedState;

/// A run as it was between two steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    about: About,
    bytes: Vec<u8>,
    /// First byte of the state.
    state_at: usize,
}

/// Of which run a checkpoint is, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Version of the program that wrote it: another one may step otherwise.
    pub program: String,
    /// Folder name of the event.
    pub event_id: String,
    /// Shown name of the event.
    pub event_name: Bilingual,
    /// The files that the event was read from.
    pub files: Vec<EventFile>,
    /// Seed of all draws.
    pub seed: u64,
    /// The plan.
    pub plan: Plan,
    /// Steps made.
    pub tick: u64,
    /// Seconds since the event's start.
    pub now_s: f64,
    /// Everybody, counted.
    pub count: Count,
    /// Hash of the state.
    pub state_hash: u64,
}

/// A file that an event was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventFile {
    /// Its name, without folders.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

impl Checkpoint {
    /// A checkpoint from the bytes of its file.
    ///
    /// # Errors
    /// Where the bytes are no checkpoint, or of another version, truncated or damaged.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Refused> {
        let [about_bytes, _] = envelope::parts(&bytes)?;
        let state_at = HEAD_BYTES + about_bytes.len();
        let about: About = postcard::from_bytes(about_bytes).map_err(|_| Refused::Damaged)?;
        if about.program != env!("CARGO_PKG_VERSION") {
            return Err(Refused::OtherProgram { program: about.program });
        }
        Ok(Self { about, bytes, state_at })
    }

    /// Length of a whole file whose first [`HEAD_BYTES`] bytes (or less) are `head`.
    ///
    /// # Errors
    /// Where these are not those of a checkpoint of this version.
    pub fn length(head: &[u8]) -> Result<u64, Refused> {
        Ok(envelope::Head::read(head)?.length())
    }

    /// The bytes of its file.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Of which run it is.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Whether it is of this event as its files are now.
    ///
    /// # Errors
    /// Where it is not: of which event it is, or what has changed.
    pub fn is_of(&self, scenario: &Scenario) -> Result<(), Refused> {
        let files = event_files(scenario);
        if self.about.files == files {
            return Ok(());
        }
        if self.about.event_id != scenario.id {
            let shown = |id: &str, name: &Bilingual| match name.en.as_str() {
                "" => id.to_owned(),
                name => format!("{id} ({name})"),
            };
            return Err(Refused::OtherEvent {
                made_of: shown(&self.about.event_id, &self.about.event_name),
                asked: shown(&scenario.id, &scenario.name),
            });
        }
        let was = |file: &EventFile| self.about.files.contains(file);
        let changed: Vec<&str> =
            files.iter().filter(|f| !was(f)).map(|f| f.name.as_str()).collect();
        let changed = if changed.is_empty() { "its files".into() } else { changed.join(", ") };
        Err(Refused::EventChanged { event: scenario.id.clone(), changed })
    }
}

fn event_files(scenario: &Scenario) -> Vec<EventFile> {
    let name = |path: &std::path::Path| {
        path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let file = |s: &crate::scenario::SourceFile| EventFile {
        name: name(&s.path),
        sha256: s.sha256.clone(),
    };
    scenario.sources.iter().map(file).collect()
}

impl Simulation {
    /// The run as it is now.
    ///
    /// # Errors
    /// Where it cannot be encoded; no run is known for which this is so.
    pub fn save(&self) -> Result<Checkpoint, Refused> {
        let setting = self.world.resource::<Setting>();
        let clock = self.world.resource::<Clock>();
        let about = About {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            event_id: setting.scenario.id.clone(),
            event_name: setting.scenario.name.clone(),
            files: event_files(&setting.scenario),
            seed: setting.seed,
            plan: self.world.resource::<Standing>().plan.clone(),
            tick: clock.tick,
            now_s: clock.now_s(),
            count: self.count(),
            state_hash: self.state_hash(),
        };
        let (bytes, state_at) = envelope::seal(&about, &SavedState::of(&self.world))?;
        Ok(Checkpoint { about, bytes, state_at })
    }
}
