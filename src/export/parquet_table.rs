//! Tables in Parquet: what a row is, and what stands in each column, is said once in a list of
//! [`Column`]s, from which files are both written and read.
//!
//! Snappy pages, row groups of at most [`ROWS_A_GROUP`] rows, logical types that pandas,
//! Polars, DuckDB and Spark show as text, unsigned numbers and floats.

use crate::document::{Place, Problems};
use bytes::Bytes;
use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_typed_column_reader};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{ChunkReader, FileReader, Length, RowGroupReader};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

/// Rows in a row group: some 6 MB of the widest table.
pub const ROWS_A_GROUP: usize = 65_536;

/// How a column of rows `R` is taken out of a row and put back.
pub enum Access<R> {
    /// A text.
    Text(fn(&R) -> &str, fn(&mut R, String)),
    /// A text, or nothing.
    MaybeText(fn(&R) -> Option<&str>, fn(&mut R, Option<String>)),
    /// A whole number.
    Count(fn(&R) -> u32, fn(&mut R, u32)),
    /// A number in single precision.
    Float(fn(&R) -> f32, fn(&mut R, f32)),
    /// A number in double precision.
    Real(fn(&R) -> f64, fn(&mut R, f64)),
    /// A number in double precision, or nothing.
    MaybeReal(fn(&R) -> Option<f64>, fn(&mut R, Option<f64>)),
}

/// A column: its name, with the unit, and where it comes from.
pub struct Column<R> {
    /// Name with the unit: `held_s`, `density_per_m2`.
    pub name: &'static str,
    /// Where the cells come from and go to.
    pub access: Access<R>,
}

/// Makes a [`Column`] of a field of the row type: `column!(Real minute_end_s)`; for texts and
/// maybes the field is a `String`, `Option<String>` or `Option<f64>`.
macro_rules! column {
    (Text $field:ident) => {
        Column {
            name: stringify!($field),
            access: Access::Text(|row| &row.$field, |row, cell| row.$field = cell),
        }
    };
    (MaybeText $field:ident) => {
        Column {
            name: stringify!($field),
            access: Access::MaybeText(|row| row.$field.as_deref(), |row, cell| row.$field = cell),
        }
    };
    ($kind:ident $field:ident) => {
        Column {
            name: stringify!($field),
            access: Access::$kind(|row| row.$field, |row, cell| row.$field = cell),
        }
    };
}
pub(super) use column;

impl<R> Column<R> {
    fn nullable(&self) -> bool {
        matches!(self.access, Access::MaybeText(..) | Access::MaybeReal(..))
    }

    fn physical(&self) -> (Physical, ConvertedType) {
        match self.access {
            Access::Text(..) | Access::MaybeText(..) => (Physical::BYTE_ARRAY, ConvertedType::UTF8),
            Access::Count(..) => (Physical::INT32, ConvertedType::UINT_32),
            Access::Float(..) => (Physical::FLOAT, ConvertedType::NONE),
            Access::Real(..) | Access::MaybeReal(..) => (Physical::DOUBLE, ConvertedType::NONE),
        }
    }
}

/// Writes a table to memory, row group by row group.
pub struct TableWriter<'c, R> {
    columns: &'c [Column<R>],
    file: SerializedFileWriter<Vec<u8>>,
    waiting: Vec<R>,
}

