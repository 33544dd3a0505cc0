//! Counts from Excel workbooks, and from texts in other encodings than UTF-8.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

mod said;

use said::english_only;
use std::io::Write;
use wuwei::document::Problems;
use wuwei::scenario::EventClock;
use wuwei::scenario::counts::{self, Counted, CountsQuery};

/// A workbook of sheets, each with the inside of its `sheetData`; style 1 is a day with time,
/// style 2 a time of day.
fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut file = |name: &str, text: &str| {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(name, options).expect("begun");
        zip.write_all(format!("{head}{text}").as_bytes()).expect("written");
    };
    let mut list = String::new();
    let mut relations = String::new();
    for (i, (name, rows)) in sheets.iter().enumerate() {
        let n = i + 1;
        list.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>"));
        relations.push_str(&format!(
            "<Relationship Id=\"rId{n}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
        ));
        let sheet =
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
        file(&format!("xl/worksheets/sheet{n}.xml"), &sheet);
    }
    relations.push_str(&format!(
        "<Relationship Id=\"rId99\" Type=\"{office}/styles\" Target=\"styles.xml\"/>"
    ));
    file(
        "xl/workbook.xml",
        &format!(
            "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{list}</sheets></workbook>"
        ),
    );
    file(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" \
             Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    file(
        "xl/_rels/workbook.xml.rels",
        &format!("<Relationships xmlns=\"{package}\">{relations}</Relationships>"),
    );
    file(
        "xl/styles.xml",
        &format!(
            "<styleSheet xmlns=\"{main}\"><cellXfs count=\"3\"><xf numFmtId=\"0\"/>\
             <xf numFmtId=\"22\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>"
        ),
    );
    zip.finish().expect("finished").into_inner()
}

/// A row of cells; a number with a style is written as `41274.75@1`.
fn row(n: usize, cells: &[&str]) -> String {
    let cell = |(i, text): (usize, &&str)| {
        let at = format!("{}{n}", char::from(b'A' + i as u8));
        match (text.split_once('@'), text.parse::<f64>()) {
            (Some((number, style)), _) => {
                format!("<c r=\"{at}\" s=\"{style}\"><v>{number}</v></c>")
            }
            (None, Ok(_)) => format!("<c r=\"{at}\"><v>{text}</v></c>"),
            (None, Err(_)) if text.is_empty() => String::new(),
            (None, Err(_)) => format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        }
    };
    format!("<row r=\"{n}\">{}</row>", cells.iter().enumerate().map(cell).collect::<String>())
}

fn rows(first: usize, all: &[&[&str]]) -> String {
    all.iter().enumerate().map(|(i, cells)| row(first + i, cells)).collect()
}

fn read_sheet(name: &str, bytes: &[u8], sheet: Option<&str>) -> Result<(Counted, String), String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("writes");
    let clock = EventClock {
        date: Some("2026-05-16".parse().expect("a day")),
        timezone: None,
        starts_s: 14.0 * 3600.0,
        duration_s: 4.0 * 3600.0,
    };
    let query = CountsQuery {
        clock: &clock,
        date: None,
        time_column: None,
        date_column: None,
        count_column: None,
        sensor_column: None,
        sheet,
        utc: false,
        cumulative: None,
    };
    let mut problems = Problems::default();
    let counted = counts::read(&path, &query, &mut problems);
    assert_eq!(english_only(&problems), "", "not in Chinese");
    match counted {
        Some(counted) => {
            let said = counted.reading.lines(&clock).join("\n");
            Ok((counted, said))
        }
        None => Err(problems.to_string()),
    }
}

fn good(bytes: &[u8], sheet: Option<&str>) -> (Counted, String) {
    read_sheet("counts.xlsx", bytes, sheet).unwrap_or_else(|told| panic!("{told}"))
}

#[track_caller]
fn holds(told: &str, parts: &[&str]) {
    for part in parts {
        assert!(told.contains(part), "{part:?} is not in:\n{told}");
    }
}

/// 16 May 2026, 14:00, as Excel counts days.
const AT_14: &str = "46158.583333333336";
const AT_15: &str = "46158.625";

#[test]
fn a_sheet_is_read_as_a_table_would_be() {
    let (a, b) = (format!("{AT_14}@1"), format!("{AT_15}@1"));
    let table = rows(3, &[&["Time", "North", "South"], &[&a, "10", "1"], &[&b, "20", "2"]]);
    let note = rows(1, &[&["Made by the city"]]);
    let (counted, said) = good(&workbook(&[("Notes", &note), ("Counts", &table)]), None);
    assert_eq!(counted.sensors[0], ("North".to_owned(), vec![10.0, 20.0]));
    assert_eq!(counted.sensors[1].1, [1.0, 2.0]);
    holds(
        &said,
        &[
            "counts.xlsx (sheet \"Counts\")",
            "wide table, one column a sensor, parted by a workbook's cells, header in row 3",
            "sheet \"Counts\" was taken; others are left out: Notes (name one by `sheet`)",
        ],
    );
}

