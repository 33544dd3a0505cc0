//! What forms hold: the shipped plans, and new measures of all kinds.

#![allow(clippy::unwrap_used, reason = "a test stops at what is amiss")]

use super::keys::fields;
use super::samples::{Sample, sample};
use super::tree::{Content, Drawn, Group};
use super::*;
use crate::app::theme::{INSPECTOR_WIDTH, put_font};
use crate::document::{Field, Language, Takes};
use crate::plan::{MeasureKind, Plan, Task, kind_named};
use bevy_egui::egui::{Event, PointerButton, RawInput, Rect, Shape, pos2, vec2};
use geo::Coord;

const EVENTS: [&str; 6] = [
    "community_square",
    "lantern_fair",
    "new_year_gates",
    "stadium_to_station",
    "street_food",
    "waterfront_countdown",
];

/// Two points on the open square, and one in a kiosk.
const SQUARE: [Coord<f64>; 2] = [Coord { x: 34.0, y: 24.0 }, Coord { x: 40.0, y: 24.0 }];

fn form(measure: &Measure, sample: &Sample) -> Form {
    let mut form = Form::of(measure, &sample.context().hours);
    form.look(&sample.context());
    form
}

fn fresh(kind: &str, sample: &Sample) -> Measure {
    let kind = kind_named(kind).unwrap();
    new_measure(kind, &SQUARE, &Plan::default(), &sample.context()).unwrap()
}

/// What a form holds at a path, to change it.
fn at<'a>(group: &'a mut Group, path: &str) -> &'a mut Content {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    match group.content_mut(name).unwrap() {
        own if rest.is_empty() => own,
        Content::Group(group) => at(group, rest),
        Content::Groups(groups) => {
            let (i, rest) = rest.split_once('.').unwrap();
            at(&mut groups[i.parse::<usize>().unwrap()], rest)
        }
        other => panic!("{path} in {other:?}"),
    }
}

/// Every field of a form with what it holds.
fn walk(group: &Group, see: &mut impl FnMut(&Content)) {
    for entry in &group.entries {
        see(&entry.content);
        match &entry.content {
            Content::Group(group) => walk(group, see),
            Content::Groups(groups) => groups.iter().for_each(|group| walk(group, see)),
            _ => {}
        }
    }
}

#[test]
fn a_form_gives_back_the_measure_it_was_made_of() {
    for name in EVENTS {
        let sample = sample(name);
        let context = sample.context();
        for measure in ["light", "heavy"].iter().flat_map(|plan| sample.plan(plan).measures) {
            let as_made = Form::of(&measure, &context.hours);
            let read = Checked::of(&as_made.group, &context);
            assert_eq!(read.measure.as_ref(), Some(&measure), "{name}: {:?}", read.notes);
            let looked_at = form(&measure, &sample);
            let read = Checked::of(&looked_at.group, &context);
            assert_eq!(read.measure.as_ref(), Some(&measure), "{name}: {:?}", read.notes);
            walk(&as_made.group, &mut |content| {
                assert!(!matches!(content, Content::Raw(_)), "{content:?} of {}", measure.id);
            });
        }
    }
}

#[test]
fn there_is_a_widget_for_every_field_of_every_kind() {
    let sample = sample("community_square");
    for (shape, field) in fields() {
        let chosen = choices::choices(field, &sample.context()).is_some();
        let served = match field.takes {
            Takes::Other(_) => Drawn::of(field).is_some() || chosen,
            Takes::Text => chosen,
            Takes::Spread(..) => false,
            _ => true,
        };
        assert!(served, "{} of {}", field.name, shape.name);
    }
}

#[test]
fn a_new_measure_of_every_kind_is_accepted() {
    let sample = sample("community_square");
    let context = sample.context();
    let mut plan = Plan::default();
    for kind in KINDS {
        for points in [&SQUARE[..1], &SQUARE[..], &[]] {
            let measure = new_measure(kind, points, &plan, &context).unwrap();
            assert_eq!(measure.kind.kind_name(), kind.shape.name);
            assert_eq!([measure.from_s, measure.until_s], [0.0, context.hours.duration_s]);
            let form = form(&measure, &sample);
            assert!(form.is_right(), "{:?}", form.notes);
            if let MeasureKind::Closure(zone) = &measure.kind {
                assert!(crate::geometry::polygons::ring_area(&zone.area) > 30.0);
            }
            plan.apply(&crate::plan::PlanEdit { old: None, new: Some(measure) }).unwrap();
        }
    }
    assert_eq!(plan.measures[2].id, "barrier_3");
    assert_eq!(plan.measures[2].name, Bilingual::new("Barrier 3", "护栏 3"));
    assert!(plan.measure("one_way_1").is_some());
    let sign = plan.measure("sign_2").unwrap();
    assert!(matches!(&sign.kind, MeasureKind::Sign(sign) if sign.faces_deg == Some(0.0)));
}

