//! Charts over the event's clock, as SVG that stretches and HTML labels that do not: they
//! print, and they can be read on a telephone.

use super::markup::{both, clock, escape, figure, label, number};
use super::words::{fill, unit};
use crate::assess::EventInfo;
use crate::document::Bilingual;
use std::fmt::Write;

/// One line, area or row of bars.
pub(crate) struct Series {
    pub name: Bilingual,
    /// Colour class: "a" to "d", "base", "hot", "quiet".
    pub class: &'static str,
    pub form: Form,
    /// One number a minute.
    pub values: Vec<f64>,
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Line,
    Area,
    /// What happens within each minute.
    Bars,
}

/// A chart over time.
pub(crate) struct TimeChart<'a> {
    pub event: &'a EventInfo,
    pub title: Bilingual,
    /// Unit of the figures as a key of the table ("/min", "people").
    pub unit: &'a str,
    /// Ends of the minutes, seconds since the event's start.
    pub until_s: &'a [f64],
    pub series: Vec<Series>,
    /// A capacity, limit: drawn across.
    pub mark: Option<(f64, Bilingual)>,
    /// Spans to shade: from, until, name.
    pub bands: Vec<(f64, f64, Bilingual)>,
    /// Whether it is one of several small ones.
    pub small: bool,
}

impl TimeChart<'_> {
    /// The chart with its heading, legend, axes.
    pub fn html(mut self) -> String {
        let together = if self.small { minutes_together(self.until_s.len()) } else { 1 };
        self.series.iter_mut().for_each(|s| s.values = means(&s.values, together));
        let until_s: Vec<f64> =
            self.until_s.chunks(together).filter_map(|c| c.last().copied()).collect();
        let count = Bilingual::same(together.to_string());
        let note = fill("chart.mean_of", &[("n", count)]);
        TimeChart { until_s: &until_s, ..self }.drawn(if together > 1 {
            both(&note)
        } else {
            String::new()
        })
    }

    fn drawn(&self, note: String) -> String {
        let end_s = self.until_s.last().copied().unwrap_or(0.0).max(60.0);
        let top = self.top();
        let mut html = format!(
            "<figure class=\"chart{}\"><figcaption><b>{}</b> <span class=\"unit\">{}</span><span class=\"unit\">{note}</span>{}</figcaption>",
            if self.small { " small" } else { "" },
            both(&self.title),
            both(&unit(self.unit)),
            self.legend(),
        );
        let _ = write!(
            html,
            "<div class=\"plot\" data-end=\"{end_s}\" data-top=\"{top}\" role=\"img\" {}>\
             <svg viewBox=\"0 0 1000 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
            label(&self.description()),
        );
        for (from_s, until_s, _) in &self.bands {
            let (x, x1) = (1000.0 * from_s / end_s, 1000.0 * until_s / end_s);
            let _ = write!(
                html,
                "<rect class=\"band\" x=\"{x:.1}\" y=\"0\" width=\"{:.1}\" height=\"100\"/>",
                (x1.min(1000.0) - x).max(0.0)
            );
        }
        for share in [0.0, 0.5, 1.0] {
            let _ =
                write!(html, "<path class=\"rule\" d=\"M0 {:.0}H1000\"/>", 100.0 - 100.0 * share);
        }
        for series in &self.series {
            html += &self.path(series, end_s, top);
        }
        if let Some((mark, _)) = self.mark.as_ref().filter(|(mark, _)| *mark <= top) {
            let y = 100.0 - 100.0 * mark / top;
            let _ = write!(html, "<path class=\"mark\" d=\"M0 {y:.2}H1000\"/>");
        }
        html += "</svg>";
        html += &self.labels(end_s, top);
        html + "<i class=\"cursor\" hidden></i></div></figure>"
    }

    fn top(&self) -> f64 {
        let values = self.series.iter().flat_map(|s| s.values.iter().copied());
        let highest = values.filter(|v| v.is_finite()).fold(0.0, f64::max);
        // A capacity far above the flow would press the flow flat: it is then said in words.
        let mark = self.mark.as_ref().map_or(0.0, |(m, _)| *m);
        round_up(if mark <= 3.0 * highest { highest.max(mark) } else { highest })
    }

    fn description(&self) -> Bilingual {
        let mut text = self.title.clone();
        for series in &self.series {
            let most = series.values.iter().copied().filter(|v| v.is_finite()).fold(0.0, f64::max);
            let unit = unit(self.unit);
            let _ = write!(text.en, "; {}: at most {} {}", series.name.en, figure(most), unit.en);
            let _ = write!(text.zh, "；{}：最高 {} {}", series.name.zh, figure(most), unit.zh);
        }
        text
    }

    fn legend(&self) -> String {
        let mut html = String::from("<span class=\"legend\">");
        if self.series.len() > 1 {
            for series in &self.series {
                let _ = write!(
                    html,
                    "<span class=\"key\"><i class=\"swatch {}\"></i>{}</span>",
                    series.class,
                    both(&series.name)
                );
            }
        }
        if let Some((mark, name)) = &self.mark {
            let swatch = if *mark <= self.top() { "<i class=\"swatch dash\"></i>" } else { "" };
            let _ = write!(html, "<span class=\"key\">{swatch}{}</span>", both(name));
        }
        html + "</span>"
    }

    fn labels(&self, end_s: f64, top: f64) -> String {
        let mut html = String::new();
        for share in [0.5, 1.0] {
            let _ = write!(
                html,
                "<span class=\"y\" style=\"bottom:{}%\">{}</span>",
                100.0 * share,
                axis_figure(top * share)
            );
        }
        html += &clock_ticks(self.event, end_s, if self.small { 3 } else { 5 });
        for (from_s, until_s, name) in self.bands.iter().filter(|_| !self.small) {
            let _ = write!(
                html,
                "<span class=\"band-name\" style=\"left:{:.2}%;max-width:{:.2}%\">{}</span>",
                100.0 * from_s / end_s,
                100.0 * (until_s.min(end_s) - from_s).max(0.0) / end_s,
                both(name)
            );
        }
        html
    }

    fn path(&self, series: &Series, end_s: f64, top: f64) -> String {
        let x = |s: f64| format!("{:.1}", (1000.0 * s / end_s).clamp(0.0, 1000.0));
        let y = |v: f64| format!("{:.2}", 100.0 - 100.0 * (v / top).clamp(0.0, 1.0));
        let mut d = String::new();
        let mut last_x = x(0.0);
        let points = self.until_s.iter().zip(&series.values).filter(|(_, v)| v.is_finite());
        for (i, (until_s, value)) in points.enumerate() {
            let here = x(*until_s);
            match series.form {
                Form::Bars => {
                    let start = if i == 0 { format!("M{last_x} 100") } else { String::new() };
                    let _ = write!(d, "{start}V{}H{here}", y(*value));
                }
                Form::Line | Form::Area if i == 0 => {
                    let _ = write!(d, "M{here} {}", y(*value));
                }
                Form::Line | Form::Area => {
                    let _ = write!(d, "L{here} {}", y(*value));
                }
            }
            last_x = here;
        }
        if d.is_empty() {
            return d;
        }
        let first_x = self.until_s.first().map_or_else(|| x(0.0), |s| x(*s));
        let class = series.class;
        let names = format!(
            "data-en=\"{}\" data-zh=\"{}\"",
            escape(&series.name.en),
            escape(&series.name.zh)
        );
        match series.form {
            Form::Line => format!("<path class=\"line {class}\" {names} d=\"{d}\"/>"),
            Form::Bars => format!("<path class=\"area {class}\" {names} d=\"{d}V100Z\"/>"),
            Form::Area => format!(
                "<path class=\"area {class}\" d=\"{d}L{last_x} 100L{first_x} 100Z\"/>\
                 <path class=\"line {class}\" {names} d=\"{d}\"/>"
            ),
        }
    }
}

