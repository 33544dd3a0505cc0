//! Times, programme, motion, ways, counters and limits.

use super::portals::unknown_id;
use super::{Context, measure};
use crate::document::ron_tree::{Node, Value};
use crate::document::{Bilingual, Record, Source, clock_text};
use crate::scenario::fields::event as fields;
use crate::scenario::fields::event::{
    anticipation_velocity as avm, collision_free_speed as cfs, counter, show, social_force as sfm,
    staggered_spacing as staggered, standards,
};
use crate::scenario::{
    AnticipationVelocityModel, Attraction, AttractionKind, Counter, EventClock, Limits, Motion,
    MotionModel, Show, SocialForceModel, StaggeredSpacingModel, Ways,
};
use std::path::Path;

/// When the event takes place; `None` where its times are missing or wrong (noted).
pub(super) fn clock(event: &Record) -> Option<EventClock> {
    let date = event.text(&fields::DATE).and_then(|text| {
        let date = text.parse::<jiff::civil::Date>().ok();
        if date.is_none() {
            let what = (format!("{text:?} is no day"), format!("{text:?} 不是日期"));
            let hint =
                ("write year, month and day: \"2026-05-16\"", "请写年、月、日：\"2026-05-16\"");
            event.error(&fields::DATE, what, hint);
        }
        date
    });
    let timezone = event.text(&fields::TIMEZONE).map(|name| {
        if jiff::tz::TimeZone::get(name).is_err() {
            let what = (format!("there is no time zone {name:?}"), format!("没有时区 {name:?}"));
            let hint = (
                "a name of the IANA database, as in \"Asia/Shanghai\" or \"Europe/Berlin\"",
                "请用 IANA 数据库中的名称，例如 \"Asia/Shanghai\" 或 \"Europe/Berlin\"",
            );
            event.error(&fields::TIMEZONE, what, hint);
        }
        name.to_owned()
    });
    let (from, until) = (event.clock(&fields::FROM), event.clock(&fields::UNTIL));
    let starts_s = f64::from(from?);
    let ends_s = f64::from(until?);
    if starts_s >= 86_400.0 {
        let what = ("the event starts after midnight of its own day", "活动的开始已过了当天的午夜");
        let hint = (
            "give the start within the day of `date`, 00:00 to 23:59",
            "开始要在 `date` 当天之内，00:00 到 23:59",
        );
        event.error(&fields::FROM, what, hint);
        return None;
    }
    if starts_s == ends_s {
        let what = ("the event ends when it starts", "活动的结束与开始相同");
        let hint = (
            "for a whole day add 24 hours to the end, as in from \"06:00\" until \"30:00\"",
            "若为整天，请给结束加上 24 小时，例如从 \"06:00\" 到 \"30:00\"",
        );
        event.error(&fields::UNTIL, what, hint);
        return None;
    }
    let duration_s =
        if ends_s < starts_s { ends_s + 86_400.0 - starts_s } else { ends_s - starts_s };
    if duration_s < 60.0 {
        let what = ("the event lasts less than a minute", "活动不到一分钟");
        event.error(&fields::UNTIL, what, None);
        return None;
    }
    Some(EventClock { date, timezone, starts_s, duration_s })
}

/// The shows; those that cannot be read are left out.
pub(super) fn programme(
    context: &Context,
    event: &Record,
    attractions: &[Attraction],
) -> Vec<Show> {
    let records = event.records(&fields::PROGRAMME);
    records.iter().filter_map(|record| one_show(context, record, attractions)).collect()
}

