//! Small pieces of HTML: escaped texts in both languages, numbers, tables, sections.

use super::words::{fill, text, unit};
use crate::assess::{Answer, EventInfo, Grade};
use crate::document::{Bilingual, clock_text, duration_text, grouped};

/// Text as it may stand in HTML, in an attribute too.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // What XML 1.0 forbids would break the page for strict readers.
            c if c.is_control() && c != '\n' && c != '\t' => escaped.push('\u{FFFD}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A text in both languages; the style sheet shows the one that was chosen.
pub fn both(text: &Bilingual) -> String {
    if text.en == text.zh {
        return escape(&text.en);
    }
    format!(
        "<span class=\"en\" lang=\"en\">{}</span><span class=\"zh\" lang=\"zh-Hans\">{}</span>",
        escape(&text.en),
        escape(&text.zh)
    )
}

/// The text of a key in both languages.
pub(crate) fn say(key: &str) -> String {
    both(&text(key))
}

/// The text of a key in both languages, filled in.
pub(crate) fn say_with(key: &str, values: &[(&str, Bilingual)]) -> String {
    both(&fill(key, values))
}

/// An accessible label in both languages, as attributes; the script keeps `aria-label` right.
pub(crate) fn label(text: &Bilingual) -> String {
    let (en, zh) = (escape(&text.en), escape(&text.zh));
    format!("aria-label=\"{en}\" data-label-en=\"{en}\" data-label-zh=\"{zh}\"")
}

/// A number with separated thousands and so many decimals; "–" where it is none.
pub(crate) fn number(figure: f64, decimals: usize) -> String {
    if !figure.is_finite() {
        return "–".to_owned();
    }
    let plain = format!("{:.decimals$}", figure.abs());
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let zero = plain.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if figure < 0.0 && !zero { "−" } else { "" };
    format!("{sign}{}{rest}", grouped(whole))
}

/// A number with as many decimals as its size deserves.
pub(crate) fn figure(figure: f64) -> String {
    let size = figure.abs();
    let decimals = if size == 0.0 || size >= 20.0 {
        0
    } else if size < 0.1 {
        3
    } else if size < 1.0 {
        2
    } else {
        1
    };
    number(figure, decimals)
}

/// A figure with its unit in both languages; minutes as people say them.
pub(crate) fn quantity(value: f64, of: &str) -> Bilingual {
    if of == "min" {
        return duration_text(value);
    }
    let (number, unit) = (figure(value), unit(of));
    let joined = |unit: &str| {
        let close = unit.starts_with('%');
        format!("{number}{}{unit}", if close { "" } else { "\u{a0}" })
    };
    Bilingual::new(joined(&unit.en), joined(&unit.zh))
}

/// A share as percent.
pub(crate) fn percent(share: f64) -> String {
    format!("{}\u{202f}%", number(share * 100.0, 0))
}

/// The clock time of seconds since the event's start.
pub(crate) fn clock(event: &EventInfo, at_s: f64) -> String {
    clock_text(event.starts_s + at_s)
}

/// A span of clock times.
pub(crate) fn clock_span(event: &EventInfo, from_s: f64, until_s: f64) -> String {
    format!("{}–{}", clock(event, from_s), clock(event, until_s))
}

/// The sign of a grade: a shape of its own for each, so that colour is never needed.
pub(crate) fn grade_sign(grade: Grade) -> &'static str {
    match grade {
        Grade::Good => {
            "<svg class=\"sign good\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><circle cx=\"12\" cy=\"12\" r=\"11\"/><path d=\"M6.5 12.5l3.7 3.7 7.3-8\"/></svg>"
        }
        Grade::Warning => {
            "<svg class=\"sign warning\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path class=\"body\" d=\"M12 1.5L23.5 22H.5z\"/><path d=\"M12 9v6M12 18v.6\"/></svg>"
        }
        Grade::Bad => {
            "<svg class=\"sign bad\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path class=\"body\" d=\"M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4z\"/><path d=\"M8 8l8 8M16 8l-8 8\"/></svg>"
        }
    }
}

/// Name of a grade in class names and text keys.
pub(crate) fn grade_name(grade: Grade) -> &'static str {
    match grade {
        Grade::Good => "good",
        Grade::Warning => "warning",
        Grade::Bad => "bad",
    }
}

/// The figure of an answer with its unit.
pub(crate) fn answer_figure(answer: &Answer) -> Bilingual {
    quantity(answer.figure, &answer.unit)
}

/// A section of the page with its heading and one line under it.
pub(crate) fn section(id: &str, body: &str) -> String {
    format!(
        "<section id=\"{id}\"><h2>{}</h2><p class=\"lead\">{}</p>{body}</section>\n",
        say(&format!("section.{id}")),
        say(&format!("lead.{id}")),
    )
}

/// A table, nothing where it has no rows: headings as keys (a leading `#` marks columns of figures), rows of ready cells.
pub(crate) fn table(headings: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let numeric: Vec<bool> = headings.iter().map(|h| h.starts_with('#')).collect();
    let class = |i: usize| if numeric.get(i) == Some(&true) { " class=\"n\"" } else { "" };
    let mut html = String::from("<div class=\"wide\" tabindex=\"0\"><table><thead><tr>");
    for (i, heading) in headings.iter().enumerate() {
        let key = heading.trim_start_matches('#');
        html += &format!("<th scope=\"col\"{}>{}</th>", class(i), say(key));
    }
    html += "</tr></thead><tbody>";
    for row in rows {
        html += "<tr>";
        for (i, cell) in row.iter().enumerate() {
            if i == 0 {
                html += &format!("<th scope=\"row\"{}>{cell}</th>", class(i));
            } else {
                html += &format!("<td{}>{cell}</td>", class(i));
            }
        }
        html += "</tr>";
    }
    html += "</tbody></table></div>";
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(number(1_234_567.0, 0), "1,234,567");
        assert_eq!(number(-1234.56, 1), "−1,234.6");
        assert_eq!(number(-0.01, 1), "0.0");
        assert_eq!(number(f64::NAN, 1), "–");
        assert_eq!(figure(0.034), "0.034");
        assert_eq!(figure(2.61), "2.6");
        assert_eq!(figure(612.4), "612");
    }

    #[test]
    fn a_quantity_has_the_unit_that_fits() {
        assert_eq!(quantity(0.064, "min").en, "4\u{a0}s");
        assert_eq!(quantity(8.4, "min").zh, "8.4\u{a0}分钟");
        assert_eq!(quantity(2.61, "/m²").en, "2.6\u{a0}/m²");
    }

    #[test]
    fn nothing_of_a_name_is_markup() {
        assert_eq!(escape("<b a='1'>&\u{1}"), "&lt;b a=&#39;1&#39;&gt;&amp;\u{FFFD}");
    }
}
