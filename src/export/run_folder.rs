//! The folder of a run: what stands in it, written as a whole and read back.
//!
//! `summary.json` is what makes a folder a run. It is taken away first and put in its place
//! last, so that a folder that was being written when the power went is no run, rather than
//! one of parts that do not belong together.

use super::part_file::{PartFile, unwritable};
use super::visitors::Names;
use super::{counters, felt, field, visitors};
use crate::assess::{FeltAccount, FeltParts, RunSummary, SUMMARY_VERSION};
use crate::document::{Place, Problems, parts, read_text};
use crate::observe::{DensityField, FeltLedger, VisitorRecord};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::path::Path;

/// The assessed run.
pub const SUMMARY: &str = "summary.json";
/// The hotspots of the summary once more, for those who want only them.
pub const HOTSPOTS: &str = "hotspots.json";
/// One row a visitor.
pub const VISITORS: &str = "visitors.parquet";
/// One row a visitor and measure that did anything to them.
pub const FELT: &str = "felt.parquet";
/// One row a counter and minute.
pub const COUNTERS: &str = "counters.parquet";
/// One row a cell and minute.
pub const FIELD: &str = "field.parquet";
/// The venue as it was read.
pub const VENUE: &str = "venue.geojson";
/// The report.
pub const REPORT: &str = "report.html";
/// The trajectories, if they were asked for.
pub const TRAJECTORIES: &str = "trajectories.sqlite";

/// What a look whether a folder can be written to writes.
const PROBE: &str = "wuwei";

/// All files that may stand in the folder of a run.
pub const FILES: [&str; 9] =
    [SUMMARY, HOTSPOTS, VISITORS, FELT, COUNTERS, FIELD, VENUE, REPORT, TRAJECTORIES];

/// What goes into the folder of a run.
#[derive(Clone, Copy, Debug)]
pub struct RunContents<'a> {
    /// The assessed run. Its segments and portals name those of the visitors.
    pub summary: &'a RunSummary,
    /// The visitors.
    pub visitors: &'a [VisitorRecord],
    /// What each measure did to each visitor.
    pub ledger: &'a FeltLedger,
    /// The same, weighed: one a record of the ledger, and one a visitor.
    pub felt: &'a FeltAccount,
    /// The density field.
    pub field: &'a DensityField,
    /// `venue.geojson` as it was read.
    pub venue_geojson: &'a [u8],
    /// The report.
    pub report_html: &'a str,
    /// Whether this run has written `trajectories.sqlite`. Where it has not, one that an
    /// earlier run left is removed: it would be taken for this run's.
    pub has_trajectories: bool,
}

/// A run as read back.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRun {
    /// The assessed run.
    pub summary: RunSummary,
    /// The visitors.
    pub visitors: Vec<VisitorRecord>,
    /// What each of them felt.
    pub felt: Vec<FeltParts>,
    /// The density field.
    pub field: DensityField,
    /// `venue.geojson` as the run read it.
    pub venue_geojson: String,
}

/// Whether a run could be written there, so that a long one is not made for nothing. Leaves
/// nothing behind.
///
/// # Errors
/// Where the folder cannot be made or written to.
pub fn check(folder: &Path) -> Result<(), Problems> {
    let is_there = folder.ancestors().find(|a| a.exists()).unwrap_or(Path::new("."));
    if !is_there.is_dir() {
        let hint = "give the name of a folder; there is a file of that name";
        return Err(Problems::one(Place::file(is_there), "is not a folder", Some(hint)));
    }
    try_to_write(is_there).map_err(|e| unwritable(folder, &e))
}

/// Whether a file can be made in a folder. On Linux the file has no name, so that nothing of it
/// is left whenever the program is killed; where a file system has no such files it gets one.
fn try_to_write(folder: &Path) -> std::io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let mut nameless = fs::OpenOptions::new();
        nameless.write(true).custom_flags(libc::O_TMPFILE);
        match nameless.open(folder) {
            Ok(_) => return Ok(()),
            Err(e) if e.kind() == std::io::ErrorKind::StorageFull => return Err(e),
            Err(_) => {}
        }
    }
    parts::clear_left(folder, |name| name == PROBE);
    let probe = parts::beside(&folder.join(PROBE));
    fs::File::create(&probe).and_then(|_| fs::remove_file(&probe))
}

