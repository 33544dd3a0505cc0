//! Trajectories: what is written comes back, the ground follows barriers, and what is not
//! finished or damaged is never taken for a whole file.

#![allow(clippy::expect_used)]

use geo::{Coord, MultiPolygon, polygon};
use glam::Vec2;
use std::fs;
use std::path::Path;
use wuwei::document::Problems;
use wuwei::export::jupedsim_sqlite::{PersonAt, SqliteReader, SqliteWriter};
use wuwei::export::{copy_whole, juelich_text, wkt};

fn hall_and_courtyard() -> MultiPolygon<f64> {
    MultiPolygon(vec![
        polygon![(x: 20.0, y: 0.0), (x: 22.0, y: 0.0), (x: 22.0, y: 2.0), (x: 20.0, y: 2.0)],
        polygon![(x: 0.0, y: 0.0), (x: 10.0, y: 0.0), (x: 10.0, y: 5.0), (x: 0.0, y: 5.0)],
    ])
}

fn person(id: u32, frame: u32) -> PersonAt {
    let at = Vec2::new(1.0 + id as f32 / 3.0, 1.0 + frame as f32 / 7.0);
    PersonAt { id, at, facing: Vec2::X }
}

/// Six frames: nobody in frame 2; a barrier through the hall from frame 3 to 4.
fn write_sample(path: &Path) {
    let ground = hall_and_courtyard();
    let barrier = [[Coord { x: 5.0, y: -1.0 }, Coord { x: 5.0, y: 6.0 }]];
    let mut writer = SqliteWriter::create(path, 2.5).expect("created");
    writer.geometry(&ground).expect("ground");
    for frame in 0..6 {
        match frame {
            3 => writer.geometry(&wkt::ground_with_barriers(&ground, &barrier)).expect("barrier"),
            5 => writer.geometry(&ground).expect("barrier gone"),
            _ => {}
        }
        let people = if frame == 2 { 0 } else { 3 };
        writer.frame((0..people).rev().map(|id| person(id, frame))).expect("frame");
    }
    writer.finish().expect("finished");
}

fn people(reader: &SqliteReader) -> Result<Vec<(i64, PersonAt)>, Problems> {
    let mut all = Vec::new();
    reader.each_person(|frame, person| {
        all.push((frame, person));
        Ok(())
    })?;
    Ok(all)
}

#[test]
fn frames_come_back_in_order_with_the_ground_they_were_walked_on() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("deep/trajectories.sqlite");
    write_sample(&path);
    let reader = SqliteReader::open(&path).expect("opened");
    assert_eq!(reader.frames_per_s(), 2.5);
    assert_eq!(reader.frames().expect("frames"), 6);
    let expected: Vec<_> = [0, 1, 3, 4, 5]
        .into_iter()
        .flat_map(|frame| (0..3).map(move |id| (i64::from(frame), person(id, frame))))
        .collect();
    assert_eq!(people(&reader).expect("people"), expected);

    let grounds = reader.grounds().expect("grounds");
    assert_eq!(grounds.len(), 2, "the ground of frame 5 is that of frame 0 again");
    assert_eq!(grounds[0].0, 0);
    assert_eq!(grounds[0].1, "POLYGON ((0 0, 10 0, 10 5, 0 5, 0 0))", "no courtyard");
    assert_eq!(grounds[1].0, 3);
    assert!(grounds[1].1.starts_with("MULTIPOLYGON ((("), "{}", grounds[1].1);
}

#[test]
fn a_file_appears_only_when_it_is_finished() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("trajectories.sqlite");
    let mut writer = SqliteWriter::create(&path, 10.0).expect("created");
    writer.geometry(&hall_and_courtyard()).expect("ground");
    writer.frame([person(1, 0)]).expect("frame");
    assert!(!path.exists());
    drop(writer);
    assert_eq!(fs::read_dir(folder.path()).expect("folder").count(), 0, "nothing is left");
}

