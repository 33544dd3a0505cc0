//! What `wuwei new` writes: a small event that runs as it is, commented from the definitions of
//! the fields.

use super::fields::{attraction, demand, event, people, placed, portal};
use super::{Checked, Scenario, read_text_on};
use crate::document::{
    Bilingual, Field, Otherwise, Problems, Shape, read_text, write_atomically, write_new,
};
use crate::venue::{Draft, Venue, read_from_text};
use std::path::Path;

const VENUE: &str = include_str!("template/venue.geojson");
const ARRIVALS: &str = include_str!("template/arrivals.csv");
const PLAN: &str = include_str!("template/example.ron");

/// What a new event on a ground of its own begins with. What it does not say is left to the
/// defaults, which the document names in its comments.
#[derive(Clone, Debug, PartialEq)]
pub struct Beginning {
    /// Shown name.
    pub name: Bilingual,
    /// Start and end, times of day as people write them: "14:00".
    pub hours: [String; 2],
    /// Visitors over the whole event.
    pub visitors: u32,
    /// Where people come and go.
    pub portals: Vec<PortalBegins>,
    /// What they come for.
    pub attractions: Vec<AttractionBegins>,
}

/// A portal of a [`Beginning`].
#[derive(Clone, Debug, PartialEq)]
pub struct PortalBegins {
    /// Its id in the venue.
    pub id: String,
    /// Whether people come in here.
    pub inward: bool,
    /// Whether people leave here.
    pub outward: bool,
    /// Share of the arrivals, 0–1; by width where it is left out.
    pub share: Option<f64>,
}

/// An attraction of a [`Beginning`].
#[derive(Clone, Debug, PartialEq)]
pub struct AttractionBegins {
    /// Its id in the venue.
    pub id: String,
    /// What it is.
    pub is: Is,
    /// How much people want to go there, relative to the others.
    pub appeal: f64,
}

/// What an attraction is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Is {
    /// People watch.
    Stage,
    /// People are served.
    Counter,
    /// People stroll and sit.
    #[default]
    Place,
}

impl Beginning {
    /// A usual afternoon on a ground, with all that is drawn there.
    pub fn of(venue: &Venue) -> Self {
        let portal =
            |id: &String| PortalBegins { id: id.clone(), inward: true, outward: true, share: None };
        let attraction =
            |id: &String| AttractionBegins { id: id.clone(), is: Is::default(), appeal: 1.0 };
        Self {
            name: venue.name.clone(),
            hours: ["14:00", "18:00"].map(str::to_owned),
            visitors: 400,
            portals: venue.portals.iter().map(|p| portal(&p.id)).collect(),
            attractions: venue.attractions.iter().map(|a| attraction(&a.id)).collect(),
        }
    }
}

/// Writes a new event on a ground into a folder: `venue.geojson`, `event.ron`, and the files that
/// are given besides, each a name and a text. All of it is checked before anything is written, by
/// `check` too: for what needs the ways over the ground.
///
/// # Errors
/// What is wrong with ground or event. Where one of the files is there already, or cannot be
/// written; none is left behind then.
pub fn new_event_on(
    folder: &Path,
    draft: &Draft,
    beginning: &Beginning,
    besides: &[(&str, &str)],
    check: &dyn Fn(&Scenario, &Path) -> Problems,
) -> Result<Checked, Problems> {
    let ground = draft.to_geojson();
    let (venue, warnings) = read_from_text(&folder.join("venue.geojson"), ground.clone())?;
    let event = event_text_for(Some(beginning));
    let file = folder.join("event.ron");
    let mut checked = read_text_on(&file, &event, &venue, &read_text)?;
    let problems = check(&checked.scenario, &file);
    if problems.has_errors() {
        return Err(problems);
    }
    checked.warnings.extend(warnings);
    checked.warnings.extend(problems);
    let files = [&[("venue.geojson", ground.as_str()), ("event.ron", &event)], besides].concat();
    write_new(folder, &files)?;
    Ok(checked)
}

/// Writes a new event into a folder: `event.ron`, `venue.geojson`, `arrivals.csv` and
/// `plans/example.ron`, ready to be run and to be changed. Where a venue is there already, as
/// after an import, only an `event.ron` that fits it.
///
/// # Errors
/// Where one of the files is there already (none is written then), the venue that is there
/// cannot be read, or the files cannot be written.
pub fn new_event(folder: &Path) -> Result<(), Problems> {
    let venue = folder.join("venue.geojson");
    let bare = !folder.join("event.ron").exists();
    if bare && venue.is_file() {
        let (venue, _) = crate::venue::read(&venue)?;
        let text = event_text_for(Some(&Beginning::of(&venue)));
        return write_atomically(&folder.join("event.ron"), text.as_bytes());
    }
    let event = event_text();
    write_new(
        folder,
        &[
            ("event.ron", &event),
            ("venue.geojson", VENUE),
            ("arrivals.csv", ARRIVALS),
            ("plans/example.ron", PLAN),
        ],
    )
}

