//! A page in the report's look for what is no report: one title, one body, both languages.

use super::markup::escape;
use super::{EARLY_SCRIPT, STYLE, palette};
use crate::document::Bilingual;

/// The switch of the language, for a page without the report's script.
const SWITCH: &str = "document.querySelectorAll('[data-switch]').forEach(function(b){\
b.addEventListener('click',function(){var r=document.documentElement,z=r.dataset.lang!=='zh';\
r.dataset.lang=z?'zh':'en';r.lang=z?'zh-Hans':'en';});});document.documentElement.dataset.begun='1';";

/// An HTML page that needs nothing else. `style` comes after the report's own.
pub fn document(title: &Bilingual, style: &str, body: &str) -> String {
    let (en, zh) = (escape(&title.en), escape(&title.zh));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\" data-lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"generator\" content=\"wuwei {}\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n\
         <title data-en=\"{en}\" data-zh=\"{zh}\">{en}</title>\n<style>\n{}{STYLE}{style}</style>\n\
         <script>{EARLY_SCRIPT}</script>\n</head>\n<body>\n<header class=\"bar\"><span class=\"brand\">wuwei \
         <span lang=\"zh-Hans\">无为</span></span><nav></nav><div class=\"switches\"><button type=\"button\" data-switch>\
         <span class=\"en\">中文</span><span class=\"zh\">English</span></button></div></header>\n\
         <main>\n{body}</main>\n<span id=\"no-player\" hidden></span><span id=\"no-script\" hidden></span>\n\
         <script>{SWITCH}</script>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION"),
        palette::theme_css(),
    )
}
