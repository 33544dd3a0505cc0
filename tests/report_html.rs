//! The report as a page: whole, well-formed, in both languages, without network, small.

#[path = "report/sample.rs"]
mod sample;

use sample::{HOSTILE, run, venue};
use wuwei::assess::RunSummary;
use wuwei::document::{Bilingual, Language};
use wuwei::geometry::Grid;
use wuwei::observe::{DensityField, FieldCell, FieldMinute};
use wuwei::report::{ReportInput, answer_text, html, venue_svg};

fn page(planned: bool, compared: bool) -> String {
    let venue = venue();
    let (now, before) = (run(&venue, planned), run(&venue, false));
    let baseline = compared.then_some((&before.summary, &before.field));
    html(&ReportInput { summary: &now.summary, field: &now.field, venue: &venue, baseline })
}

/// Writes pages to look at: `target/report_sample.html` (plan and comparison) and
/// `target/report_plain.html` (one run without a plan).
#[test]
fn samples_to_look_at_are_written() {
    let target = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    for (name, page) in [
        ("report_sample.html", page(true, true)),
        ("report_plain.html", page(false, false)),
        ("report_empty.html", empty_page()),
    ] {
        std::fs::create_dir_all(&target).expect("target folder");
        std::fs::write(target.join(name), page).expect("page is written");
    }
}

fn empty_summary() -> RunSummary {
    let mut summary = run(&venue(), false).summary;
    summary.minutes = Default::default();
    summary.hotspots.clear();
    summary.counters.clear();
    summary.portals.clear();
    summary.attractions.clear();
    summary.segments.clear();
    summary.limits.clear();
    summary.made.partial = Some(Bilingual::new("Stopped by Ctrl-C.", "由 Ctrl-C 停止。"));
    summary.made.simulated_s = 0.0;
    summary
}

fn empty_page() -> String {
    let venue = venue();
    let field = DensityField { grid: run(&venue, false).field.grid, minutes: Vec::new() };
    let summary = empty_summary();
    html(&ReportInput { summary: &summary, field: &field, venue: &venue, baseline: None })
}

#[test]
fn same_run_same_bytes() {
    assert_eq!(page(true, true), page(true, true));
}

#[test]
fn page_is_well_formed_and_names_all_its_parts() {
    for page in [page(true, true), page(false, false), empty_page()] {
        check_nesting(&page);
        assert!(!page.contains('⟦'), "a text is missing");
        // What comes after is data, in which any three letters may stand side by side.
        let shown = page.split("<script type=\"application/json\"").next().unwrap_or_default();
        assert!(!shown.contains("NaN") && !shown.contains(">inf"), "a figure is none");
    }
    let page = page(true, true);
    for id in [
        "answer", "map", "hotspots", "advice", "people", "felt", "compare", "flows", "limits",
        "trust", "made",
    ] {
        assert!(page.contains(&format!("<section id=\"{id}\"")), "section {id} is missing");
    }
}

/// Every element that opens closes, in order; scripts and styles are skipped.
fn check_nesting(page: &str) {
    const VOID: [&str; 7] = ["meta", "input", "br", "hr", "img", "link", "!DOCTYPE"];
    let mut open: Vec<String> = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let tag = &rest[start + 1..];
        let end = end_of_tag(tag);
        let inner = &tag[..end];
        rest = &tag[end + 1..];
        let name: String = inner
            .trim_start_matches('/')
            .chars()
            .take_while(|c| !c.is_whitespace() && *c != '/')
            .collect();
        if inner.starts_with('/') {
            assert_eq!(open.pop().as_deref(), Some(name.as_str()), "closed out of order");
        } else if !inner.ends_with('/') && !VOID.contains(&name.as_str()) {
            if name == "script" || name == "style" {
                let close = format!("</{name}>");
                let Some(at) = rest.find(&close) else { panic!("{name} does not end") };
                rest = &rest[at + close.len()..];
            } else {
                open.push(name);
            }
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
}

/// Where a tag ends, quotation marks respected.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    for (i, c) in tag.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return i,
            _ => {}
        }
    }
    panic!("a tag does not end: {}", &tag[..tag.len().min(80)]);
}

