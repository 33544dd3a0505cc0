//! Which instructions of the processor the hot loops use, chosen when the program runs.
//!
//! One build serves every machine: `fearless_simd` compiles a hot loop once for each set of
//! instructions, and [`level`] says which one to run. Results are the same bit for bit
//! whichever runs: loops work on eight numbers at a time everywhere, sums are taken in one
//! order, and nothing is fused or approximated.

use fearless_simd::Level;
use std::sync::atomic::{AtomicU8, Ordering};

/// A set of instructions, from the narrowest to the widest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Instructions {
    /// What every processor of the target has (x86-64: SSE2, ARM: NEON).
    Portable,
    /// Eight numbers at a time on x86-64.
    Avx2,
    /// The same with masks and twice as many registers.
    Avx512,
}

impl Instructions {
    /// All sets, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Portable, Self::Avx2, Self::Avx512];

    /// Name in messages and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }
}

/// The widest set that may be used.
static MOST: AtomicU8 = AtomicU8::new(Instructions::Avx512 as u8);

/// Uses no wider instructions than these from now on, in all of the program: to compare, or
/// to stay off a set that slows a processor down. Returns what is used.
pub fn limit(most: Instructions) -> Instructions {
    MOST.store(most as u8, Ordering::Relaxed);
    in_use()
}

/// The instructions in use: the widest allowed that this processor has.
pub fn in_use() -> Instructions {
    of_level(level())
}

/// The level to dispatch hot loops to.
#[inline]
pub fn level() -> Level {
    let most = MOST.load(Ordering::Relaxed);
    let widest = Level::new();
    if most == Instructions::Avx512 as u8 {
        return widest;
    }
    #[cfg(target_arch = "x86_64")]
    if most == Instructions::Avx2 as u8
        && let Some(avx2) = widest.as_avx2()
    {
        return Level::Avx2(avx2);
    }
    Level::baseline()
}

fn of_level(level: Level) -> Instructions {
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512(_) => Instructions::Avx512,
        #[cfg(target_arch = "x86_64")]
        Level::Avx2(_) => Instructions::Avx2,
        _ => Instructions::Portable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_kept() {
        for most in Instructions::ALL {
            assert!(limit(most) <= most, "{}", most.name());
        }
        assert_eq!(of_level(Level::new()), in_use());
    }
}
