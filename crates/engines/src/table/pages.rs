//! Parquet into columns of text: whatever is flat, and lists of one level, whose items are joined by
//! `|`. Dates and times become ISO text, numbers their shortest text.

use std::fs::File;
use std::io::{BufReader, Read};
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};
use parquet::schema::types::ColumnDescPtr;
use rayon::prelude::*;

use super::{Column, Table, Wanted, places};
use crate::Trouble;

/// Records read at a time from every column.
const SLICE: usize = 1 << 15;

/// A file of which every column is read at its own place. The copies of a `File` share one place,
/// so that threads that read columns at once would read each other's bytes; here every read says
/// where it reads.
struct Whole {
    file: Arc<File>,
    length: u64,
}

/// What is left to read from a place on.
struct Onward {
    file: Arc<File>,
    place: u64,
}

impl Read for Onward {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read_at(into, self.place)?;
        self.place = self.place.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        Ok(read)
    }
}

impl Length for Whole {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Whole {
    type T = BufReader<Onward>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(BufReader::new(Onward { file: Arc::clone(&self.file), place: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        // A length that a damaged file claims is not believed before it is compared with the file's.
        let wanted = u64::try_from(length).ok().and_then(|length| start.checked_add(length));
        if wanted.is_none_or(|end| end > self.length) {
            return Err(ParquetError::EOF(String::new()));
        }
        let mut bytes = vec![0; length];
        self.file.read_exact_at(&mut bytes, start)?;
        Ok(bytes.into())
    }
}

pub(super) fn read(
    path: &Path,
    wanted: Wanted<'_>,
    each: &mut dyn FnMut(Table) -> Result<(), Trouble>,
) -> Result<Vec<String>, Trouble> {
    let said = |what: &str| Trouble::Said(format!("{}: {what}", path.display()));
    let broken = |why: ParquetError| match why {
        ParquetError::General(why) if why.contains("feature") => said(
            "is compressed in a way that is not read here; write it again with snappy, or uncompressed",
        ),
        _ => said("is not a whole Parquet file (cut off, or damaged); fetch or write it again"),
    };
    let file = File::open(path).map_err(|why| crate::files::trouble(path, why))?;
    let length = file.metadata().map_err(|why| crate::files::trouble(path, why))?.len();
    let reader =
        SerializedFileReader::new(Whole { file: Arc::new(file), length }).map_err(broken)?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let names: Vec<String> = schema
        .columns()
        .iter()
        .map(|column| column.path().parts().first().cloned().unwrap_or_default())
        .collect();
    let places = places(path, &names, wanted)?;
    let mut kinds = Vec::with_capacity(places.len());
    for &place in &places {
        let column = schema.column(place);
        kinds.push(Kind::of(&column).ok_or_else(|| {
            said(&format!(
                "column {} is of a kind that is not read here; write it as text, a number or a date",
                names.get(place).map_or("", String::as_str)
            ))
        })?);
    }
    let blank = || -> Vec<Column> {
        places.iter().map(|&p| Column::new(names.get(p).map_or("", String::as_str))).collect()
    };
    each(Table { columns: blank(), rows: 0, remarks: Vec::new() })?;
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).map_err(broken)?;
        let mut left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let mut readers = Vec::with_capacity(places.len());
        for (&place, &kind) in places.iter().zip(&kinds) {
            let column = schema.column(place);
            readers.push((
                group.get_column_reader(place).map_err(broken)?,
                kind,
                column.max_def_level(),
                column.max_rep_level(),
            ));
        }
        while left > 0 {
            let rows = left.min(SLICE);
            let mut columns = blank();
            readers
                .par_iter_mut()
                .zip(columns.par_iter_mut())
                .map(|((reader, kind, def, rep), column)| {
                    slice(reader, *kind, (*def, *rep), rows, column)
                })
                .collect::<Result<Vec<()>, Broken>>()
                .map_err(|why| match why {
                    Broken::File(why) => broken(why),
                    Broken::Long(trouble) => trouble,
                })?;
            if columns.iter().any(|column| column.len() != rows) {
                return Err(broken(ParquetError::EOF(String::new())));
            }
            each(Table { columns, rows, remarks: Vec::new() })?;
            left = left.saturating_sub(rows);
        }
    }
    Ok(Vec::new())
}

enum Broken {
    File(ParquetError),
    Long(Trouble),
}

/// How a stored value is written as text.
#[derive(Clone, Copy)]
enum Kind {
    Plain,
    Date,
    Time(TimeOfDay),
    Decimal(usize),
}

#[derive(Clone, Copy)]
enum TimeOfDay {
    Milli,
    Micro,
    Nano,
}

impl Kind {
    fn of(column: &ColumnDescPtr) -> Option<Self> {
        if column.max_rep_level() > 1
            || (column.max_rep_level() == 0 && column.path().parts().len() > 1)
        {
            return None;
        }
        if column.physical_type() == parquet::basic::Type::INT96 {
            return None;
        }
        match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Date), _) | (None, ConvertedType::DATE) => Some(Self::Date),
            (Some(LogicalType::Timestamp(t)), _) => Some(Self::Time(match t.unit {
                TimeUnit::MILLIS => TimeOfDay::Milli,
                TimeUnit::MICROS => TimeOfDay::Micro,
                TimeUnit::NANOS => TimeOfDay::Nano,
            })),
            (None, ConvertedType::TIMESTAMP_MILLIS) => Some(Self::Time(TimeOfDay::Milli)),
            (None, ConvertedType::TIMESTAMP_MICROS) => Some(Self::Time(TimeOfDay::Micro)),
            (Some(LogicalType::Decimal(_)), _) | (None, ConvertedType::DECIMAL) => {
                match column.physical_type() {
                    parquet::basic::Type::INT32 | parquet::basic::Type::INT64 => {
                        Some(Self::Decimal(usize::try_from(column.type_scale()).ok()?))
                    }
                    _ => None,
                }
            }
            _ => Some(Self::Plain),
        }
    }

    fn number(self, value: i64) -> String {
        let moment = |text: Option<jiff::Timestamp>| {
            text.map_or_else(String::new, |t| {
                t.to_zoned(jiff::tz::TimeZone::UTC).datetime().to_string()
            })
        };
        match self {
            Self::Plain => value.to_string(),
            Self::Date => i32::try_from(value)
                .ok()
                .and_then(|days| jiff::Span::new().try_days(days).ok())
                .and_then(|days| jiff::civil::date(1970, 1, 1).checked_add(days).ok())
                .map_or_else(String::new, |date| date.to_string()),
            Self::Time(TimeOfDay::Milli) => moment(jiff::Timestamp::from_millisecond(value).ok()),
            Self::Time(TimeOfDay::Micro) => moment(jiff::Timestamp::from_microsecond(value).ok()),
            Self::Time(TimeOfDay::Nano) => {
                moment(jiff::Timestamp::from_nanosecond(i128::from(value)).ok())
            }
            Self::Decimal(scale) => {
                let sign = if value < 0 { "-" } else { "" };
                let digits =
                    format!("{:0>width$}", value.unsigned_abs(), width = scale.saturating_add(1));
                let (whole, part) = digits.split_at(digits.len().saturating_sub(scale));
                if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
            }
        }
    }
}