fn one_show(context: &Context, record: &Record, attractions: &[Attraction]) -> Option<Show> {
    let id = record.id(&show::ID);
    let name = record.name(&show::NAME);
    let at = record.id(&show::AT);
    let attraction = at.and_then(|at| {
        let found = attractions.iter().position(|a| a.shape.id == at);
        if found.is_none() && context.venue.is_some() {
            unknown_id(
                record,
                &show::AT,
                ("attraction", "兴趣点"),
                at,
                attractions.iter().map(|a| a.shape.id.as_str()),
            );
        }
        found
    });
    if let Some(AttractionKind::Counter { .. }) = attraction.map(|a| &attractions[a].kind) {
        let what = ("nothing is shown at a Counter", "`Counter`（摊位）处没有节目");
        let hint = (
            "a show takes place at a Stage or a Place",
            "节目要在 `Stage`（舞台）或 `Place`（休闲处）",
        );
        record.error(&show::AT, what, hint);
    }
    let draw = record.number(&show::DRAW);
    let leave_after = record.number(&show::LEAVE_AFTER);
    let (from, until) = (record.clock(&show::FROM), record.clock(&show::UNTIL));
    let Some([from_s, until_s]) = context.clock.window(from?, until?) else {
        let what = ("the show ends before it starts", "节目的结束早于开始");
        record.error(&show::UNTIL, what, None);
        return None;
    };
    for (field, time_s) in [(&show::FROM, from_s), (&show::UNTIL, until_s)] {
        if time_s < 0.0 || time_s > context.clock.duration_s {
            let time = clock_text(context.clock.starts_s + time_s + 86_400.0);
            let event = context.clock.hours();
            let what = (
                format!("{time} is outside the event ({event})"),
                format!("{time} 在活动（{event}）以外"),
            );
            let hint =
                ("move the show, or let the event last longer", "请改动节目的时间，或延长活动");
            record.error(field, what, hint);
        }
    }
    let id = id?.to_owned();
    let name = name.unwrap_or_else(|| Bilingual::same(id.clone()));
    Some(Show { id, name, attraction: attraction?, from_s, until_s, draw, leave_after })
}

/// How people move.
pub(super) fn motion(event: &Record) -> Motion {
    let motion = event.record_or_empty(&fields::MOTION, &fields::MOTION_SHAPE);
    let model = motion.variant(&fields::MODEL);
    if !motion.has(&fields::MODEL) {
        motion.default_taken(&fields::MODEL, staggered::SHAPE.name.to_owned());
    }
    let model = model.unwrap_or_else(|| motion.empty(&fields::MODEL, &staggered::SHAPE));
    Motion {
        model: motion_model(&model),
        time_step_s: motion.number(&fields::TIME_STEP_S),
        cell_m: motion.number(&fields::CELL_M),
    }
}

/// The model of motion of that name, with its usual parameters; `None` where there is none.
pub fn standard_model(name: &str) -> Option<MotionModel> {
    let shape = fields::MODELS.iter().find(|shape| shape.name == name)?;
    let source = Source::new(Path::new(""), "");
    let nothing = Node { span: 0..0, value: Value::Unit };
    source.record(&nothing, shape, String::new()).as_ref().map(motion_model)
}

fn motion_model(model: &Record) -> MotionModel {
    if *model.shape == avm::SHAPE {
        return MotionModel::AnticipationVelocity(AnticipationVelocityModel {
            time_gap_s: model.number(&avm::TIME_GAP_S),
            neighbor_strength: model.number(&avm::NEIGHBOR_STRENGTH),
            neighbor_range_m: model.number(&avm::NEIGHBOR_RANGE_M),
            anticipation_s: model.number(&avm::ANTICIPATION_S),
            reaction_s: model.number(&avm::REACTION_S),
            wall_buffer_m: model.number(&avm::WALL_BUFFER_M),
            wall_pushout: model.number(&avm::WALL_PUSHOUT),
        });
    }
    if *model.shape == sfm::SHAPE {
        return MotionModel::SocialForce(SocialForceModel {
            mass_kg: model.number(&sfm::MASS_KG),
            relaxation_s: model.number(&sfm::RELAXATION_S),
            neighbor_force_n: model.number(&sfm::NEIGHBOR_FORCE_N),
            wall_force_n: model.number(&sfm::WALL_FORCE_N),
            force_range_m: model.number(&sfm::FORCE_RANGE_M),
            stiffness_kg_per_s2: model.number(&sfm::STIFFNESS),
            friction_kg_per_m_s: model.number(&sfm::FRICTION),
            longest_step_s: model.number(&sfm::LONGEST_STEP_S),
        });
    }
    if *model.shape == staggered::SHAPE {
        return MotionModel::StaggeredSpacing(StaggeredSpacingModel {
            time_gap_s: model.number(&staggered::TIME_GAP_S),
            depth_share: model.number(&staggered::DEPTH_SHARE),
            file_room_m: model.number(&staggered::FILE_ROOM_M),
            file_half_width_m: model.number(&staggered::FILE_HALF_WIDTH_M),
            ease: model.number(&staggered::EASE),
            press_from: model.number(&staggered::PRESS_FROM),
            press_room: model.number(&staggered::PRESS_ROOM),
            press_time: model.number(&staggered::PRESS_TIME),
            neighbor_strength: model.number(&staggered::NEIGHBOR_STRENGTH),
            neighbor_range_m: model.number(&staggered::NEIGHBOR_RANGE_M),
            wall_strength: model.number(&staggered::WALL_STRENGTH),
            wall_range_m: model.number(&staggered::WALL_RANGE_M),
        });
    }
    if *model.shape == standards::SHAPE
        && let Some(MotionModel::StaggeredSpacing(usual)) = standard_model(staggered::SHAPE.name)
    {
        return MotionModel::StaggeredSpacing(StaggeredSpacingModel {
            time_gap_s: standards::TIME_GAP_S,
            press_from: standards::PRESS_FROM,
            ..usual
        });
    }
    MotionModel::CollisionFreeSpeed {
        time_gap_s: model.number(&cfs::TIME_GAP_S),
        neighbor_strength: model.number(&cfs::NEIGHBOR_STRENGTH),
        neighbor_range_m: model.number(&cfs::NEIGHBOR_RANGE_M),
        wall_strength: model.number(&cfs::WALL_STRENGTH),
        wall_range_m: model.number(&cfs::WALL_RANGE_M),
    }
}

