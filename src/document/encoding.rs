//! Texts in other encodings than UTF-8, as spreadsheets and CAD programs write them.

use encoding_rs::{Encoding, GBK, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A text, and how its bytes were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The encoding where it is not UTF-8: its name, and whether that is a guess.
    pub foreign: Option<(&'static str, bool)>,
}

/// Reads bytes as text: UTF-8, UTF-16 (with its mark, or by its zeros), else the encoding that
/// is `declared`, else GBK where the bytes go in pairs as Chinese does, else Western European.
/// `None` where the bytes are no text.
pub fn decode(bytes: Vec<u8>, declared: Option<&str>) -> Option<Decoded> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes)
        && encoding != encoding_rs::UTF_8
    {
        return whole(encoding, &bytes[mark..], false);
    }
    let bytes = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    if let Some(encoding) = zeros(&bytes) {
        return whole(encoding, &bytes, false);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Some(Decoded { text, foreign: None }),
        Err(error) => error.into_bytes(),
    };
    if bytes.iter().any(|b| matches!(b, 0..=8 | 14..=25 | 27..=31)) {
        return None;
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    if let Some(encoding) = declared.filter(|e| *e != encoding_rs::UTF_8) {
        return whole(encoding, &bytes, false);
    }
    let guess = if in_pairs(&bytes) { GBK } else { WINDOWS_1252 };
    whole(guess, &bytes, true).or_else(|| whole(WINDOWS_1252, &bytes, true))
}

fn whole(encoding: &'static Encoding, bytes: &[u8], guessed: bool) -> Option<Decoded> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    // A file cut off in the middle of a letter is still the text before it.
    let lost = text.matches('\u{fffd}').count();
    let bearable = !broken || lost <= 1 + text.len() / 10_000;
    let foreign = Some((encoding.name(), guessed));
    bearable.then(|| Decoded { text: text.into_owned(), foreign })
}

/// UTF-16 without its mark: of plain letters every other byte is a zero.
fn zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(400) & !1];
    let at = |first: usize| sample.iter().skip(first).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, half) = (at(0), at(1), sample.len() / 2);
    if half < 8 {
        None
    } else if odd * 10 > half * 6 && even == 0 {
        Some(UTF_16LE)
    } else if even * 10 > half * 6 && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether letters beyond ASCII stand in pairs, as Chinese in GBK does; Western accents stand
/// alone among plain letters.
fn in_pairs(bytes: &[u8]) -> bool {
    let (mut paired, mut alone, mut run) = (0, 0, 0_usize);
    for byte in bytes.iter().chain(b" ") {
        if *byte >= 0x81 && (run % 2 == 1 || *byte <= 0xfe) {
            run += 1;
            continue;
        }
        if run % 2 == 0 {
            paired += run
        } else {
            alone += run
        }
        run = 0;
    }
    paired > 4 * alone
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Option<&'static str>) {
        let decoded = decode(bytes.to_vec(), None).expect("a text");
        (decoded.text, decoded.foreign.map(|(name, _)| name))
    }

    #[test]
    fn each_encoding_gives_the_same_words() {
        let words = "时间,人数\n广场北口,12\n";
        assert_eq!(read(words.as_bytes()), (words.to_owned(), None));
        assert_eq!(read(format!("\u{feff}{words}").as_bytes()), (words.to_owned(), None));
        assert_eq!(read(&GBK.encode(words).0), (words.to_owned(), Some("GBK")));
        let western = "Zähler;Straße\nTür,Café au lait\n";
        let bytes = WINDOWS_1252.encode(western).0;
        assert_eq!(read(&bytes), (western.to_owned(), Some("windows-1252")));
        let plain = "time,count\n12:00,5\n";
        let little: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&little), (plain.to_owned(), Some("UTF-16LE")));
        let marked: Vec<u8> = [0xfe, 0xff].into_iter().chain(utf16be(words)).collect();
        assert_eq!(read(&marked), (words.to_owned(), Some("UTF-16BE")));
    }

    fn utf16be(words: &str) -> Vec<u8> {
        words.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    #[test]
    fn what_is_no_text_is_none() {
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe".to_vec(), None), None);
        assert_eq!(decode(b"SQLite format 3\x00\x10\xff".to_vec(), None), None);
        assert_eq!(decode(Vec::new(), None).map(|d| d.text), Some(String::new()));
    }

    #[test]
    fn what_is_declared_counts() {
        let bytes = encoding_rs::SHIFT_JIS.encode("階段").0.into_owned();
        let decoded = decode(bytes, Some("shift_jis")).expect("a text");
        assert_eq!((decoded.text.as_str(), decoded.foreign), ("階段", Some(("Shift_JIS", false))));
    }
}