/// The commented event document of the venue that comes with it.
pub fn event_text() -> String {
    event_text_for(None)
}

/// The commented event document, for a ground that is there already or for our own.
fn event_text_for(begins: Option<&Beginning>) -> String {
    let mut text = Text::default();
    text.raw("// An event for wuwei: who comes when, where from, and what for.");
    text.raw("//");
    text.raw("// The ground is drawn in venue.geojson (open it in any map tool); measures stand in plans/.");
    text.raw("//   wuwei check .            says what is wrong, all at once");
    text.raw("//   wuwei check . --explain  says what was taken for what is left out");
    text.raw("//   wuwei run .              runs it and writes a report");
    text.raw("//");
    text.raw("// Only what differs from the defaults has to be said; lines behind // show what could be.");
    text.raw("// Times are times of day, \"14:30\"; a time before `from` is one of the next day.");
    text.raw("Event(");
    text.set(1, &event::VERSION, "1");
    let (en, zh) = begins.map_or(("Afternoon on the square", "广场上的下午"), |b| {
        (b.name.en.as_str(), if b.name.zh.is_empty() { b.name.en.as_str() } else { &b.name.zh })
    });
    text.set(1, &event::NAME, &format!("(en: {en:?}, zh: {zh:?})"));
    text.could(1, &event::DATE, "\"2026-05-16\"");
    text.could(1, &event::TIMEZONE, "\"Asia/Shanghai\"");
    let [from, until] = begins.map_or(["14:00", "18:00"], |b| [&b.hours[0], &b.hours[1]]);
    text.set(1, &event::FROM, &format!("{from:?}"));
    text.set(1, &event::UNTIL, &format!("{until:?}"));
    text.could(1, &event::VENUE, "\"venue.geojson\"");
    portals(&mut text, begins);
    demand_part(&mut text, begins);
    text.group(&event::PLACED, &placed::SHAPE, "file: \"people.csv\"");
    text.comment(1, "a round can hold:");
    text.fields(1, &placed::ROUND);
    text.raw("");
    segments(&mut text, begins);
    attractions(&mut text, begins);
    text.open(1, &event::PROGRAMME, "[");
    let could = if begins.is_some() { "// " } else { "" };
    text.raw(&format!(
        "        {could}(id: \"dance\", name: (en: \"Dance group\", zh: \"广场舞\"), at: \"stage\","
    ));
    text.raw(&format!(
        "        {could} from: \"15:30\", until: \"16:10\", draw: 0.5, leave_after: 0.2),"
    ));
    text.fields(2, &event::SHOW);
    text.raw("    ],");
    text.raw("");
    text.group(&event::MOTION, &event::MOTION_SHAPE, "model: StaggeredSpacing(time_gap_s: 0.856)");
    for shape in event::MODELS {
        let can = if shape.fields.is_empty() { "() holds nothing" } else { "(..) can hold:" };
        text.comment(1, &format!("{}{can}", shape.name));
        text.fields(1, shape);
    }
    text.raw("");
    text.group(&event::WAYS, &event::WAYS_SHAPE, "informed_share: 0.3");
    text.raw("");
    text.could(1, &event::COUNTERS, "[(id: \"aisle\", capacity_per_min: 300.0)]");
    text.fields(1, &event::COUNTER);
    text.raw("");
    text.group(&event::LIMITS, &event::LIMITS_SHAPE, "moving_density_per_m2: 2.0");
    text.raw(")");
    text.0
}

fn portals(text: &mut Text, begins: Option<&Beginning>) {
    text.open(1, &event::PORTALS, "[");
    match begins {
        None => text.raw("        (id: \"west\", share: 0.6),"),
        Some(begins) => begins.portals.iter().for_each(|portal| text.raw(&portal_line(portal))),
    }
    text.raw("        // (id: \"east\", use: Both, step_free: true,");
    text.raw("        //  pulses: (every_min: 10.0, first: \"14:05\", lasts_min: 0.5)),");
    text.fields(2, &portal::SHAPE);
    text.comment(2, "pulses can hold:");
    text.fields(2, &portal::PULSES_SHAPE);
    text.raw("    ],");
    text.raw("");
}

fn portal_line(portal: &PortalBegins) -> String {
    let direction = match (portal.inward, portal.outward) {
        (true, false) => ", use: In",
        (false, true) => ", use: Out",
        _ => "",
    };
    let share = portal.share.filter(|_| portal.inward);
    let share = share.map(|s| format!(", share: {}", (s * 1e4).round() / 1e4)).unwrap_or_default();
    format!("        (id: {:?}{direction}{share}),", portal.id)
}

fn attraction_line(attraction: &AttractionBegins) -> String {
    let is = match attraction.is {
        Is::Stage => ", is: Stage()",
        Is::Counter => ", is: Counter()",
        Is::Place => "",
    };
    format!("        (id: {:?}{is}, appeal: {:?}),", attraction.id, attraction.appeal)
}

