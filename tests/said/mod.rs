//! What is said is said in both languages: for the tests of everything that a window may show.

use wuwei::document::Problems;

/// What of problems, and of what is to be done about them, is not in Chinese; empty where all is.
pub fn english_only(problems: &Problems) -> String {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let all = problems.0.iter().flat_map(|p| std::iter::once(&p.what).chain(&p.hint));
    let amiss: Vec<&str> = all.filter(|t| !chinese(&t.zh)).map(|t| t.zh.as_str()).collect();
    amiss.join("\n")
}
