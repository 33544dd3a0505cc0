//! The head of the report: one sentence, the answers apart, the worst moment as a picture.

use super::ReportInput;
use super::markup::{
    answer_figure, both, clock, clock_span, escape, grade_name, grade_sign, number, say, say_with,
};
use super::outline::Window;
use super::picture::{Fill, Still, minute_at, window_about};
use super::service::{DensityScale, density_text, place_name};
use super::words::{fill, text};
use crate::assess::{Answer, Hotspot};
use crate::document::Bilingual;

/// The head: what is read in ten seconds.
pub(crate) fn section(input: &ReportInput) -> String {
    let event = &input.summary.event;
    let answers = &input.summary.answers;
    let mut facts = vec![both(&event.venue)];
    facts.extend(event.date.iter().map(|d| escape(d)));
    facts.push(clock_span(event, 0.0, event.duration_s));
    let expected = Bilingual::same(number(f64::from(input.summary.people.expected), 0));
    facts.push(say_with("head.visitors", &[("n", expected)]));
    facts.push(plan_name(input));
    let cards = card("safe", &answers.safe)
        + &card("smooth", &answers.smooth)
        + &card("felt", &answers.felt);
    format!(
        "{}<section id=\"answer\"><p class=\"facts\">{}</p><h1>{}</h1>\
         <p class=\"sentence\">{}</p><div class=\"answers\">{cards}</div>{}</section>\n",
        partial(input),
        facts.iter().filter(|f| !f.is_empty()).fold(String::new(), |line, fact| line
            + &format!("<span class=\"fact\">{fact}</span>")),
        both(&event.name),
        both(&answers.sentence),
        worst_moment(input),
    )
}

fn plan_name(input: &ReportInput) -> String {
    let plan = &input.summary.plan;
    if plan.measures.is_empty() {
        return say("head.no_plan");
    }
    say_with("head.plan", &[("name", plan.name.clone())])
}

/// The mark of a run that does not cover the whole event: nothing may be read before it.
fn partial(input: &ReportInput) -> String {
    super::part_only(input.summary).map_or_else(String::new, |part| {
        format!("<aside class=\"partial\" role=\"alert\"><b>{}</b></aside>", both(&part))
    })
}

/// One answer.
fn card(question: &str, answer: &Answer) -> String {
    let grade = grade_name(answer.grade);
    format!(
        "<div class=\"card {grade}\"><h3>{} {}<em>{}</em></h3><p class=\"big\">{}</p><p>{}</p></div>",
        grade_sign(answer.grade),
        say(&format!("answer.{question}")),
        say(&format!("answer.{question}.{grade}")),
        both(&answer_figure(answer)),
        both(&answer.words),
    )
}

fn worst_moment(input: &ReportInput) -> String {
    let Some(worst) = input.summary.hotspots.first() else {
        return calm_moment(input);
    };
    let caption = moment_text(input, worst);
    let Some(minute) = minute_at(input.field, worst.peak_at_s) else {
        return String::new();
    };
    let whole = Window::whole(input.venue);
    let least_m = (whole.width_m() * 0.5).clamp(40.0, 120.0);
    picture(input, window_about(worst, &whole, least_m, 0.74), minute.until_s, caption, Some(worst))
}

/// Without a hotspot the picture shows the fullest minute of the whole venue.
fn calm_moment(input: &ReportInput) -> String {
    let at_s = input.summary.people.peak_inside_at_s;
    let clock = Bilingual::same(clock(&input.summary.event, at_s));
    let people = Bilingual::same(number(f64::from(input.summary.people.peak_inside), 0));
    let caption = fill("moment.calm", &[("clock", clock), ("n", people)]);
    picture(input, Window::whole(input.venue), at_s, caption, None)
}

fn picture(
    input: &ReportInput,
    window: Window,
    at_s: f64,
    caption: Bilingual,
    detail: Option<&Hotspot>,
) -> String {
    let Some(minute) = minute_at(input.field, at_s) else {
        return String::new();
    };
    let scale = DensityScale::of(input.summary);
    let still = Still {
        venue: input.venue,
        window,
        alt: caption.clone(),
        fill: Fill::Density(&input.field.grid, minute, scale),
        measures: &input.summary.plan.measures,
        at_s: Some(minute.until_s),
        hotspots: detail.map(std::slice::from_ref).unwrap_or_default(),
        detail,
        way: &[],
        shown_px: 560.0,
    };
    format!(
        "<figure class=\"moment\">{}<figcaption>{}</figcaption></figure>",
        still.svg(),
        both(&caption)
    )
}

/// "17:42, near the tea corner: 4.1 /m², jammed." of a hotspot's peak.
pub(crate) fn moment_text(input: &ReportInput, hotspot: &Hotspot) -> Bilingual {
    let values = [
        ("clock", Bilingual::same(clock(&input.summary.event, hotspot.peak_at_s))),
        ("place", place_name(input.venue, hotspot.centre)),
        ("density", density_text(hotspot.peak_per_m2)),
    ];
    fill("moment.worst", &values)
}

/// A hotspot's kind and place: "Queue in the way, near the tea corner".
pub(crate) fn hotspot_title(input: &ReportInput, hotspot: &Hotspot) -> Bilingual {
    let kind = text(&format!("kind.{}", super::hotspots::kind_key(hotspot.kind)));
    fill("hotspot.title", &[("kind", kind), ("place", place_name(input.venue, hotspot.centre))])
}

/// A count in both languages.
pub(crate) fn count(people: f64) -> Bilingual {
    Bilingual::same(number(people, 0))
}
