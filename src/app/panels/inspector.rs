//! What is selected: its form, its why, its effect. With nothing selected: the answers in words,
//! and the hotspots, worst first; and where there is advice, that.

use super::widgets::{figure, grade_sign, heading, hint, title};
use super::{advice, side_by_side, visitor};
use crate::app::desk::{Desk, Selection};
use crate::app::event::{Open, plan_context};
use crate::app::form::{self, Form};
use crate::app::look::Look;
use crate::app::theme::{SMALL, STEP};
use crate::assess::{Answer, Grade, Hotspot, HotspotKind, LimitCheck};
use crate::document::clock_text;
use crate::plan::{Measure, MeasureKind, PlanEdit};
use crate::report::markup::quantity;
use bevy_egui::egui::{self, RichText, Ui};

/// The inspector.
pub fn show(ui: &mut Ui, desk: &mut Desk, look: &Look) {
    // In one piece, here and below: what comes and goes above takes nothing from who pulls a
    // number.
    ui.scope(|ui| advice::progress(ui, desk, look));
    let selection = desk.open.as_ref().and_then(|open| open.selection.clone());
    match selection {
        Some(Selection::Hotspot(rank)) => {
            back(ui, desk, look, |ui, desk| hotspot(ui, desk, look, rank))
        }
        Some(Selection::Measure(_)) => back(ui, desk, look, |ui, desk| measure(ui, desk, look)),
        Some(Selection::Visitor(number)) => {
            back(ui, desk, look, |ui, desk| visitor::show(ui, desk, look, number));
        }
        Some(Selection::Goal(number)) => {
            back(ui, desk, look, |ui, desk| goal(ui, desk, look, number))
        }
        None => {
            advice::show(ui, desk, look);
            if desk.open.as_ref().is_some_and(|open| open.panes.len() > 1) {
                side_by_side::table(ui, desk, look);
            } else {
                overview(ui, desk, look);
            }
        }
    }
}

fn back(ui: &mut Ui, desk: &mut Desk, look: &Look, add: impl FnOnce(&mut Ui, &mut Desk)) {
    if ui.button(format!("◀ {}", look.say("inspect-back"))).clicked()
        && let Some(open) = &mut desk.open
    {
        open.selection = None;
        return;
    }
    add(ui, desk);
}

/// The answers, the limits and the hotspots.
fn overview(ui: &mut Ui, desk: &mut Desk, look: &Look) {
    let Some(open) = &mut desk.open else { return };
    let Some(outcome) = open.main().outcome.clone() else {
        hint(ui, look, look.say("inspect-nothing-yet"));
        return;
    };
    let summary = &outcome.summary;
    ui.add(egui::Label::new(RichText::new(look.words.of(&summary.answers.sentence))).wrap());
    ui.add_space(STEP);
    let answers = &summary.answers;
    answer(ui, look, "top-safe", &answers.safe);
    answer(ui, look, "top-smooth", &answers.smooth);
    answer(ui, look, "top-unfelt", &answers.felt);
    heading(ui, look, "inspect-hotspots");
    if summary.hotspots.is_empty() {
        hint(ui, look, look.say("inspect-no-hotspots"));
    }
    let starts_s = summary.event.starts_s;
    let mut chosen = None;
    for hotspot in summary.hotspots.iter().take(12) {
        if hotspot_line(ui, look, hotspot, starts_s).clicked() {
            chosen = Some(hotspot.rank);
        }
    }
    if let Some(rank) = chosen {
        open.selection = Some(Selection::Hotspot(rank));
    }
    heading(ui, look, "inspect-limits");
    summary.limits.iter().for_each(|limit| limit_line(ui, look, limit));
    heading(ui, look, "inspect-segments");
    let felt_of = |id: &str| {
        let felt = summary.felt.segments.iter().find(|felt| felt.id == id);
        felt.map_or(0.0, |felt| felt.mean_min)
    };
    for segment in summary.segments.iter().filter(|s| s.visitors > 0) {
        let value = look.words.with(
            "inspect-segment",
            &[
                ("friction", format!("{:.1}", segment.friction_min).into()),
                ("felt", format!("{:.1}", felt_of(&segment.id)).into()),
            ],
        );
        figure(ui, look, look.words.of(&segment.name), &value);
    }
}

fn answer(ui: &mut Ui, look: &Look, key: &str, answer: &Answer) {
    ui.horizontal_top(|ui| {
        grade_sign(ui, look, answer.grade);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let head = format!("{} · {}", look.say(key), super::top::figure(look, answer));
            ui.label(RichText::new(head).strong());
            hint(ui, look, look.words.of(&answer.words));
        });
    });
}

fn limit_line(ui: &mut Ui, look: &Look, limit: &LimitCheck) {
    let figure = |value: f64| look.words.of(&quantity(value, &limit.unit)).to_owned();
    let worst = limit.worst.map_or(look.say("inspect-not-measured"), figure);
    let text = look.words.with(
        "inspect-limit",
        &[
            ("name", look.words.of(&limit.name).into()),
            ("worst", worst.into()),
            ("limit", figure(limit.limit).into()),
        ],
    );
    ui.horizontal_top(|ui| {
        match limit.worst {
            Some(_) => grade_sign(ui, look, if limit.kept { Grade::Good } else { Grade::Bad }),
            None => ui.label("–"),
        };
        ui.add(egui::Label::new(RichText::new(text).size(SMALL)).wrap());
    });
}

