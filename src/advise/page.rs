//! Advice as one page that needs nothing else: the answer, the plan on a map, every piece with its
//! reason and its cost, the front, and how sure this is. In both languages.

use super::result::{Advice, AdvisedPlan, Piece, Promise, TriedIdea};
use super::text::promised;
use super::words::{self, figure};
use crate::document::{Bilingual, Hours, counted};
use crate::report::{MapWindow, both, document, escape, plan_map};
use crate::scenario::Scenario;
use std::fmt::Write;

const STYLE: &str = include_str!("../../assets/advice/advice.css");

/// The page.
pub fn page(advice: &Advice, scenario: &Scenario) -> String {
    let say = |en: &str, zh: &str| both(&Bilingual::new(en, zh));
    let mut body = format!(
        "<section><p class=\"quiet\">{}</p><h1>{}</h1></section>",
        both(&advice.event_name),
        both(&advice.sentence)
    );
    for (index, plan) in advice.plans.iter().enumerate() {
        body += &of_plan(plan, scenario, index == 0);
    }
    if advice.plans.len() > 1 {
        body += &format!(
            "<section><h2>{}</h2><p class=\"lead\">{}</p>{}</section>",
            say("The front", "前沿"),
            say(
                "Plans that none beats in all of remaining risk, felt and effort, of those that were tried.",
                "在已试方案中，剩余风险、管理感与人力三方面均无更优者。"
            ),
            chart(&advice.plans)
        );
    }
    if !advice.help.is_empty() {
        let help: String = advice.help.iter().map(|h| format!("<p>{}</p>", both(h))).collect();
        let _ = write!(
            body,
            "<section><h2>{}</h2>{help}</section>",
            say("What else would help", "还可以怎么做")
        );
    }
    body += &tried(advice);
    body += &sure(advice);
    let title = Bilingual::new(
        format!("Advice: {}", advice.event_name.en),
        format!("建议：{}", advice.event_name.zh),
    );
    document(&title, STYLE, &body)
}

/// Every idea that was screened, with what it spared: also why something is not in the plan.
fn tried(advice: &Advice) -> String {
    if advice.tried.is_empty() {
        return String::new();
    }
    let say = |en: &str, zh: &str| both(&Bilingual::new(en, zh));
    let row = |idea: &TriedIdea| {
        let spared = match idea.spared_share {
            Some(share) => format!("{:.1} %", -100.0 * share).replace('-', "−"),
            None => "–".to_owned(),
        };
        format!(
            "<tr><td class=\"figure\">{spared}</td><td><b>{}</b><br>{}</td></tr>",
            both(&idea.name),
            both(&idea.why)
        )
    };
    let count = advice.tried.len();
    format!(
        "<section><h2>{}</h2><p class=\"lead\">{}</p><details><summary>{}</summary><table class=\"tried\">\
         <tbody>{}</tbody></table></details></section>",
        say("What was tried", "试过的设想"),
        say(
            "Each idea with the change that it made at its jam, as a share of all crowding near the limits: \
             minus is better. Where several jams were worked on at once, a neighbour's idea has its part \
             in it.",
            "每种设想在其拥堵处带来的变化，以占全部“接近限值的拥挤”的比例表示：负值为改善。同时试验多处时，\
             相邻处的设想也有影响。"
        ),
        say(&counted(count, "idea"), &format!("{count} 种设想")),
        advice.tried.iter().map(row).collect::<String>()
    )
}

fn of_plan(plan: &AdvisedPlan, scenario: &Scenario, with_map: bool) -> String {
    let clock = &scenario.clock;
    let hours = Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
    let mut html = format!(
        "<section><h2>{}</h2><p class=\"lead\">{} · <code>{}</code></p><ul class=\"promise\">{}</ul>",
        both(&plan.plan.name),
        both(&words::effort(&plan.effort)),
        escape(&plan.file),
        lines(&plan.promise) + &format!("<li>{}</li>", both(&words::own(plan)))
    );
    if with_map {
        let window = MapWindow::whole(&scenario.venue);
        let map = plan_map(&scenario.venue, &plan.plan.measures, &window, None);
        let _ = write!(html, "<figure>{map}</figure>");
    }
    html += "<ol class=\"pieces\">";
    for (piece, measure) in plan.pieces.iter().zip(&plan.plan.measures) {
        let (from, until) = (hours.time_of_day(measure.from_s), hours.time_of_day(measure.until_s));
        let _ = write!(
            html,
            "<li><h3>{} <small>{from}–{until} · {}</small></h3><p>{}</p>{}</li>",
            both(&piece.name),
            both(&measure.kind.words()),
            both(&piece.why),
            cost(piece)
        );
    }
    html += "</ol>";
    if !plan.strained.is_empty() {
        html += "<table><tbody>";
        for strain in &plan.strained {
            let without = strain.without_person_min.map_or_else(|| "–".to_owned(), figure);
            let _ = write!(
                html,
                "<tr><th>{}</th><td>{} → {} {}</td></tr>",
                both(&strain.what),
                without,
                figure(strain.above_person_min),
                both(&Bilingual::new("person-min", "人·分钟"))
            );
        }
        html += "</tbody></table>";
    }
    html + "</section>"
}

