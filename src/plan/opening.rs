//! Openings and closures: an exit that opens from a time on, a zone that nobody enters any more.

use super::MeasureKind;
use super::kinds::Kind;
use super::place;
use super::read::{FROM, ID, MEASURE_NAME, PlanContext, UNTIL, WHY};
use super::write::text;
use crate::document::{Bilingual, Field, Record, Shape, Takes};
use geo::LineString;
use serde::{Deserialize, Serialize};

const EXIT: Field =
    Field::of("exit", Takes::Text, "id of the portal by which people can leave from then on");
const AREA: Field = Field::of(
    "area",
    Takes::Other("the corners in the venue's metres, `[(0.0, 0.0), (9.0, 0.0), (9.0, 9.0)]`"),
    "outline of the zone that nobody enters; who is inside walks out",
);
const OPENING: Shape =
    Shape { name: "Opening", fields: &[ID, MEASURE_NAME, WHY, FROM, UNTIL, EXIT] };
const CLOSURE: Shape =
    Shape { name: "Closure", fields: &[ID, MEASURE_NAME, WHY, FROM, UNTIL, AREA] };

/// Exits that open, in documents.
pub(super) const EXIT_KIND: Kind = Kind {
    shape: &OPENING,
    name: || Bilingual::new("Opening", "开放出口"),
    read: |record, context| read_exit(record, context).map(MeasureKind::Opening),
    write: |kind| match kind {
        MeasureKind::Opening(opening) => Some(vec![format!("exit: {}", text(&opening.exit))]),
        _ => None,
    },
    words: |kind| match kind {
        MeasureKind::Opening(ExitOpening { exit }) => {
            Some(Bilingual::new(format!("exit {exit} open"), format!("开放出口 {exit}")))
        }
        _ => None,
    },
};

/// Zones that close, in documents.
pub(super) const ZONE_KIND: Kind = Kind {
    shape: &CLOSURE,
    name: || Bilingual::new("Closure", "封闭区域"),
    read: |record, context| read_zone(record, context).map(MeasureKind::Closure),
    write: |kind| match kind {
        MeasureKind::Closure(zone) => {
            Some(vec![format!("area: {}", place::written_line(&zone.area))])
        }
        _ => None,
    },
    words: |kind| match kind {
        MeasureKind::Closure(_) => Some(Bilingual::new("zone closed", "封闭区域")),
        _ => None,
    },
};

/// A portal that is an exit from a time on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExitOpening {
    /// Id of the portal.
    pub exit: String,
}

/// A zone that nobody enters from a time on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Closure {
    /// Its outline; the last corner is joined to the first.
    #[serde(with = "super::place::line_as_pairs")]
    pub area: LineString<f64>,
}

fn read_exit(record: &Record, context: &PlanContext) -> Option<ExitOpening> {
    if !record.has(&EXIT) {
        let what = ("`exit` is missing: which portal opens?", "缺少 `exit`：开放哪个出入口？");
        record.error(&EXIT, what, None);
        return None;
    }
    let known = place::portals(context.event);
    let exit = place::name_of(record, &EXIT, ("portal", "出入口"), &known)?;
    let portal = context.event.and_then(|e| e.portals.iter().find(|p| p.shape.id == exit));
    if portal.is_some_and(|portal| portal.outward) {
        let what = (
            format!("people leave by \"{exit}\" all the time: it changes nothing"),
            format!("人们本来就可以从 \"{exit}\" 离开：没有改变什么"),
        );
        let hint = (
            "make it `use: In` in the event, and it opens by the plan",
            "在活动中把它设为 `use: In`，它就由方案开放",
        );
        record.warn(&EXIT, what, hint);
    }
    Some(ExitOpening { exit })
}

fn read_zone(record: &Record, context: &PlanContext) -> Option<Closure> {
    let area = place::line_on_ground(record, &AREA, ("the zone's outline", "区域的轮廓"), context)?;
    if area.0.len() < 3 {
        let what = ("a zone needs three corners at least", "区域至少要有三个角");
        record.error(&AREA, what, None);
        return None;
    }
    Some(Closure { area })
}
