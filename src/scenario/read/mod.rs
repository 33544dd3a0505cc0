//! From `event.ron` to a [`Scenario`]: one file a part of the document, everything checked,
//! every problem collected.
//!
//! The raw form is the RON tree itself: each part takes its [`Record`] and makes the checked
//! types from it, so that there is no second set of structs to keep in step with the fields.

mod arrivals;
mod attractions;
mod check;
mod demand;
mod event;
mod measure;
mod people;
mod placed;
mod portals;
mod spread;
mod standing;

pub use demand::BYTES_A_VISITOR;
pub use event::standard_model;
pub use measure::passage_per_min;

use super::counts::CountsReading;
use super::fields::event as fields;
use super::source::source_file;
use super::{EventClock, Scenario, SourceFile};
use crate::document::upgrade::{Step, to_newest};
use crate::document::{
    Bilingual, DefaultTaken, Place, Problems, Record, Source, read_text, ron_tree,
};
use crate::venue::Venue;
use std::path::{Path, PathBuf};

/// Steps of the event document; there is only version 1 today.
const EVENT_STEPS: &[Step] = &[];

/// A valid event, and what a user should know about it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The event.
    pub scenario: Scenario,
    /// What is odd, but can be used.
    pub warnings: Problems,
    /// What the reader of counts made of its file, if there is one.
    pub counts: Option<CountsReading>,
}

/// What the parts of a document need of each other while they are read.
struct Context<'a> {
    source: &'a Source<'a>,
    clock: &'a EventClock,
    /// `None` where the venue cannot be read: ids are not held against it then.
    venue: Option<&'a Venue>,
    folder: &'a Path,
    /// Reads a text beside the document.
    beside: TextReader<'a>,
}

/// Reads and checks an event: `path` is its folder or its `event.ron`.
///
/// # Errors
/// All problems of all its files at once, in the order of their places.
pub fn read(path: &Path) -> Result<Checked, Problems> {
    read_with(path, &crate::venue::read)
}

/// Reads and checks an event that is in no file: `text` is its document, `venue` its ground, and
/// `beside` gives the texts of the files that the document names; `file` stands in problems.
///
/// # Errors
/// As [`read`].
pub fn read_text_on(
    file: &Path,
    text: &str,
    venue: &Venue,
    beside: &dyn Fn(&Path) -> Result<String, Problems>,
) -> Result<Checked, Problems> {
    let read_venue = |_: &Path| Ok((venue.clone(), Problems::default()));
    read_text_with(file, text, &read_venue, beside)
}

/// As [`read`], on a venue made otherwise than from the file that the document names.
///
/// # Errors
/// As [`read`].
pub fn read_on(path: &Path, venue: &Venue) -> Result<Checked, Problems> {
    read_with(path, &|_| Ok((venue.clone(), Problems::default())))
}

/// A reader of venues.
type VenueReader<'a> = &'a dyn Fn(&Path) -> Result<(Venue, Problems), Problems>;
/// A reader of texts.
type TextReader<'a> = &'a dyn Fn(&Path) -> Result<String, Problems>;

fn read_with(path: &Path, read_venue: VenueReader) -> Result<Checked, Problems> {
    let file = document_file(path)?;
    let text = read_text(&file)?;
    read_text_with(&file, &text, read_venue, &read_text)
}

fn read_text_with(
    file: &Path,
    text: &str,
    read_venue: VenueReader,
    beside: TextReader,
) -> Result<Checked, Problems> {
    let source = Source::new(file, text);
    let node = ron_tree::parse(file, text)?;
    let checked = match to_newest(&source, node, EVENT_STEPS) {
        Some(node) => source
            .record(&node, &fields::EVENT, String::new())
            .and_then(|event| parts(&event, file, read_venue, beside)),
        None => None,
    };
    let (problems, defaults) = source.into_findings();
    let problems = problems.sorted();
    match checked {
        Some((mut scenario, counts)) if !problems.has_errors() => {
            scenario.defaults = in_order(defaults);
            Ok(Checked { scenario, warnings: problems, counts })
        }
        _ if problems.has_errors() => Err(problems),
        _ => Err(Problems::one(Place::file(file), ("is no event document", "不是活动文件"), None)),
    }
}

