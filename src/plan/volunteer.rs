//! The volunteer: somebody at a post, for a shift, with a task.

use super::MeasureKind;
use super::advice::{self, ADVICE, Advice, HEADING};
use super::kinds::Kind;
use super::place::{self, Spot};
use super::read::{FROM, ID, MEASURE_NAME, PlanContext, UNTIL, WHY};
use super::write::{number, text};
use crate::document::Otherwise::{Computed, Number, Switch, Word};
use crate::document::{Bilingual, Field, Record, Shape, Takes};
use crate::scenario::Uniform;
use geo::LineString;
use serde::{Deserialize, Serialize};

const POST: Field = Field::of(
    "post",
    Takes::Other("a point in the venue's metres, `(12.0, 3.5)`"),
    "where they stand: x metres east, y metres north of the venue's origin",
);
const COMES_BY: Field =
    Field::of("comes_by", Takes::Text, "id of the portal from which they walk to the post")
        .or(Computed("the nearest portal"), "staff know the shortest way");
const UNIFORM: Field = Field::of(
    "uniform",
    Takes::Word(&["Volunteer", "Guard", "Police"]),
    "what they wear: how much they are felt hangs on it",
)
.or(Word("Volunteer"), "volunteers count about as much as guards, and are felt less [s]");
const INSTRUCTS: Field =
    Field::of("instructs", Takes::Switch, "whether they give orders instead of advice")
        .or(Switch(false), "advice is felt less");
const COMPLIES: Field = Field::number(
    "complies",
    "",
    [0.01, 0.99],
    "share that does what it is told where it costs nothing",
)
.or(Computed("0.70, or 0.74 where they instruct"), "odds of advice and of instruction [s]");
const TASK: Field = Field::of("task", Takes::Variant(TASKS), "what they do");

const SAYS: Field = Field::of("says", Takes::Records(&ADVICE), "what they tell people");
const LINE: Field = Field::of(
    "line",
    Takes::Other("points in the venue's metres, `[(12.0, 3.5), (18.0, 3.5)]`"),
    "where people are held who want to cross it from its left to its right",
);
const HOLD_S: Field = Field::number("hold_s", "s", [1.0, 3600.0], "how long people are held")
    .or(Number(45.0), "30–90 s [a]");
const RELEASE_S: Field =
    Field::number("release_s", "s", [1.0, 3600.0], "how long they walk on in between")
        .or(Number(45.0), "as long as they are held [a]");
const INFORMED: Field =
    Field::of("informed", Takes::Switch, "whether people are told how long it will be")
        .or(Switch(true), "somebody who can be asked is there");

const TASKS: &[Shape] = &[
    Shape { name: "Advise", fields: &[SAYS, HEADING] },
    Shape { name: "Hold", fields: &[LINE, HOLD_S, RELEASE_S, INFORMED] },
    Shape { name: "Help", fields: &[] },
];

const SHAPE: Shape = Shape {
    name: "Volunteer",
    fields: &[
        ID,
        MEASURE_NAME,
        WHY,
        FROM,
        UNTIL,
        POST,
        COMES_BY,
        UNIFORM,
        INSTRUCTS,
        COMPLIES,
        TASK,
    ],
};

/// Volunteers in documents.
pub(super) const KIND: Kind = Kind {
    shape: &SHAPE,
    name: || Bilingual::new("Volunteer", "志愿者"),
    read: |record, context| read(record, context).map(MeasureKind::Volunteer),
    write: |kind| match kind {
        MeasureKind::Volunteer(volunteer) => Some(write(volunteer)),
        _ => None,
    },
    words: |kind| match kind {
        MeasureKind::Volunteer(volunteer) => Some(words(volunteer)),
        _ => None,
    },
};

/// Somebody at a post. The shift begins at the portal; the effect when they are at the post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Volunteer {
    /// Where they stand.
    pub post: Spot,
    /// Id of the portal by which they come; `None`: the nearest.
    pub comes_by: Option<String>,
    /// What they wear.
    pub uniform: Uniform,
    /// Whether they give orders instead of advice.
    pub instructs: bool,
    /// Share that does what it is told where it costs nothing, 0–1.
    pub complies: f64,
    /// What they do.
    pub task: Task,
}