/// What kind of hotspot it is.
pub fn kind_name(look: &Look, kind: HotspotKind) -> String {
    look.say(match kind {
        HotspotKind::Bottleneck => "inspect-kind-bottleneck",
        HotspotKind::Crossing => "inspect-kind-crossing",
        HotspotKind::Counterflow => "inspect-kind-counterflow",
        HotspotKind::QueueInTheWay => "inspect-kind-queue",
        HotspotKind::StopAndLook => "inspect-kind-look",
        HotspotKind::Converging => "inspect-kind-converging",
        HotspotKind::Bunching => "inspect-kind-bunching",
    })
}

fn hotspot_line(ui: &mut Ui, look: &Look, hotspot: &Hotspot, starts_s: f64) -> egui::Response {
    let span = format!(
        "{}–{}",
        clock_text(starts_s + hotspot.from_s),
        clock_text(starts_s + hotspot.until_s)
    );
    let text = look.words.with(
        "inspect-hotspot-line",
        &[
            ("rank", hotspot.rank.into()),
            ("kind", kind_name(look, hotspot.kind).into()),
            ("span", span.into()),
            ("minutes", format!("{:.0}", hotspot.person_min).into()),
        ],
    );
    let button = egui::Button::new(RichText::new(text).size(13.0)).wrap();
    ui.add_sized([ui.available_width(), 0.0], button.min_size(egui::vec2(0.0, 26.0)))
        .on_hover_text(look.words.of(&hotspot.why))
}

fn hotspot(ui: &mut Ui, desk: &mut Desk, look: &Look, rank: u32) {
    let Some(open) = &mut desk.open else { return };
    let Some(outcome) = open.main().outcome.clone() else { return };
    let Some(hotspot) = outcome.summary.hotspots.iter().find(|h| h.rank == rank) else {
        hint(ui, look, look.say("inspect-hotspot-gone"));
        return;
    };
    let clock = |at_s: f64| clock_text(outcome.summary.event.starts_s + at_s);
    title(ui, format!("{rank} · {}", kind_name(look, hotspot.kind)));
    ui.add(egui::Label::new(look.words.of(&hotspot.why)).wrap());
    ui.horizontal(|ui| {
        if ui.button(look.say("inspect-go-peak")).clicked() {
            open.seek(hotspot.peak_at_s);
        }
        if ui.button(look.say("inspect-go-start")).clicked() {
            open.seek((hotspot.from_s - 120.0).max(0.0));
        }
    });
    let span = format!("{}–{}", clock(hotspot.from_s), clock(hotspot.until_s));
    figure(ui, look, &look.say("inspect-when"), &span);
    let density = look.words.with(
        "inspect-density",
        &[
            ("density", format!("{:.1}", hotspot.peak_per_m2).into()),
            ("at", clock(hotspot.peak_at_s).into()),
        ],
    );
    figure(ui, look, &look.say("inspect-peak"), &density);
    let minutes = format!("{:.0}", hotspot.person_min);
    let above = look.words.with("look-person-minutes", &[("minutes", minutes.into())]);
    figure(ui, look, &look.say("inspect-above"), &above);
    if let Some(section) = &hotspot.bottleneck {
        let text = look.words.with(
            "inspect-section",
            &[
                ("width", format!("{:.1}", section.width_m).into()),
                ("capacity", format!("{:.0}", section.capacity_per_min).into()),
                ("demand", format!("{:.0}", section.demand_per_min).into()),
            ],
        );
        ui.add(egui::Label::new(text).wrap());
    }
    heading(ui, look, "inspect-streams");
    for stream in hotspot.streams.iter().take(6) {
        let name = format!("{} → {}", look.words.of(&stream.from), look.words.of(&stream.to));
        figure(ui, look, &name, &format!("{:.0} %", stream.share * 100.0));
    }
}

fn measure(ui: &mut Ui, desk: &mut Desk, look: &Look) {
    let Some(open) = &mut desk.open else { return };
    let (Some(measure), Some(hours)) = (open.selected_measure().cloned(), open.hours()) else {
        open.selection = None;
        return;
    };
    let Some(scenario) = open.scenario().cloned() else { return };
    title(ui, look.words.of(&measure.name));
    hint(ui, look, look.words.of(&measure.kind.words()));
    ui.horizontal(|ui| {
        pin(ui, open, look, &measure.id, matches!(measure.kind, MeasureKind::Closure(_)));
        let delete = ui.button(look.say("inspect-delete"));
        if delete.on_hover_text(look.say("inspect-delete-help")).clicked() {
            open.delete_selected();
        }
    });
    ui.scope(|ui| amiss(ui, open, look, &measure));
    ui.scope(|ui| effect(ui, open, look, &measure.id));
    ui.separator();
    let mut form = match open.form.take() {
        Some(mut form) if form.measure().id == measure.id => {
            form.refresh(&measure);
            form
        }
        _ => Form::of(&measure, &hours),
    };
    let ids =
        open.plan().map(|plan| plan.measures.iter().map(|m| m.id.clone()).collect::<Vec<_>>());
    form.others(ids.unwrap_or_default().into_iter().filter(|id| *id != measure.id));
    let context = plan_context(&scenario, hours);
    let changed = form::show(ui, &mut form, &look.words, &look.theme, &context);
    if let Some(new) = changed.filter(|new| *new != measure) {
        open.selection = Some(Selection::Measure(new.id.clone()));
        let stroke = form.stroke();
        open.edit(PlanEdit { old: Some(measure), new: Some(new) }, Some(stroke));
    }
    open.form = Some(form);
}

