//! Files cut off, flipped, spliced and salted, for the tests of all readers.

#[path = "../said/mod.rs"]
mod said;

use said::english_only;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use wuwei::document::Problems;

/// A file to begin with: how its name ends, and its bytes.
pub type Sample = (&'static str, Vec<u8>);

/// Numbers that look like chance and are the same in every run (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.next() % n as u64) as usize }
    }
}

/// Readers whose files no window opens: what they say is in English only.
const ENGLISH: [&str; 2] = ["trajectories", "summary"];

/// What files in the wild hold that nobody expected.
const SALT: &[&[u8]] = &[
    b"nan",
    b"-1",
    b"1e308",
    b"-1e-320",
    b"999999999999999999999",
    b"0",
    b"(",
    b")",
    b"((((((((",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\n\n",
    b"\r",
    b"\t",
    b",,,,",
    b"\"",
    b"'",
    b";",
    b"EMPTY",
    b"POLYGON",
    b"  0\nEOF\n",
    b"  0\nENDSEC\n",
    b" 10\n1e300\n",
    b" 70\n-1\n",
    b" 42\n1e9\n",
    b"#",
    b"<",
    b"&#0;",
    b"<c r=\"XFD1048576\"><v>1</v></c>",
    b"2026-02-30 25:61",
    b"\xe9\xe8",
];

fn damaged(sample: &[u8], others: &[Sample], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    // Half of them once: what is damaged all over is refused at the first word.
    let more = chance.below(2) * chance.below(4);
    for _ in 0..=more {
        let at = chance.below(bytes.len());
        let piece = (at + 1 + chance.below(400)).min(bytes.len());
        match chance.below(8) {
            0 => bytes.truncate(at),
            1 => {
                for _ in 0..=chance.below(16) {
                    let at = chance.below(bytes.len());
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 1 << chance.below(8);
                    }
                }
            }
            2 if at < piece => {
                let copy = bytes[at..piece].to_vec();
                let to = chance.below(bytes.len());
                bytes.splice(to..to, copy);
            }
            3 if at < piece => drop(bytes.drain(at..piece)),
            4 => {
                let salt = SALT[chance.below(SALT.len())].iter().copied();
                bytes.splice(at..at, salt);
            }
            5 => {
                let (_, other) = &others[chance.below(others.len())];
                let from = chance.below(other.len());
                let until = (from + chance.below(2_000)).min(other.len());
                bytes.splice(at..at, other[from..until].iter().copied());
            }
            6 => {
                // One number becomes another.
                let digit = (at..bytes.len()).find(|i| bytes[*i].is_ascii_digit());
                if let Some(digit) = digit {
                    let salt = SALT[chance.below(6)].iter().copied();
                    bytes.splice(digit..=digit, salt);
                }
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = chance.next() as u8;
                }
            }
        }
    }
    bytes
}

fn number(name: &str) -> Option<f64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|e| panic!("{name}: {e}")))
}

/// Tries a reader: `cases` files, or for as long as is asked.
pub fn fuzz(
    reader: &str,
    cases: usize,
    samples: &[Sample],
    read: impl Fn(&Path) -> Result<(), Problems>,
) {
    let minutes = number("WUWEI_FUZZ_MINUTES");
    let until = minutes.map(|m| Instant::now() + Duration::from_secs_f64(60.0 * m));
    let seed = number("WUWEI_FUZZ_SEED").map_or(0, |s| s as u64);
    let folder = tempfile::tempdir().expect("a folder");
    let (mut tried, mut taken, mut finds) = (0, 0, Vec::new());
    let mut slowest = (Duration::ZERO, 0);
    while until.map_or(tried < cases, |until| Instant::now() < until) {
        let case = seed.wrapping_mul(1_000_000_007) + tried as u64;
        let mut chance = Chance(case);
        let (ending, sample) = &samples[chance.below(samples.len())];
        let path = folder.path().join(format!("case{ending}"));
        std::fs::write(&path, damaged(sample, samples, &mut chance)).expect("written");
        let started = Instant::now();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read(&path)));
        if started.elapsed() > slowest.0 {
            slowest = (started.elapsed(), case);
        }
        tried += 1;
        let why = match outcome {
            Ok(Ok(())) => {
                taken += 1;
                continue;
            }
            Ok(Err(problems)) if !told(&problems) => format!("says too little: {problems:?}"),
            Ok(Err(problems)) => match english_only(&problems) {
                said if said.is_empty() || ENGLISH.contains(&reader) => continue,
                said => format!("says in English only: {said}"),
            },
            Err(_) => "panics".to_owned(),
        };
        if let Some(kept) = std::env::var_os("WUWEI_FUZZ_FINDS").map(PathBuf::from) {
            let to = kept.join(format!("{reader}-{case}{ending}"));
            std::fs::copy(&path, to).expect("kept");
        }
        finds.push(format!("case {case}: {why}"));
    }
    println!(
        "{reader}: {tried} files tried, {taken} read, {} refused, {} finds; slowest {:.2} s (case {})",
        tried - taken - finds.len(),
        finds.len(),
        slowest.0.as_secs_f64(),
        slowest.1
    );
    assert!(finds.is_empty(), "{reader}:\n{}", finds.join("\n"));
}

/// An error that says which file, and what is wrong with it.
fn told(problems: &Problems) -> bool {
    problems.has_errors()
        && problems
            .0
            .iter()
            .all(|p| p.what.en.len() > 8 && p.place.file.to_string_lossy().contains("case"))
}

/// A file of the shared data, as much as is asked; only where long runs want it.
pub fn shared(path: &str, most: usize) -> Vec<Vec<u8>> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("WUWEI_SHARED").map_or_else(beside, PathBuf::from);
    let mut bytes = Vec::new();
    let file = std::fs::File::open(shared.join("data").join(path));
    match file.and_then(|f| f.take(most as u64).read_to_end(&mut bytes)) {
        Ok(_) if number("WUWEI_FUZZ_MINUTES").is_some() => vec![bytes],
        _ => Vec::new(),
    }
}
