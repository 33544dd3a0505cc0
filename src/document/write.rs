//! Reading and writing whole files: errors name the file, and none is ever half written.

use super::{Bilingual, Place, Problems, parts};
use std::fmt::Display;
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
            std::io::ErrorKind::NotFound => (
                "check the path; it is taken from the current folder",
                "请检查路径；它从当前文件夹算起",
            ),
            std::io::ErrorKind::PermissionDenied => {
                ("give yourself the right to read it", "请给自己读取它的权限")
            }
            _ => (
                "check that it is a plain file on a readable disk",
                "请检查它是不是可读磁盘上的普通文件",
            ),
        };
        let what = (format!("cannot be read ({e})"), format!("无法读取（{e}）"));
        Problems::one(Place::file(path), what, hint)
    })?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes);
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let what = (
            format!("is not UTF-8 text (byte {at})"),
            format!("不是 UTF-8 文本（第 {at} 字节起）"),
        );
        Problems::one(Place::file(path), what, ("save it as UTF-8", "请另存为 UTF-8"))
    })
}

/// Writes files, each a name and a text, into a folder that has none of them yet. Makes the folder
/// if there is none.
///
/// # Errors
/// Where the folder is a file, or has one of the files: all of them are named, and none is written.
/// Where a file cannot be written: those that were written before it are taken away again.
pub fn write_new(folder: &Path, files: &[(&str, &str)]) -> Result<(), Problems> {
    let mut problems = Problems::default();
    if folder.exists() && !folder.is_dir() {
        let what = ("is a file, not a folder", "是文件，不是文件夹");
        let hint = ("choose the name of a folder", "请选一个文件夹的名称");
        problems.error(Place::file(folder), what, hint);
        return Err(problems);
    }
    for (name, _) in files {
        let path = folder.join(name);
        if path.symlink_metadata().is_ok() {
            let hint = (
                "choose another folder; nothing is overwritten",
                "请选另一个文件夹；不会覆盖任何文件",
            );
            problems.error(Place::file(&path), ("is there already", "已经存在"), hint);
        }
    }
    if problems.has_errors() {
        return Err(problems);
    }
    for (i, (name, text)) in files.iter().enumerate() {
        if let Err(problems) = write_atomically(&folder.join(name), text.as_bytes()) {
            for (written, _) in &files[..i] {
                let _ = fs::remove_file(folder.join(written));
            }
            return Err(problems);
        }
    }
    Ok(())
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
        unwritable(path, &e)
    })
}

/// That a file or what belongs into its folder cannot be written, and what to do.
pub fn unwritable(path: &Path, why: &std::io::Error) -> Problems {
    let hint = (
        "check that the folder may be written to and the disk has room",
        "请检查文件夹是否可写、磁盘是否有空间",
    );
    Problems::one(Place::file(path), cannot_be_written(why), hint)
}

/// What is said of a file that cannot be written.
pub fn cannot_be_written(why: &dyn Display) -> Bilingual {
    Bilingual::new(format!("cannot be written ({why})"), format!("无法写入（{why}）"))
}
