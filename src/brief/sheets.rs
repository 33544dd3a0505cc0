//! The sheets as a page made for print: A4, black and white safe, one page a person.

use super::duties::{Duty, duties};
use crate::document::{Bilingual, Hours};
use crate::plan::{Measure, MeasureKind, Plan};
use crate::report::{MapWindow, both, document, escape, plan_map};
use crate::scenario::Scenario;
use std::fmt::Write;

const STYLE: &str = include_str!("../../assets/brief/brief.css");
/// What the map of a sheet shows around the post, metres.
const AROUND_M: f64 = 30.0;
/// Set up so long before it stands by the plan, seconds [a].
const SET_BEFORE_S: f64 = 1200.0;
/// People are at their post so long before, seconds [a].
const THERE_BEFORE_S: f64 = 600.0;

/// What sheets are made of.
#[derive(Clone, Copy, Debug)]
pub struct BriefInput<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The event.
    pub scenario: &'a Scenario,
    /// Its hours.
    pub hours: &'a Hours,
}

fn say(en: &str, zh: &str) -> String {
    both(&Bilingual::new(en, zh))
}

/// The sheets, in both languages.
pub fn sheets(input: &BriefInput) -> String {
    let mut body = cover(input) + &run_sheet(input) + &barriers(input);
    for duty in duties(input.plan, input.scenario) {
        body += &sheet(&duty, input);
    }
    let title = Bilingual::new(
        format!("Briefing: {}", input.scenario.name.en),
        format!("岗位单：{}", input.scenario.name.zh),
    );
    document(&title, STYLE, &body)
}

fn contacts() -> String {
    let line = |en, zh| format!("<tr><th>{}</th><td></td></tr>", say(en, zh));
    format!(
        "<table class=\"contacts\"><tbody>{}{}{}{}</tbody></table>",
        line("Control", "指挥中心"),
        line("First aid", "医疗救护"),
        line("Police, fire", "公安、消防"),
        line("Your partner", "同岗搭档"),
    )
}

fn cover(input: &BriefInput) -> String {
    let window = MapWindow::whole(&input.scenario.venue);
    let map = plan_map(&input.scenario.venue, &input.plan.measures, &window, None);
    let row = |(index, measure): (usize, &Measure)| {
        format!(
            "<tr><td>{}</td><td>{}</td><td>{}–{}</td></tr>",
            index + 1,
            both(&measure.name),
            input.hours.time_of_day(measure.from_s),
            input.hours.time_of_day(measure.until_s)
        )
    };
    let rows: String = input.plan.measures.iter().enumerate().map(row).collect();
    format!(
        "<section class=\"page\"><p class=\"quiet\">{}</p><h1>{}</h1>{map}<table class=\"list\"><tbody>{rows}</tbody></table>{}</section>",
        both(&input.scenario.name),
        both(&input.plan.name),
        contacts()
    )
}

/// Everything that happens, by the clock.
fn run_sheet(input: &BriefInput) -> String {
    let mut lines: Vec<(f64, String)> = Vec::new();
    let number = |index: usize| format!("<b>{}</b>", index + 1);
    for (index, measure) in input.plan.measures.iter().enumerate() {
        let name = both(&measure.name);
        let sets = sets_up(measure);
        let (before_s, begins, ends) = if sets {
            (SET_BEFORE_S, say("Set up", "安装"), say("Take down", "撤除"))
        } else {
            (THERE_BEFORE_S, say("At post", "到岗"), say("Relieved", "下岗"))
        };
        lines.push((
            (measure.from_s - before_s).max(0.0),
            format!("{begins} {} {name}", number(index)),
        ));
        lines.push((measure.until_s, format!("{ends} {} {name}", number(index))));
    }
    for show in &input.scenario.programme {
        let name = both(&show.name);
        lines.push((show.from_s, format!("{} {name}", say("Begins:", "开始："))));
        lines.push((show.until_s, format!("{} {name}", say("Ends:", "结束："))));
    }
    lines.sort_by(|a, b| a.0.total_cmp(&b.0));
    let row = |(at_s, what): &(f64, String)| {
        format!(
            "<tr><td>{}</td><td>{what}</td><td class=\"tick\"></td></tr>",
            input.hours.time_of_day(*at_s)
        )
    };
    let rows: String = lines.iter().map(row).collect();
    format!(
        "<section class=\"page\"><h1>{}</h1><table class=\"list\"><tbody>{rows}</tbody></table></section>",
        say("Run-sheet", "时间表")
    )
}

