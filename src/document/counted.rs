//! Things counted in English.

/// "1 seed", "5 seeds". `one` takes an s where there are more.
pub fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn only_one_is_without_an_s() {
        let all: Vec<String> = [0, 1, 2].into_iter().map(|n| counted(n, "seed")).collect();
        assert_eq!(all, ["0 seeds", "1 seed", "2 seeds"]);
    }
}