#[test]
fn nothing_is_fetched_from_anywhere() {
    let page = page(true, true);
    for wanted in ["http://", "https://", "src=", "@import", "url(http", "fetch(", "XMLHttpRequest"]
    {
        let page = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!page.contains(wanted), "{wanted} is in the page");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn both_languages_say_everything() {
    let page = page(true, true);
    let count = |mark: &str| page.matches(mark).count();
    assert_eq!(count("class=\"en\" lang=\"en\""), count("class=\"zh\" lang=\"zh-Hans\""));
    assert_eq!(count("data-label-en="), count("data-label-zh="));
    for text in ["茶水通道", "Tea lane", "怎么办", "What to do", "老年人", "Older adult"]
    {
        assert!(page.contains(text), "{text} is missing");
    }
}

#[test]
fn names_of_users_never_become_markup() {
    let mut venue = venue();
    let mut sample = run(&venue, false);
    let hostile = Bilingual::new(HOSTILE, format!("{HOSTILE}中"));
    sample.summary.event.name = hostile.clone();
    sample.summary.event.id = HOSTILE.into();
    sample.summary.hotspots[0].why = hostile.clone();
    sample.summary.made.command = HOSTILE.into();
    sample.summary.segments[0].name = hostile.clone();
    sample.summary.attractions[0].name = hostile.clone();
    sample.summary.counters[0].name = hostile.clone();
    venue.attractions[0].name = hostile.clone();
    venue.portals[0].name = hostile;
    let input = ReportInput {
        summary: &sample.summary,
        field: &sample.field,
        venue: &venue,
        baseline: None,
    };
    let page = html(&input);
    assert!(!page.contains("<script>alert"), "a name became a script");
    assert_eq!(page.matches("</script>").count(), 3, "a name ends a script");
    check_nesting(&page);
}

#[test]
fn an_ordinary_report_is_small() {
    let bytes = page(true, true).len();
    assert!(bytes < 2_000_000, "{bytes} bytes");
}

/// 55,000 visitors of a day: 900 minutes on 300 m × 300 m, people nearly everywhere.
#[test]
fn a_full_day_stays_below_ten_megabytes() {
    let grid = Grid { origin: glam::Vec2::ZERO, cell_m: 2.0, columns: 150, rows: 150 };
    let mut state = 1_u64;
    let mut random = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1_u64 << 24) as f32
    };
    let minutes = (0..900_u32)
        .map(|m| {
            let cells = (0..grid.len() as u32).filter(|c| c % 150 < 100).map(|c| {
                let wave = 0.5 + 0.5 * ((m + c / 150) as f32 / 140.0).sin();
                // The sum of some uniform draws: like counts of passers-by.
                let density = 0.16 * wave * (random() + random() + random());
                FieldCell {
                    cell: c,
                    density_per_m2: density,
                    east_mps: 1.0,
                    ..FieldCell::default()
                }
            });
            FieldMinute { until_s: 60.0 * f64::from(m + 1), cells: cells.collect() }
        })
        .collect();
    let venue = venue();
    let summary = run(&venue, false).summary;
    let field = DensityField { grid, minutes };
    let page =
        html(&ReportInput { summary: &summary, field: &field, venue: &venue, baseline: None });
    let bytes = page.len();
    println!("a full day: {:.1} MB", bytes as f64 / 1e6);
    let target = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    std::fs::write(target.join("report_day.html"), page).expect("page is written");
    assert!(bytes < 10_000_000, "{bytes} bytes");
}

#[test]
fn a_partial_run_says_so_before_anything_else() {
    let page = empty_page();
    let partial = page.find("class=\"partial\"").expect("the mark is there");
    let sentence = page.find("class=\"sentence\"").expect("the sentence is there");
    assert!(partial < sentence);
}

