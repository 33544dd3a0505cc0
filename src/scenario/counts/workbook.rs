//! A sheet of an Excel workbook (.xlsx) as the table that a CSV file would be.
//!
//! Cells are read one by one, never as a whole rectangle: one stray cell in the last corner
//! of a sheet would ask for 17 billion.

use super::words;
use crate::document::{Bilingual, Place, Problems, meant_or};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use jiff::civil::DateTime;
use std::io::Cursor;
use std::path::Path;

/// More columns than this no counts have.
const MOST_COLUMNS: u32 = 2_000;
/// Rows of the largest sheet that Excel knows.
const MOST_ROWS: u32 = 1 << 20;
/// More cells than this neither.
const MOST_CELLS: usize = 50_000_000;
/// Days since 1899-12-30 between which a plain number in a column of days is one: 1982 to 2064.
const SERIALS: [f64; 2] = [30_000.0, 60_000.0];

/// A sheet as text.
pub(super) struct SheetText {
    /// One row a line, columns parted by tabs; the line's number is the row's.
    pub(super) bytes: Vec<u8>,
    /// Its name.
    pub(super) name: String,
    /// What was decided.
    pub(super) notes: Vec<String>,
}

/// A cell: row and column from 0, and what it shows.
type Cell = (u32, u32, String);

/// Reads the sheet that is asked for, else the first that holds a table.
///
/// # Errors
/// Where the workbook is damaged, there is no such sheet, or none holds a table.
pub(super) fn read(
    path: &Path,
    bytes: Vec<u8>,
    wanted: Option<&str>,
) -> Result<SheetText, Problems> {
    // The library reckons with what damaged cells say, and may stumble over it.
    let read = std::panic::catch_unwind(|| sheet(path, bytes, wanted));
    read.unwrap_or_else(|_| Err(broken(path, ("its cells are damaged", "单元格已损坏"))))
}

fn broken(path: &Path, why: impl Into<Bilingual>) -> Problems {
    let Bilingual { en, zh } = why.into();
    let what = (
        format!("cannot be read as an Excel workbook ({en})"),
        format!("不能作为 Excel 工作簿读取（{zh}）"),
    );
    let hint = (
        "open and save it again, or save the sheet as CSV",
        "请打开后重新保存，或把工作表另存为 CSV",
    );
    Problems::one(Place::file(path), what, hint)
}

fn sheet(path: &Path, bytes: Vec<u8>, wanted: Option<&str>) -> Result<SheetText, Problems> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|e| broken(path, e.to_string()))?;
    let sheets: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .filter(|s| s.typ == SheetType::WorkSheet)
        .map(|s| (s.name.clone(), s.visible == SheetVisible::Visible))
        .collect();
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    let chosen: Vec<&str> = match wanted {
        Some(wanted) => {
            let same = |n: &&&str| n.trim().eq_ignore_ascii_case(wanted.trim());
            let Some(name) = names.iter().find(same) else {
                let what =
                    (format!("there is no sheet {wanted:?}"), format!("没有工作表 {wanted:?}"));
                let hint = meant_or(wanted, &names, ("it has", "有"));
                return Err(Problems::one(Place::file(path), what, hint));
            };
            vec![name]
        }
        None => sheets.iter().filter(|(_, shown)| *shown).map(|(n, _)| n.as_str()).collect(),
    };
    for name in chosen {
        let mut cells = cells(&mut book, name).map_err(|why| broken(path, why))?;
        let rows = cells.chunk_by(|a, b| a.0 == b.0).count();
        if rows < 2 && wanted.is_none() {
            continue;
        }
        let mut notes = serials(&mut cells);
        if names.len() > 1 && wanted.is_none() {
            let others: Vec<&str> = names.iter().copied().filter(|n| *n != name).collect();
            notes.push(format!(
                "sheet {name:?} was taken; others are left out: {} (name one by `sheet`)",
                others.join(", ")
            ));
        }
        return Ok(SheetText { bytes: text(&cells), name: name.to_owned(), notes });
    }
    let what = ("no sheet of the workbook holds a table", "工作簿中没有一张工作表含有表格");
    let hint = ("expected times and counts", "应有时间和计数");
    Err(Problems::one(Place::file(path), what, hint))
}