/// Writes the folder of a run; makes it if there is none, and takes the place of a run that is
/// there.
///
/// # Errors
/// Where something cannot be written. Before that is known of every file, nothing in the
/// folder is touched.
pub fn write(folder: &Path, contents: &RunContents<'_>) -> Result<(), Problems> {
    check(folder)?;
    let summary = contents.summary;
    let ids = Ids::of(summary);
    let at = |name: &str| folder.join(name);
    let account = contents.felt;
    let records =
        visitors::to_parquet(&at(VISITORS), contents.visitors, &account.visitors, ids.names())?;
    let touches = felt::to_parquet(&at(FELT), contents.ledger, &account.records)?;
    let counts = counters::to_parquet(&at(COUNTERS), summary)?;
    let cells = field::to_parquet(&at(FIELD), contents.field)?;
    let hotspots = json(&at(HOTSPOTS), &summary.hotspots)?;
    let text = json(&at(SUMMARY), summary)?;
    // JSON has no infinities: they would be written, but never read again.
    parse(&at(SUMMARY), &text)?;
    let files: [(&str, &[u8]); 8] = [
        (HOTSPOTS, hotspots.as_bytes()),
        (VISITORS, &records),
        (FELT, &touches),
        (COUNTERS, &counts),
        (FIELD, &cells),
        (VENUE, contents.venue_geojson),
        (REPORT, contents.report_html.as_bytes()),
        (SUMMARY, text.as_bytes()),
    ];
    let mut parts = Vec::with_capacity(files.len());
    for (name, bytes) in files {
        let part = PartFile::beside(&at(name))?;
        let mut file = part.create()?;
        file.write_all(bytes).and_then(|()| file.flush()).map_err(|e| unwritable(&at(name), &e))?;
        parts.push(part);
    }
    clear(&at(SUMMARY))?;
    if !contents.has_trajectories {
        clear(&at(TRAJECTORIES))?;
    }
    parts.into_iter().try_for_each(PartFile::keep)
}

/// Reads the folder of a run.
///
/// # Errors
/// Where the folder is none of a run, or of a newer program's, or a file is missing or damaged.
pub fn read(folder: &Path) -> Result<StoredRun, Problems> {
    let summary = read_summary(folder)?;
    let ids = Ids::of(&summary);
    let (visitors, felt) = visitors::from_parquet(&folder.join(VISITORS), ids.names())?;
    let field = field::from_parquet(&folder.join(FIELD))?;
    let venue_geojson = read_text(&folder.join(VENUE))?;
    Ok(StoredRun { summary, visitors, felt, field, venue_geojson })
}

/// Reads only the assessed run of a folder.
///
/// # Errors
/// Where the folder is none of a run, or of a newer program's, or the file is damaged.
pub fn read_summary(folder: &Path) -> Result<RunSummary, Problems> {
    let path = folder.join(SUMMARY);
    if !path.is_file() {
        let (what, hint) = if folder.is_dir() {
            (
                "is not the folder of a run: there is no summary.json",
                "name the folder that `wuwei run` wrote",
            )
        } else {
            ("there is no such folder", "check the path; it is taken from the current folder")
        };
        return Err(Problems::one(Place::file(folder), what, Some(hint)));
    }
    parse(&path, &read_text(&path)?)
}

/// The version alone, readable whatever else a later version has changed.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

fn parse(path: &Path, text: &str) -> Result<RunSummary, Problems> {
    let hint = "the file is damaged; run the event again";
    let failed = |e: serde_json::Error| {
        let place = Place { file: path.to_path_buf(), line: e.line(), column: e.column() };
        Problems::one(place, format!("is not a summary of a run: {e}"), Some(hint))
    };
    let Versioned { version } = serde_json::from_str(text).map_err(failed)?;
    if version != SUMMARY_VERSION {
        let what = format!(
            "is of version {version} of the summary; this program reads version {SUMMARY_VERSION}"
        );
        let hint = "use the version of wuwei that made the run, or run the event again";
        return Err(Problems::one(Place::file(path), what, Some(hint)));
    }
    serde_json::from_str(text).map_err(failed)
}

fn json(path: &Path, what: &impl Serialize) -> Result<String, Problems> {
    serde_json::to_string_pretty(what).map(|t| t + "\n").map_err(|e| unwritable(path, &e))
}

fn clear(path: &Path) -> Result<(), Problems> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(unwritable(path, &e)),
        _ => Ok(()),
    }
}

/// Ids of segments and portals, in the order that the visitors' indexes mean.
struct Ids<'a> {
    segments: Vec<&'a str>,
    portals: Vec<&'a str>,
}

impl<'a> Ids<'a> {
    fn of(summary: &'a RunSummary) -> Self {
        Self {
            segments: summary.segments.iter().map(|s| s.id.as_str()).collect(),
            portals: summary.portals.iter().map(|p| p.id.as_str()).collect(),
        }
    }

    fn names(&self) -> Names<'_> {
        Names { segments: &self.segments, portals: &self.portals }
    }
}