/// Whether a measure is set up rather than staffed.
fn sets_up(measure: &Measure) -> bool {
    matches!(measure.kind, MeasureKind::Barrier(_) | MeasureKind::Sign(_) | MeasureKind::Closure(_))
}

/// What is set up where and when.
fn barriers(input: &BriefInput) -> String {
    let mut rows = String::new();
    for (index, measure) in input.plan.measures.iter().enumerate().filter(|(_, m)| sets_up(m)) {
        let degrees = |x: f64, y: f64| {
            let [lon, lat] = input.scenario.venue.frame.to_lon_lat(x, y);
            format!("{x:.1}, {y:.1} m<br><small>{lat:.6}, {lon:.6}</small>")
        };
        let points: String = measure
            .kind
            .points()
            .iter()
            .map(|c| format!("<div>{}</div>", degrees(c.x, c.y)))
            .collect();
        let _ = write!(
            rows,
            "<tr><td><b>{}</b></td><td>{}<br><small>{}</small></td><td>{points}</td><td>{}</td><td>{}</td></tr>",
            index + 1,
            both(&measure.name),
            both(&measure.kind.words()),
            input.hours.time_of_day((measure.from_s - SET_BEFORE_S).max(0.0)),
            input.hours.time_of_day(measure.until_s),
        );
    }
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "<section class=\"page\"><h1>{}</h1><p class=\"quiet\">{}</p><table class=\"list\"><thead><tr><th></th><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr></thead><tbody>{rows}</tbody></table></section>",
        say("Barriers and signs", "护栏与指示牌"),
        say(
            "Metres east and north of the venue's origin, from end to end; below, latitude and longitude.",
            "坐标为场地原点以东、以北的米数，自端至端；其下为纬度、经度。"
        ),
        say("What", "内容"),
        say("Where", "位置"),
        say("Set by", "安装完成"),
        say("Remove", "撤除"),
    )
}

/// One person's page.
fn sheet(duty: &Duty, input: &BriefInput) -> String {
    let [from, until] = duty.span_s.map(|s| input.hours.time_of_day(s));
    let there = input.hours.time_of_day((duty.span_s[0] - THERE_BEFORE_S).max(0.0));
    let window = MapWindow::around(duty.at, AROUND_M);
    let map = plan_map(&input.scenario.venue, &input.plan.measures, &window, Some(&duty.measure));
    let says: String = duty.says.iter().map(|words| format!("<li>{}</li>", both(words))).collect();
    let says = if says.is_empty() {
        String::new()
    } else {
        format!("<h2>{}</h2><ul class=\"says\">{says}</ul>", say("Say", "这样说"))
    };
    let why = input.plan.measure(&duty.measure).and_then(|m| m.why.as_ref());
    let why = why.map_or_else(String::new, |why| format!("<p class=\"why\">{}</p>", both(why)));
    format!(
        "<section class=\"page sheet\"><div class=\"head\"><span class=\"number\">{}{}</span><div><h1>{}</h1><p class=\"hours\">{from}–{until} <small>{} {there}</small></p></div></div>\
         <p class=\"task\">{}</p>{map}<p class=\"quiet\">x {:.0} m, y {:.0} m</p><div class=\"columns\"><div>{says}<h2>{}</h2><p class=\"if-worse\">{}</p></div><div><h2>{}</h2>{}</div></div>{why}<p class=\"quiet foot\">{} · {}</p></section>",
        duty.number,
        if duty.person > 1 { "b" } else { "" },
        both(&duty.name),
        say("be there at", "到岗时间"),
        both(&duty.task),
        duty.at[0],
        duty.at[1],
        say("If it gets worse", "如果情况变糟"),
        both(&duty.worse),
        say("Call", "呼叫"),
        contacts(),
        both(&input.scenario.name),
        escape(&duty.measure),
    )
}
