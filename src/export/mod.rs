//! What a run leaves on disk, one file a format: bytes out, no computing.
//!
//! | file | format |
//! |---|---|
//! | [`run_folder`] | the folder of a run: what is in it, written and read as a whole |
//! | [`visitors`], [`felt`], [`field`], [`counters`] | tables in Parquet, on [`parquet_table`] |
//! | [`runs`] | a table of whole runs in Parquet, one row a run |
//! | [`jupedsim_sqlite`] | trajectories, JuPedSim SQLite version 2, written and read |
//! | [`juelich_text`] | trajectories, Jülich text |
//! | [`wkt`] | the ground as well-known text |
//!
//! Reads observations and assessments; never the running world. Every file is written under a
//! temporary name and renamed, so that none is ever half there.

pub mod counters;
pub mod felt;
pub mod field;
pub mod juelich_text;
pub mod jupedsim_sqlite;
pub mod parquet_table;
pub mod run_folder;
pub mod runs;
pub mod visitors;
pub mod wkt;

mod part_file;

pub use juelich_text::PersonFrame;
pub use part_file::copy_whole;
