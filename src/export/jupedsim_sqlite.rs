//! Trajectories as JuPedSim 1.4 stores them: SQLite, version 2 of its schema (PedPy 1.5.1
//! refuses version 3), written while the run goes on and read back frame by frame.
//!
//! Where barriers come and go, or an exit is opened, the ground changes: each ground is one
//! row of `geometry`, and each frame points to its own. PedPy takes the union of all rows and
//! wants one polygon, so the ground that is written is the piece that is largest at the start,
//! and later whatever of the ground touches it.

use super::part_file::{PartFile, unwritable};
use super::wkt;
use crate::document::{Place, Problems};
use geo::{BoundingRect, Intersects, MultiPolygon, Polygon};
use glam::Vec2;
use rusqlite::{Connection, OpenFlags, params};
use std::path::{Path, PathBuf};

/// Version of the schema.
pub const SCHEMA_VERSION: i64 = 2;

/// Rows of `trajectory_data` after which they are handed to the file.
const ROWS_A_TRANSACTION: usize = 500_000;

const TABLES: &str = "
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE trajectory_data(
        frame INTEGER NOT NULL, id INTEGER NOT NULL,
        pos_x REAL NOT NULL, pos_y REAL NOT NULL, ori_x REAL NOT NULL, ori_y REAL NOT NULL);
    CREATE TABLE metadata(key TEXT NOT NULL UNIQUE PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE geometry(hash INTEGER NOT NULL, wkt TEXT NOT NULL);
    CREATE TABLE frame_data(frame INTEGER NOT NULL, geometry_hash INTEGER NOT NULL);
    CREATE UNIQUE INDEX geometry_hash ON geometry(hash);
    BEGIN;";

/// The index is made when all rows are in: a tenth of the time of keeping it all along.
const INDEX: &str = "COMMIT; CREATE INDEX frame_id_idx ON trajectory_data(frame, id);";

/// Somebody at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PersonAt {
    /// Visitor.
    pub id: u32,
    /// Where, local metres.
    pub at: Vec2,
    /// Which way they face, a unit vector.
    pub facing: Vec2,
}

/// Writes trajectories; what is not [finished](SqliteWriter::finish) is removed.
#[derive(Debug)]
pub struct SqliteWriter {
    // Closed before the temporary file goes: fields are dropped in this order.
    database: Connection,
    part: PartFile,
    /// The piece of ground that was largest at the start.
    main: Option<Polygon<f64>>,
    /// Hash of the ground that frames point to now.
    ground: Option<i64>,
    /// Low and high corner of all ground so far.
    bounds: Option<[f64; 4]>,
    /// Number of the next frame.
    frames: u64,
    waiting: usize,
}

impl SqliteWriter {
    /// Begins a file with `frames_per_s` frames a second; makes the folder if there is none.
    ///
    /// # Errors
    /// Where the file cannot be written, or the frame rate is not a positive number.
    pub fn create(path: &Path, frames_per_s: f64) -> Result<Self, Problems> {
        if !(frames_per_s.is_finite() && frames_per_s > 0.0) {
            let what = format!("the frame rate must be above 0, but is {frames_per_s}");
            return Err(Problems::one(Place::file(path), what, None));
        }
        let part = PartFile::beside(path)?;
        let failed = |e: rusqlite::Error| unwritable(path, &e);
        let database = Connection::open(part.temporary()).map_err(failed)?;
        database.execute_batch(TABLES).map_err(failed)?;
        let writer =
            Self { database, part, main: None, ground: None, bounds: None, frames: 0, waiting: 0 };
        writer.note("version", &SCHEMA_VERSION.to_string())?;
        writer.note("fps", &frames_per_s.to_string())?;
        Ok(writer)
    }

