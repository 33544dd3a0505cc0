//! The bytes of a file of counts: unpacked where need be, and how its columns are parted.

use super::workbook;
use crate::document::{Place, Problems, decode};
use std::io::{Cursor, Read};
use std::path::Path;

/// More than this is refused once unpacked, bytes.
const MOST_BYTES: u64 = 2_000_000_000;

/// The text of a file, and how its columns are parted.
pub(super) struct CountsText {
    bytes: Vec<u8>,
    /// Between two columns.
    pub(super) delimiter: u8,
    /// Name of the file inside a `.zip`, or of the sheet in a workbook.
    pub(super) member: Option<String>,
    /// Whether it is a sheet of a workbook.
    pub(super) workbook: bool,
    /// What was decided.
    pub(super) notes: Vec<String>,
}

/// What an archive holds.
enum Unpacked {
    File(Vec<u8>, Option<String>),
    Sheet(workbook::SheetText),
}

impl CountsText {
    /// Reads a `.csv`, `.txt`, `.tsv`, `.gz`, the one table inside a `.zip`, or a sheet of an
    /// `.xlsx`, in whatever encoding.
    ///
    /// # Errors
    /// Where it cannot be read or unpacked, holds no table or more than one.
    pub(super) fn open(path: &Path, sheet: Option<&str>) -> Result<Self, Problems> {
        let packed = std::fs::read(path).map_err(|e| {
            let what = (format!("cannot be read ({e})"), format!("无法读取（{e}）"));
            let hint = (
                "the path is taken from the folder of the event document",
                "路径从活动文件所在的文件夹算起",
            );
            Problems::one(Place::file(path), what, hint)
        })?;
        if packed.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            let what = (
                "is an Excel workbook of the old kind (.xls), or a locked one",
                "是旧式（.xls）或加锁的 Excel 工作簿",
            );
            let hint = (
                "save it as .xlsx (without a password) or CSV",
                "请另存为 .xlsx（不设密码）或 CSV",
            );
            return Err(Problems::one(Place::file(path), what, hint));
        }
        let (bytes, member) = match unpack(path, packed, sheet)? {
            Unpacked::File(bytes, member) => (bytes, member),
            Unpacked::Sheet(sheet) => {
                let member = Some(format!("sheet {:?}", sheet.name));
                let workbook::SheetText { bytes, notes, .. } = sheet;
                return Ok(Self { bytes, delimiter: b'\t', member, workbook: true, notes });
            }
        };
        if let Some(sheet) = sheet {
            let what = (
                format!("is no Excel workbook, and has no sheet {sheet:?}"),
                format!("不是 Excel 工作簿，没有工作表 {sheet:?}"),
            );
            let hint = ("leave `sheet` out", "请去掉 `sheet`");
            return Err(Problems::one(Place::file(path), what, hint));
        }
        let Some(decoded) = decode(bytes, None) else {
            let hint = (
                "expected a table: .csv, .txt or .tsv (also in .gz or .zip), or .xlsx",
                "应为表格：.csv、.txt 或 .tsv（也可在 .gz 或 .zip 中），或 .xlsx",
            );
            return Err(Problems::one(Place::file(path), ("is no text", "不是文本"), hint));
        };
        let notes = decoded.foreign.map(|(name, guessed)| {
            let sure = if guessed { ", a guess: check the names" } else { "" };
            format!("the text is read as {name}{sure}")
        });
        let bytes = decoded.text.into_bytes();
        if bytes.iter().all(u8::is_ascii_whitespace) {
            let what = ("the file is empty", "文件是空的");
            return Err(Problems::one(Place::file(path), what, None));
        }
        let delimiter = delimiter(&bytes);
        let notes = notes.into_iter().collect();
        Ok(Self { bytes, delimiter, member, workbook: false, notes })
    }

    /// Calls `row` with the line and the trimmed cells of each row until it returns `false`;
    /// empty rows are passed over. Returns the lines that are no rows of a table.
    pub(super) fn rows(&self, mut row: impl FnMut(usize, &[String]) -> bool) -> Vec<usize> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(Cursor::new(&self.bytes));
        let mut record = csv::ByteRecord::new();
        let mut cells: Vec<String> = Vec::new();
        let mut lines = Lines { bytes: &self.bytes, at: 0, line: 1 };
        loop {
            match reader.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return Vec::new(),
                Err(_) => return vec![lines.line],
            }
            let line = lines.of(record.position().map_or(0, |p| p.byte() as usize));
            cells.resize(record.len(), String::new());
            for (cell, bytes) in cells.iter_mut().zip(record.iter()) {
                cell.clear();
                cell.push_str(String::from_utf8_lossy(bytes).trim());
            }
            if cells.iter().all(String::is_empty) {
                continue;
            }
            if !row(line, &cells) {
                return Vec::new();
            }
        }
    }
}

