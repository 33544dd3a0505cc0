//! That no two processes make the same runs of a dataset at the same time. The system takes the
//! locks away with the process that holds them, however it ends.

use super::Shard;
use crate::document::{Place, Problems};
use std::fs::{File, TryLockError};
use std::path::Path;

/// Name of the lock of a folder.
const LOCK: &str = ".lock";

/// Held while a process writes into a folder.
#[derive(Debug)]
pub struct FolderLock {
    _held: Vec<File>,
}

impl FolderLock {
    /// For one process alone.
    ///
    /// # Errors
    /// Where another process holds it, or no file can be made there.
    pub fn alone(folder: &Path) -> Result<Self, Problems> {
        let file = open(folder, LOCK)?;
        taken(folder, file.try_lock(), "another process writes into this folder")?;
        Ok(Self { _held: vec![file] })
    }

    /// For a process that makes a part of the runs, beside those that make the others.
    ///
    /// # Errors
    /// Where another process makes the same part, or all parts.
    pub fn part(folder: &Path, shard: Shard) -> Result<Self, Problems> {
        if shard.of == 1 {
            return Self::alone(folder);
        }
        let whole = open(folder, LOCK)?;
        taken(folder, whole.try_lock_shared(), "another process makes all runs of this dataset")?;
        let own = open(folder, &format!("{LOCK}-{}-of-{}", shard.number, shard.of))?;
        taken(folder, own.try_lock(), "another process makes this shard of the dataset")?;
        Ok(Self { _held: vec![whole, own] })
    }
}

fn open(folder: &Path, name: &str) -> Result<File, Problems> {
    std::fs::create_dir_all(folder)
        .and_then(|()| File::options().create(true).append(true).open(folder.join(name)))
        .map_err(|e| {
            let hint = "check that the folder may be written to and the disk has room";
            Problems::one(Place::file(folder), format!("cannot be locked ({e})"), Some(hint))
        })
}

fn taken(folder: &Path, lock: Result<(), TryLockError>, by: &str) -> Result<(), Problems> {
    match lock {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            let hint = "wait for it, or name another folder with --out";
            Err(Problems::one(Place::file(folder), by, Some(hint)))
        }
        // Some network file systems have no locks: then nobody is kept out.
        Err(TryLockError::Error(_)) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_stand_side_by_side_and_nobody_beside_the_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let part = |number| FolderLock::part(folder.path(), Shard { number, of: 3 });
        let first = part(1).expect("nobody else is there");
        let second = part(2).expect("another shard");
        assert!(part(1).is_err(), "the same shard");
        assert!(FolderLock::alone(folder.path()).is_err(), "all runs");
        drop((first, second));
        let alone = FolderLock::alone(folder.path()).expect("nobody is left");
        assert!(part(3).is_err());
        drop(alone);
        part(3).expect("nobody is left");
    }
}