/// All cells of a sheet that hold something, row by row.
fn cells(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Result<Vec<Cell>, Bilingual> {
    let mut reader = book.worksheet_cells_reader(name).map_err(|e| e.to_string())?;
    let mut cells: Vec<Cell> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(|e| e.to_string())? {
        let (row, column) = cell.get_position();
        let shown = shown(cell.get_value());
        if shown.is_empty() {
            continue;
        }
        if row >= MOST_ROWS {
            let row = u64::from(row) + 1;
            let en = format!("sheet {name:?} has a row {row}");
            return Err(Bilingual::new(en, format!("工作表 {name:?} 有第 {row} 行")));
        }
        if column >= MOST_COLUMNS || cells.len() >= MOST_CELLS {
            return Err(Bilingual::new(
                format!(
                    "sheet {name:?} has more than {MOST_COLUMNS} columns or {MOST_CELLS} cells"
                ),
                format!("工作表 {name:?} 超过 {MOST_COLUMNS} 列或 {MOST_CELLS} 个单元格"),
            ));
        }
        cells.push((row, column, shown));
    }
    cells.sort_by_key(|(row, column, _)| (*row, *column));
    Ok(cells)
}

fn shown(value: &DataRef) -> String {
    let text = match value {
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => n.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(at) => moment(at),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    };
    // A cell is one cell of one line.
    text.replace(['\t', '\r', '\n'], " ").trim().to_owned()
}

/// A day, a time or both, to the second.
fn moment(at: &ExcelDateTime) -> String {
    let days = at.as_f64();
    if at.is_duration() || (0.0..1.0).contains(&days) {
        let s = (days * 86_400.0).round().clamp(0.0, 1e9) as u64;
        return format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let whole = |n: u8| i8::try_from(n).ok();
    let time = (|| {
        let year = i16::try_from(year).ok()?;
        let nanos = i32::from(milli) * 1_000_000;
        let (month, day, hour) = (whole(month)?, whole(day)?, whole(hour)?);
        DateTime::new(year, month, day, hour, whole(minute)?, whole(second)?, nanos).ok()
    })();
    time.map(written).unwrap_or_default()
}

fn written(time: DateTime) -> String {
    // Fractions of days are seldom whole seconds.
    let rounded = time.round(jiff::Unit::Second).unwrap_or(time);
    if rounded.time() == jiff::civil::Time::midnight() {
        rounded.date().to_string()
    } else {
        format!("{} {}", rounded.date(), rounded.time())
    }
}

/// Turns plain numbers in columns of days into days, where they look like days as Excel counts them.
fn serials(cells: &mut [Cell]) -> Vec<String> {
    let Some(first) = cells.first().map(|c| c.0) else { return Vec::new() };
    let header = cells.iter().take_while(|c| c.0 == first);
    let named: Vec<(u32, String)> = header
        .filter(|(.., name)| words::is_date(name) || words::is_time(name))
        .map(|(_, column, name)| (*column, name.clone()))
        .collect();
    let mut notes = Vec::new();
    for (column, name) in named {
        let number = |text: &str| text.parse::<f64>().ok();
        let serial =
            |text: &str| number(text).is_some_and(|n| (SERIALS[0]..SERIALS[1]).contains(&n));
        let below = |c: &&Cell| c.1 == column && c.0 > first;
        let filled = cells.iter().filter(below).count();
        let days = cells.iter().filter(below).filter(|c| serial(&c.2)).count();
        // A sum or a remark may stand below.
        if days == 0 || days * 10 < filled * 8 {
            continue;
        }
        for cell in cells.iter_mut().filter(|c| c.1 == column && c.0 > first) {
            if serial(&cell.2)
                && let Some(time) = number(&cell.2).and_then(of_serial)
            {
                cell.2 = written(time);
            }
        }
        notes.push(format!("the numbers of column {name:?} are days as Excel counts them"));
    }
    notes
}

/// Days since 1899-12-30 as a day and time.
fn of_serial(days: f64) -> Option<DateTime> {
    let start = jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0);
    let seconds = (days * 86_400.0).round() as i64;
    start.checked_add(jiff::SignedDuration::from_secs(seconds)).ok()
}

/// The cells as lines, one a row of the sheet, empty ones too.
fn text(cells: &[Cell]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut line = 0;
    for row in cells.chunk_by(|a, b| a.0 == b.0) {
        out.resize(out.len() + (row[0].0 - line) as usize, b'\n');
        line = row[0].0;
        let mut at = 0;
        for (_, column, shown) in row {
            out.resize(out.len() + (column - at.min(*column)) as usize, b'\t');
            at = *column;
            if shown.contains('"') {
                out.extend(format!("\"{}\"", shown.replace('"', "\"\"")).bytes());
            } else {
                out.extend(shown.bytes());
            }
        }
    }
    out.push(b'\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_days_and_times() {
        let day = |days: f64| of_serial(days).map(written).unwrap_or_default();
        assert_eq!(day(41_274.0), "2012-12-31");
        assert_eq!(day(41_274.75), "2012-12-31 18:00:00");
        assert_eq!(day(46_158.583_333_333_3), "2026-05-16 14:00:00");
    }

    #[test]
    fn a_row_keeps_its_number_and_a_cell_its_column() {
        let cell = |row, column, text: &str| (row, column, text.to_owned());
        let cells = [cell(2, 1, "time"), cell(2, 3, "a \"b\""), cell(4, 0, "x")];
        let expected = "\n\n\ttime\t\t\"a \"\"b\"\"\"\n\nx\n";
        assert_eq!(String::from_utf8(text(&cells)).as_deref(), Ok(expected));
    }
}
