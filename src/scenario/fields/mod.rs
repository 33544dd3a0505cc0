//! Every field of an event document: name, unit, range, default and where that comes from.
//!
//! These definitions are the only ones: reading, `wuwei check --explain`, the template of
//! `wuwei new` and the documentation take from here. `[s]` marks what was read in a source,
//! `[m]` what should be checked before quoting, `[a]` an assumption of ours that a user can
//! change.

pub mod attraction;
pub mod demand;
pub mod event;
pub mod people;
pub mod placed;
pub mod portal;