fn demand_part(text: &mut Text, begins: Option<&Beginning>) {
    text.open(1, &event::DEMAND, "(");
    let visitors = begins.map_or(400, |b| b.visitors);
    text.set(2, &demand::VISITORS, &visitors.to_string());
    if begins.is_some() {
        text.could(2, &demand::ARRIVALS, "Counts(file: \"arrivals.csv\")");
    } else {
        text.set(2, &demand::ARRIVALS, "Counts(file: \"arrivals.csv\")");
    }
    text.raw("        // arrivals: Curve([(\"14:00\", 0.0), (\"15:00\", 1.0), (\"18:00\", 0.0)]),");
    text.raw("        // arrivals: Uniform,");
    text.comment(2, "Counts(..) can hold:");
    text.fields(2, &demand::COUNTS);
    text.set(2, &demand::STAY_MIN, "(mean: 70.0, sd: 25.0, low: 15.0, high: 180.0)");
    text.raw("    ),");
    text.raw("");
}

fn segments(text: &mut Text, begins: Option<&Beginning>) {
    text.open(1, &event::SEGMENTS, "[");
    let appeal = if begins.is_some() { "" } else { ", appeal: {\"tea\": 1.5}" };
    text.raw(&format!("        (id: \"older_adult\", share: 0.3{appeal}),"));
    text.comment(2, "the other standard segments share what is left:");
    let standard: Vec<String> = super::STANDARD_SEGMENTS
        .iter()
        .map(|s| format!("{} {:.0} %", s.id, s.share * 100.0))
        .collect();
    text.comment(2, &standard.join(", "));
    text.fields(2, &people::SEGMENT);
    text.comment(2, "party can hold:");
    text.fields(2, &people::PARTY_SHAPE);
    text.raw("    ],");
    text.raw("");
}

fn attractions(text: &mut Text, begins: Option<&Beginning>) {
    text.open(1, &event::ATTRACTIONS, "[");
    match begins {
        None => {
            text.raw("        (id: \"stage\", is: Stage(), appeal: 2.0),");
            text.raw("        (id: \"tea\", is: Counter(servers: 2)),");
        }
        Some(begins) => begins.attractions.iter().for_each(|a| text.raw(&attraction_line(a))),
    }
    text.fields(2, &attraction::SHAPE);
    for shape in [&attraction::STAGE, &attraction::COUNTER, &attraction::PLACE] {
        text.comment(2, &format!("{}(..) can hold:", shape.name));
        text.fields(2, shape);
    }
    text.raw("    ],");
    text.raw("");
}

/// The text as far as it is written.
#[derive(Default)]
struct Text(String);

impl Text {
    fn raw(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn comment(&mut self, depth: usize, words: &str) {
        self.raw(&format!("{}// {words}", "    ".repeat(depth)));
    }

    /// A field that is set, with what it is above it.
    fn set(&mut self, depth: usize, field: &Field, value: &str) {
        self.comment(depth, field.help);
        self.raw(&format!("{}{}: {value},", "    ".repeat(depth), field.name));
    }

    /// A field that could be set.
    fn could(&mut self, depth: usize, field: &Field, value: &str) {
        self.comment(depth, &help(field));
        self.raw(&format!("{}// {}: {value},", "    ".repeat(depth), field.name));
    }

    /// A field whose value goes over several lines.
    fn open(&mut self, depth: usize, field: &Field, bracket: &str) {
        self.comment(depth, field.help);
        self.raw(&format!("{}{}: {bracket}", "    ".repeat(depth), field.name));
    }

    /// What a group can hold, one line a field.
    fn fields(&mut self, depth: usize, shape: &Shape) {
        for field in shape.fields {
            self.comment(depth, &format!("  {}: {}", field.name, help(field)));
        }
    }

    /// A whole group that could be set.
    fn group(&mut self, field: &Field, shape: &Shape, example: &str) {
        self.could(1, field, &format!("({example})"));
        self.fields(1, shape);
    }
}

/// What a field is, takes, and what is taken without it.
fn help(field: &Field) -> String {
    let unit = field.unit();
    let with_unit = |n: f64| format!("{n} {unit}").trim_end().to_owned();
    let otherwise = match field.otherwise {
        Otherwise::Required => "must be given".to_owned(),
        Otherwise::Nothing => return field.help.to_owned(),
        Otherwise::Number(n) => with_unit(n),
        Otherwise::Spread([mean, sd, ..]) => format!("{mean} ± {}", with_unit(sd)),
        Otherwise::Word(word) => word.to_owned(),
        Otherwise::Switch(on) => on.to_string(),
        Otherwise::Computed(words) => words.to_owned(),
    };
    let why = if field.why.is_empty() { String::new() } else { format!(" ({})", field.why) };
    format!(
        "{}; {}{otherwise}{why}",
        field.help,
        if field.otherwise == Otherwise::Required { "" } else { "without it: " }
    )
}
