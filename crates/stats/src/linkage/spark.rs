//! Conditions as Spark's SQL has them: the same questions in another spelling, for a model that runs on
//! Splink over Spark. Not for DuckDB's spelling, which is kept as it was read.

use super::condition::{Beginning, Blocking, Condition, Measure, Sides, Step, Value};

/// A level's condition; nothing where Spark has no such function.
pub(super) fn level(condition: &Condition) -> Option<String> {
    let sides =
        |s: &Sides| (value(&s.left, Place::Column("l")), value(&s.right, Place::Column("r")));
    Some(match condition {
        Condition::Otherwise => "ELSE".to_owned(),
        Condition::All(parts) => joined(parts, " AND ")?,
        Condition::Any(parts) => joined(parts, " OR ")?,
        Condition::MissingLeft(v) => format!("{} IS NULL", value(v, Place::Column("l"))),
        Condition::MissingRight(v) => format!("{} IS NULL", value(v, Place::Column("r"))),
        Condition::Same(s) => {
            let (l, r) = sides(s);
            format!("{l} = {r}")
        }
        Condition::Alike(measure, s, bound) => {
            let (l, r) = sides(s);
            format!("{}({l}, {r}) >= {bound}", function(*measure))
        }
        Condition::Near(measure, s, bound) => {
            let (l, r) = sides(s);
            format!("{}({l}, {r}) <= {bound}", function(*measure))
        }
        Condition::Within(s, seconds) => {
            let (l, r) = sides(s);
            format!("abs(datediff({l}, {r})) <= {}", (seconds / 86_400.0).floor())
        }
        Condition::Sharing(s, least) => {
            let (l, r) = sides(s);
            format!("size(array_intersect({l}, {r})) >= {least}")
        }
        Condition::BestAlike(..) | Condition::BestNear(..) => return None,
    })
}

/// A blocking rule.
pub(super) fn rule(rule: &Blocking) -> Option<String> {
    let mut parts: Vec<String> = rule
        .equal
        .iter()
        .map(|s| {
            format!(
                "{} = {}",
                value(&s.left, Place::Table("l")),
                value(&s.right, Place::Table("r"))
            )
        })
        .collect();
    // What is asked besides names columns by table here, and would need another spelling.
    if !rule.besides.is_empty() {
        return None;
    }
    parts.dedup();
    Some(parts.join(" AND "))
}

fn joined(parts: &[Condition], word: &str) -> Option<String> {
    let parts: Option<Vec<String>> =
        parts.iter().map(|part| level(part).map(|text| format!("({text})"))).collect();
    Some(parts?.join(word))
}

#[derive(Clone, Copy)]
enum Place<'a> {
    /// `name_l`
    Column(&'a str),
    /// `l.name`
    Table(&'a str),
}

fn value(value: &Value, place: Place<'_>) -> String {
    let column = value.column.replace('`', "``");
    let first = match place {
        Place::Column(side) => format!("`{column}_{side}`"),
        Place::Table(side) => format!("{side}.`{column}`"),
    };
    value.steps.iter().fold(first, |inner, step| match step {
        Step::Part { from, length: Some(length) } => {
            format!("substring({inner}, {from}, {length})")
        }
        Step::Part { from, length: None } => format!("substring({inner}, {from})"),
        Step::Upper => format!("upper({inner})"),
        Step::Lower => format!("lower({inner})"),
        Step::Beginning(beginning) => {
            let pattern = match beginning {
                Beginning::PostcodeSector => "^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]",
                Beginning::PostcodeDistrict => "^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?",
                Beginning::PostcodeArea => "^[A-Za-z]{1,2}",
                Beginning::MailName => "^[^@]+",
            };
            format!("NULLIF(regexp_extract({inner}, '{pattern}', 0), '')")
        }
        Step::Date => format!("date(try_to_timestamp({inner}, 'yyyy-MM-dd'))"),
        Step::DoubleMetaphone => format!("Dmetaphone({inner})"),
        Step::DoubleMetaphoneAlternate => format!("DmetaphoneAlt({inner})"),
    })
}

const fn function(measure: Measure) -> &'static str {
    match measure {
        Measure::Jaro => "jaro_sim",
        Measure::JaroWinkler => "jaro_winkler",
        Measure::Levenshtein => "levenshtein",
        Measure::DamerauLevenshtein => "damerau_levenshtein",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_for_spark_is_read_as_the_same_question() {
        for sql in [
            "\"a_l\" = \"a_r\"",
            "\"a_l\" IS NULL OR \"a_r\" IS NULL",
            "jaro_winkler_similarity(\"a_l\", \"a_r\") >= 0.92",
            "damerau_levenshtein(\"a_l\", \"a_r\") <= 2",
            "NULLIF(regexp_extract(\"p_l\", '^[A-Za-z]{1,2}', 0), '') = \
             NULLIF(regexp_extract(\"p_r\", '^[A-Za-z]{1,2}', 0), '')",
            "try_strptime(\"d_l\", '%Y-%m-%d') IS NULL OR try_strptime(\"d_r\", '%Y-%m-%d') IS NULL",
            "\"a_l\" = \"b_r\" AND \"b_l\" = \"a_r\"",
            "ELSE",
        ] {
            let condition = Condition::of_level(sql).unwrap();
            assert_eq!(
                Condition::of_level(&level(&condition).unwrap()).unwrap(),
                condition,
                "{sql}"
            );
        }
        let days = Condition::of_level(
            "ABS(EPOCH(try_strptime(\"d_l\", '%Y-%m-%d')) - EPOCH(try_strptime(\"d_r\", '%Y-%m-%d'))) <= 2629800.0",
        )
        .unwrap();
        assert!(level(&days).unwrap().ends_with("<= 30"));
        let blocking =
            Blocking::of_rule("l.\"a\" = r.\"a\" AND SUBSTRING(l.d, 1, 4) = SUBSTRING(r.d, 1, 4)")
                .unwrap();
        assert_eq!(Blocking::of_rule(&rule(&blocking).unwrap()).unwrap(), blocking);
    }
}
