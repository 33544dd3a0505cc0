//! The event log in words.

use super::summary::LogLine;
use crate::document::Bilingual;
use crate::observe::{LogEntry, Logged};
use crate::plan::Plan;
use crate::scenario::Scenario;

/// The log's lines as an organiser reads them.
pub(super) fn lines(scenario: &Scenario, plan: &Plan, entries: &[LogEntry]) -> Vec<LogLine> {
    let line = |entry: &LogEntry| LogLine { at_s: entry.at_s, what: words(scenario, plan, entry) };
    entries.iter().map(line).collect()
}

fn words(scenario: &Scenario, plan: &Plan, entry: &LogEntry) -> Bilingual {
    let show = |i: usize| scenario.programme.get(i).map(|s| s.name.clone()).unwrap_or_default();
    let portal =
        |i: usize| scenario.portals.get(i).map(|p| p.shape.name.clone()).unwrap_or_default();
    let measure = |i: usize| {
        let measure = plan.measures.get(i);
        let name = measure.map(|m| m.name.clone()).unwrap_or_default();
        let id = measure.map(|m| m.id.clone()).unwrap_or_default();
        if name.en.is_empty() { Bilingual::same(id) } else { name }
    };
    let say = |name: Bilingual, en: &str, zh: &str| {
        Bilingual::new(en.replace("{}", &name.en), zh.replace("{}", &name.zh))
    };
    match entry.what {
        Logged::ShowBegins(i) => say(show(i), "{} begins", "{}开始"),
        Logged::ShowEnds(i) => say(show(i), "{} ends", "{}结束"),
        Logged::MeasureStands(i) => say(measure(i), "{} is set up", "{}就位"),
        Logged::MeasureGone(i) => say(measure(i), "{} is taken away", "{}撤除"),
        Logged::PortalHolds(i) => {
            say(portal(i), "{}: people have to wait outside", "{}：人们需在外等候")
        }
        Logged::PortalClear(i) => {
            say(portal(i), "{}: nobody waits outside any more", "{}：外面不再有人等候")
        }
        Logged::Closes => {
            Bilingual::new("The event is over, everybody leaves", "活动结束，众人离场")
        }
        Logged::PlanChanges => Bilingual::new("Another plan holds from now on", "此后采用另一方案"),
        Logged::Empty => Bilingual::new("The last visitor has left", "最后一位访客离开"),
    }
}
