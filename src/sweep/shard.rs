//! A part of the runs of a sweep, for one of several machines.

use std::str::FromStr;

/// Every so-manieth run: as in "3/16", the third of sixteen parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 1.
    pub number: u32,
    /// Of how many.
    pub of: u32,
}

impl Shard {
    /// All runs.
    pub const WHOLE: Self = Self { number: 1, of: 1 };

    /// Its runs of a list: they are dealt out one by one, so that all parts take equally long.
    pub fn of<T>(self, all: &[T]) -> impl Iterator<Item = &T> {
        let of = self.of as usize;
        all.iter().skip(self.number as usize - 1).step_by(of)
    }

    /// The number of the part that a run belongs to.
    pub fn number_of(index: usize, of: u32) -> u32 {
        (index % of as usize) as u32 + 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/');
        let number = |text: &str| text.trim().parse::<u32>().ok();
        let read = parts.and_then(|(part, of)| Some((number(part)?, number(of)?)));
        let Some((number, of)) = read else {
            return Err(format!("{text:?} is no shard; as in 3/16, the third of sixteen"));
        };
        if of == 0 || number == 0 || number > of {
            return Err(format!(
                "there is no shard {number} of {of}: they are 1/{of} to {of}/{of}"
            ));
        }
        Ok(Self { number, of })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_share_all_runs_and_none_twice() {
        let all: Vec<usize> = (0..10).collect();
        let mut dealt: Vec<usize> =
            (1..=3).flat_map(|number| Shard { number, of: 3 }.of(&all).copied()).collect();
        assert!(Shard { number: 2, of: 3 }.of(&all).all(|i| Shard::number_of(*i, 3) == 2));
        dealt.sort_unstable();
        assert_eq!(dealt, all);
    }

    #[test]
    fn a_shard_that_does_not_exist_is_refused() {
        assert_eq!("3/16".parse(), Ok(Shard { number: 3, of: 16 }));
        for wrong in ["0/4", "5/4", "1/0", "3", "a/b", "-1/4"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
