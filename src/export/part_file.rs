//! Large files that are streamed: under a temporary name until they are whole.

use crate::document::{Place, Problems, parts};
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The temporary name beside a file, and the file; what is not kept is removed on drop.
#[derive(Debug)]
pub(super) struct PartFile {
    temporary: PathBuf,
    target: PathBuf,
    kept: bool,
}

impl PartFile {
    /// A temporary name beside `target`; makes the folder, and clears away what an earlier
    /// run that was killed left under that name.
    pub(super) fn beside(target: &Path) -> Result<Self, Problems> {
        if target.is_dir() {
            let hint = "give the name of a file; there is a folder of that name";
            return Err(Problems::one(Place::file(target), "is a folder", Some(hint)));
        }
        let folder =
            target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|e| unwritable(target, &e))?;
        let temporary = parts::beside(target);
        if temporary.exists() {
            fs::remove_file(&temporary).map_err(|e| unwritable(target, &e))?;
        }
        Ok(Self { temporary, target: target.to_path_buf(), kept: false })
    }

    /// Where to write until the file is whole.
    pub(super) fn temporary(&self) -> &Path {
        &self.temporary
    }

    /// The name it will have.
    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    /// A new file under the temporary name.
    pub(super) fn create(&self) -> Result<BufWriter<File>, Problems> {
        File::create(&self.temporary).map(BufWriter::new).map_err(|e| unwritable(&self.target, &e))
    }

    /// Gives the whole file its name.
    pub(super) fn keep(mut self) -> Result<(), Problems> {
        let named = File::open(&self.temporary)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&self.temporary, &self.target));
        self.kept = named.is_ok();
        named.map_err(|e| unwritable(&self.target, &e))
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// The error for a file that cannot be written.
pub(super) fn unwritable(path: &Path, error: &dyn std::fmt::Display) -> Problems {
    let hint = "check that the folder may be written to and the disk has room";
    Problems::one(Place::file(path), format!("cannot be written ({error})"), Some(hint))
}

/// Copies a file under a temporary name and renames it.
///
/// # Errors
/// Where `from` cannot be read or `to` not written; nothing is left behind.
pub fn copy_whole(from: &Path, to: &Path) -> Result<(), Problems> {
    let source = File::open(from).map_err(|e| {
        let hint = "check the path; it is taken from the current folder";
        Problems::one(Place::file(from), format!("cannot be read ({e})"), Some(hint))
    })?;
    let part = PartFile::beside(to)?;
    let mut copy = part.create()?;
    std::io::copy(&mut BufReader::new(source), &mut copy)
        .and_then(|_| copy.flush())
        .map_err(|e| unwritable(to, &e))?;
    drop(copy);
    part.keep()
}