impl<'c, R> TableWriter<'c, R> {
    /// Begins a table; `notes` go into the file's key-value metadata.
    ///
    /// # Errors
    /// Where two columns have the same name.
    pub fn new(columns: &'c [Column<R>], notes: &[(&str, String)]) -> Result<Self, ParquetError> {
        let mut fields = Vec::with_capacity(columns.len());
        for column in columns {
            let (physical, converted) = column.physical();
            let repetition =
                if column.nullable() { Repetition::OPTIONAL } else { Repetition::REQUIRED };
            let field = Type::primitive_type_builder(column.name, physical)
                .with_converted_type(converted)
                .with_repetition(repetition)
                .build()?;
            fields.push(Arc::new(field));
        }
        let schema = Type::group_type_builder("schema").with_fields(fields).build()?;
        let notes = notes.iter().map(|(k, v)| KeyValue::new((*k).to_owned(), v.clone())).collect();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("wuwei version ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(notes))
            .build();
        let file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
        Ok(Self { columns, file, waiting: Vec::new() })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Where a row group that is full cannot be encoded.
    pub fn push(&mut self, row: R) -> Result<(), ParquetError> {
        self.waiting.push(row);
        if self.waiting.len() == ROWS_A_GROUP { self.flush() } else { Ok(()) }
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// Where the last row group cannot be encoded.
    pub fn finish(mut self) -> Result<Vec<u8>, ParquetError> {
        if !self.waiting.is_empty() {
            self.flush()?;
        }
        self.file.into_inner()
    }

    fn flush(&mut self) -> Result<(), ParquetError> {
        let mut group = self.file.next_row_group()?;
        for column in self.columns {
            write_column(&mut group, column, &self.waiting)?;
        }
        group.close()?;
        self.waiting.clear();
        Ok(())
    }
}

fn write_column<R>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    column: &Column<R>,
    rows: &[R],
) -> Result<(), ParquetError> {
    match column.access {
        Access::Text(get, _) => {
            put::<ByteArrayType>(group, rows.iter().map(|r| Some(ByteArray::from(get(r)))), false)
        }
        Access::MaybeText(get, _) => {
            put::<ByteArrayType>(group, rows.iter().map(|r| get(r).map(ByteArray::from)), true)
        }
        Access::Count(get, _) => {
            // Parquet keeps unsigned numbers in signed ones of the same bits.
            put::<Int32Type>(group, rows.iter().map(|r| Some(get(r).cast_signed())), false)
        }
        Access::Float(get, _) => put::<FloatType>(group, rows.iter().map(|r| Some(get(r))), false),
        Access::Real(get, _) => put::<DoubleType>(group, rows.iter().map(|r| Some(get(r))), false),
        Access::MaybeReal(get, _) => put::<DoubleType>(group, rows.iter().map(get), true),
    }
}

fn put<D: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    cells: impl Iterator<Item = Option<D::T>> + Clone,
    nullable: bool,
) -> Result<(), ParquetError> {
    let levels: Option<Vec<i16>> =
        nullable.then(|| cells.clone().map(|cell| i16::from(cell.is_some())).collect());
    let present: Vec<D::T> = cells.flatten().collect();
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("more columns than the schema has".to_owned()));
    };
    column.typed::<D>().write_batch(&present, levels.as_deref(), None)?;
    column.close()
}

/// A table as read: the rows, and the notes of the file's key-value metadata.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<R> {
    /// The rows in the order of the file.
    pub rows: Vec<R>,
    /// The notes.
    pub notes: BTreeMap<String, String>,
}

/// Reads the named columns of a table; others are left alone.
///
/// # Errors
/// Where the file cannot be read, is no Parquet file or a damaged one, or a column is missing or of another
/// type.
pub fn read<R: Default + Clone>(path: &Path, columns: &[Column<R>]) -> Result<Table<R>, Problems> {
    let file = File::open(path).map_err(|e| {
        let hint = "the run is not whole; run the event again";
        Problems::one(Place::file(path), format!("cannot be read ({e})"), Some(hint))
    })?;
    // The crate answers most damage with an error, some with a panic deep in a decoder; what
    // is read here is dropped in both cases.
    let table = catch_unwind(AssertUnwindSafe(|| read_or_error(file, columns)))
        .unwrap_or_else(|_| Err(ParquetError::General("damaged page".to_owned())));
    table.map_err(|e| {
        let what = format!("cannot be read as the table it should be ({e})");
        let hint = "the file is damaged or from another program; run the event again";
        Problems::one(Place::file(path), what, Some(hint))
    })
}

/// A file that ends with an error. In a damaged header the crate skips billions of numbers behind
/// the end of a file one by one, as long as reading them gives nothing and no error.
struct Whole(File);

impl Length for Whole {
    fn len(&self) -> u64 {
        Length::len(&self.0)
    }
}

impl ChunkReader for Whole {
    type T = ToItsEnd;

    fn get_read(&self, start: u64) -> Result<ToItsEnd, ParquetError> {
        self.0.get_read(start).map(ToItsEnd)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        self.0.get_bytes(start, length)
    }
}

/// What is left of a [`Whole`] file.
struct ToItsEnd(BufReader<File>);

impl Read for ToItsEnd {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into)? {
            0 if !into.is_empty() => Err(io::ErrorKind::UnexpectedEof.into()),
            read => Ok(read),
        }
    }
}