#[test]
fn wrong_calls_and_places_are_errors() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("t.sqlite");
    let refused = |problems: Problems, words: &str| {
        let message = problems.to_string();
        assert!(message.contains(words), "{message}");
    };
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        refused(SqliteWriter::create(&path, rate).expect_err("rate"), "above 0");
    }
    let mut writer = SqliteWriter::create(&path, 10.0).expect("created");
    refused(writer.frame([person(1, 0)]).expect_err("no ground"), "before the ground");
    refused(writer.geometry(&MultiPolygon(vec![])).expect_err("no ground"), "no ground");
    writer.geometry(&hall_and_courtyard()).expect("ground");
    let nowhere = PersonAt { at: Vec2::NAN, ..person(1, 0) };
    refused(writer.frame([nowhere]).expect_err("nowhere"), "NOT NULL");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("written");
    refused(
        SqliteWriter::create(&file.join("t.sqlite"), 10.0).expect_err("below"),
        "file/t.sqlite",
    );
    refused(SqliteWriter::create(folder.path(), 10.0).expect_err("folder"), "is a folder");
}

#[test]
fn what_is_no_trajectory_file_is_refused() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("t.sqlite");
    let open = |path: &Path| SqliteReader::open(path).expect_err("refused").to_string();
    assert!(open(&path).contains("there is no such file"));
    fs::write(&path, "plain text, and quite a lot of it, so that there is a header").expect("w");
    assert!(open(&path).contains("cannot be read as JuPedSim trajectories"));
    write_sample(&path);
    let whole = fs::read(&path).expect("bytes");
    for keep in [100, whole.len() / 4, whole.len() / 2, whole.len() - 1000] {
        fs::write(&path, &whole[..keep]).expect("written");
        let read = SqliteReader::open(&path).and_then(|reader| people(&reader));
        if let Ok(all) = read {
            panic!("{keep} of {} bytes gave {} people", whole.len(), all.len());
        }
    }
    write_sample(&path);
    let newer = rusqlite::Connection::open(&path).expect("opened");
    newer.execute("UPDATE metadata SET value = '3' WHERE key = 'version'", []).expect("updated");
    drop(newer);
    assert!(open(&path).contains("is of version 3; version 2 can be read"));
}

#[test]
fn text_holds_the_same_frames_and_the_ground_beside_it() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("t.sqlite");
    write_sample(&path);
    let reader = SqliteReader::open(&path).expect("opened");
    let text = folder.path().join("out/t.txt");
    let ground = juelich_text::write(&reader, &text).expect("written");
    let lines = fs::read_to_string(&text).expect("text");
    let mut lines = lines.lines();
    assert_eq!(lines.next(), Some("# framerate: 2.5 fps"));
    assert_eq!(lines.next(), Some("# id frame x/m y/m z/m"));
    assert_eq!(lines.next(), Some("0 0 1.0000 1.0000 0.0"));
    assert_eq!(lines.next(), Some("1 0 1.3333 1.0000 0.0"));
    assert_eq!(lines.count(), 13);
    assert_eq!(ground, folder.path().join("out/t.wkt"));
    assert!(fs::read_to_string(ground).expect("wkt").starts_with("POLYGON ((0 0, 10 0"));
}

#[test]
fn a_copy_is_whole_or_not_there() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("t.sqlite");
    write_sample(&path);
    let copy = folder.path().join("copies/t.sqlite");
    copy_whole(&path, &copy).expect("copied");
    assert_eq!(fs::read(&path).expect("from"), fs::read(&copy).expect("to"));
    let message = copy_whole(&folder.path().join("no"), &copy).expect_err("none").to_string();
    assert!(message.contains("cannot be read"), "{message}");
    let message = copy_whole(&path, &path.join("below")).expect_err("no folder").to_string();
    assert!(message.contains("cannot be written"), "{message}");
}
