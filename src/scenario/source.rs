//! What the event was read from: size and fingerprint of each file.

use super::SourceFile;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;

/// Size and SHA-256 of a file, or `None` where it cannot be read.
pub fn source_file(path: &Path) -> Option<SourceFile> {
    let contents = std::fs::read(path).ok()?;
    let (bytes, sha256) = (contents.len() as u64, fingerprint(&contents));
    Some(SourceFile { path: path.to_path_buf(), bytes, sha256 })
}

/// SHA-256 of some bytes, hexadecimal.
pub fn fingerprint(bytes: &[u8]) -> String {
    let mut sha256 = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(sha256, "{byte:02x}");
    }
    sha256
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_that_of_the_bytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").expect("writes");
        let file = source_file(&path).expect("reads");
        assert_eq!(file.bytes, 3);
        assert!(file.sha256.starts_with("ba7816bf8f01cfea414140de5dae2223"));
    }
}
