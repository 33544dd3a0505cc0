//! Plans as text, in the form that [`super::read`] takes.

use super::kinds::KINDS;
use super::{Measure, Plan};
use crate::document::{Bilingual, Hours};

/// A plan file. Times are written to the second, lengths to a millimetre.
pub fn write_ron(plan: &Plan, hours: &Hours) -> String {
    let measures: String = plan.measures.iter().map(|m| measure(m, hours)).collect();
    format!(
        "Plan(\n    version: 1,\n    name: {},\n    measures: [\n{measures}    ],\n)\n",
        bilingual(&plan.name)
    )
}

fn measure(measure: &Measure, hours: &Hours) -> String {
    let written = KINDS.iter().find_map(|k| Some((k.shape.name, (k.write)(&measure.kind)?)));
    let (kind, own) = written.unwrap_or_default();
    let mut fields =
        vec![format!("id: {}", text(&measure.id)), format!("name: {}", bilingual(&measure.name))];
    fields.extend(measure.why.iter().map(|why| format!("why: {}", bilingual(why))));
    let time = |s: f64| text(&hours.time_of_day(s));
    fields.push(format!("from: {}, until: {}", time(measure.from_s), time(measure.until_s)));
    fields.extend(own);
    let lines: String = fields.iter().map(|f| format!("            {f},\n")).collect();
    format!("        {kind}(\n{lines}        ),\n")
}

fn bilingual(name: &Bilingual) -> String {
    format!("(en: {}, zh: {})", text(&name.en), text(&name.zh))
}

/// A text in quotes, with what needs it escaped.
pub(super) fn text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => quoted.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A length to a millimetre, with a decimal point.
pub(super) fn metres(m: f64) -> String {
    let rounded = (m * 1000.0).round() / 1000.0;
    if rounded.fract() == 0.0 { format!("{rounded:.1}") } else { rounded.to_string() }
}

/// A number as short as it reads back, with a decimal point.
pub(super) fn number(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number:.1}") } else { number.to_string() }
}