/// A large map takes seconds to unpack: meanwhile nobody is to be sent after another browser.
#[test]
fn a_page_that_loads_says_so_and_asks_for_a_script_only_where_there_is_none() {
    let page = empty_page();
    let (before, after) = page.split_once("id=\"no-player\">").expect("the note is there");
    let note = after.split("</p>").next().expect("it ends");
    assert!(note.contains("is loading") && !note.contains("JavaScript"), "{note}");
    assert!(!before.contains("needs JavaScript"));
    let asks: Vec<&str> = after.split("needs JavaScript").collect();
    assert_eq!(asks.len(), 3, "once for old browsers, once for those without scripts");
    assert!(asks[0].rsplit("<p").next().is_some_and(|p| p.contains(" hidden>")), "{}", asks[0]);
    assert!(asks[1].rsplit("<noscript").next().is_some_and(|n| !n.contains("</noscript")));
}

#[test]
fn the_terminal_gets_about_ten_lines() {
    let venue = venue();
    for planned in [true, false] {
        let summary = run(&venue, planned).summary;
        for language in [Language::English, Language::Chinese] {
            let text = answer_text(&summary, language);
            println!("{text}");
            let lines = text.lines().count();
            assert!((7..=11).contains(&lines), "{lines} lines");
            assert!(!text.contains('⟦') && !text.contains('{'), "{text}");
        }
    }
    let english = answer_text(&run(&venue, false).summary, Language::English);
    assert!(english.contains("Safe? No") && english.contains("Why: The queue at the tea corner"));
}

#[test]
fn a_venue_has_a_picture_of_its_own() {
    let svg = venue_svg(&venue(), true);
    check_nesting(&svg);
    assert!(svg.starts_with("<svg xmlns=") && svg.contains("Tea corner"));
    let target = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    std::fs::write(target.join("venue_sample.svg"), svg).expect("picture is written");
}

/// A report of a run that went wrong must still be written: it is how one finds out.
#[test]
fn absurd_figures_make_a_page_all_the_same() {
    let venue = venue();
    for absurd in [f64::NAN, f64::INFINITY, -1e300, 0.0] {
        let mut sample = run(&venue, true);
        let summary = &mut sample.summary;
        summary.event.starts_s = absurd;
        summary.event.shows[0].from_s = absurd;
        summary.minutes.until_s[7] = absurd;
        summary.minutes.until_s[239] = absurd;
        summary.minutes.above_limit.truncate(3);
        summary.minutes.inside.clear();
        summary.counters[0].capacity_per_min = absurd;
        summary.counters[0].width_m = absurd;
        summary.counters[0].forward.clear();
        summary.segments[0].friction_min = absurd;
        summary.service.walking = [absurd; 6];
        summary.limits[0].limit = absurd;
        summary.limits[0].at = Some([absurd; 2]);
        summary.answers.safe.figure = absurd;
        summary.people.peak_inside_at_s = absurd;
        let hotspot = &mut summary.hotspots[0];
        hotspot.centre = [absurd; 2];
        hotspot.outline = vec![vec![[absurd; 2]; 3], vec![]];
        hotspot.peak_at_s = absurd;
        hotspot.peak_per_m2 = absurd;
        hotspot.streams[0].share = absurd;
        hotspot.forks[0].at = [absurd; 2];
        sample.field.minutes[3].until_s = absurd;
        sample.field.minutes[239].until_s = absurd;
        sample.field.minutes[100].cells[0].density_per_m2 = absurd as f32;
        sample.field.minutes[101].cells[0].cell = u32::MAX;
        let mut before = run(&venue, false);
        before.field.grid = Grid { columns: 0, ..before.field.grid };
        let page = html(&ReportInput {
            summary: &sample.summary,
            field: &sample.field,
            venue: &venue,
            baseline: Some((&before.summary, &before.field)),
        });
        check_nesting(&page);
        assert!(!answer_text(&sample.summary, Language::English).is_empty());
    }
}
