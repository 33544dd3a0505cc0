//! The head of the page: the three answers of all plans side by side, never added up.

use super::PageInput;
use super::tables::{difference_text, verdict_text};
use crate::assess::Grade;
use crate::comparison::{IndicatorDifference, PlanRuns};
use crate::document::Bilingual;
use crate::report::ReportInput;
use crate::report::markup::{
    both, clock_span, escape, grade_name, grade_sign, number, quantity, say, say_with,
};

/// The questions: the key of their text, the indicator that is their figure, its unit.
const QUESTIONS: [(&str, &str, &str); 3] = [
    ("safe", "above_limit_person_min", "person-min"),
    ("smooth", "friction_min", "min"),
    ("felt", "felt_min", "min"),
];

/// The head.
pub(super) fn section(input: &PageInput, first: &ReportInput) -> String {
    let (event, comparison) = (&first.summary.event, input.comparison);
    let count = |n: usize| Bilingual::same(number(n as f64, 0));
    let mut facts = vec![both(&event.venue)];
    facts.extend(event.date.iter().map(|date| escape(date)));
    facts.push(clock_span(event, 0.0, first.summary.made.simulated_s));
    let (plans, seeds) = (count(input.runs.len()), count(comparison.seeds.len()));
    facts.push(say_with("plans.fact", &[("plans", plans), ("seeds", seeds)]));
    let facts: String = facts
        .iter()
        .filter(|fact| !fact.is_empty())
        .map(|fact| format!("<span class=\"fact\">{fact}</span>"))
        .collect();
    format!(
        "<section id=\"answer\" class=\"plans\"><p class=\"facts\">{facts}</p><h1>{}</h1><p class=\"lead\">{}</p>\
         {}</section>\n",
        both(&event.name),
        say("lead.plan_answers"),
        answers(input),
    )
}

/// A row a question, a column a plan.
fn answers(input: &PageInput) -> String {
    let heads: String =
        input.names().iter().map(|name| format!("<th scope=\"col\">{}</th>", both(name))).collect();
    let mut html = format!(
        "<div class=\"wide\" tabindex=\"0\"><table class=\"plan-answers\"><thead><tr><th></th>{heads}</tr></thead><tbody>"
    );
    for (index, (question, id, unit)) in QUESTIONS.into_iter().enumerate() {
        html += &format!("<tr><th scope=\"row\">{}</th>", say(&format!("answer.{question}")));
        let comparison = input.comparison;
        let of = |plan: &crate::comparison::Against| {
            plan.indicators.iter().find(|i| i.id == id).cloned()
        };
        let reference = comparison.plans.first().and_then(of);
        html += &cell(&comparison.reference, index, question, unit, reference.as_ref(), false);
        for plan in &comparison.plans {
            html += &cell(&plan.runs, index, question, unit, of(plan).as_ref(), true);
        }
        html += "</tr>";
    }
    html + "</tbody></table></div>"
}

fn cell(
    runs: &PlanRuns,
    index: usize,
    question: &str,
    unit: &str,
    is: Option<&IndicatorDifference>,
    compared: bool,
) -> String {
    let Some(is) = is else { return "<td></td>".to_owned() };
    let grades: Vec<Grade> = runs.grades.iter().map(|grades| grades[index]).collect();
    // The worst that came up: a plan that fails once in a while is not safe.
    let grade = grades.iter().copied().max().unwrap_or(Grade::Good);
    let same = grades.iter().filter(|own| **own == grade).count();
    let figure = if compared { is.is.plan } else { is.is.reference };
    let name = grade_name(grade);
    let in_runs = match grades.len() {
        1 => String::new(),
        of => {
            let count = |n: usize| Bilingual::same(n.to_string());
            let values = [("n", count(same)), ("of", count(of))];
            format!(" <small>{}</small>", say_with("plans.in_runs", &values))
        }
    };
    let change = if compared {
        format!("<p>{} {}</p>", difference_text(&is.is, unit), verdict_text(is.verdict))
    } else {
        format!("<p class=\"quiet\">{}</p>", say("plans.reference"))
    };
    format!(
        "<td class=\"card {name}\"><h3>{} <em>{}</em></h3>{in_runs}<p class=\"big\">{}</p>{change}</td>",
        grade_sign(grade),
        say(&format!("answer.{question}.{name}")),
        both(&quantity(figure, unit)),
    )
}
