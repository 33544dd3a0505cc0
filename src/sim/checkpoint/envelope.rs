//! What stands before the parts of a checkpoint, so that no reader takes half of one, or
//! something else, for one.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | [`MAGIC`] |
//! | 4 | [`VERSION`] |
//! | 4 | length of the first part (about the run), bytes |
//! | 8 | length of the second part (the state), bytes |
//! | 8 | XXH3 of both parts |
//! | 8 | XXH3 of the 32 bytes before |
//!
//! All numbers are little-endian.

use super::Refused;
use crate::document::raw::Raw;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

/// First bytes of a checkpoint. The first is no text, and the line end is spoilt by programs
/// that take the file for text (as in PNG).
pub const MAGIC: [u8; 8] = *b"\x89wuwei\r\n";
/// Version of the format. It moves whenever what is kept changes.
pub const VERSION: u32 = 3;
/// Bytes before the first part.
pub const HEAD_BYTES: usize = 40;

/// The head of a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    about_bytes: u32,
    state_bytes: u64,
    checksum: u64,
}

impl Head {
    /// Reads the head from the first bytes of a file.
    pub fn read(bytes: &[u8]) -> Result<Self, Refused> {
        if bytes.first_chunk() != Some(&MAGIC) {
            return Err(Refused::NotACheckpoint);
        }
        let too_short = Refused::Truncated { has: bytes.len() as u64, needs: HEAD_BYTES as u64 };
        let Some(head) = bytes.first_chunk::<HEAD_BYTES>() else { return Err(too_short) };
        let (version, about_bytes) = (u32::get(&head[8..12]), u32::get(&head[12..16]));
        let (state_bytes, checksum) = (u64::get(&head[16..24]), u64::get(&head[24..32]));
        // Before the version: a flipped bit there is no newer program.
        if u64::get(&head[32..]) != Some(xxh3_64(&head[..32])) {
            return Err(Refused::Damaged);
        }
        match version {
            Some(version) if version > VERSION => return Err(Refused::Newer { version }),
            Some(version) if version < VERSION => return Err(Refused::Older { version }),
            _ => {}
        }
        let (Some(about_bytes), Some(state_bytes), Some(checksum)) =
            (about_bytes, state_bytes, checksum)
        else {
            return Err(Refused::Damaged);
        };
        Ok(Self { about_bytes, state_bytes, checksum })
    }

    /// Length of the whole file, bytes.
    pub fn length(self) -> u64 {
        (HEAD_BYTES as u64)
            .saturating_add(u64::from(self.about_bytes))
            .saturating_add(self.state_bytes)
    }

    fn bytes(self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        VERSION.put(&mut bytes);
        self.about_bytes.put(&mut bytes);
        self.state_bytes.put(&mut bytes);
        self.checksum.put(&mut bytes);
        xxh3_64(&bytes).put(&mut bytes);
        bytes
    }
}

/// The two parts of a file, checked.
pub fn parts(bytes: &[u8]) -> Result<[&[u8]; 2], Refused> {
    let head = Head::read(bytes)?;
    let (has, needs) = (bytes.len() as u64, head.length());
    if has < needs {
        return Err(Refused::Truncated { has, needs });
    }
    let body = &bytes[HEAD_BYTES..];
    if has > needs || xxh3_64(body) != head.checksum {
        return Err(Refused::Damaged);
    }
    let (about, state) =
        body.split_at_checked(head.about_bytes as usize).ok_or(Refused::Damaged)?;
    Ok([about, state])
}

/// Puts two parts into a file; also says where the second begins.
pub fn seal(about: &impl Serialize, state: &impl Serialize) -> Result<(Vec<u8>, usize), Refused> {
    let unencodable = |e: postcard::Error| Refused::Unencodable { why: e.to_string() };
    let bytes = postcard::to_extend(about, vec![0; HEAD_BYTES]).map_err(unencodable)?;
    let state_at = bytes.len();
    let mut bytes = postcard::to_extend(state, bytes).map_err(unencodable)?;
    let too_long = || Refused::Unencodable { why: "the plan is too long".to_owned() };
    let head = Head {
        about_bytes: u32::try_from(state_at - HEAD_BYTES).map_err(|_| too_long())?,
        state_bytes: (bytes.len() - state_at) as u64,
        checksum: xxh3_64(&bytes[HEAD_BYTES..]),
    };
    bytes[..HEAD_BYTES].copy_from_slice(&head.bytes());
    Ok((bytes, state_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> Vec<u8> {
        seal(&"about", &vec![1u64, 2, 3]).expect("encodes").0
    }

    /// With the head's checksum put right, as another version would write it.
    fn with_version(version: u32) -> Vec<u8> {
        let mut bytes = sealed();
        bytes[8..12].copy_from_slice(&version.to_le_bytes());
        let checksum = xxh3_64(&bytes[..32]);
        bytes[32..40].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    #[test]
    fn what_was_sealed_is_read_and_nothing_else() {
        let bytes = sealed();
        assert!(parts(&bytes).is_ok());
        assert_eq!(parts(b""), Err(Refused::NotACheckpoint));
        assert_eq!(parts(b"PK\x03\x04 some archive or other"), Err(Refused::NotACheckpoint));
        let (has, needs) = (bytes.len() as u64 - 1, bytes.len() as u64);
        assert_eq!(parts(&bytes[..bytes.len() - 1]), Err(Refused::Truncated { has, needs }));
        assert_eq!(parts(&bytes[..20]), Err(Refused::Truncated { has: 20, needs: 40 }));
        assert_eq!(parts(&[&bytes[..], b"x"].concat()), Err(Refused::Damaged));
        assert_eq!(parts(&with_version(VERSION + 1)), Err(Refused::Newer { version: VERSION + 1 }));
        assert_eq!(parts(&with_version(VERSION - 1)), Err(Refused::Older { version: VERSION - 1 }));
        assert_eq!(parts(&with_version(VERSION)), parts(&bytes));
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let bytes = sealed();
        for bit in 0..8 * bytes.len() {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(parts(&flipped).is_err(), "bit {bit}");
        }
    }
}
