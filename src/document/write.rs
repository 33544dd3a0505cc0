//! Reading and writing whole files: errors name the file, and none is ever half written.

use super::{Place, Problems, parts};
use std::fs;
use std::io::Write;
use std::path::Path;

/// The text of a UTF-8 file, with or without a byte order mark.
///
/// # Errors
/// Where the file cannot be read, or is not UTF-8: says at which byte.
pub fn read_text(path: &Path) -> Result<String, Problems> {
    let bytes = fs::read(path).map_err(|e| {
        let hint = match e.kind() {
            std::io::ErrorKind::NotFound => "check the path; it is taken from the current folder",
            std::io::ErrorKind::PermissionDenied => "give yourself the right to read it",
            _ => "check that it is a plain file on a readable disk",
        };
        Problems::one(Place::file(path), format!("cannot be read ({e})"), Some(hint))
    })?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes);
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let what = format!("is not UTF-8 text (byte {at})");
        Problems::one(Place::file(path), what, Some("save it as UTF-8"))
    })
}

/// Writes `bytes` to a temporary name beside `path` and renames it, so that `path` either
/// stays as it was or holds all of it. Makes the folder if there is none.
///
/// # Errors
/// Where the folder cannot be made or the file not written; nothing is left behind.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let temporary = parts::beside(path);
    let written = fs::create_dir_all(folder).and_then(|()| {
        let mut file = fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    });
    written.map_err(|e| {
        let _ = fs::remove_file(&temporary);
        let hint = "check that the folder may be written to and the disk has room";
        Problems::one(Place::file(path), format!("cannot be written ({e})"), Some(hint))
    })
}
