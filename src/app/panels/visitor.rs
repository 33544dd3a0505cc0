//! One visitor followed through the event: who they are, what they lived through, what they felt.

use super::widgets::{figure, heading, hint, title};
use crate::app::desk::Desk;
use crate::app::look::Look;
use crate::document::clock_text;
use bevy_egui::egui::Ui;

/// The visitor.
pub fn show(ui: &mut Ui, desk: &mut Desk, look: &Look, visitor: u32) {
    let Some(open) = &mut desk.open else { return };
    let (Some(scenario), Some(outcome)) = (open.scenario().cloned(), open.main().outcome.clone())
    else {
        hint(ui, look, look.say("inspect-nothing-yet"));
        return;
    };
    let Some(record) = outcome.visitors.get(visitor as usize) else { return };
    let segment = scenario.segments.get(usize::from(record.segment));
    let name = segment.map_or("", |segment| look.words.of(&segment.name));
    title(
        ui,
        look.words.with("inspect-visitor", &[("number", visitor.into()), ("segment", name.into())]),
    );
    hint(ui, look, look.say("inspect-visitor-help"));
    let clock = |at_s: f64| clock_text(scenario.clock.starts_s + at_s);
    let portal = |number: u16| {
        let portal = scenario.venue.portals.get(usize::from(number));
        portal.map_or("", |portal| look.words.of(&portal.name)).to_owned()
    };
    let minutes = |seconds: f32| {
        let text = format!("{:.1}", seconds / 60.0);
        look.words.with("look-minutes", &[("minutes", text.into())])
    };
    heading(ui, look, "inspect-story");
    let came = format!("{} · {}", clock(record.arrived_s), portal(record.portal_in));
    figure(ui, look, &look.say("inspect-came"), &came);
    match (record.left_s, record.portal_out) {
        (Some(left_s), Some(out)) => {
            let left = format!("{} · {}", clock(left_s), portal(out));
            figure(ui, look, &look.say("inspect-went"), &left);
        }
        _ => {
            hint(ui, look, look.say("inspect-still-there"));
        }
    }
    let metres =
        look.words.with("look-metres", &[("metres", f64::from(record.walked_m.round()).into())]);
    figure(ui, look, &look.say("inspect-walked"), &metres);
    figure(ui, look, &look.say("inspect-walking"), &minutes(record.walking_s));
    figure(ui, look, &look.say("inspect-queueing"), &minutes(record.queueing_s));
    figure(ui, look, &look.say("inspect-delay"), &minutes(record.delay_s));
    figure(ui, look, &look.say("inspect-crowded"), &minutes(record.crowded_s));
    let peak = format!("{:.1} /m²", record.peak_density_per_m2);
    figure(ui, look, &look.say("inspect-peak"), &peak);
    figure(ui, look, &look.say("inspect-visits"), &record.visited.to_string());
    figure(ui, look, &look.say("inspect-missed"), &record.missed.to_string());
    let Some(felt) = outcome.felt.visitors.get(visitor as usize) else { return };
    heading(ui, look, "inspect-felt");
    let keys = [
        "inspect-held",
        "inspect-detour",
        "inspect-instructed",
        "inspect-visible",
        "inspect-confined",
        "inspect-lost-choice",
    ];
    if felt.all_min() <= 0.0 {
        hint(ui, look, look.say("inspect-unmanaged"));
    }
    for (key, part) in keys.into_iter().zip(felt.list()).filter(|(_, part)| *part > 0.0) {
        figure(ui, look, &look.say(key), &minutes(part as f32 * 60.0));
    }
    if ui.button(look.say("inspect-follow")).clicked() {
        let Ok(reel) = open.main().worker.shared.reel.read() else { return };
        let at = open.clock.at_s as usize;
        let way = reel.trail(visitor, 0..reel.frames());
        let nearest = way.iter().min_by_key(|(frame, _)| frame.abs_diff(at));
        if let Some((frame, place)) = nearest {
            desk.view.centre = *place;
            desk.view.metres_per_point = desk.view.metres_per_point.min(0.08);
            let at_s = *frame as f64;
            drop(reel);
            if open.clock.at_s.floor() != at_s {
                open.seek(at_s);
            }
        }
    }
}
