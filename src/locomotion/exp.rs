//! The exponential function, the same on every processor.

use fearless_simd::{f32x16, prelude::*, u32x16};

/// e^t for |t| ≤ 80 (larger arguments are cut off there), relative error below 3·10⁻⁷.
///
/// The standard library's comes from the platform, so results would differ between machines;
/// it also cannot be worked on many at a time. Here t·log₂e is split into a whole number,
/// which goes into the exponent, and a rest of at most ½, whose power is a polynomial
/// (Taylor, degree 6).
#[inline(always)]
pub(crate) fn exp(t: f32) -> f32 {
    /// 1.5·2²³: adding it leaves the rounded number in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    // log2(e) in two parts is not needed: |t| is small where the result matters.
    let t = if t > 80.0 { 80.0 } else { t };
    let t = if t < -80.0 { -80.0 } else { t };
    let whole = t * std::f32::consts::LOG2_E + ROUND;
    let n = whole - ROUND;
    // ln 2 in two parts keeps the rest exact.
    let rest = (t - n * 0.693_359_4) - n * -2.121_944_4e-4;
    let p = 1.0 / 720.0;
    let p = p * rest + 1.0 / 120.0;
    let p = p * rest + 1.0 / 24.0;
    let p = p * rest + 1.0 / 6.0;
    let p = p * rest + 0.5;
    let p = p * rest + 1.0;
    let p = p * rest + 1.0;
    p * f32::from_bits((whole.to_bits() << 23).wrapping_add(0x3f80_0000))
}

/// The same for sixteen.
#[inline(always)]
pub(crate) fn exp16<S: Simd>(t: f32x16<S>) -> f32x16<S> {
    const ROUND: f32 = 12_582_912.0;
    let t = t.min(80.0).max(-80.0);
    let whole = t * std::f32::consts::LOG2_E + ROUND;
    let n = whole - ROUND;
    let rest = (t - n * 0.693_359_4) - n * -2.121_944_4e-4;
    let p = rest * (1.0 / 720.0) + 1.0 / 120.0;
    let p = p * rest + 1.0 / 24.0;
    let p = p * rest + 1.0 / 6.0;
    let p = p * rest + 0.5;
    let p = p * rest + 1.0;
    let p = p * rest + 1.0;
    let power: u32x16<S> = whole.to_bits();
    p * f32x16::from_bits((power << 23) + 0x3f80_0000)
}

#[cfg(test)]
mod tests {
    use super::{exp, exp16};
    use fearless_simd::{f32x16, prelude::*};

    #[test]
    fn exp_is_as_good_as_f32_allows() {
        for i in -7_900..=7_900 {
            let t = i as f32 * 0.01;
            let exact = f64::from(t).exp();
            let error = (f64::from(exp(t)) - exact).abs() / exact;
            assert!(error < 3e-7, "exp({t}) is off by {error:e}");
            let all = fearless_simd::dispatch!(crate::processor::level(), simd => exp16(f32x16::splat(simd, t)).to_array());
            assert_eq!(all, [exp(t); 16]);
        }
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(-1e6) < 1e-30 && exp(1e6).is_finite());
    }
}