fn lines(promise: &Promise) -> String {
    promised(promise).iter().map(|line| format!("<li>{}</li>", both(line))).collect()
}

fn cost(piece: &Piece) -> String {
    if piece.pinned {
        let pinned = Bilingual::new("Pinned: kept as it is.", "已固定：保持不变。");
        return format!("<p class=\"quiet\">{}</p>", both(&pinned));
    }
    let without = words::without(piece);
    if without.en.is_empty() {
        return String::new();
    }
    format!("<p class=\"quiet\">{}</p>", both(&without))
}

/// Felt against remaining risk, one circle a plan, the larger the more people it takes.
fn chart(plans: &[AdvisedPlan]) -> String {
    const SIDE: [f64; 2] = [640.0, 280.0];
    const MARGIN: f64 = 48.0;
    let felt = |p: &AdvisedPlan| p.promise.felt_min.map_or(0.0, |f| f.plan);
    let most = plans.iter().map(felt).fold(0.1, f64::max) * 1.15;
    let x = |p: &AdvisedPlan| MARGIN + (SIDE[0] - 2.0 * MARGIN) * felt(p) / most;
    let y = |p: &AdvisedPlan| {
        MARGIN + (SIDE[1] - 2.0 * MARGIN) * (1.0 - p.promise.risk.clamp(0.0, 1.2) / 1.2)
    };
    let mut svg = format!(
        "<svg class=\"front\" viewBox=\"0 0 {} {}\" role=\"img\"><path class=\"axis\" d=\"M{m} {t}V{b}H{r}\"/>",
        SIDE[0],
        SIDE[1],
        m = MARGIN,
        t = MARGIN / 2.0,
        b = SIDE[1] - MARGIN,
        r = SIDE[0] - MARGIN / 2.0,
    );
    for (index, plan) in plans.iter().enumerate() {
        let radius = 5.0 + 2.0 * plan.effort.people().sqrt();
        let name = if index == 0 { "★".to_owned() } else { index.to_string() };
        let _ = write!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/><text x=\"{tx:.1}\" y=\"{y:.1}\" dy=\".35em\">{name}</text>",
            x = x(plan),
            y = y(plan),
            tx = x(plan) + radius + 6.0,
        );
    }
    for (class, x_words, y_words) in
        [("en", "felt, min a visitor →", "risk left ↑"), ("zh", "管理感，分钟/人 →", "剩余风险 ↑")]
    {
        let _ = write!(
            svg,
            "<text class=\"{class}\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{x_words} ({most:.2})</text><text class=\"{class}\" x=\"{MARGIN}\" y=\"16\">{y_words} (120 %)</text>",
            SIDE[0] - MARGIN / 2.0,
            SIDE[1] - MARGIN / 3.0
        );
    }
    svg + "</svg>"
}

/// How sure this is, and how it was made.
fn sure(advice: &Advice) -> String {
    let list = |seeds: &[u64]| seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
    let (seeds, fresh) = (list(&advice.seeds), list(&advice.fresh_seeds));
    let (spent, trials) = (advice.spent_runs, advice.trials);
    let words = Bilingual::new(
        format!(
            "Plans were found with seeds {seeds} by {trials} trials, {spent:.1} runs' worth of them \
             in the search; the figures above are of seeds {fresh}, which the search never saw, with \
             95 % intervals in brackets. What is felt rests on the weights of {} and on assumptions \
             marked [a] there: set plans side by side with it, do not quote its minutes.",
            advice.weights.path
        ),
        format!(
            "方案用种子 {seeds}、{trials} 次试算得出（搜索相当于 {spent:.1} 次全程模拟）；以上数字取自搜索未曾\
             使用的种子 {fresh}，括号内为 95 % 区间。管理感依据 {} 的权重和其中标 [a] 的假设：可用于比较方案，\
             不宜直接引用分钟数。",
            advice.weights.path
        ),
    );
    let broken = if advice.without.broken.is_empty() {
        String::new()
    } else {
        let as_it_is = Bilingual::new("As it is, beyond the limits: ", "现状超限：");
        format!("<p>{}{}</p>", both(&as_it_is), both(&words::broken(&advice.without.broken)))
    };
    let title = Bilingual::new("How sure this is", "可信程度");
    format!("<section><h2>{}</h2>{broken}<p>{}</p></section>", both(&title), both(&words))
}
