//! Who arrives when and where.

use crate::document::Otherwise::{Computed, Spread, Switch};
use crate::document::{Field, Shape, Takes};

/// Most visitors that are accepted.
pub const MOST_VISITORS: u32 = 10_000_000;

/// Visitors.
pub const VISITORS: Field =
    Field::whole("visitors", "people", [1, MOST_VISITORS], "visitors over the whole event").or(
        Computed("the sum of the counts; without counts it must be given"),
        "one counted person is one visitor [a]",
    );
/// Arrivals.
pub const ARRIVALS: Field = Field::of(
    "arrivals",
    Takes::Variant(&[UNIFORM, CURVE, COUNTS]),
    "when they arrive: evenly, by a curve, or by counts from a file",
)
.or(
    Computed("evenly from the start until the mean stay before the end"),
    "[a] replace it by a curve or counts",
);
/// Stay.
pub const STAY_MIN: Field =
    Field::spread("stay_min", "min", [1.0, 1440.0], "how long people stay at the event")
        .or(Spread([80.0, 30.0, 15.0, 240.0]), "[a]");

/// Demand.
pub const SHAPE: Shape = Shape { name: "demand", fields: &[VISITORS, ARRIVALS, STAY_MIN] };

/// Evenly.
pub const UNIFORM: Shape = Shape { name: "Uniform", fields: &[] };

/// Points of a curve.
pub const POINTS: Field = Field::of(
    "points",
    Takes::Other("times and relative rates, `[(\"14:00\", 0.0), (\"15:00\", 1.0)]`"),
    "relative rate of arrivals at times, straight in between",
);
/// A curve.
pub const CURVE: Shape = Shape { name: "Curve", fields: &[POINTS] };

/// File.
pub const FILE: Field = Field::of(
    "file",
    Takes::Text,
    "CSV (also .zip, .gz) or Excel file (.xlsx) of counts or shares, beside this one",
);
/// Day.
pub const DATE: Field =
    Field::of("date", Takes::Text, "day of the file that is taken, \"2012-12-31\"")
        .or(Computed("the event's date, or the file's only day"), "the day that was asked for");
/// Sensors.
pub const SENSORS: Field = Field::of(
    "sensors",
    Takes::Other("a map of sensors to portals, `{\"Bridge\": \"north\"}`"),
    "which sensor counts for which portal; sensors that are not named are left out",
)
.or(Computed("all sensors together, split by the portals' shares"), "[a]");
/// Time column.
pub const TIME_COLUMN: Field =
    Field::of("time_column", Takes::Text, "name (or number, from 1) of the column with the times")
        .or(Computed("found by its contents"), "see the reader's report");
/// Date column.
pub const DATE_COLUMN: Field =
    Field::of("date_column", Takes::Text, "name (or number) of the column with the days")
        .or(Computed("found by its contents"), "see the reader's report");
/// Count column.
pub const COUNT_COLUMN: Field =
    Field::of("count_column", Takes::Text, "name (or number) of the column with the counts")
        .or(Computed("found by its contents"), "see the reader's report");
/// Sensor column.
pub const SENSOR_COLUMN: Field =
    Field::of("sensor_column", Takes::Text, "name (or number) of the column with the sensors")
        .or(Computed("found by its contents"), "see the reader's report");
/// Sheet.
pub const SHEET: Field = Field::of("sheet", Takes::Text, "name of the sheet in an Excel file")
    .or(Computed("the first that holds a table"), "see the reader's report");
/// UTC.
pub const UTC: Field = Field::of("utc", Takes::Switch, "whether the file's times are in UTC")
    .or(Switch(false), "times without `Z` or offset are local times");
/// Cumulative.
pub const CUMULATIVE: Field =
    Field::of("cumulative", Takes::Switch, "whether the counts are running totals")
        .or(Computed("found by their never falling"), "see the reader's report");

/// Counts.
pub const COUNTS: Shape = Shape {
    name: "Counts",
    fields: &[
        FILE,
        DATE,
        SENSORS,
        TIME_COLUMN,
        DATE_COLUMN,
        COUNT_COLUMN,
        SENSOR_COLUMN,
        SHEET,
        UTC,
        CUMULATIVE,
    ],
};