/// Clock times along the foot of a chart, at round hours or parts of them.
pub(crate) fn clock_ticks(event: &EventInfo, end_s: f64, at_most: usize) -> String {
    let step_s = [300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 10_800.0, 14_400.0, 21_600.0]
        .into_iter()
        .find(|step| end_s / step <= at_most as f64)
        .unwrap_or_else(|| (end_s / at_most.max(1) as f64 / 86_400.0).ceil() * 86_400.0);
    let mut html = String::new();
    let mut at_s = (event.starts_s / step_s).ceil() * step_s - event.starts_s;
    let wrong = !end_s.is_finite() || !at_s.is_finite();
    while !wrong && at_s <= end_s + 1.0 {
        let share = 100.0 * at_s / end_s;
        let edge = match share {
            s if s < 3.0 => " first",
            s if s > 97.0 => " last",
            _ => "",
        };
        let time = clock(event, at_s);
        let _ = write!(html, "<span class=\"x{edge}\" style=\"left:{share:.2}%\">{time}</span>");
        at_s += step_s;
    }
    html
}

/// A figure of an axis: whole where it is whole.
fn axis_figure(value: f64) -> String {
    if value.fract() == 0.0 { number(value, 0) } else { figure(value) }
}

/// Minutes that a small chart takes together, so that a day's line stays a line.
fn minutes_together(minutes: usize) -> usize {
    [1, 5, 10, 15, 30].into_iter().find(|n| minutes / n <= 240).unwrap_or(60)
}

/// Means of so many values each; the last of what is left.
fn means(values: &[f64], together: usize) -> Vec<f64> {
    values.chunks(together).map(|c| c.iter().sum::<f64>() / c.len() as f64).collect()
}

/// The next round number: 1, 2, 4, 5, 8 or 10 times a power of ten.
fn round_up(highest: f64) -> f64 {
    if highest <= 0.0 || !highest.is_finite() {
        return 1.0;
    }
    let power = 10_f64.powf(highest.log10().floor());
    let round = [1.0, 2.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    round.into_iter().map(|r| r * power).find(|r| *r >= highest * 0.999).unwrap_or(10.0 * power)
}

/// A stacked bar of six shares, with the levels' letters where they fit.
pub(crate) fn level_bar(shares: &[f64; 6], name: &Bilingual, values: &Bilingual) -> String {
    let total: f64 = shares.iter().sum();
    let mut html = format!("<div class=\"levels\" role=\"img\" {}>", label(values));
    for (i, share) in shares.iter().enumerate() {
        let percent = if total > 0.0 { 100.0 * share / total } else { 0.0 };
        if percent > 0.0 {
            let letter = if percent >= 4.0 { &"ABCDEF"[i..=i] } else { "" };
            let _ = write!(html, "<i class=\"los{i}\" style=\"width:{percent:.2}%\">{letter}</i>");
        }
    }
    format!("<div class=\"level-row\"><span>{}</span>{html}</div></div>", both(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_round_numbers() {
        assert_eq!(round_up(0.0), 1.0);
        assert_eq!(round_up(612.0), 800.0);
        assert_eq!(round_up(4.0), 4.0);
        assert_eq!(round_up(0.13), 0.2);
    }

    #[test]
    fn a_long_day_is_drawn_in_means() {
        assert_eq!(minutes_together(240), 1);
        assert_eq!(minutes_together(900), 5);
        assert_eq!(means(&[1.0, 3.0, 5.0, 7.0, 9.0], 2), [2.0, 6.0, 9.0]);
    }
}