    /// The ground on which people walk from the next frame on (barriers taken out, see
    /// [`wkt::ground_with_barriers`]).
    ///
    /// # Errors
    /// Where there is no ground, or the file cannot be written.
    pub fn geometry(&mut self, ground: &MultiPolygon<f64>) -> Result<(), Problems> {
        if self.main.is_none() {
            self.main = wkt::largest_piece(ground).cloned();
        }
        let Some(main) = &self.main else {
            return Err(unwritable(self.part.target(), &"there is no ground to walk on"));
        };
        let joined = ground.iter().filter(|piece| piece.intersects(main)).cloned().collect();
        let joined = MultiPolygon(joined);
        let Some(bounds) = joined.bounding_rect() else {
            return Err(unwritable(self.part.target(), &"there is no ground to walk on"));
        };
        let (low, high) = (bounds.min(), bounds.max());
        let so_far = self.bounds.unwrap_or([low.x, low.y, high.x, high.y]);
        self.bounds = Some([
            so_far[0].min(low.x),
            so_far[1].min(low.y),
            so_far[2].max(high.x),
            so_far[3].max(high.y),
        ]);
        let text = wkt::ground(&joined);
        let hash = xxhash_rust::xxh3::xxh3_64(text.as_bytes()).cast_signed();
        self.database
            .execute(
                "INSERT OR IGNORE INTO geometry(hash, wkt) VALUES(?1, ?2)",
                params![hash, text],
            )
            .map_err(|e| unwritable(self.part.target(), &e))?;
        self.ground = Some(hash);
        Ok(())
    }

    /// The next frame, people in any order; the first is frame 0. A frame with nobody in it
    /// is a frame too.
    ///
    /// # Errors
    /// Where no ground was given before, a position is not a number, or the file cannot be
    /// written.
    pub fn frame(&mut self, people: impl IntoIterator<Item = PersonAt>) -> Result<(), Problems> {
        self.frame_numbered(self.frames, people)
    }

    /// A frame of this number, later than those before; else as [`Self::frame`].
    ///
    /// # Errors
    /// As [`Self::frame`].
    pub fn frame_numbered(
        &mut self,
        number: u64,
        people: impl IntoIterator<Item = PersonAt>,
    ) -> Result<(), Problems> {
        self.frames = number;
        let Some(ground) = self.ground else {
            return Err(unwritable(self.part.target(), &"a frame came before the ground"));
        };
        let rows = self.insert(ground, people).map_err(|e| unwritable(self.part.target(), &e))?;
        self.frames += 1;
        self.waiting += rows;
        if self.waiting >= ROWS_A_TRANSACTION {
            self.waiting = 0;
            self.batch("COMMIT; BEGIN;")?;
        }
        Ok(())
    }

    fn insert(
        &self,
        ground: i64,
        people: impl IntoIterator<Item = PersonAt>,
    ) -> Result<usize, rusqlite::Error> {
        let mut row = self.database.prepare_cached(
            "INSERT INTO trajectory_data(frame, id, pos_x, pos_y, ori_x, ori_y)
             VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let mut rows = 0;
        let number = self.frames.cast_signed();
        for person in people {
            let [x, y, east, north] = [person.at.x, person.at.y, person.facing.x, person.facing.y];
            // SQLite stores what is not a number as NULL, which the schema refuses.
            row.execute(params![number, person.id, x, y, east, north])?;
            rows += 1;
        }
        self.database
            .prepare_cached("INSERT INTO frame_data(frame, geometry_hash) VALUES(?1, ?2)")?
            .execute(params![number, ground])?;
        Ok(rows)
    }

    /// Closes the file and gives it its name.
    ///
    /// # Errors
    /// Where no ground was given, or the file cannot be written.
    pub fn finish(self) -> Result<(), Problems> {
        let Some([xmin, ymin, xmax, ymax]) = self.bounds else {
            return Err(unwritable(self.part.target(), &"the ground was never given"));
        };
        for (key, value) in [("xmin", xmin), ("xmax", xmax), ("ymin", ymin), ("ymax", ymax)] {
            self.note(key, &value.to_string())?;
        }
        self.batch(INDEX)?;
        let Self { database, part, .. } = self;
        database.close().map_err(|(_, e)| unwritable(part.target(), &e))?;
        part.keep()
    }

    fn note(&self, key: &str, value: &str) -> Result<(), Problems> {
        self.database
            .execute("INSERT INTO metadata(key, value) VALUES(?1, ?2)", params![key, value])
            .map(|_| ())
            .map_err(|e| unwritable(self.part.target(), &e))
    }

    fn batch(&self, statements: &str) -> Result<(), Problems> {
        self.database.execute_batch(statements).map_err(|e| unwritable(self.part.target(), &e))
    }
}

/// Reads trajectories frame by frame.
#[derive(Debug)]
pub struct SqliteReader {
    database: Connection,
    path: PathBuf,
    frames_per_s: f64,
}

impl SqliteReader {
    /// Opens a file.
    ///
    /// # Errors
    /// Where there is no such file, or it is no JuPedSim SQLite file of version 2.
    pub fn open(path: &Path) -> Result<Self, Problems> {
        if !path.is_file() {
            let hint = "run the event with trajectories to have them";
            return Err(Problems::one(Place::file(path), "there is no such file", Some(hint)));
        }
        let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .map_err(|e| unreadable(path, &e))?;
        let note = |key: &str| {
            database
                .query_row("SELECT value FROM metadata WHERE key = ?1", [key], |row| {
                    row.get::<_, String>(0)
                })
                .map_err(|e| unreadable(path, &e))
        };
        let version = note("version")?;
        if version != SCHEMA_VERSION.to_string() {
            let what = format!("is of version {version}; version {SCHEMA_VERSION} can be read");
            return Err(Problems::one(Place::file(path), what, None));
        }
        let frames_per_s = note("fps")?.parse::<f64>().ok().filter(|f| f.is_finite() && *f > 0.0);
        let frames_per_s = frames_per_s.ok_or_else(|| unreadable(path, &"no frame rate"))?;
        Ok(Self { database, path: path.to_path_buf(), frames_per_s })
    }