/// How people find their ways.
pub(super) fn ways(event: &Record) -> Ways {
    let ways = event.record_or_empty(&fields::WAYS, &fields::WAYS_SHAPE);
    Ways {
        informed_share: ways.number(&fields::INFORMED_SHARE),
        refresh_s: ways.number(&fields::REFRESH_S),
    }
}

/// All counters of the venue.
pub(super) fn counters(context: &Context, event: &Record) -> Vec<Counter> {
    let records = event.records(&fields::COUNTERS);
    let Some(venue) = context.venue else { return Vec::new() };
    let mut counters = Vec::new();
    for shape in &venue.counters {
        let record = records.iter().find(|r| r.id(&counter::ID) == Some(&shape.id));
        let clear_m = (measure::clear_length_m(&shape.line, venue) * 100.0).round() / 100.0;
        let width_m = match record {
            Some(record) => record.number_or(&counter::WIDTH_M, clear_m),
            None => clear_m,
        };
        if width_m <= 0.0 {
            let id = &shape.id;
            let what = (
                format!("the counter {id:?} lies off the ground"),
                format!("计数线 {id:?} 不在场地上"),
            );
            let hint =
                ("draw it across a way; it counts nobody", "请把它画成横跨通道；现在它计不到人");
            event.warn(&fields::COUNTERS, what, hint);
        }
        let usual = measure::passage_per_min(width_m, measure::line_on_stairs(&shape.line, venue));
        let capacity_per_min = match record {
            Some(record) => record.number_or(&counter::CAPACITY_PER_MIN, usual),
            None => usual,
        };
        if record.is_none() {
            event.source.default_taken(
                format!("counters[{}]", shape.id),
                format!("{width_m} m wide, {capacity_per_min} persons/min"),
                counter::CAPACITY_PER_MIN.why,
            );
        }
        counters.push(Counter { shape: shape.clone(), width_m, capacity_per_min });
    }
    for record in &records {
        let Some(id) = record.id(&counter::ID) else { continue };
        let known: Vec<&str> = venue.counters.iter().map(|c| c.id.as_str()).collect();
        if !known.contains(&id) {
            unknown_id(record, &counter::ID, ("counter", "计数线"), id, known.into_iter());
        }
    }
    counters
}

/// What must hold.
pub(super) fn limits(event: &Record) -> Limits {
    let limits = event.record_or_empty(&fields::LIMITS, &fields::LIMITS_SHAPE);
    let read = Limits {
        moving_density_per_m2: limits.number(&fields::MOVING_DENSITY),
        standing_density_per_m2: limits.number(&fields::STANDING_DENSITY),
        critical_density_per_m2: limits.number(&fields::CRITICAL_DENSITY),
        pressure_per_s2: limits.number(&fields::PRESSURE),
        egress_s: limits.number(&fields::EGRESS_MIN) * 60.0,
        step_free_width_m: limits.number(&fields::STEP_FREE_WIDTH_M),
    };
    if read.critical_density_per_m2 < read.standing_density_per_m2 {
        let what = ("the critical density is below the standing one", "临界密度低于站立密度的限值");
        let hint = ("the critical density is the highest of the three", "三个密度中临界密度应最高");
        event.warn(&fields::LIMITS, what, hint);
    }
    read
}
