//! `link` as an analyst meets it: files in, pairs and clusters out. The model and the pairs that real
//! Splink made need the shared folder (`shared` beside the repository, or `ALONGSIDE_SHARED`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::print_stdout
)]

#[path = "link/people.rs"]
mod people;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use people::people;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn run(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_alongside-engines"))
        .current_dir(root())
        .args(words)
        .output()
        .unwrap()
}

fn summary(words: &[&str]) -> serde_json::Value {
    let output = run(words);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refusal(words: &[&str]) -> String {
    let output = run(words);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn put(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("ALONGSIDE_SHARED")
        .map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = folder.join(name);
    if path.exists() {
        return Some(path);
    }
    println!("SKIPPED: {} is absent; set ALONGSIDE_SHARED to check against it", path.display());
    None
}

/// Rows of a CSV by the pair of ids, with each column's number.
fn pairs(text: &str) -> BTreeMap<(String, String), BTreeMap<String, f64>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            let cell = |name: &str| row[names.iter().position(|n| n == name).unwrap()].to_owned();
            let numbers = names
                .iter()
                .zip(&row)
                .filter(|(name, _)| name.starts_with("m"))
                .map(|(name, value)| (name.to_owned(), value.parse().unwrap()))
                .collect();
            ((cell("unique_id_l"), cell("unique_id_r")), numbers)
        })
        .collect()
}

#[test]
fn a_pair_weighs_what_splink_gave_it_to_the_ninth_place() {
    let (Some(records), Some(model), Some(expected)) = (
        shared("data/linkage/febrl_dataset3.csv"),
        shared("data/linkage/splink5_febrl3_model.json"),
        shared("data/linkage/splink5_febrl3_pairs.csv"),
    ) else {
        return;
    };
    let desk = Desk::new();
    let text = std::fs::read_to_string(records).unwrap().replacen("rec_id", "unique_id", 1);
    let file = desk.put("febrl3.csv", &text);
    let said = summary(&[
        "link",
        &file,
        "--model",
        model.to_str().unwrap(),
        "--out-pairs",
        &desk.path("pairs.csv"),
        "--parts",
        "--least-weight",
        "-1000",
        "--json",
    ]);
    assert_eq!(said["scored_pairs"], 6833);
    let (ours, theirs) =
        (pairs(&desk.read("pairs.csv")), pairs(&std::fs::read_to_string(expected).unwrap()));
    assert_eq!(theirs.len(), 6833);
    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
    let mut farthest: f64 = 0.0;
    for (pair, theirs) in &theirs {
        for (name, theirs) in theirs {
            farthest = farthest.max((ours[pair][name] - theirs).abs());
        }
    }
    assert!(farthest < 1e-9, "{farthest}");
}

#[test]
fn febrl3_is_linked_as_well_as_splink_links_it() {
    let Some(records) = shared("data/linkage/febrl_dataset3.csv") else { return };
    let said = summary(&[
        "link",
        records.to_str().unwrap(),
        "--train",
        "data/linkage/febrl-settings.json",
        "--truth",
        "rec_id",
        "--truth-number",
        "--json",
    ]);
    assert!(said["of_clusters"]["f1"].as_f64().unwrap() >= 0.9972, "{}", said["of_clusters"]);
}

#[test]
fn the_example_of_the_help_runs_as_printed_and_its_file_is_the_generators() {
    let made = people(600, 7);
    let file = root().join("data/linkage/people.csv");
    if std::env::var_os("ALONGSIDE_WRITE").is_some() {
        std::fs::write(&file, &made).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), made, "ALONGSIDE_WRITE=1 writes it anew");
    let help = String::from_utf8(run(&["link", "--help"]).stdout).unwrap();
    let from = help.find("alongside-engines link data/").unwrap();
    // As a shell reads it: a line goes on after a backslash at its end, and nowhere else.
    let example = help[from..].replace("\\\n", " ");
    let words: Vec<&str> = example.lines().next().unwrap().split_whitespace().skip(1).collect();
    let desk = Desk::new();
    let words: Vec<String> = words
        .into_iter()
        .map(|word| match word {
            "pairs.csv" | "clusters.csv" => desk.path(word),
            other => other.to_owned(),
        })
        .collect();
    let output = run(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8(output.stdout).unwrap().contains("F1"));
    assert_eq!(desk.read("clusters.csv").lines().count(), 601);
    assert!(desk.read("pairs.csv").lines().count() > 300);
}

