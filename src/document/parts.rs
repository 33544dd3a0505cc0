//! Names of files that are not whole yet, and taking away those of programs that were killed.
//!
//! A file is written as `.NAME.PROCESS.part` and renamed when it is whole. Nobody takes a part
//! for a file; but what a killed program left would lie there for ever.

use std::fs;
use std::path::{Path, PathBuf};

/// The name under which this process writes a file until it is whole: in the same folder, so
/// that renaming it copies nothing.
pub fn beside(file: &Path) -> PathBuf {
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    file.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

/// Takes away the parts in a folder that programs left which run no more. `ours` says of a
/// file's name whether its parts may be taken away.
pub fn clear_left(folder: &Path, ours: impl Fn(&str) -> bool) {
    for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name();
        if let Some((of, process)) = part_of(&name.to_string_lossy())
            && ours(of)
            && !runs(process)
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Of which file, and by which process, a part is; `None` for other files. What SQLite writes
/// beside a part has the part's name with a word behind it.
fn part_of(name: &str) -> Option<(&str, u32)> {
    let (name, _) = name.strip_prefix('.')?.rsplit_once(".part")?;
    let (of, process) = name.rsplit_once('.')?;
    Some((of, process.parse().ok()?))
}

/// Whether another process of that number runs. This one's own parts are from before it began:
/// in a container the first process has the same number every time. Where the system has no
/// folder of its processes, none is taken to run.
fn runs(process: u32) -> bool {
    process != std::process::id() && Path::new("/proc").join(process.to_string()).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_dead_programs_left_goes_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        // Larger than any system's numbers; and the first process of all, which always runs.
        let (dead, alive) = (u32::MAX, 1);
        let names = [
            format!(".summary.json.{dead}.part"),
            format!(".trajectories.sqlite.{dead}.part-journal"),
            format!(".summary.json.{}.part", std::process::id()),
            format!(".notes.txt.{dead}.part"),
            format!(".summary.json.{alive}.part"),
            ".summary.json.part".to_owned(),
            "summary.json".to_owned(),
        ];
        for name in &names {
            fs::write(folder.path().join(name), "").expect("written");
        }
        clear_left(folder.path(), |name| name != "notes.txt");
        let left = |name: &&String| folder.path().join(name).exists();
        let left: Vec<&String> = names.iter().filter(left).collect();
        let expected: Vec<&String> = names[3..].iter().collect();
        if Path::new("/proc").exists() {
            assert_eq!(left, expected);
        }
    }

    #[test]
    fn a_part_is_named_after_its_file_and_process() {
        let part = beside(Path::new("runs/a/summary.json"));
        assert_eq!(part.parent(), Some(Path::new("runs/a")));
        let name = part.file_name().expect("a name").to_string_lossy().into_owned();
        assert_eq!(part_of(&name), Some(("summary.json", std::process::id())));
    }
}