#[test]
fn a_new_measure_needs_no_event_but_ground() {
    let sample = sample("community_square");
    let context = PlanContext { event: None, ..sample.context() };
    for kind in KINDS.iter().filter(|kind| kind.shape.name != "Opening") {
        new_measure(kind, &SQUARE, &Plan::default(), &context).unwrap();
    }
    let nowhere = [Coord { x: 5000.0, y: 0.0 }];
    let refused =
        new_measure(kind_named("Sign").unwrap(), &nowhere, &Plan::default(), &context).unwrap_err();
    assert!(refused.to_string().contains("off the ground"), "{refused}");
}

#[test]
fn what_the_reader_finds_wrong_stands_at_its_field() {
    let sample = sample("community_square");
    let context = sample.context();
    for (kind, path, content, what) in [
        (
            "Barrier",
            "unit_m",
            Content::Number(500.0),
            "`unit_m` is 500, expected a number from 0.3",
        ),
        ("Volunteer", "task.says.0.share", Content::Number(2.0), "expected a number from 0 to 1"),
        ("Volunteer", "from", Content::Text("25:99".into()), "expected a time"),
        ("Gate", "works.lanes", Content::Number(2.5), "expected a whole number"),
        ("Sign", "id", Content::Text("a \"b\"\n".into()), "expected a name of letters"),
        ("Opening", "exit", Content::Text("nrth".into()), "did you mean \"north\"?"),
    ] {
        let mut form = form(&fresh(kind, &sample), &sample);
        *at(&mut form.group, path) = content;
        assert_eq!(form.accept(&context), None, "{path}");
        let note = form.notes.iter().find(|note| note.path == path);
        assert!(note.is_some_and(|note| note.text.en.contains(what)), "{path}: {:?}", form.notes);
        assert!(note.is_some_and(|note| note.text.zh.contains('是')), "{path}: {:?}", form.notes);
        assert!(!form.is_right());
    }
}

#[test]
fn what_is_odd_is_said_and_accepted() {
    let sample = sample("community_square");
    let off = [SQUARE[0], Coord { x: 34.0, y: 400.0 }];
    let kind = kind_named("Barrier").unwrap();
    let measure = new_measure(kind, &off, &Plan::default(), &sample.context()).unwrap();
    let form = form(&measure, &sample);
    assert!(form.is_right());
    assert_eq!(form.notes.iter().map(|n| n.path.as_str()).collect::<Vec<_>>(), ["line"]);
}

#[test]
fn what_is_left_out_follows_the_rest() {
    let sample = sample("community_square");
    let context = sample.context();
    let mut form = form(&fresh("Volunteer", &sample), &sample);
    assert!(at(&mut form.group, "complies").is_out());
    *at(&mut form.group, "instructs") = Content::Switch(true);
    let measure = form.accept(&context).unwrap();
    let MeasureKind::Volunteer(volunteer) = &measure.kind else { panic!("{measure:?}") };
    assert_eq!(volunteer.complies, 0.74);
    let complies = fields().into_iter().find(|(_, field)| field.name == "complies").unwrap().1;
    assert_eq!(labels::default_number(complies, "complies", &form.defaults), Some(0.74));
    assert_eq!(form.accept(&context), None, "nothing changed since");
}

#[test]
fn a_change_elsewhere_is_taken_over_and_ones_own_is_kept() {
    let sample = sample("community_square");
    let measure = fresh("Barrier", &sample);
    let mut form = form(&measure, &sample);
    *at(&mut form.group, "unit_m") = Content::Number(500.0);
    form.refresh(&measure);
    assert_eq!(*at(&mut form.group, "unit_m"), Content::Number(500.0));
    let moved = Measure { from_s: 600.0, ..measure };
    form.refresh(&moved);
    assert!(at(&mut form.group, "unit_m").is_out());
    assert_eq!(*at(&mut form.group, "from"), Content::Text("14:10".into()));
}

