//! Scenes run on a model of motion, measured, and set beside what was recorded: how far the
//! model can be believed.
//!
//! Stands above the simulation and beside [`crate::job`]: a scene has no report, only
//! trajectories and figures. Recordings and runs are measured by the same code.

mod curves;
mod errors;
mod figures;
mod page;
mod recorded;
mod relations;
mod run;
mod single_file;
mod table;

pub use errors::{Curve, Errors};
pub use figures::{AtDensity, Figures};
pub use page::{Page, Side};
pub use recorded::Recorded;
pub use relations::{Relations, doors_of, overall};
pub use run::{Run, run};
pub use single_file::local_speeds;
pub use table::{Overall, Row, Table};
