//! Holds the map in `src/lib.rs` against the code: which module may use which.

#![allow(clippy::unwrap_used, reason = "a test stops at what is amiss")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Rows of the map: module → modules that it may use.
fn map() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let mut rows = BTreeMap::new();
    let mut above = BTreeSet::new();
    for line in text.lines().filter(|l| l.starts_with("//! | [`") || l.starts_with("//! | `")) {
        let cells: Vec<&str> = line.trim_start_matches("//! |").split('|').map(str::trim).collect();
        let module = cells[0].trim_matches(['[', ']', '`']).to_string();
        let uses = match cells[2] {
            "–" => BTreeSet::new(),
            "all above" => above.clone(),
            list => list.split(',').map(|m| m.trim().to_string()).collect(),
        };
        above.insert(module.clone());
        rows.insert(module, uses);
    }
    assert!(rows.len() > 10, "the map in src/lib.rs was not found");
    rows
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a module, which is a folder or one file.
fn module_files(module: &str) -> Vec<PathBuf> {
    let folder = root().join("src").join(module);
    let file = folder.with_extension("rs");
    if file.is_file() {
        return vec![file];
    }
    let mut found = Vec::new();
    rust_files(&folder, &mut found);
    found
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file without comments and without its test module; nothing of a file that is one.
fn code(path: &Path) -> String {
    if path.file_stem().is_some_and(|name| name.to_string_lossy().starts_with("tests")) {
        return String::new();
    }
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().take_while(|l| l.trim() != "#[cfg(test)]");
    lines.filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Modules of the crate that a file names.
fn uses(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let list = &list[..list.find('}').unwrap_or(list.len())];
            found.extend(list.split(',').map(first_name).filter(|n| !n.is_empty()));
        } else {
            found.insert(first_name(rest));
        }
    }
    found
}

fn first_name(text: &str) -> String {
    text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn modules_use_only_what_the_map_allows() {
    let map = map();
    let mut wrong = Vec::new();
    for (module, allowed) in &map {
        for file in module_files(module) {
            for used in uses(&code(&file)) {
                let known = map.contains_key(&used);
                let floor = ["document", "geometry", "processor"].contains(&used.as_str());
                if known && !floor && used != *module && !allowed.contains(&used) {
                    wrong.push(format!("{} uses {used}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "against the map in src/lib.rs:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_is_on_the_map() {
    let map = map();
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let on_map = map.contains_key(&name) || ["lib", "main"].contains(&name.as_str());
        assert!(on_map, "src/{name} is not on the map in src/lib.rs");
    }
}

#[test]
fn only_the_simulation_and_the_window_name_bevy() {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    for file in files {
        let inside = file.strip_prefix(root().join("src")).unwrap();
        let may = inside.starts_with("sim") || inside.starts_with("app");
        assert!(may || !code(&file).contains("bevy::"), "{} names bevy", file.display());
    }
}

#[test]
fn files_stay_readable() {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    for file in files {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= 600, "{} has {lines} lines: split it by noun", file.display());
    }
}
