//! Writing trajectories while a run goes on.

use super::frames::Frames;
use super::prepare::Prepared;
use crate::document::Problems;
use crate::export::jupedsim_sqlite::{PersonAt, SqliteWriter};
use crate::export::wkt;
use crate::sim::Simulation;
use glam::Vec2;
use std::path::Path;

/// A file of trajectories being written.
pub struct Recorder {
    writer: SqliteWriter,
    frames: Frames,
    stands: Option<Vec<bool>>,
}

impl Recorder {
    /// Begins a file.
    pub fn begin(path: &Path, frames: Frames) -> Result<Self, Problems> {
        Ok(Self { writer: SqliteWriter::create(path, frames.fps())?, frames, stands: None })
    }

    /// Writes a frame if one is due.
    pub fn look(&mut self, simulation: &Simulation, prepared: &Prepared) -> Result<(), Problems> {
        let Some(frame) = self.frames.due(simulation.tick()) else { return Ok(()) };
        let (plan, stands) = simulation.plan();
        if self.stands.as_deref() != Some(stands) {
            let barriers = plan.measures.iter().zip(stands).filter(|(_, stands)| **stands);
            let segments: Vec<_> =
                barriers.flat_map(|(measure, _)| measure.kind.barrier_pieces()).collect();
            let ground = &prepared.scenario.venue.ground;
            self.writer.geometry(&wkt::ground_with_barriers(ground, &segments))?;
            self.stands = Some(stands.to_vec());
        }
        let crowd = simulation.crowd();
        self.writer.frame_numbered(
            frame,
            (0..crowd.len()).map(|row| PersonAt {
                id: crowd.visitor[row],
                at: crowd.at(row),
                facing: Vec2::new(crowd.heading_x[row], crowd.heading_y[row]),
            }),
        )
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
