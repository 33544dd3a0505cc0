//! Why a checkpoint is not taken.

use super::VERSION;
use crate::document::{Bilingual, Language, Problems};

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
    /// The same in both languages.
    pub fn words(&self) -> Bilingual {
        let zh = match self {
            Self::NotACheckpoint => "不是检查点".to_owned(),
            Self::Newer { version } => {
                format!("是版本 {version} 的检查点，比本程序能读的版本（{VERSION}）新")
            }
            Self::Older { version } => {
                format!("是版本 {version} 的检查点，比本程序能读的版本（{VERSION}）旧")
            }
            Self::Truncated { has, needs } => {
                format!("被截断：应有 {needs} 字节，只有 {has} 字节")
            }
            Self::Damaged => "已损坏：内容与写入时不同".to_owned(),
            Self::Unfit { what } => format!("与活动不符（{what}）"),
            Self::OtherProgram { program } => {
                let this = env!("CARGO_PKG_VERSION");
                format!("由 wuwei {program} 保存，本程序是 {this}：两者的计算可能不同")
            }
            Self::OtherEvent { made_of, asked } => format!("是活动 {made_of} 的，不是 {asked} 的"),
            Self::EventChanged { event, changed } => {
                format!("是活动 {event} 在 {changed} 改动之前的")
            }
            Self::Ground(problems) => problems.text(Language::Chinese),
            Self::Unencodable { why } => format!("无法编码（{why}）"),
        };
        Bilingual::new(self.to_string(), zh)
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<Bilingual> {
        let hint = match self {
            Self::NotACheckpoint => (
                "checkpoints are the checkpoint-….wuwei of a run's folder",
                "检查点是运行文件夹中的 checkpoint-….wuwei",
            ),
            Self::Newer { .. } => (
                "take the version of wuwei that made it, or a newer one",
                "请用保存它的 wuwei 版本，或更新的版本",
            ),
            Self::Older { .. } | Self::OtherProgram { .. } => (
                "go on with the version of wuwei that made it, or run the event anew",
                "请用保存它的 wuwei 版本继续，或重新运行活动",
            ),
            Self::Truncated { .. } | Self::Damaged | Self::Unfit { .. } => (
                "take an earlier checkpoint, or run the event anew",
                "请用更早的检查点，或重新运行活动",
            ),
            Self::OtherEvent { .. } => ("name the event that it is of", "请给出它所属的活动"),
            Self::EventChanged { .. } => (
                "undo the change, or run the event anew; plans may differ, events may not",
                "请撤销改动，或重新运行活动；方案可以不同，活动不可以",
            ),
            Self::Ground(_) | Self::Unencodable { .. } => return None,
        };
        Some(hint.into())
    }
}
