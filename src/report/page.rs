//! Pages in the report's look that need nothing else, no network and no files beside them: with the
//! map that plays, or with one body in both languages and no more.

use super::markup::{escape, say};
use super::{outline, palette};
use crate::document::Bilingual;
use crate::venue::Venue;

const STYLE: &str = include_str!("../../assets/report/report.css");
const PICTURE_STYLE: &str = include_str!("../../assets/report/picture.css");
/// Runs before anything is painted: language and theme as they were chosen.
const EARLY_SCRIPT: &str = include_str!("../../assets/report/early.js");
/// What every page with a map that plays begins with. One function over several files, which share
/// its names; the page's own script ends it.
pub(crate) const PLAYER_SCRIPT: &str = concat!(
    include_str!("../../assets/report/page.js"),
    include_str!("../../assets/report/field.js"),
    include_str!("../../assets/report/map.js"),
    include_str!("../../assets/report/words.js"),
    include_str!("../../assets/report/time.js"),
    include_str!("../../assets/report/view.js"),
    include_str!("../../assets/report/begin.js"),
);
/// The switch of the language, for a page without the report's script.
const SWITCH: &str = "document.querySelectorAll('[data-switch]').forEach(function(b){\
b.addEventListener('click',function(){var r=document.documentElement,z=r.dataset.lang!=='zh';\
r.dataset.lang=z?'zh':'en';r.lang=z?'zh-Hans':'en';});});document.documentElement.dataset.begun='1';";

/// What a page with a map that plays is made of.
pub(crate) struct Page<'a> {
    /// Shown in the window's title.
    pub title: Bilingual,
    /// The bar at the top.
    pub bar: String,
    /// The venue that its pictures show.
    pub venue: &'a Venue,
    /// The sections.
    pub body: String,
    /// What the script reads, JSON.
    pub data: String,
    /// The page's own script, after [`PLAYER_SCRIPT`].
    pub script: &'a str,
}

/// A page with a map that plays.
pub(crate) fn page(page: &Page) -> String {
    let Page { title, bar, venue, body, data, script } = page;
    let definitions = outline::definitions(venue);
    let footer = say("footer");
    let content = format!(
        "{bar}{definitions}<main>\n{body}</main>\n\
         <footer><p class=\"quiet\">{footer}</p></footer>\n\
         <script type=\"application/json\" id=\"run\">{data}</script>\n<script>{PLAYER_SCRIPT}{script}</script>\n",
    );
    around(title, PICTURE_STYLE, &content)
}

/// A page of one body. `style` comes after the report's own.
pub fn document(title: &Bilingual, style: &str, body: &str) -> String {
    let content = format!(
        "<header class=\"bar\"><span class=\"brand\">wuwei \
         <span lang=\"zh-Hans\">无为</span></span><nav></nav><div class=\"switches\"><button type=\"button\" data-switch>\
         <span class=\"en\">中文</span><span class=\"zh\">English</span></button></div></header>\n\
         <main>\n{body}</main>\n<span id=\"no-player\" hidden></span><span id=\"no-script\" hidden></span>\n\
         <script>{SWITCH}</script>\n",
    );
    around(title, style, &content)
}

/// What stands around the content of every page.
fn around(title: &Bilingual, style: &str, content: &str) -> String {
    let (en, zh) = (escape(&title.en), escape(&title.zh));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\" data-lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"generator\" content=\"wuwei {version}\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n\
         <title data-en=\"{en}\" data-zh=\"{zh}\">{en}</title>\n<style>\n{theme}{STYLE}{style}</style>\n\
         <script>{EARLY_SCRIPT}</script>\n</head>\n<body>\n{content}</body>\n</html>\n",
        version = env!("CARGO_PKG_VERSION"),
        theme = palette::theme_css(),
    )
}