/// Links the people of a text, and gives summary, pairs and clusters.
fn linked(text: &str, more: &[&str]) -> (serde_json::Value, String, String) {
    let desk = Desk::new();
    let file = desk.put("people.csv", text);
    let (pairs, clusters) = (desk.path("p.csv"), desk.path("c.csv"));
    let mut words = vec![
        "link",
        &file,
        "--train",
        "data/linkage/people-settings.json",
        "--truth",
        "person",
        "--out-pairs",
        &pairs,
        "--out-clusters",
        &clusters,
        "--json",
        "--save-model",
    ];
    let model = desk.path("m.json");
    words.push(&model);
    words.extend(more);
    let mut said = summary(&words);
    let object = said.as_object_mut().unwrap();
    object.retain(|name, _| !name.starts_with("seconds") && name != "peak_memory_bytes");
    said["model"] = serde_json::from_str(&desk.read("m.json")).unwrap();
    (said, desk.read("p.csv"), desk.read("c.csv"))
}

#[test]
fn neither_the_order_of_rows_nor_of_columns_nor_the_number_of_threads_changes_anything() {
    let text = people(2500, 3);
    let once = linked(&text, &["--threads", "1"]);
    assert!(once.0["of_clusters"]["f1"].as_f64().unwrap() > 0.9, "{}", once.0["of_clusters"]);
    for threads in ["2", "5"] {
        assert_eq!(once, linked(&text, &["--threads", threads]));
    }
    let (heading, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    rows.rotate_left(700);
    assert_eq!(once, linked(&format!("{heading}\n{}\n", rows.join("\n")), &[]));
    let turned: String =
        text.lines().map(|row| row.split(',').rev().collect::<Vec<_>>().join(",") + "\n").collect();
    assert_eq!(once, linked(&turned, &[]));
}

#[test]
fn an_alias_links_what_a_changed_surname_parts() {
    let text = people(2500, 3);
    let with = linked(&text, &[]).0["of_clusters"]["recall"].as_f64().unwrap();
    // The same people, where nobody wrote down an alias.
    let without: String = text
        .lines()
        .enumerate()
        .map(|(number, row)| {
            let mut cells: Vec<&str> = row.split(',').collect();
            if number > 0 {
                cells[5] = cells[4];
            }
            cells.join(",") + "\n"
        })
        .collect();
    let without = linked(&without, &[]).0["of_clusters"]["recall"].as_f64().unwrap();
    assert!(with > without + 0.01, "{with} {without}");
}

#[test]
fn new_records_against_old_ones_find_what_all_together_find_and_are_taken_back_again() {
    let desk = Desk::new();
    let text = people(1200, 5);
    let (heading, rows) = text.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    let part = |rows: &[&str]| format!("{heading}\n{}\n", rows.join("\n"));
    let (all, old, new) = (
        desk.put("all.csv", &text),
        desk.put("old.csv", &part(&rows[..900])),
        desk.put("new.csv", &part(&rows[900..])),
    );
    let model = desk.path("m.json");
    let out =
        |name: &str| (desk.path(&format!("{name}-p.csv")), desk.path(&format!("{name}-c.csv")));
    let (p, c) = out("all");
    summary(&[
        "link",
        &all,
        "--train",
        "data/linkage/people-settings.json",
        "--save-model",
        &model,
        "--out-pairs",
        &p,
        "--out-clusters",
        &c,
        "--json",
        "--bridge",
        "0",
    ]);
    let link = |files: &[&str], name: &str, more: &[&str]| {
        let (p, c) = out(name);
        let mut words = vec!["link"];
        words.extend(files);
        words.extend([
            "--model",
            &model,
            "--out-pairs",
            &p,
            "--out-clusters",
            &c,
            "--json",
            "--bridge",
            "0",
        ]);
        words.extend(more);
        summary(&words)
    };
    link(&[&old], "old", &[]);
    let before = desk.read("old-c.csv");
    let said = link(&[&new], "new", &["--old", &old, "--old-pairs", &out("old").0]);
    assert_eq!(said["records"], 1200);
    let ids = |text: &str| pairs(text).into_keys().collect::<std::collections::BTreeSet<_>>();
    let (whole, first, then) =
        (ids(&desk.read("all-p.csv")), ids(&desk.read("old-p.csv")), ids(&desk.read("new-p.csv")));
    assert!(first.is_disjoint(&then));
    // Rare values are counted among all records, so a weight at the edge may differ; the pairs that the
    // blocks offer do not.
    let both: std::collections::BTreeSet<_> = first.union(&then).cloned().collect();
    let differing = whole.symmetric_difference(&both).count();
    assert!(differing * 100 <= whole.len(), "{differing} of {}", whole.len());
    // The same parameters on the old records alone: what was before the new ones came.
    link(&[&old], "again", &[]);
    assert_eq!(before, desk.read("again-c.csv"));
}

#[test]
fn a_pair_is_explained_part_by_part_and_the_parts_add_up() {
    let desk = Desk::new();
    let file = desk.put("people.csv", &people(600, 7));
    let pairs_file = desk.path("p.csv");
    let train = ["--train", "data/linkage/people-settings.json"];
    summary(&["link", &file, train[0], train[1], "--out-pairs", &pairs_file, "--json"]);
    let found = pairs(&desk.read("p.csv"));
    let ((left, right), numbers) = found.iter().next().unwrap();
    let said = summary(&["link", &file, train[0], train[1], "--explain", right, left, "--json"]);
    let explained = &said["explained"];
    assert!((explained["weight"].as_f64().unwrap() - numbers["match_weight"]).abs() < 1e-9);
    let sum = explained["parts"].as_array().unwrap().iter().fold(
        explained["prior"].as_f64().unwrap(),
        |sum, part| {
            sum + part["weight"].as_f64().unwrap() + part["frequency"].as_f64().unwrap_or(0.0)
        },
    );
    assert!((sum - explained["weight"].as_f64().unwrap()).abs() < 1e-9);
    let words = run(&["link", &file, train[0], train[1], "--explain", left, right]);
    assert!(String::from_utf8(words.stdout).unwrap().contains("in all: probability"));
}

#[test]
fn the_quality_of_each_subgroup_is_told() {
    let (said, _, _) = linked(&people(2500, 3), &["--by", "organisation"]);
    let by = said["by"].as_object().unwrap();
    assert_eq!(by.len(), 8);
    assert!(by.values().all(|q| q["real"].as_u64().unwrap() > 0));
}

#[test]
fn a_model_written_is_read_again_and_weighs_the_same() {
    let desk = Desk::new();
    let file = desk.put("people.csv", &people(600, 7));
    let model = desk.path("m.json");
    let (first, then) = (desk.path("first.csv"), desk.path("then.csv"));
    summary(&[
        "link",
        &file,
        "--train",
        "data/linkage/people-settings.json",
        "--save-model",
        &model,
        "--out-pairs",
        &first,
        "--json",
    ]);
    summary(&["link", &file, "--model", &model, "--out-pairs", &then, "--json"]);
    assert!(desk.read("first.csv") == desk.read("then.csv"), "pairs differ");
}

#[test]
fn what_cannot_be_used_is_refused_in_a_sentence_and_nothing_is_left() {
    let desk = Desk::new();
    let text = people(300, 7);
    let train = ["--train", "data/linkage/people-settings.json"];
    let attempt = |file: &str, how: &[&str]| {
        let before = desk.names();
        let (p, c) = (desk.path("p.csv"), desk.path("c.csv"));
        let mut words = vec!["link", file, "--out-pairs", &p, "--out-clusters", &c];
        words.extend(how);
        let said = refusal(&words);
        assert_eq!(before, desk.names());
        assert!(!said.contains("okafor") && said.lines().count() == 1, "{said}");
        said
    };
    let twice = text.replacen("r0001,", "r0000,", 1);
    let said = attempt(&desk.put("twice.csv", &twice), &train);
    assert!(said.contains("records 1 and 2 have the same id"), "{said}");
    let none = text.replacen("r0001,", ",", 1);
    assert!(attempt(&desk.put("none.csv", &none), &train).contains("record 2 has no id"));
    let said = attempt(&desk.put("column.csv", &text.replacen("dob", "born", 1)), &train);
    assert!(said.contains("no column dob"), "{said}");
    let said =
        attempt(&desk.put("one.csv", &text.lines().take(2).collect::<Vec<_>>().join("\n")), &train);
    assert!(said.contains("at least two records"), "{said}");
    assert!(attempt(&desk.path("absent.csv"), &train).contains("absent.csv"));
    let good = desk.put("good.csv", &text);
    let ragged = desk.put("ragged.csv", &format!("{text}r9999,okafor\n"));
    assert!(attempt(&ragged, &train).contains("record 301 has 2 fields"));
    let settings =
        std::fs::read_to_string(root().join("data/linkage/people-settings.json")).unwrap();
    for (from, to, named) in [
        ("levenshtein(", "hamming(", "hamming"),
        ("\"recall\"", "\"recal\"", "recall"),
        ("\"comparisons\"", "\"comparison\"", "comparisons"),
        ("{", "", "JSON"),
    ] {
        let bad = desk.put("bad.json", &settings.replacen(from, to, 1));
        let said = attempt(&good, &["--train", &bad]);
        assert!(said.contains(named), "{said}");
    }
    let said = attempt(&good, &["--model", "data/linkage/people-settings.json"]);
    assert!(said.contains("not trained"), "{said}");
    // A column that is missing everywhere teaches nothing.
    let blank: String = text
        .lines()
        .enumerate()
        .map(|(number, row)| {
            let mut cells: Vec<&str> = row.split(',').collect();
            if number > 0 {
                cells[8] = "";
            }
            cells.join(",") + "\n"
        })
        .collect();
    let said = attempt(&desk.put("blank.csv", &blank), &train);
    assert!(said.contains("pnc_id") && said.contains("missing everywhere"), "{said}");
}

#[test]
fn dates_of_a_spreadsheet_and_an_old_encoding_are_linked_as_if_they_were_ours() {
    let text = people(600, 7);
    let once = linked(&text, &[]);
    let mut rows = text.lines().map(|row| row.split(',').map(str::to_owned).collect::<Vec<_>>());
    let mut turned = rows.next().unwrap().join(",") + "\r\n";
    for mut row in rows {
        if let [year, month, day] = row[6].split('-').collect::<Vec<_>>()[..] {
            row[6] = format!("{day}/{month}/{year}");
        }
        turned += &(row.join(",") + "\r\n");
    }
    let again = linked(&format!("\u{feff}{turned}"), &[]);
    assert_eq!(once.1, again.1);
    assert!(again.0["remarks"][0].as_str().unwrap().contains("day/month/year"));
}

#[test]
fn parquet_is_linked_as_csv_is_lists_and_dates_among_it() {
    use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
    let text = people(600, 7);
    let once = linked(&text, &[]);
    let desk = Desk::new();
    let path = desk.path("people.parquet");
    let names: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let fields: String = names
        .iter()
        .map(|name| match *name {
            "surnames" => "optional group surnames (list) { repeated group list { optional binary element (utf8); } } "
                .to_owned(),
            "dob" => "optional int32 dob (date); ".to_owned(),
            other => format!("optional binary {other} (utf8); "),
        })
        .collect();
    let schema =
        parquet::schema::parser::parse_message_type(&format!("message people {{ {fields} }}"))
            .unwrap();
    let file = std::fs::File::create(&path).unwrap();
    let mut writer =
        parquet::file::writer::SerializedFileWriter::new(file, schema.into(), Default::default())
            .unwrap();
    let mut group = writer.next_row_group().unwrap();
    for (place, name) in names.iter().enumerate() {
        let cells: Vec<&str> =
            text.lines().skip(1).map(|row| row.split(',').nth(place).unwrap()).collect();
        let filled = |full: i16| -> Vec<i16> {
            cells.iter().map(|cell| if cell.is_empty() { 0 } else { full }).collect()
        };
        let there = cells.iter().filter(|cell| !cell.is_empty());
        let mut column = group.next_column().unwrap().unwrap();
        match *name {
            "dob" => {
                let epoch = jiff::civil::date(1970, 1, 1);
                let days: Vec<i32> = there
                    .map(|cell| {
                        let date: jiff::civil::Date = cell.parse().unwrap();
                        epoch.until(date).unwrap().get_days()
                    })
                    .collect();
                column.typed::<Int32Type>().write_batch(&days, Some(&filled(1)), None).unwrap();
            }
            "surnames" => {
                let (mut items, mut defs, mut reps) = (Vec::new(), Vec::new(), Vec::new());
                for cell in &cells {
                    for (at, item) in cell.split('|').enumerate() {
                        items.push(ByteArray::from(item));
                        defs.push(3);
                        reps.push(i16::from(at > 0));
                    }
                }
                column
                    .typed::<ByteArrayType>()
                    .write_batch(&items, Some(&defs), Some(&reps))
                    .unwrap();
            }
            _ => {
                let texts: Vec<ByteArray> = there.map(|cell| ByteArray::from(*cell)).collect();
                column
                    .typed::<ByteArrayType>()
                    .write_batch(&texts, Some(&filled(1)), None)
                    .unwrap();
            }
        }
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    let pairs = desk.path("p.csv");
    summary(&[
        "link",
        &path,
        "--train",
        "data/linkage/people-settings.json",
        "--truth",
        "person",
        "--out-pairs",
        &pairs,
        "--json",
    ]);
    assert!(once.1 == desk.read("p.csv"), "pairs differ");
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let said = refusal(&["link", &path, "--train", "data/linkage/people-settings.json"]);
    assert!(said.contains("not a whole Parquet file"), "{said}");
}

#[test]
fn between_two_files_no_pair_is_within_one_and_ids_may_be_the_same() {
    let desk = Desk::new();
    let text = people(600, 7);
    let (heading, rows) = text.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    let numbered = |rows: &[&str]| {
        let rows: Vec<String> =
            rows.iter().enumerate().map(|(id, row)| format!("{id}{}", &row[5..])).collect();
        format!("{heading}\n{}\n", rows.join("\n"))
    };
    let (a, b) = (
        desk.put("north.csv", &numbered(&rows[..300])),
        desk.put("south.csv", &numbered(&rows[300..])),
    );
    let settings = std::fs::read_to_string(root().join("data/linkage/people-settings.json"))
        .unwrap()
        .replace("dedupe_only", "link_only");
    let settings = desk.put("settings.json", &settings);
    let (p, c) = (desk.path("p.csv"), desk.path("c.csv"));
    let said = summary(&[
        "link",
        &a,
        &b,
        "--train",
        &settings,
        "--truth",
        "person",
        "--out-pairs",
        &p,
        "--out-clusters",
        &c,
        "--json",
    ]);
    assert_eq!(said["comparable_pairs"], 300.0 * 300.0);
    assert!(said["pairs"]["f1"].as_f64().unwrap() > 0.8, "{}", said["pairs"]);
    let written = desk.read("p.csv");
    assert!(written.starts_with("source_dataset_l,source_dataset_r,unique_id_l,unique_id_r,"));
    assert!(written.lines().skip(1).all(|row| row.starts_with("north,south,")));
    assert!(desk.read("c.csv").lines().nth(1).unwrap().starts_with("north-__-0,north,0"));
    assert!(refusal(&["link", &a, "--train", &settings]).contains("a file for each"));
}
