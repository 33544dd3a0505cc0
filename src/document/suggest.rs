//! "Did you mean": the known name that looks most like what was written.

use super::Bilingual;

/// "Did you mean `name`?"
pub fn meant_by(meant: &str) -> Bilingual {
    Bilingual::new(format!("did you mean {meant}?"), format!("是不是 {meant}？"))
}

/// "Did you mean", else all that is known, behind words as in "the event has".
pub fn meant_or(written: &str, known: &[&str], (en, zh): (&str, &str)) -> Bilingual {
    match nearest(written, known.iter().copied()) {
        Some(meant) => meant_by(&format!("{meant:?}")),
        None => Bilingual::new(
            format!("{en}: {}", known.join(", ")),
            format!("{zh}：{}", known.join("、")),
        ),
    }
}

/// The candidate most like `written`, if any is near enough to be meant.
pub fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let lower = written.to_lowercase();
    let slips = (written.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let known = candidate.to_lowercase();
        let part = lower.len() >= 4 && (known.starts_with(&lower) || lower.starts_with(&known));
        let distance = if part { 1 } else { edits(&lower, &known) };
        if distance <= slips && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Letters to add, drop, change or swap to get from one word to the other.
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if swapped {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant_and_nothing_else() {
        let known = ["width_m", "capacity_per_min", "share"];
        assert_eq!(nearest("widht_m", known), Some("width_m"));
        assert_eq!(nearest("width", known), Some("width_m"));
        assert_eq!(nearest("Share", known), Some("share"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("", known), None);
    }
}
