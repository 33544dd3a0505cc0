//! Things counted, and how whole numbers are written.

/// "1 seed", "5 seeds". `one` takes an s where there are more.
pub fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// The digits of a whole number with its thousands apart: "33,957".
pub fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number that is not negative, without decimals, its thousands apart.
pub fn whole(number: f64) -> String {
    grouped(&format!("{:.0}", number.max(0.0)))
}

#[cfg(test)]
mod tests {
    use super::{counted, grouped};

    #[test]
    fn only_one_is_without_an_s() {
        let all: Vec<String> = [0, 1, 2].into_iter().map(|n| counted(n, "seed")).collect();
        assert_eq!(all, ["0 seeds", "1 seed", "2 seeds"]);
    }

    #[test]
    fn thousands_stand_apart() {
        let all = ["33957", "1000", "999", "7", ""].map(grouped);
        assert_eq!(all, ["33,957", "1,000", "999", "7", ""]);
    }
}
