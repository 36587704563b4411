#![allow(clippy::as_conversions, clippy::string_slice)]

use std::io::Write as _;
use std::path::PathBuf;

use super::*;

struct Paper {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn paper(bytes: &[u8]) -> Paper {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    std::fs::File::create(&path).unwrap().write_all(bytes).unwrap();
    Paper { _folder: folder, path }
}

fn cells(bytes: &[u8]) -> (Vec<Vec<String>>, Vec<String>) {
    let paper = paper(bytes);
    let table = Table::read(&paper.path, Wanted::All).unwrap();
    let rows = (0..table.rows())
        .map(|row| table.columns().iter().map(|c| c.get(row).to_owned()).collect())
        .collect();
    (rows, table.remarks().to_vec())
}

fn refusal(bytes: &[u8]) -> String {
    let paper = paper(bytes);
    Table::read(&paper.path, Wanted::All).unwrap_err().to_string()
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_name() {
    let paper = paper(b"\xef\xbb\xbfid,name\r\n1, Zo\xc3\xab \r\n2,\r\n");
    let table = Table::read(&paper.path, Wanted::All).unwrap();
    assert_eq!(table.column("id").unwrap().iter().collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(table.column("name").unwrap().iter().collect::<Vec<_>>(), ["Zoë", ""]);
    assert!(table.remarks().is_empty());
}

#[test]
fn an_old_encoding_is_read_and_said_aloud() {
    let (rows, remarks) = cells(b"id,name\n1,Zo\xeb\n2,O\x92Brien\n");
    assert_eq!(rows, [["1", "Zoë"], ["2", "O’Brien"]]);
    assert!(remarks.first().unwrap().contains("Windows-1252"), "{remarks:?}");
}

#[test]
fn semicolons_and_tabs_are_seen_in_the_heading() {
    assert_eq!(cells(b"a;b\n1;2,5\n").0, [["1", "2,5"]]);
    assert_eq!(cells(b"a\tb\n1\t2\n").0, [["1", "2"]]);
}

#[test]
fn a_ragged_row_is_named_by_its_number_and_not_by_what_it_holds() {
    let said = refusal(b"id,name,town\n1,Ann,Leeds\n2,Bea, Jo,York\n");
    assert!(said.contains("record 2 has 4 fields") && !said.contains("Bea"), "{said}");
    assert_eq!(cells(b"a,b\n1,2,,\n").0, [["1", "2"]]);
}

#[test]
fn a_file_that_cannot_be_meant_is_refused_in_a_sentence() {
    assert!(refusal(b"").contains("is empty"));
    assert!(refusal(b"\xff\xfea\x00").contains("UTF-16"));
    assert!(refusal(b"a,a\n1,2\n").contains("two columns are called a"));
    assert!(refusal(b"a,b\n1,\"two\n3,4\n").contains("never closed"));
    assert!(refusal(b"PAR1 cut off").contains("not a whole Parquet file"));
    let paper = paper(b"a,b\n1,2\n");
    let said = Table::read(&paper.path, Wanted::Named(&["dob"])).unwrap_err().to_string();
    assert!(said.contains("no column dob") && said.contains("a, b"), "{said}");
}

#[test]
fn many_blocks_give_the_rows_in_order_and_quoted_line_ends_stay_inside() {
    let mut text = String::from("n,words\n");
    for n in 0..60_000 {
        text.push_str(&format!("{n},\"line one of {n}\nline \"\"two\"\"\"\n"));
    }
    assert!(text.len() > 5 << 18);
    let (rows, _) = cells(text.as_bytes());
    assert_eq!(rows.len(), 60_000);
    for (n, row) in rows.iter().enumerate() {
        assert_eq!(row[0], n.to_string());
        assert_eq!(row[1], format!("line one of {n}\nline \"two\""));
    }
}

#[test]
fn only_the_wanted_columns_are_read_in_the_order_asked() {
    let paper = paper(b"a,b,c\n1,2,3\n");
    let table = Table::read(&paper.path, Wanted::Named(&["c", "a"])).unwrap();
    let names: Vec<_> = table.columns().iter().map(Column::name).collect();
    assert_eq!(names, ["c", "a"]);
    assert_eq!(heading(&paper.path).unwrap(), ["a", "b", "c"]);
}

#[test]
fn numbers_say_where_they_are_none() {
    let mut column = Column::new("age");
    for text in ["41", " 7.5 ", "", "NA"] {
        column.push(text).unwrap();
    }
    let numbers = column.numbers().unwrap();
    assert_eq!(&numbers[..2], [41.0, 7.5]);
    assert!(numbers[2].is_nan() && numbers[3].is_nan());
    column.push("forty").unwrap();
    let said = column.numbers().unwrap_err().to_string();
    assert!(said.contains("record 5") && !said.contains("forty"), "{said}");
    let mut endless = Column::new("x");
    endless.push("inf").unwrap();
    assert!(endless.numbers().is_err());
}

#[test]
fn dates_of_a_spreadsheet_become_iso_the_whole_column_or_none() {
    let convert = |texts: &[&str]| {
        let mut column = Column::new("dob");
        for text in texts {
            column.push(text).unwrap();
        }
        let remark = column.dates_to_iso();
        (remark, column.iter().map(str::to_owned).collect::<Vec<_>>())
    };
    let (remark, dates) = convert(&["36526", "", "20000"]);
    assert!(remark.unwrap().unwrap().contains("Excel"));
    assert_eq!(dates, ["2000-01-01", "", "1954-10-03"]);
    let (remark, dates) = convert(&["13/02/1990", "1/3/1991"]);
    assert!(remark.unwrap().unwrap().contains("day/month"));
    assert_eq!(dates, ["1990-02-13", "1991-03-01"]);
    let (remark, dates) = convert(&["02/13/1990", "3/1/1991"]);
    assert!(remark.unwrap().unwrap().contains("month/day"));
    assert_eq!(dates, ["1990-02-13", "1991-03-01"]);
    assert!(convert(&["13/02/1990", "02/13/1990"]).0.is_err());
    let (remark, dates) = convert(&["1990-02-13", "unknown"]);
    assert!(remark.unwrap().is_none());
    assert_eq!(dates, ["1990-02-13", "unknown"]);
}

/// Threads that share one place in the file read each other's bytes, now and then: so many columns,
/// so often, that it would not go unseen.
#[test]
fn the_columns_of_parquet_are_read_at_once_and_none_reads_anothers_bytes() {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wide.parquet");
    let fields: String = (0..16).map(|n| format!("required binary c{n} (utf8); ")).collect();
    let schema =
        parquet::schema::parser::parse_message_type(&format!("message wide {{ {fields} }}"))
            .unwrap();
    let file = std::fs::File::create(&path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema.into(), Default::default()).unwrap();
    let cell = |column: usize, row: usize| format!("{column}-{row}");
    for _ in 0..4 {
        let mut group = writer.next_row_group().unwrap();
        for n in 0..16 {
            let cells: Vec<ByteArray> =
                (0..500).map(|row| ByteArray::from(cell(n, row).as_str())).collect();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&cells, None, None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
    for _ in 0..100 {
        let table = Table::read(&path, Wanted::All).unwrap();
        assert_eq!(table.rows(), 2000);
        for n in 0..16 {
            let column = table.column(&format!("c{n}")).unwrap();
            assert!(column.iter().enumerate().all(|(row, text)| text == cell(n, row % 500)));
        }
    }
}

#[test]
fn parquet_reads_as_the_same_columns_whatever_their_kind() {
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    let schema = parquet::schema::parser::parse_message_type(
        "message people {
            required binary id (utf8);
            optional int32 dob (date);
            optional double score;
            optional group names (list) { repeated group list { optional binary element (utf8); } }
        }",
    )
    .unwrap();
    let properties =
        WriterProperties::builder().set_compression(parquet::basic::Compression::SNAPPY).build();
    let file = std::fs::File::create(&path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema.into(), properties.into()).unwrap();
    for _ in 0..2 {
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let ids: Vec<ByteArray> = ["a", "b", "c"].map(ByteArray::from).to_vec();
        column.typed::<ByteArrayType>().write_batch(&ids, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&[0, 7000], Some(&[1, 0, 1]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&[0.5, -2.0], Some(&[0, 1, 1]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let names: Vec<ByteArray> = ["smith", "jones", "khan"].map(ByteArray::from).to_vec();
        column
            .typed::<ByteArrayType>()
            .write_batch(&names, Some(&[3, 3, 0, 3]), Some(&[0, 1, 0, 0]))
            .unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
    let table = Table::read(&path, Wanted::All).unwrap();
    let column = |name: &str| table.column(name).unwrap().iter().collect::<Vec<_>>();
    assert_eq!(column("id"), ["a", "b", "c", "a", "b", "c"]);
    assert_eq!(column("dob")[..3], ["1970-01-01", "", "1989-03-02"]);
    assert_eq!(column("score")[..3], ["", "0.5", "-2"]);
    assert_eq!(column("names")[..3], ["smith|jones", "", "khan"]);
    let whole = std::fs::read(&path).unwrap();
    for keep in [whole.len() - 1, whole.len() / 2, 20] {
        std::fs::write(&path, &whole[..keep]).unwrap();
        let said = Table::read(&path, Wanted::All).unwrap_err().to_string();
        assert!(said.contains("not a whole Parquet file"), "{said}");
    }
}