/// A workbook as openpyxl writes it: shared texts, styles of its own, a sheet of notes.
#[test]
fn a_workbook_of_another_program_is_read() {
    let (counted, said) = good(include_bytes!("fixtures/counts.xlsx"), None);
    assert_eq!(counted.sensors.len(), 2, "{said}");
    assert_eq!(counted.sensors[0], ("North gate".to_owned(), vec![30.0, 40.0, 50.0, 60.0]));
    assert_eq!(counted.sensors[1].0, "South \"gate\"");
    holds(&said, &["Total: left out: the sum of the others"]);
}

#[test]
fn plain_numbers_below_a_day_are_days() {
    let table = rows(1, &[&["Date", "Count"], &[AT_14, "10"], &[AT_15, "20"]]);
    let (counted, said) = good(&workbook(&[("S", &table)]), None);
    assert_eq!(counted.sensors[0].1, [10.0, 20.0]);
    holds(&said, &["the numbers of column \"Date\" are days as Excel counts them"]);
    // A day and a time of day in columns of their own.
    let times = ["0.583333333333333@2", "0.625@2"];
    let table = rows(
        1,
        &[&["Date", "Time", "Count"], &["46158@1", times[0], "5"], &["46158@1", times[1], "7"]],
    );
    let (counted, _) = good(&workbook(&[("S", &table)]), None);
    assert_eq!(counted.sensors[0].1, [5.0, 7.0]);
}

#[test]
fn the_sheet_that_is_asked_for_is_taken() {
    let table = |n: &str| rows(1, &[&["Date", "Count"], &[AT_14, n], &[AT_15, n]]);
    let book = workbook(&[("2025", &table("1")), ("2026", &table("2"))]);
    assert_eq!(good(&book, None).0.sensors[0].1, [1.0, 1.0]);
    assert_eq!(good(&book, Some("2026")).0.sensors[0].1, [2.0, 2.0]);
    let told = read_sheet("counts.xlsx", &book, Some("Summer")).expect_err("no such sheet");
    holds(&told, &["there is no sheet \"Summer\"", "it has: 2025, 2026"]);
    let told = read_sheet("counts.csv", b"time,count\n14:00,1\n", Some("S")).expect_err("no book");
    holds(&told, &["is no Excel workbook"]);
}

#[test]
fn broken_workbooks_are_refused() {
    let table = rows(1, &[&["Date", "Count"], &[AT_14, "10"], &[AT_15, "20"]]);
    let book = workbook(&[("S", &table)]);
    let told = |bytes: &[u8]| read_sheet("counts.xlsx", bytes, None).expect_err("refused");
    holds(&told(&book[..book.len() / 2]), &["counts.xlsx", "cannot be unpacked"]);
    holds(&told(&workbook(&[("S", "<row r=\"1\"><c r=\"A1\">")])), &["counts.xlsx"]);
    holds(&told(&workbook(&[])), &["no sheet of the workbook holds a table"]);
    holds(&told(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest"), &["old kind (.xls)", "save it as .xlsx"]);
    // One stray cell in the last corner asks for no memory.
    let corner = format!("{}<row r=\"1048576\"><c r=\"C1048576\"><v>1</v></c></row>", table);
    good(&workbook(&[("S", &corner)]), None);
    let wide = format!("{}<row r=\"4\"><c r=\"XFD4\"><v>1</v></c></row>", table);
    holds(&told(&workbook(&[("S", &wide)])), &["more than 2000 columns"]);
}

#[test]
fn other_encodings_give_the_same_counts() {
    let text = "时间,传感器,人数\n2026-05-16 14:00,广场北口,10\n2026-05-16 15:00,广场北口,20\n";
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (bytes, note) in [
        (encoding_rs::GBK.encode(text).0.into_owned(), "read as GBK, a guess"),
        (utf16, "read as UTF-16LE"),
        (text.as_bytes().to_vec(), ""),
    ] {
        let (counted, said) = read_sheet("c.csv", &bytes, None).unwrap_or_else(|t| panic!("{t}"));
        assert_eq!(counted.sensors[0], ("广场北口".to_owned(), vec![10.0, 20.0]));
        holds(&said, &[note]);
    }
    let western = "Zeit;Zähler;Anzahl\n2026-05-16 14:00;Brücke;10\n2026-05-16 15:00;Brücke;20\n";
    let bytes = encoding_rs::WINDOWS_1252.encode(western).0;
    let (counted, said) = read_sheet("c.csv", &bytes, None).unwrap_or_else(|t| panic!("{t}"));
    assert_eq!(counted.sensors[0].0, "Brücke");
    holds(&said, &["read as windows-1252"]);
    let told = read_sheet("c.csv", b"\x89PNG\r\n\x1a\n\0\0\xff\xfe", None).expect_err("no text");
    holds(&told, &["is no text", ".xlsx"]);
}