fn read_or_error<R: Default + Clone>(
    file: File,
    columns: &[Column<R>],
) -> Result<Table<R>, ParquetError> {
    let length = file.metadata()?.len();
    let file = SerializedFileReader::new(Whole(file))?;
    let metadata = file.metadata();
    let notes = metadata.file_metadata().key_value_metadata().into_iter().flatten();
    let notes = notes.filter_map(|n| Some((n.key.clone(), n.value.clone()?))).collect();
    let places = columns.iter().map(|c| place_of(&file, c)).collect::<Result<Vec<_>, _>>()?;
    let mut rows: Vec<R> = Vec::new();
    for i in 0..metadata.num_row_groups() {
        let group = file.get_row_group(i)?;
        let count = usize::try_from(group.metadata().num_rows())
            .ok()
            // Nothing compresses rows of numbers a thousandfold: a count like that is damage.
            .filter(|count| *count as u64 / 1000 <= length)
            .ok_or_else(|| ParquetError::General("impossible number of rows".to_owned()))?;
        let from = rows.len();
        rows.resize(from + count, R::default());
        for (column, place) in columns.iter().zip(&places) {
            read_column(&*group, *place, column, &mut rows[from..])?;
        }
    }
    Ok(Table { rows, notes })
}

/// Index of the column in the file, if it is there as it should be.
fn place_of<R>(
    file: &SerializedFileReader<Whole>,
    column: &Column<R>,
) -> Result<usize, ParquetError> {
    let schema = file.metadata().file_metadata().schema_descr();
    let found = schema.columns().iter().position(|c| c.name() == column.name);
    let Some(place) = found else {
        return Err(ParquetError::General(format!("there is no column {}", column.name)));
    };
    let there = schema.column(place);
    let nullable = there.max_def_level() == 1;
    let flat = there.max_rep_level() == 0 && there.max_def_level() <= 1;
    if there.physical_type() != column.physical().0 || !flat || nullable != column.nullable() {
        return Err(ParquetError::General(format!("column {} is of another type", column.name)));
    }
    Ok(place)
}

fn read_column<R>(
    group: &dyn RowGroupReader,
    place: usize,
    column: &Column<R>,
    rows: &mut [R],
) -> Result<(), ParquetError> {
    let cells = group.get_column_reader(place)?;
    let text = |cell: ByteArray| cell.as_utf8().map(str::to_owned);
    match column.access {
        Access::Text(_, set) => {
            let cells = required::<ByteArrayType>(cells, rows.len())?;
            for (row, cell) in rows.iter_mut().zip(cells) {
                set(row, text(cell)?);
            }
        }
        Access::MaybeText(_, set) => {
            let cells = optional::<ByteArrayType>(cells, rows.len())?;
            for (row, cell) in rows.iter_mut().zip(cells) {
                set(row, cell.map(text).transpose()?);
            }
        }
        Access::Count(_, set) => {
            let cells = required::<Int32Type>(cells, rows.len())?;
            rows.iter_mut().zip(cells).for_each(|(row, cell)| set(row, cell.cast_unsigned()));
        }
        Access::Float(_, set) => {
            let cells = required::<FloatType>(cells, rows.len())?;
            rows.iter_mut().zip(cells).for_each(|(row, cell)| set(row, cell));
        }
        Access::Real(_, set) => {
            let cells = required::<DoubleType>(cells, rows.len())?;
            rows.iter_mut().zip(cells).for_each(|(row, cell)| set(row, cell));
        }
        Access::MaybeReal(_, set) => {
            let cells = optional::<DoubleType>(cells, rows.len())?;
            rows.iter_mut().zip(cells).for_each(|(row, cell)| set(row, cell));
        }
    }
    Ok(())
}

fn required<D: DataType>(reader: ColumnReader, count: usize) -> Result<Vec<D::T>, ParquetError> {
    let mut cells = Vec::new();
    let read = records::<D>(reader, count, None, &mut cells)?;
    (read == count && cells.len() == count).then_some(cells).ok_or_else(short)
}

fn optional<D: DataType>(
    reader: ColumnReader,
    count: usize,
) -> Result<Vec<Option<D::T>>, ParquetError> {
    let (mut levels, mut present) = (Vec::new(), Vec::new());
    let read = records::<D>(reader, count, Some(&mut levels), &mut present)?;
    if read != count || levels.len() != count {
        return Err(short());
    }
    let mut present = present.into_iter();
    levels
        .into_iter()
        .map(|level| if level == 1 { present.next().map(Some).ok_or_else(short) } else { Ok(None) })
        .collect()
}

fn records<D: DataType>(
    reader: ColumnReader,
    count: usize,
    mut levels: Option<&mut Vec<i16>>,
    cells: &mut Vec<D::T>,
) -> Result<usize, ParquetError> {
    let mut reader: ColumnReaderImpl<D> = get_typed_column_reader(reader);
    let mut read = 0;
    while read < count {
        let levels = levels.as_deref_mut();
        let (records, ..) = reader.read_records(count - read, levels, None, cells)?;
        if records == 0 {
            break;
        }
        read += records;
    }
    Ok(read)
}

fn short() -> ParquetError {
    ParquetError::General("a column is shorter than the table".to_owned())
}