/// What somebody at a post does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// Tells people where to go, one party after the other.
    Advise {
        /// What they are told; several: the stream is split by their shares.
        says: Vec<Advice>,
        /// Ids of the goals on the way to which people are addressed; empty: all.
        heading: Vec<String>,
    },
    /// Stops people at a line and lets them go on, in turn.
    Hold(Hold),
    /// Tells those who are slow the way on which they meet no jam.
    Help,
}

/// Holding and letting go, in turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hold {
    /// Where people are held who cross it from its left to its right.
    #[serde(with = "super::place::line_as_pairs")]
    pub line: LineString<f64>,
    /// How long they are held, seconds.
    pub hold_s: f64,
    /// How long they walk on in between, seconds.
    pub release_s: f64,
    /// Whether they are told how long it will be.
    pub informed: bool,
}

fn read(record: &Record, context: &PlanContext) -> Option<Volunteer> {
    let post = place::spot_on_ground(record, &POST, context);
    let known = place::portals(context.event);
    let comes_by = place::name_of(record, &COMES_BY, ("portal", "出入口"), &known);
    let uniform = match record.word(&UNIFORM) {
        Some("Police") => Uniform::Police,
        Some("Guard") => Uniform::Guard,
        _ => Uniform::Volunteer,
    };
    let instructs = record.switch(&INSTRUCTS);
    let complies = record.number_or(&COMPLIES, if instructs { 0.74 } else { 0.70 });
    let task = task(record, context);
    Some(Volunteer { post: post?, comes_by, uniform, instructs, complies, task: task? })
}

fn task(record: &Record, context: &PlanContext) -> Option<Task> {
    if !record.has(&TASK) {
        let hint = (
            "as in `task: Advise(says: [(exit: \"north\")])`",
            "例如 `task: Advise(says: [(exit: \"north\")])`",
        );
        let what = ("`task` is missing: what do they do?", "缺少 `task`：他们做什么？");
        record.error(&TASK, what, hint);
        return None;
    }
    let own = record.variant(&TASK)?;
    match own.shape.name {
        "Advise" => Some(Task::Advise {
            says: advice::read_list(&own, &SAYS, context),
            heading: advice::read_heading(&own, context),
        }),
        "Hold" => {
            let line = place::line_on_ground(&own, &LINE, ("the line", "等候线"), context);
            let (hold_s, release_s) = (own.number(&HOLD_S), own.number(&RELEASE_S));
            let informed = own.switch(&INFORMED);
            line.map(|line| Task::Hold(Hold { line, hold_s, release_s, informed }))
        }
        _ => Some(Task::Help),
    }
}

fn write(volunteer: &Volunteer) -> Vec<String> {
    let Volunteer { post, comes_by, uniform, instructs, complies, task } = volunteer;
    let mut fields = vec![format!("post: {}", post.written())];
    fields.extend(comes_by.iter().map(|id| format!("comes_by: {}", text(id))));
    fields.push(format!("uniform: {uniform:?}, instructs: {instructs}"));
    fields.push(format!("complies: {}", number(*complies)));
    fields.push(format!("task: {}", write_task(task)));
    fields
}

fn write_task(task: &Task) -> String {
    match task {
        Task::Advise { says, heading } => {
            let heading = advice::written_heading(heading).map(|h| format!(", {h}"));
            format!("Advise(says: {}{})", advice::written(says), heading.unwrap_or_default())
        }
        Task::Hold(Hold { line, hold_s, release_s, informed }) => format!(
            "Hold(line: {}, hold_s: {}, release_s: {}, informed: {informed})",
            place::written_line(line),
            number(*hold_s),
            number(*release_s)
        ),
        Task::Help => "Help".to_owned(),
    }
}

fn words(volunteer: &Volunteer) -> Bilingual {
    let (does, does_zh) = match &volunteer.task {
        Task::Advise { says, .. } if says.len() > 1 => ("splits the stream", "分流"),
        Task::Advise { .. } => ("advises", "指引"),
        Task::Hold(_) => ("holds and releases", "分批放行"),
        Task::Help => ("helps the slow", "照顾行动缓慢者"),
    };
    let (who, who_zh) = match volunteer.uniform {
        Uniform::Volunteer => ("volunteer", "志愿者"),
        Uniform::Guard => ("guard", "保安"),
        Uniform::Police => ("police", "警察"),
    };
    let at = volunteer.post.written();
    Bilingual::new(format!("{who} at {at} who {does}"), format!("{at} 处的{who_zh}，{does_zh}"))
}
