//! What people are told by volunteers, signs and those who walk ahead: another exit, another way,
//! an attraction first.

use super::place::{self, Spot};
use super::read::PlanContext;
use super::write::{number, text};
use crate::document::Otherwise::Number;
use crate::document::{Field, Record, Shape, Takes};
use serde::{Deserialize, Serialize};

const EXIT: Field = Field::of("exit", Takes::Text, "id of the portal to leave by").optional();
const VIA: Field = Field::of(
    "via",
    Takes::Other("a point in the venue's metres, `(12.0, 3.5)`"),
    "the point to go by on the way to where they are going",
)
.optional();
const FIRST: Field =
    Field::of("first", Takes::Text, "id of the attraction to see first, of those planned")
        .optional();
const SHARE: Field =
    Field::number("share", "", [0.0, 1.0], "share of those addressed who are told so")
        .or(Number(1.0), "everybody is told the same");

/// One thing that people are told; exactly one of `exit`, `via` and `first` is given.
pub(super) const ADVICE: Shape = Shape { name: "advice", fields: &[EXIT, VIA, FIRST, SHARE] };

/// Whom it concerns, by where they are going.
pub(super) const HEADING: Field = Field::of(
    "heading",
    Takes::Other("ids of portals or attractions, `[\"north\", ..]`"),
    "only those who are on their way there are addressed",
)
.optional();

/// One thing that people are told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Advice {
    /// What to do.
    pub to: AdvisedTo,
    /// Share of those addressed who are told so, 0–1.
    pub share: f64,
}

/// What people are told to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AdvisedTo {
    /// Leave by another portal.
    Exit(String),
    /// Go by a point.
    Via(Spot),
    /// See an attraction first that they planned to see.
    First(String),
}

/// The advices of a list; what is left of the shares is told nothing.
pub(super) fn read_list(record: &Record, field: &Field, context: &PlanContext) -> Vec<Advice> {
    if !record.has(field) {
        let hint =
            ("as in `[(exit: \"north\", share: 0.5)]`", "例如 `[(exit: \"north\", share: 0.5)]`");
        let what = ("it says nothing: what are people told?", "什么也没说：要告诉人们什么？");
        record.error(field, what, hint);
    }
    let advices: Vec<Advice> =
        record.records(field).iter().filter_map(|r| read_one(r, context)).collect();
    if advices.iter().map(|a| a.share).sum::<f64>() > 1.0 + 1e-9 {
        let what = ("the shares add up to more than 1", "各份额之和超过 1");
        record.error(field, what, ("as in 0.5 and 0.5", "例如 0.5 和 0.5"));
    }
    advices
}

fn read_one(record: &Record, context: &PlanContext) -> Option<Advice> {
    let share = record.number(&SHARE);
    let given = [&EXIT, &VIA, &FIRST].into_iter().filter(|field| record.has(field)).count();
    if given != 1 {
        let hint = (
            "as in `(exit: \"north\")`, `(via: (12.0, 3.5))` or `(first: \"stage\")`",
            "例如 `(exit: \"north\")`、`(via: (12.0, 3.5))` 或 `(first: \"stage\")`",
        );
        let what = (
            "exactly one of `exit`, `via` and `first` is told",
            "`exit`、`via` 和 `first` 中只能告知一个",
        );
        record.source.error(&record.span, what, hint);
        return None;
    }
    let exit = || {
        let known = place::portals(context.event);
        place::name_of(record, &EXIT, ("portal", "出入口"), &known).map(AdvisedTo::Exit)
    };
    let first = || {
        let known = place::attractions(context.event);
        place::name_of(record, &FIRST, ("attraction", "兴趣点"), &known).map(AdvisedTo::First)
    };
    let to = if record.has(&EXIT) {
        exit()
    } else if record.has(&FIRST) {
        first()
    } else {
        place::spot_on_ground(record, &VIA, context).map(AdvisedTo::Via)
    };
    to.map(|to| Advice { to, share })
}

/// The goals that `heading` names.
pub(super) fn read_heading(record: &Record, context: &PlanContext) -> Vec<String> {
    let mut known = place::portals(context.event);
    known.extend(place::attractions(context.event));
    place::names(record, &HEADING, ("portal or attraction", "出入口或兴趣点"), &known)
}

/// Advices as in a plan file.
pub(super) fn written(advices: &[Advice]) -> String {
    let one = |advice: &Advice| {
        let to = match &advice.to {
            AdvisedTo::Exit(id) => format!("exit: {}", text(id)),
            AdvisedTo::Via(spot) => format!("via: {}", spot.written()),
            AdvisedTo::First(id) => format!("first: {}", text(id)),
        };
        format!("({to}, share: {})", number(advice.share))
    };
    let all: Vec<String> = advices.iter().map(one).collect();
    format!("[{}]", all.join(", "))
}

/// `heading` as in a plan file, where it is given.
pub(super) fn written_heading(heading: &[String]) -> Option<String> {
    (!heading.is_empty()).then(|| format!("heading: {}", place::written_names(heading)))
}