/// Defaults in the order in which the fields stand in a document.
fn in_order(mut defaults: Vec<DefaultTaken>) -> Vec<DefaultTaken> {
    let part = |taken: &DefaultTaken| {
        let name = taken.field.split(['.', '[']).next().unwrap_or("");
        let record = taken.field.split(['.']).next().unwrap_or("").to_owned();
        (fields::EVENT.fields.iter().position(|f| f.name == name), record)
    };
    let records: Vec<String> = defaults.iter().map(|d| part(d).1).collect();
    defaults.sort_by_key(|taken| {
        let (field, record) = part(taken);
        (field, records.iter().position(|r| *r == record))
    });
    defaults
}

/// The `event.ron` of a path that is it or its folder.
fn document_file(path: &Path) -> Result<PathBuf, Problems> {
    if !path.exists() {
        let what = ("there is no such file or folder", "没有这个文件或文件夹");
        let hint = (
            "name an event's folder or its event.ron; `wuwei new DIR` makes one",
            "请给出活动文件夹或其中的 event.ron；可用 `wuwei new DIR` 新建",
        );
        return Err(Problems::one(Place::file(path), what, hint));
    }
    if !path.is_dir() {
        return Ok(path.to_path_buf());
    }
    let file = path.join("event.ron");
    if file.is_file() {
        return Ok(file);
    }
    let what = ("this folder has no event.ron", "这个文件夹中没有 event.ron");
    let hint = (
        "name a folder that holds an event.ron; `wuwei new DIR` makes one",
        "请给出含有 event.ron 的文件夹；可用 `wuwei new DIR` 新建",
    );
    Err(Problems::one(Place::file(path), what, hint))
}

fn parts(
    event: &Record,
    file: &Path,
    read_venue: VenueReader,
    beside: TextReader,
) -> Option<(Scenario, Option<CountsReading>)> {
    let source = event.source;
    let folder = file.parent().unwrap_or(Path::new(""));
    let id = folder_name(file);
    let name = event.name(&fields::NAME).unwrap_or_else(|| {
        if !event.has(&fields::NAME) {
            event.default_taken(&fields::NAME, id.clone());
        }
        Bilingual::same(id.clone())
    });
    let (venue, venue_file) = venue_of(event, folder, read_venue);
    let clock = event::clock(event);
    let any_time =
        EventClock { date: None, timezone: None, starts_s: 0.0, duration_s: 2.0 * 86_400.0 };
    let context = Context {
        source,
        clock: clock.as_ref().unwrap_or(&any_time),
        venue: venue.as_ref(),
        folder,
        beside,
    };
    let portals = portals::read(&context, event);
    let people = people::read(&context, event);
    let attractions = attractions::read(&context, event, &people);
    let programme = event::programme(&context, event, &attractions);
    let (motion, ways) = (event::motion(event), event::ways(event));
    let (counters, limits) = (event::counters(&context, event), event::limits(event));
    let mut sources: Vec<SourceFile> = source_file(file).into_iter().collect();
    sources.extend(venue_file);
    let demand = demand::read(&context, event, portals, &mut sources)?;
    let segments = people.segments;
    let held = check::Parts {
        portals: &demand.portals,
        attractions: &attractions,
        segments: &segments,
        programme: &programme,
        demand: &demand.demand,
    };
    check::cross_check(&context, event, &held);
    let (placed, rounds) = placed::read(&context, event, &demand.portals, &segments);
    if let Some(file) = placed::file(&context, event) {
        sources.extend(source_file(&file));
    }
    let scenario = Scenario {
        id,
        name,
        clock: clock?,
        venue: venue?,
        portals: demand.portals,
        attractions,
        programme,
        segments,
        demand: demand.demand,
        placed,
        rounds,
        motion,
        ways,
        counters,
        limits,
        sources,
        defaults: Vec::new(),
    };
    Some((scenario, demand.counts))
}

/// Name of the folder that holds a file.
fn folder_name(file: &Path) -> String {
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
    let folder = absolute.parent().and_then(Path::file_name);
    folder.map_or_else(|| "event".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn venue_of(
    event: &Record,
    folder: &Path,
    read_venue: VenueReader,
) -> (Option<Venue>, Option<SourceFile>) {
    let named = event.text(&fields::VENUE);
    if !event.has(&fields::VENUE) {
        event.default_taken(&fields::VENUE, "venue.geojson".to_owned());
    }
    let path = folder.join(named.unwrap_or("venue.geojson"));
    match read_venue(&path) {
        Ok((venue, warnings)) => {
            event.source.extend(warnings);
            (Some(venue), source_file(&path))
        }
        Err(problems) => {
            event.source.extend(problems);
            (None, None)
        }
    }
}
