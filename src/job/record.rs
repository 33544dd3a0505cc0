//! Writing trajectories while a run goes on.

use super::frames::{Between, Frames, Seen};
use super::prepare::Prepared;
use crate::document::Problems;
use crate::export::jupedsim_sqlite::{PersonAt, SqliteWriter};
use crate::export::wkt;
use crate::sim::Simulation;
use std::path::Path;

/// A file of trajectories being written.
pub struct Recorder {
    writer: SqliteWriter,
    frames: Frames,
    between: Between,
    /// Until when frames were taken, seconds.
    until_s: f64,
    stands: Option<Vec<bool>>,
}

impl Recorder {
    /// Begins a file.
    pub fn begin(path: &Path, frames: Frames) -> Result<Self, Problems> {
        Ok(Self {
            writer: SqliteWriter::create(path, frames.fps)?,
            frames,
            between: Between::default(),
            until_s: f64::NEG_INFINITY,
            stands: None,
        })
    }

    /// Writes the frames that are due since the last look, and takes note of where people are.
    pub fn look(&mut self, simulation: &Simulation, prepared: &Prepared) -> Result<(), Problems> {
        let now_s = simulation.now_s();
        for frame in self.frames.due(self.until_s, now_s) {
            self.write(frame, simulation, prepared)?;
        }
        self.until_s = now_s;
        self.between.remember(simulation);
        Ok(())
    }

    fn write(
        &mut self,
        frame: u64,
        simulation: &Simulation,
        prepared: &Prepared,
    ) -> Result<(), Problems> {
        let (plan, stands) = simulation.plan();
        if self.stands.as_deref() != Some(stands) {
            let barriers = plan.measures.iter().zip(stands).filter(|(_, stands)| **stands);
            let segments: Vec<_> =
                barriers.flat_map(|(measure, _)| measure.kind.barrier_pieces()).collect();
            let ground = &prepared.scenario.venue.ground;
            self.writer.geometry(&wkt::ground_with_barriers(ground, &segments))?;
            self.stands = Some(stands.to_vec());
        }
        let people = self.between.people(simulation, self.frames.at_s(frame), |_| None);
        let person = |seen: Seen| PersonAt { id: seen.visitor, at: seen.at, facing: seen.facing };
        self.writer.frame_numbered(frame, people.map(person))
    }

    /// Gives the file its name, and says whether there is one: none where the run ended before
    /// the first frame was due.
    pub fn finish(self) -> Result<bool, Problems> {
        if self.stands.is_none() {
            return Ok(false);
        }
        self.writer.finish().map(|()| true)
    }
}
