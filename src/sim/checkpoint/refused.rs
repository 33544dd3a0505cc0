//! Why a checkpoint is not taken.

use super::VERSION;
use crate::document::Problems;

/// Why a checkpoint is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Some other file.
    #[error("is not a checkpoint")]
    NotACheckpoint,
    /// Of a newer format.
    #[error("is a checkpoint of version {version}, newer than this program reads ({VERSION})")]
    Newer {
        /// Its version.
        version: u32,
    },
    /// Of an older format.
    #[error("is a checkpoint of version {version}, older than this program reads ({VERSION})")]
    Older {
        /// Its version.
        version: u32,
    },
    /// The end is missing.
    #[error("is truncated: {has} of {needs} bytes are there")]
    Truncated {
        /// Bytes that are there.
        has: u64,
        /// Bytes that it should have.
        needs: u64,
    },
    /// Not as it was written.
    #[error("is damaged: its content is not what was written")]
    Damaged,
    /// Readable, but it contradicts itself or the event.
    #[error("does not fit the event: {what}")]
    Unfit {
        /// What does not fit.
        what: &'static str,
    },
    /// By another version of the program.
    #[error(
        "was made by wuwei {program}, this is {}: the two may step differently",
        env!("CARGO_PKG_VERSION")
    )]
    OtherProgram {
        /// Version of the program that made it.
        program: String,
    },
    /// Of another event.
    #[error("is of the event {made_of}, not of {asked}")]
    OtherEvent {
        /// The event that it is of.
        made_of: String,
        /// The event that was asked for.
        asked: String,
    },
    /// Of the event as it was before a file changed.
    #[error("is of the event {event} before a change of {changed}")]
    EventChanged {
        /// The event.
        event: String,
        /// The files.
        changed: String,
    },
    /// The event itself cannot be run.
    #[error("{0}")]
    Ground(Problems),
    /// Cannot be written.
    #[error("cannot be encoded ({why})")]
    Unencodable {
        /// What the encoder says.
        why: String,
    },
}

impl Refused {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotACheckpoint => {
                Some("checkpoints are the checkpoint-….wuwei of a run's folder")
            }
            Self::Newer { .. } => Some("take the version of wuwei that made it, or a newer one"),
            Self::Older { .. } | Self::OtherProgram { .. } => {
                Some("go on with the version of wuwei that made it, or run the event anew")
            }
            Self::Truncated { .. } | Self::Damaged | Self::Unfit { .. } => {
                Some("take an earlier checkpoint, or run the event anew")
            }
            Self::OtherEvent { .. } => Some("name the event that it is of"),
            Self::EventChanged { .. } => {
                Some("undo the change, or run the event anew; plans may differ, events may not")
            }
            Self::Ground(_) | Self::Unencodable { .. } => None,
        }
    }
}
