//! Slips of the pen: which known word was probably meant.

/// The known word that differs least from `word`, if it is likely a slip of the pen.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let near = known.iter().map(|k| (edits(&lower, k), *k)).min()?;
    let longest = word.chars().count().max(near.1.chars().count());
    let allowed = if longest <= 4 { 1 } else { 2 };
    (near.0 <= allowed && near.0 * 3 <= longest).then_some(near.1)
}

/// Levenshtein distance in characters.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let changed = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_slips_are_guessed() {
        let known = ["ground", "obstacle", "of"];
        assert_eq!(nearest("grond", &known), Some("ground"));
        assert_eq!(nearest("Obstacles", &known), Some("obstacle"));
        assert_eq!(nearest("paved", &known), None);
        assert_eq!(nearest("", &known), None);
    }
}