    /// Frames a second.
    pub fn frames_per_s(&self) -> f64 {
        self.frames_per_s
    }

    /// The ground of each change, in the order in which frames use them: first frame and
    /// well-known text.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn grounds(&self) -> Result<Vec<(i64, String)>, Problems> {
        let read = || -> rusqlite::Result<Vec<(i64, String)>> {
            let mut rows = self.database.prepare(
                "SELECT MIN(frame_data.frame) AS first, geometry.wkt
                 FROM geometry JOIN frame_data ON frame_data.geometry_hash = geometry.hash
                 GROUP BY geometry.hash ORDER BY first",
            )?;
            rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        };
        read().map_err(|e| unreadable(&self.path, &e))
    }

    /// Number of frames.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn frames(&self) -> Result<u64, Problems> {
        self.database
            .query_row("SELECT COUNT(*) FROM frame_data", [], |row| row.get::<_, i64>(0))
            .map(i64::unsigned_abs)
            .map_err(|e| unreadable(&self.path, &e))
    }

    /// Hands each person of each frame to `take`, frame by frame and within a frame by id,
    /// until there are no more or `take` says no.
    ///
    /// # Errors
    /// Where the file is damaged, or with what `take` says.
    pub fn each_person(
        &self,
        mut take: impl FnMut(i64, PersonAt) -> Result<(), Problems>,
    ) -> Result<(), Problems> {
        let damaged = |e: rusqlite::Error| unreadable(&self.path, &e);
        let mut rows = self
            .database
            .prepare(
                "SELECT frame, id, pos_x, pos_y, ori_x, ori_y FROM trajectory_data
                 ORDER BY frame, id",
            )
            .map_err(damaged)?;
        let mut rows = rows.query([]).map_err(damaged)?;
        while let Some(row) = rows.next().map_err(damaged)? {
            let number = |i: usize| row.get::<_, f64>(i).map(|n| n as f32).map_err(damaged);
            let person = PersonAt {
                id: row.get(1).map_err(damaged)?,
                at: Vec2::new(number(2)?, number(3)?),
                facing: Vec2::new(number(4)?, number(5)?),
            };
            take(row.get(0).map_err(damaged)?, person)?;
        }
        Ok(())
    }

    /// Hands the frame, the person and the position of each row to `take`, in the order of
    /// the file and in full precision, until there are no more or `take` says no.
    ///
    /// # Errors
    /// Where the file is damaged, or with what `take` says.
    pub fn each_position(
        &self,
        mut take: impl FnMut(i64, i64, [f64; 2]) -> Result<(), Problems>,
    ) -> Result<(), Problems> {
        let damaged = |e: rusqlite::Error| unreadable(&self.path, &e);
        let mut rows = self
            .database
            .prepare("SELECT frame, id, pos_x, pos_y FROM trajectory_data")
            .map_err(damaged)?;
        let mut rows = rows.query([]).map_err(damaged)?;
        while let Some(row) = rows.next().map_err(damaged)? {
            let number = |i: usize| row.get::<_, f64>(i).map_err(damaged);
            let (frame, id) = (row.get(0).map_err(damaged)?, row.get(1).map_err(damaged)?);
            take(frame, id, [number(2)?, number(3)?])?;
        }
        Ok(())
    }
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Problems {
    let what = format!("cannot be read as JuPedSim trajectories ({error})");
    let hint = "the file is damaged or from another program; run the event again";
    Problems::one(Place::file(path), what, Some(hint))
}
