//! Means and percentiles over visitors. Numbers that are not finite are left out.

/// Mean; 0 of nothing.
pub(super) fn mean(of: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for number in of.filter(|n| n.is_finite()) {
        sum += number;
        count += 1.0;
    }
    if count > 0.0 { sum / count } else { 0.0 }
}

/// Percentile `share` (0–1), linear between order statistics (Hyndman and Fan 1996, type 7,
/// as in NumPy); 0 of nothing.
pub(super) fn percentile(of: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut sorted: Vec<f64> = of.filter(|n| n.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let at = share.clamp(0.0, 1.0) * last as f64;
    let (low, high) = (at.floor() as usize, at.ceil() as usize);
    sorted[low] + (sorted[high] - sorted[low]) * (at - low as f64)
}

/// Percentile of numbers with weights: the smallest number up to which at least `share` of
/// the weight lies; `None` where nothing weighs.
pub(super) fn weighted_percentile(of: impl Iterator<Item = (f64, f64)>, share: f64) -> Option<f64> {
    let mut sorted: Vec<(f64, f64)> =
        of.filter(|(n, weight)| n.is_finite() && *weight > 0.0).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = sorted.iter().map(|(_, weight)| weight).sum();
    let mut so_far = 0.0;
    for (number, weight) in &sorted {
        so_far += weight;
        if so_far >= share * total {
            return Some(*number);
        }
    }
    sorted.last().map(|(number, _)| *number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_numpy() {
        let of = || [4.0, 1.0, f64::NAN, 3.0, 2.0].into_iter();
        assert_eq!(percentile(of(), 0.5), 2.5);
        assert!((percentile(of(), 0.95) - 3.85).abs() < 1e-12);
        assert_eq!(percentile(std::iter::empty(), 0.95), 0.0);
        assert_eq!(percentile(std::iter::once(7.0), 0.95), 7.0);
        assert_eq!(mean(of()), 2.5);
        assert_eq!(mean(std::iter::empty()), 0.0);
    }

    #[test]
    fn weights_count() {
        let of = [(10.0, 1.0), (20.0, 8.0), (30.0, 1.0)];
        assert_eq!(weighted_percentile(of.into_iter(), 0.5), Some(20.0));
        assert_eq!(weighted_percentile(of.into_iter(), 0.95), Some(30.0));
        assert_eq!(weighted_percentile(std::iter::empty(), 0.5), None);
    }
}