/// Kept by the advisor as it is; of a closed zone also: kept free by it.
fn pin(ui: &mut Ui, open: &mut Open, look: &Look, id: &str, is_zone: bool) {
    let mut lists = vec![(&mut open.pinned, "inspect-pin", "inspect-pin-help")];
    if is_zone {
        lists.push((&mut open.forbidden, "inspect-forbid", "inspect-forbid-help"));
    }
    for (list, key, help) in lists {
        let mut on = list.iter().any(|known| known == id);
        if ui.toggle_value(&mut on, look.say(key)).on_hover_text(look.say(help)).changed() {
            list.retain(|known| known != id);
            if on {
                list.push(id.to_owned());
            }
        }
    }
}

/// Why a measure cannot work where it is, and what can be done about it.
fn amiss(ui: &mut Ui, open: &mut Open, look: &Look, measure: &Measure) {
    for found in open.amiss_of(measure) {
        ui.horizontal_top(|ui| {
            grade_sign(ui, look, if found.in_vain { Grade::Bad } else { Grade::Warning });
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.add(egui::Label::new(look.words.of(&found.what)).wrap());
                hint(ui, look, look.words.of(&found.hint));
            });
        });
    }
}

/// What a measure cost so far, and whom.
fn effect(ui: &mut Ui, open: &Open, look: &Look, id: &str) {
    let Some(outcome) = &open.main().outcome else { return };
    let Some(felt) = outcome.summary.felt.measures.iter().find(|m| m.id == id) else {
        hint(ui, look, look.say("inspect-no-effect-yet"));
        return;
    };
    heading(ui, look, "inspect-effect");
    ui.add(egui::Label::new(look.words.of(&felt.words)).wrap());
    let minutes = format!("{:.0}", felt.person_min);
    let cost = look.words.with("look-person-minutes", &[("minutes", minutes.into())]);
    figure(ui, look, &look.say("inspect-felt-all"), &cost);
    figure(ui, look, &look.say("inspect-felt-people"), &felt.people.to_string());
}

fn goal(ui: &mut Ui, desk: &mut Desk, look: &Look, number: u16) {
    let Some(open) = &mut desk.open else { return };
    let Some(scenario) = open.scenario().cloned() else { return };
    let portals = scenario.venue.portals.len();
    let outcome = open.main().outcome.clone();
    let minute = (open.clock.at_s / 60.0) as usize;
    let number = usize::from(number);
    if let Some(portal) = scenario.venue.portals.get(number) {
        title(ui, look.words.of(&portal.name));
        hint(ui, look, look.say("inspect-goal-help"));
        let Some(outcome) = outcome else { return };
        let Some(flow) = outcome.summary.portals.iter().find(|p| p.id == portal.id) else { return };
        let now = |list: &[u32]| list.get(minute).or(list.last()).copied().unwrap_or(0).to_string();
        let all = |list: &[u32]| list.iter().sum::<u32>().to_string();
        figure(ui, look, &look.say("inspect-entered"), &all(&flow.entered));
        figure(ui, look, &look.say("inspect-left"), &all(&flow.left));
        figure(ui, look, &look.say("inspect-waiting"), &now(&flow.waiting));
    } else if let Some(attraction) = scenario.venue.attractions.get(number - portals) {
        title(ui, look.words.of(&attraction.name));
        hint(ui, look, look.say("inspect-goal-help"));
        let Some(outcome) = outcome else { return };
        let found = outcome.summary.attractions.iter().find(|a| a.id == attraction.id);
        let Some(of) = found else { return };
        let now = |list: &[u32]| list.get(minute).or(list.last()).copied().unwrap_or(0).to_string();
        figure(ui, look, &look.say("inspect-there"), &now(&of.present));
        figure(ui, look, &look.say("inspect-queue"), &now(&of.queue));
        figure(ui, look, &look.say("inspect-visits"), &of.visits.to_string());
        let wait = look
            .words
            .with("look-minutes", &[("minutes", format!("{:.1}", of.mean_wait_s / 60.0).into())]);
        figure(ui, look, &look.say("inspect-wait"), &wait);
        figure(ui, look, &look.say("inspect-gave-up"), &(of.balked + of.gave_up).to_string());
    }
}
