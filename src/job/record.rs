//! Writing trajectories while a run goes on.

use super::prepare::Prepared;
use crate::document::Problems;
use crate::export::jupedsim_sqlite::{PersonAt, SqliteWriter};
use crate::export::wkt;
use crate::plan::MeasureKind;
use crate::sim::Simulation;
use glam::Vec2;
use std::path::Path;

/// A file of trajectories being written.
pub struct Recorder {
    writer: SqliteWriter,
    every_ticks: u64,
    stands: Option<Vec<bool>>,
}

impl Recorder {
    /// Begins a file with about `fps` frames a second: every so many whole steps.
    pub fn begin(path: &Path, fps: f64, simulation: &Simulation) -> Result<Self, Problems> {
        let ticks_per_s = simulation.clock().ticks_per_s as f64;
        let every_ticks = (ticks_per_s / fps).round().max(1.0) as u64;
        let writer = SqliteWriter::create(path, ticks_per_s / every_ticks as f64)?;
        Ok(Self { writer, every_ticks, stands: None })
    }

    /// Writes a frame if one is due.
    pub fn look(&mut self, simulation: &Simulation, prepared: &Prepared) -> Result<(), Problems> {
        if !simulation.tick().is_multiple_of(self.every_ticks) {
            return Ok(());
        }
        let (plan, stands) = simulation.plan();
        if self.stands.as_deref() != Some(stands) {
            let barriers = plan.measures.iter().zip(stands).filter(|(_, stands)| **stands);
            let segments: Vec<_> = barriers
                .flat_map(|(measure, _)| match &measure.kind {
                    MeasureKind::Barrier(barrier) => barrier.segments(),
                })
                .collect();
            let ground = &prepared.scenario.venue.ground;
            self.writer.geometry(&wkt::ground_with_barriers(ground, &segments))?;
            self.stands = Some(stands.to_vec());
        }
        let crowd = simulation.crowd();
        self.writer.frame((0..crowd.len()).map(|row| PersonAt {
            id: crowd.visitor[row],
            at: crowd.at(row),
            facing: Vec2::new(crowd.heading_x[row], crowd.heading_y[row]),
        }))
    }

    /// Gives the file its name.
    pub fn finish(self) -> Result<(), Problems> {
        self.writer.finish()
    }
}