/// Counts lines by themselves: the csv reader's own count is one short behind `\r\n`.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of the first row at or behind a byte; bytes only ever grow.
    fn of(&mut self, byte: usize) -> usize {
        let blank = |at: usize| matches!(self.bytes.get(at), Some(b'\n' | b'\r'));
        let mut start = byte.max(self.at);
        while blank(start) {
            start += 1;
        }
        let passed = self.bytes.get(self.at..start).unwrap_or_default();
        self.line += passed.iter().filter(|b| **b == b'\n').count();
        self.at = start;
        self.line
    }
}

fn unpack(path: &Path, packed: Vec<u8>, sheet: Option<&str>) -> Result<Unpacked, Problems> {
    if packed.starts_with(&[0x1F, 0x8B]) {
        let bytes = all_of(path, flate2::read::MultiGzDecoder::new(Cursor::new(packed)))?;
        return Ok(Unpacked::File(bytes, None));
    }
    if packed.starts_with(b"PK") {
        return unzip(path, packed, sheet);
    }
    Ok(Unpacked::File(packed, None))
}

fn unzip(path: &Path, packed: Vec<u8>, sheet: Option<&str>) -> Result<Unpacked, Problems> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(packed)).map_err(|e| still_packed(path, &e))?;
    let large = archive.decompressed_size().is_some_and(|size| size > u128::from(MOST_BYTES));
    if large {
        return Err(too_large(path));
    }
    let names: Vec<String> =
        archive.file_names().filter_map(Result::ok).map(|n| n.into_owned()).collect();
    if names.iter().any(|n| n == "xl/workbook.xml") {
        let bytes = archive.into_inner().into_inner();
        return workbook::read(path, bytes, sheet).map(Unpacked::Sheet);
    }
    let table = |n: &&String| {
        let lower = n.to_lowercase();
        let known = [".csv", ".txt", ".tsv"].iter().any(|end| lower.ends_with(end));
        known && !lower.contains("__macosx")
    };
    let tables: Vec<&String> = names.iter().filter(table).collect();
    let [name] = tables.as_slice() else {
        let count = tables.len();
        let what = (
            format!("holds {count} tables (.csv), expected one"),
            format!("含有 {count} 个表格（.csv），应只有一个"),
        );
        let tables: Vec<&str> = tables.iter().map(|n| n.as_str()).collect();
        let hint = if tables.is_empty() {
            (format!("it holds: {}", names.join(", ")), format!("其中有：{}", names.join("、")))
        } else {
            (
                format!("unpack it and name one of: {}", tables.join(", ")),
                format!("请解压后给出其中一个：{}", tables.join("、")),
            )
        };
        return Err(Problems::one(Place::file(path), what, hint));
    };
    let entry = archive.by_name(name).map_err(|e| still_packed(path, &e))?;
    let bytes = all_of(path, entry)?;
    Ok(Unpacked::File(bytes, Some((*name).clone())))
}

fn all_of(path: &Path, reader: impl Read) -> Result<Vec<u8>, Problems> {
    let mut bytes = Vec::new();
    let read = reader.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|e| still_packed(path, &e))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(too_large(path));
    }
    Ok(bytes)
}

fn still_packed(path: &Path, e: &dyn std::fmt::Display) -> Problems {
    let what = (format!("cannot be unpacked ({e})"), format!("无法解压（{e}）"));
    let hint = ("fetch the file again, or unpack it yourself", "请重新获取文件，或自己解压");
    Problems::one(Place::file(path), what, hint)
}

fn too_large(path: &Path) -> Problems {
    let what = ("is more than 2 GB once unpacked", "解压后超过 2 GB");
    let hint = ("cut out the days that are needed", "请只截取所需的日期");
    Problems::one(Place::file(path), what, hint)
}

/// The sign that parts the first lines into equally many columns, the most of them.
fn delimiter(bytes: &[u8]) -> u8 {
    let end = bytes.len().min(20_000);
    let lines: Vec<&[u8]> = bytes[..end]
        .split(|b| *b == b'\n')
        .filter(|line| !line.trim_ascii().is_empty())
        .take(20)
        .collect();
    let lines =
        if lines.len() > 1 && end < bytes.len() { &lines[..lines.len() - 1] } else { &lines };
    let score = |delimiter: u8| {
        let counts: Vec<usize> = lines.iter().map(|line| outside_quotes(line, delimiter)).collect();
        let first = counts.first().copied().unwrap_or(0);
        let alike = counts.iter().filter(|c| **c == first && first > 0).count();
        (alike, first)
    };
    [b';', b'\t', b'|', b','].into_iter().max_by_key(|d| score(*d)).unwrap_or(b',')
}

fn outside_quotes(line: &[u8], wanted: u8) -> usize {
    let mut quoted = false;
    line.iter()
        .filter(|b| {
            quoted ^= **b == b'"';
            !quoted && **b == wanted
        })
        .count()
}