#[test]
fn an_id_that_another_measure_has_is_refused() {
    let sample = sample("community_square");
    let mut form = form(&fresh("Barrier", &sample), &sample);
    form.others(["pen".to_owned()]);
    *at(&mut form.group, "id") = Content::Text("pen".into());
    assert_eq!(form.accept(&sample.context()), None);
    assert_eq!(form.notes.last().map(|note| note.path.as_str()), Some("id"));
}

#[test]
fn advice_and_gaps_can_be_added_until_there_is_no_room() {
    let sample = sample("community_square");
    let context = sample.context();
    for (kind, path) in
        [("Volunteer", "task.says"), ("Barrier", "openings"), ("Gate", "works.checks")]
    {
        let mut form = form(&fresh(kind, &sample), &sample);
        for _ in 0..3 {
            let seeds = fresh::Seeds { points: &SQUARE, context: &context };
            let measure = form.measure.clone();
            let Takes::Records(shape) = field_at(path).takes else { panic!("{path}") };
            let own = at(&mut form.group, path);
            if own.is_out() {
                *own = Content::Groups(Vec::new());
            }
            let Content::Groups(groups) = own else { panic!("{own:?}") };
            seeds.one_more(shape, groups, &measure);
            let accepted = form.accept(&context);
            assert!(accepted.is_some() && form.notes.is_empty(), "{path}: {:?}", form.notes);
        }
    }
}

fn field_at(path: &str) -> &'static Field {
    let name = path.rsplit('.').next().unwrap();
    fields().into_iter().find(|(_, field)| field.name == name).unwrap().1
}

/// A text and where it stands.
#[derive(Debug, PartialEq)]
struct Shown {
    text: String,
    at: Rect,
}

/// A form on the screen.
struct Screen {
    ctx: egui::Context,
    words: Words,
    theme: Theme,
}

impl Screen {
    fn new(language: Language) -> Self {
        let (ctx, theme) = (egui::Context::default(), Theme::new(false));
        theme.apply(&ctx);
        put_font(&ctx);
        Self { ctx, words: Words::new(language), theme }
    }

    /// One picture: what the form gave, and its texts.
    fn picture(
        &self,
        form: &mut Form,
        context: &PlanContext,
        events: Vec<Event>,
    ) -> (Option<Measure>, Vec<Shown>) {
        let size = vec2(2.0 * INSPECTOR_WIDTH, 3000.0);
        let screen_rect = Some(Rect::from_min_size(pos2(0.0, 0.0), size));
        let input = RawInput { screen_rect, events, ..RawInput::default() };
        let mut given = None;
        let output = self.ctx.run_ui(input, |ui| {
            ui.set_max_width(INSPECTOR_WIDTH);
            let now = show(ui, form, &self.words, &self.theme, context);
            given = given.take().or(now);
        });
        let mut texts = Vec::new();
        for clipped in &output.shapes {
            let before = texts.len();
            texts_of(&clipped.shape, &mut texts);
            let new = texts[before..].iter_mut();
            new.for_each(|shown: &mut Shown| shown.at = shown.at.intersect(clipped.clip_rect));
        }
        output.drop_without_applying_deltas();
        (given, texts)
    }

    /// Clicks on a text.
    fn click(&self, form: &mut Form, context: &PlanContext, text: &str) -> Option<Measure> {
        self.picture(form, context, Vec::new());
        let (_, texts) = self.picture(form, context, Vec::new());
        let at = texts.iter().find(|own| own.text == text).unwrap().at.center();
        let press = |pressed| Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Default::default(),
        };
        let steps = [vec![Event::PointerMoved(at)], vec![press(true)], vec![press(false)]];
        steps.into_iter().filter_map(|events| self.picture(form, context, events).0).last()
    }
}

fn texts_of(shape: &Shape, texts: &mut Vec<Shown>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts_of(shape, texts)),
        Shape::Text(own) => {
            let (text, at) =
                (own.galley.text().to_owned(), own.galley.rect.translate(own.pos.to_vec2()));
            texts.push(Shown { text, at });
        }
        _ => {}
    }
}