fn slice(
    reader: &mut ColumnReader,
    kind: Kind,
    levels: (i16, i16),
    rows: usize,
    column: &mut Column,
) -> Result<(), Broken> {
    match reader {
        ColumnReader::BoolColumnReader(r) => typed(r, levels, rows, column, |out, v| {
            out.push_str(if *v { "true" } else { "false" });
        }),
        ColumnReader::Int32ColumnReader(r) => typed(r, levels, rows, column, |out, v| {
            out.push_str(&kind.number(i64::from(*v)));
        }),
        ColumnReader::Int64ColumnReader(r) => typed(r, levels, rows, column, |out, v| {
            out.push_str(&kind.number(*v));
        }),
        ColumnReader::FloatColumnReader(r) => typed(r, levels, rows, column, |out, v| {
            out.push_str(&v.to_string());
        }),
        ColumnReader::DoubleColumnReader(r) => typed(r, levels, rows, column, |out, v| {
            out.push_str(&v.to_string());
        }),
        ColumnReader::ByteArrayColumnReader(r) => typed(r, levels, rows, column, |out, v| {
            out.push_str(String::from_utf8_lossy(v.data()).trim_ascii());
        }),
        ColumnReader::FixedLenByteArrayColumnReader(r) => {
            typed(r, levels, rows, column, |out, v| {
                out.push_str(String::from_utf8_lossy(v.data()).trim_ascii());
            })
        }
        ColumnReader::Int96ColumnReader(_) => {
            Err(Broken::File(ParquetError::NYI("INT96".to_owned())))
        }
    }
}

fn typed<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    (max_def, max_rep): (i16, i16),
    rows: usize,
    column: &mut Column,
    write: impl Fn(&mut String, &T::T),
) -> Result<(), Broken> {
    let (mut defs, mut reps, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let mut got = 0_usize;
    while got < rows {
        let (records, _, _) = reader
            .read_records(
                rows.saturating_sub(got),
                (max_def > 0).then_some(&mut defs),
                (max_rep > 0).then_some(&mut reps),
                &mut values,
            )
            .map_err(Broken::File)?;
        if records == 0 {
            break;
        }
        got = got.saturating_add(records);
    }
    let mut value = values.iter();
    let mut put = |column: &mut Column, def: i16| {
        if def == max_def
            && let Some(value) = value.next()
        {
            write(&mut column.text, value);
        }
    };
    if max_def == 0 {
        for _ in 0..values.len() {
            put(column, 0);
            column.close().map_err(Broken::Long)?;
        }
        return Ok(());
    }
    for (at, &def) in defs.iter().enumerate() {
        if max_rep > 0 {
            if reps.get(at).copied().unwrap_or(0) > 0 {
                // A further item of the list: between it and the one before stands a stroke.
                if def == max_def {
                    column.text.push('|');
                }
                put(column, def);
                continue;
            }
            if at > 0 {
                column.close().map_err(Broken::Long)?;
            }
            put(column, def);
        } else {
            put(column, def);
            column.close().map_err(Broken::Long)?;
        }
    }
    if max_rep > 0 && !defs.is_empty() {
        column.close().map_err(Broken::Long)?;
    }
    Ok(())
}
