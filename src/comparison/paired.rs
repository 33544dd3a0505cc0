//! Differences between paired runs, and how far chance moves them.

use serde::Serialize;

/// Share of the samples whose interval holds the true mean.
const CONFIDENCE: f64 = 0.95;

/// The mean difference of pairs and its 95 % confidence interval (Student's t on the pairs'
/// differences; it takes them for independent and roughly normal).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Mean of the first of each pair.
    pub reference: f64,
    /// Mean of the second of each pair.
    pub plan: f64,
    /// Mean of second less first.
    pub difference: f64,
    /// Ends of its interval; `None` of a single pair, which says nothing of chance.
    pub interval: Option<[f64; 2]>,
}

impl Difference {
    /// Of pairs in any order; 0 of none.
    pub fn of(pairs: &[(f64, f64)]) -> Self {
        let count = pairs.len() as f64;
        let mean = |of: &dyn Fn(&(f64, f64)) -> f64| {
            if pairs.is_empty() { 0.0 } else { pairs.iter().map(of).sum::<f64>() / count }
        };
        let difference = mean(&|(first, second)| second - first);
        let interval = interval_at(pairs, CONFIDENCE);
        Self {
            reference: mean(&|(first, _)| *first),
            plan: mean(&|(_, second)| *second),
            difference,
            interval,
        }
    }

    /// Whether it is told apart from no difference, and of which sign.
    pub fn verdict(&self) -> Verdict {
        match self.interval {
            Some([low, high]) if low == 0.0 && high == 0.0 => Verdict::Same,
            Some([low, _]) if low > 0.0 => Verdict::More,
            Some([_, high]) if high < 0.0 => Verdict::Less,
            _ => Verdict::Unclear,
        }
    }
}

/// Ends of the interval of the mean difference of pairs with a confidence; `None` of a single pair.
pub(super) fn interval_at(pairs: &[(f64, f64)], confidence: f64) -> Option<[f64; 2]> {
    let count = pairs.len() as f64;
    let difference = pairs.iter().map(|(first, second)| second - first).sum::<f64>() / count;
    (pairs.len() > 1).then(|| {
        let square = |(first, second): &(f64, f64)| (second - first - difference).powi(2);
        let variance = pairs.iter().map(square).sum::<f64>() / (count - 1.0);
        let half = t_quantile(pairs.len() as u32 - 1, confidence) * (variance / count).sqrt();
        [difference - half, difference + half]
    })
}

/// What a difference says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Equal in every pair.
    Same,
    /// The interval lies below 0.
    Less,
    /// The interval lies above 0.
    More,
    /// The interval holds 0, or there is none.
    Unclear,
}

/// The t beyond which, on both sides together, lies what the confidence leaves out, with so many
/// degrees of freedom.
fn t_quantile(freedom: u32, confidence: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1000.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if within(middle, freedom) < confidence { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Probability that |t| is at most so much (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4).
fn within(t: f64, freedom: u32) -> f64 {
    let angle = (t / f64::from(freedom).sqrt()).atan();
    let (sin, cos) = angle.sin_cos();
    let odd = freedom % 2 == 1;
    let (mut term, mut sum) = if odd { (cos, 0.0) } else { (1.0, 0.0) };
    let mut k = if odd { 1 } else { 0 };
    while k + 2 <= freedom {
        sum += term;
        term *= cos * cos * f64::from(k + 1) / f64::from(k + 2);
        k += 2;
    }
    if odd { 2.0 / std::f64::consts::PI * (angle + sin * sum) } else { sin * sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        let tables = [(1, 12.7062), (2, 4.3027), (3, 3.1824), (9, 2.2622), (10, 2.2281)];
        let more = [(29, 2.0452), (30, 2.0423), (120, 1.9799), (999, 1.9623)];
        for (freedom, expected) in tables.into_iter().chain(more) {
            let t = t_quantile(freedom, CONFIDENCE);
            assert!((t - expected).abs() < 1e-4, "{freedom}: {t}, not {expected}");
        }
    }

    #[test]
    fn an_interval_is_that_of_the_pairs() {
        // Differences 1, 2, 3: mean 2, standard deviation 1, t of 2 degrees 4.3027.
        let of = Difference::of(&[(10.0, 11.0), (0.0, 2.0), (5.0, 8.0)]);
        assert_eq!((of.difference, of.reference, of.plan), (2.0, 5.0, 7.0));
        let [low, high] = of.interval.expect("of three pairs");
        let half = 4.302_653 / 3.0_f64.sqrt();
        assert!((low - (2.0 - half)).abs() < 1e-5 && (high - (2.0 + half)).abs() < 1e-5);
        assert_eq!(of.verdict(), Verdict::Unclear);
        assert_eq!(Difference::of(&[(1.0, 2.0)]).interval, None);
        assert_eq!(Difference::of(&[(1.0, 2.0)]).verdict(), Verdict::Unclear);
        assert_eq!(Difference::of(&[(1.0, 1.0), (3.0, 3.0)]).verdict(), Verdict::Same);
        assert_eq!(Difference::of(&[(2.0, 1.0), (4.0, 2.9)]).verdict(), Verdict::Less);
    }
}