#[test]
fn forms_of_all_kinds_are_drawn_in_both_languages() {
    let samples: Vec<Sample> = EVENTS.iter().map(|name| sample(name)).collect();
    for language in [Language::English, Language::Chinese] {
        let screen = Screen::new(language);
        for sample in &samples {
            let new = KINDS.iter().filter(|_| sample.folder.ends_with("community_square"));
            let new = new.map(|kind| fresh(kind.shape.name, sample));
            let shipped =
                sample.plan("light").measures.into_iter().chain(sample.plan("heavy").measures);
            for measure in shipped.chain(new) {
                let mut form = form(&measure, sample);
                for _ in 0..2 {
                    let (given, texts) = screen.picture(&mut form, &sample.context(), Vec::new());
                    assert_eq!(given, None, "nobody changed it");
                    assert!(texts.len() > 8, "{texts:?}");
                    let missing = texts.iter().find(|own| own.text.contains(concat!("form", "-")));
                    assert_eq!(missing, None);
                    let wide = texts.iter().find(|own| own.at.right() > INSPECTOR_WIDTH);
                    assert_eq!(wide, None, "beyond the inspector");
                }
            }
        }
    }
}

#[test]
fn a_click_adds_a_gap_and_another_takes_it_out() {
    let sample = sample("community_square");
    let context = sample.context();
    for language in [Language::English, Language::Chinese] {
        let screen = Screen::new(language);
        let measure = fresh("Barrier", &sample);
        let mut form = form(&measure, &sample);
        let stroke = form.stroke();
        let add = screen.words.say(&labels::add_key(gaps()));
        let given = screen.click(&mut form, &context, &add).unwrap();
        let MeasureKind::Barrier(barrier) = &given.kind else { panic!("{given:?}") };
        assert_eq!(barrier.openings.len(), 1);
        assert_ne!(form.stroke(), stroke);
        assert_eq!(screen.click(&mut form, &context, "×"), Some(measure));
    }
}

#[test]
fn the_steps_of_a_time_stay_within_the_event() {
    let sample = sample("community_square");
    let context = sample.context();
    let screen = Screen::new(Language::English);
    let mut form = form(&fresh("Opening", &sample), &sample);
    assert_eq!(screen.click(&mut form, &context, "−"), None, "it is there from the start");
    let given = screen.click(&mut form, &context, "+").unwrap();
    assert_eq!(given.from_s, 300.0);
}

#[test]
fn another_task_comes_with_what_it_needs() {
    let sample = sample("community_square");
    let context = sample.context();
    let Takes::Variant(tasks) = field_at("task").takes else { panic!("no task") };
    for shape in tasks {
        let mut form = form(&fresh("Volunteer", &sample), &sample);
        let seeds = fresh::Seeds { points: &SQUARE[..1], context: &context };
        *at(&mut form.group, "task") = Content::Group(seeds.group(shape, &[]));
        let before = form.measure.clone();
        let now = form.accept(&context).unwrap_or(before);
        let MeasureKind::Volunteer(volunteer) = &now.kind else { panic!("{now:?}") };
        let task = match volunteer.task {
            Task::Advise { .. } => "Advise",
            Task::Hold(_) => "Hold",
            Task::Help => "Help",
        };
        assert_eq!(task, shape.name, "{:?}", form.notes);
    }
}

/// The definition of a gap.
fn gaps() -> &'static crate::document::Shape {
    let Takes::Records(shape) = field_at("openings").takes else { panic!("no gaps") };
    shape
}

#[test]
fn people_are_told_one_thing_at_a_time() {
    let sample = sample("community_square");
    let mut form = form(&fresh("Leaders", &sample), &sample);
    let Content::Groups(advices) = at(&mut form.group, "leads") else { panic!("no advice") };
    let before = widgets::held(&advices[0], &parts::TOLD);
    assert_eq!(before, [true, false, false]);
    advices[0].set("first", Content::Text("tea".into()));
    parts::keep_newest(&mut advices[0], &before);
    assert_eq!(widgets::held(&advices[0], &parts::TOLD), [false, false, true]);
    let measure = form.accept(&sample.context()).unwrap();
    let told = crate::plan::AdvisedTo::First("tea".into());
    assert_eq!(measure.kind.advices()[0].to, told);
}
