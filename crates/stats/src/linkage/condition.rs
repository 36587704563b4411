//! What a level or a blocking rule asks of two records, parsed once from Splink's SQL into a tree whose
//! parts are known to be computable. An unknown form is refused by name. Not for computing (see
//! `compare`).

use super::sql::{Expr, parse};

/// Something read from one record: a column, and what is done to it in order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Value {
    /// The column's name.
    pub column: String,
    /// What is done to its text, in order.
    pub steps: Vec<Step>,
}

/// One thing done to a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Some of its characters, counted from 1.
    Part {
        /// The first.
        from: usize,
        /// How many; all that follow where absent.
        length: Option<usize>,
    },
    /// In capitals.
    Upper,
    /// In small letters.
    Lower,
    /// What stands at the beginning of a postcode or an address of electronic mail.
    Beginning(Beginning),
    /// A date written year-month-day; missing where it is none.
    Date,
    /// The primary code of double metaphone (Philips 2000): how an English name sounds.
    DoubleMetaphone,
    /// The alternate code of double metaphone.
    DoubleMetaphoneAlternate,
}

/// The regular expressions that Splink's own comparisons take from a text's beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Beginning {
    /// `LS1 4`
    PostcodeSector,
    /// `LS1`
    PostcodeDistrict,
    /// `LS`
    PostcodeArea,
    /// What stands before `@`.
    MailName,
}

/// The same value of the left and of the right record, or two values that are set against each other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sides {
    /// From the left record, the one whose id comes first.
    pub left: Value,
    /// From the right record.
    pub right: Value,
}

/// How alike two texts are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// From 0 to 1, 1 is equal.
    Jaro,
    /// From 0 to 1, 1 is equal.
    JaroWinkler,
    /// Steps, 0 is equal.
    Levenshtein,
    /// Steps, 0 is equal.
    DamerauLevenshtein,
}

/// What is asked of a pair.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Whatever no level before it took.
    Otherwise,
    /// All of these.
    All(Vec<Condition>),
    /// Any of these.
    Any(Vec<Condition>),
    /// The left record's value is missing.
    MissingLeft(Value),
    /// The right record's value is missing.
    MissingRight(Value),
    /// Equal, and not missing.
    Same(Sides),
    /// A similarity of at least so much.
    Alike(Measure, Sides, f64),
    /// At most so many steps apart.
    Near(Measure, Sides, u32),
    /// Dates at most so many seconds apart.
    Within(Sides, f64),
    /// Lists that share at least so many items.
    Sharing(Sides, usize),
    /// The best pair out of two lists is alike by at least so much.
    BestAlike(Measure, Sides, f64),
    /// The best pair out of two lists is at most so many steps apart.
    BestNear(Measure, Sides, u32),
}

impl Condition {
    /// Reads the condition of a level.
    ///
    /// # Errors
    ///
    /// Names the part that is not known here.
    pub fn of_level(sql: &str) -> Result<Self, String> {
        if sql.trim().eq_ignore_ascii_case("else") {
            return Ok(Self::Otherwise);
        }
        condition(&parse(sql)?)
    }

    /// Every value that the condition reads, left and right.
    pub fn values<'a>(&'a self, into: &mut Vec<&'a Value>) {
        match self {
            Self::Otherwise => {}
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.values(into)),
            Self::MissingLeft(value) | Self::MissingRight(value) => into.push(value),
            Self::Same(sides)
            | Self::Alike(_, sides, _)
            | Self::Near(_, sides, _)
            | Self::Within(sides, _)
            | Self::Sharing(sides, _)
            | Self::BestAlike(_, sides, _)
            | Self::BestNear(_, sides, _) => into.extend([&sides.left, &sides.right]),
        }
    }

    /// The values that it sets against each other, which must share one lexicon.
    pub(super) fn sides<'a>(&'a self, into: &mut Vec<&'a Sides>) {
        match self {
            Self::Otherwise | Self::MissingLeft(_) | Self::MissingRight(_) => {}
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.sides(into)),
            Self::Same(sides)
            | Self::Alike(_, sides, _)
            | Self::Near(_, sides, _)
            | Self::Within(sides, _)
            | Self::Sharing(sides, _)
            | Self::BestAlike(_, sides, _)
            | Self::BestNear(_, sides, _) => into.push(sides),
        }
    }

    /// The columns that are equal when it holds, where it asks for nothing but that.
    #[must_use]
    pub fn exact_columns(&self) -> Option<Vec<&str>> {
        match self {
            Self::Same(sides) if sides.left == sides.right && sides.left.steps.is_empty() => {
                Some(vec![sides.left.column.as_str()])
            }
            Self::All(parts) => parts.iter().try_fold(Vec::new(), |mut columns, part| {
                columns.extend(part.exact_columns()?);
                Some(columns)
            }),
            _ => None,
        }
    }
}

/// A blocking rule: equalities that are sorted by, and what else must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Blocking {
    /// Equal, and not missing.
    pub equal: Vec<Sides>,
    /// What must hold besides.
    pub besides: Vec<Condition>,
}

impl Blocking {
    /// Reads a blocking rule.
    ///
    /// # Errors
    ///
    /// Names the part that is not known here; a rule without any equality compares everybody with
    /// everybody and is refused.
    pub fn of_rule(sql: &str) -> Result<Self, String> {
        let mut rule = Self { equal: Vec::new(), besides: Vec::new() };
        rule.take(condition(&parse(sql)?)?);
        if rule.equal.is_empty() {
            return Err(
                "it holds no equality, and would compare everybody with everybody".to_owned()
            );
        }
        Ok(rule)
    }

    fn take(&mut self, condition: Condition) {
        match condition {
            // What is made in two ways (a day against a month) has no common number to sort by.
            Condition::Same(sides) if sides.left.steps == sides.right.steps => {
                self.equal.push(sides);
            }
            Condition::All(parts) => parts.into_iter().for_each(|part| self.take(part)),
            other => self.besides.push(other),
        }
    }
}

fn condition(expr: &Expr) -> Result<Condition, String> {
    match expr {
        Expr::Binary(sign, a, b) if sign == "and" || sign == "or" => {
            let mut parts = Vec::new();
            for side in [a, b] {
                match (condition(side)?, sign.as_str()) {
                    (Condition::All(inner), "and") | (Condition::Any(inner), "or") => {
                        parts.extend(inner);
                    }
                    (other, _) => parts.push(other),
                }
            }
            Ok(if sign == "and" { Condition::All(parts) } else { Condition::Any(parts) })
        }
        Expr::Null(inner) => {
            let (side, value) = value(inner)?;
            Ok(match side {
                Side::Left => Condition::MissingLeft(value),
                Side::Right => Condition::MissingRight(value),
            })
        }
        Expr::Binary(sign, a, b) if sign == "=" => Ok(Condition::Same(two_sides(a, b)?)),
        Expr::Binary(sign, a, b) if sign == ">=" || sign == ">" => {
            let bound = number(b)?;
            // A similarity strictly above a bound is at least the next number after it.
            let similarity = if sign == ">" { bound.next_up() } else { bound };
            let count = if sign == ">" { bound.floor() + 1.0 } else { bound.ceil() };
            at_least(a, similarity, count)
        }
        Expr::Binary(sign, a, b) if sign == "<=" || sign == "<" => {
            let bound = number(b)?;
            let steps = if sign == "<" { bound.ceil() - 1.0 } else { bound.floor() };
            if steps < 0.0 {
                return Err(format!("{bound} steps is none at all"));
            }
            at_most(a, steps as u32, if sign == "<" { bound.next_down() } else { bound })
        }
        Expr::Call(name, _) => Err(format!("the condition {name} is not known here")),
        Expr::Binary(sign, ..) => Err(format!("the sign {sign} is not known here")),
        _ => Err("it is not a condition".to_owned()),
    }
}

fn at_least(expr: &Expr, similarity: f64, count: f64) -> Result<Condition, String> {
    let Expr::Call(name, arguments) = expr else {
        return Err("only a function may be compared with a number".to_owned());
    };
    match (name.as_str(), arguments.as_slice()) {
        ("jaro_winkler_similarity" | "jaro_winkler" | "jaro_winkler_sim", [a, b]) => {
            Ok(Condition::Alike(Measure::JaroWinkler, sides(a, b)?, similarity))
        }
        ("jaro_similarity" | "jaro" | "jaro_sim", [a, b]) => {
            Ok(Condition::Alike(Measure::Jaro, sides(a, b)?, similarity))
        }
        ("array_length" | "len" | "size" | "cardinality", [Expr::Call(inner, lists)]) => {
            match (inner.as_str(), lists.as_slice()) {
                ("list_intersect" | "array_intersect", [a, b]) => {
                    Ok(Condition::Sharing(sides(a, b)?, (count.max(1.0)) as usize))
                }
                _ => Err(format!("the function {inner} is not known here")),
            }
        }
        ("list_max" | "array_max", [inner]) => {
            let (measure, sides) = best_pair(inner)?;
            match measure {
                Measure::Jaro | Measure::JaroWinkler => {
                    Ok(Condition::BestAlike(measure, sides, similarity))
                }
                Measure::Levenshtein | Measure::DamerauLevenshtein => {
                    Err("the largest distance of two lists is not known here".to_owned())
                }
            }
        }
        _ => Err(format!("the function {name} is not known here")),
    }
}

fn at_most(expr: &Expr, steps: u32, seconds: f64) -> Result<Condition, String> {
    let Expr::Call(name, arguments) = expr else {
        return Err("only a function may be compared with a number".to_owned());
    };
    match (name.as_str(), arguments.as_slice()) {
        ("levenshtein", [a, b]) => Ok(Condition::Near(Measure::Levenshtein, sides(a, b)?, steps)),
        ("damerau_levenshtein", [a, b]) => {
            Ok(Condition::Near(Measure::DamerauLevenshtein, sides(a, b)?, steps))
        }
        ("abs", [Expr::Binary(minus, a, b)]) if minus == "-" => match (&**a, &**b) {
            (Expr::Call(e, a), Expr::Call(f, b)) if e == "epoch" && f == "epoch" => {
                match (a.as_slice(), b.as_slice()) {
                    ([a], [b]) => Ok(Condition::Within(dates(sides(a, b)?), seconds)),
                    _ => Err("epoch takes one date".to_owned()),
                }
            }
            _ => Err("abs is known here only for a difference of dates".to_owned()),
        },
        ("abs", [Expr::Call(inner, arguments)]) if inner == "datediff" => {
            match arguments.as_slice() {
                // Spark counts whole days.
                [a, b] => Ok(Condition::Within(dates(sides(a, b)?), seconds * 86_400.0)),
                _ => Err("datediff takes two dates".to_owned()),
            }
        }
        ("list_min" | "array_min", [inner]) => {
            let (measure, sides) = best_pair(inner)?;
            match measure {
                Measure::Levenshtein | Measure::DamerauLevenshtein => {
                    Ok(Condition::BestNear(measure, sides, steps))
                }
                Measure::Jaro | Measure::JaroWinkler => {
                    Err("the least similarity of two lists is not known here".to_owned())
                }
            }
        }
        _ => Err(format!("the function {name} is not known here")),
    }
}

/// `list_transform(flatten(list_transform("a_l", x -> list_transform("a_r", y -> [x, y]))), pair ->
/// measure(pair[1], pair[2]))`, as Splink writes it.
fn best_pair(expr: &Expr) -> Result<(Measure, Sides), String> {
    let unknown = || "this function of two lists is not known here".to_owned();
    let transform = |expr: &Expr| match expr {
        Expr::Call(name, arguments) if name == "list_transform" || name == "transform" => {
            match arguments.as_slice() {
                [of, Expr::Lambda(name, body)] => {
                    Some((of.clone(), name.clone(), (**body).clone()))
                }
                _ => None,
            }
        }
        _ => None,
    };
    let (pairs, _, body) = transform(expr).ok_or_else(unknown)?;
    let measure = match &body {
        Expr::Call(name, _) => match name.as_str() {
            "jaro_winkler_similarity" | "jaro_winkler" => Measure::JaroWinkler,
            "jaro_similarity" | "jaro" => Measure::Jaro,
            "levenshtein" => Measure::Levenshtein,
            "damerau_levenshtein" => Measure::DamerauLevenshtein,
            other => return Err(format!("the function {other} is not known here")),
        },
        _ => return Err(unknown()),
    };
    let Expr::Call(flatten, inner) = &pairs else { return Err(unknown()) };
    let [inner] = inner.as_slice() else { return Err(unknown()) };
    if flatten != "flatten" {
        return Err(unknown());
    }
    let (left, x, body) = transform(inner).ok_or_else(unknown)?;
    let (right, y, body) = transform(&body).ok_or_else(unknown)?;
    if body != Expr::List(vec![Expr::Name(vec![x]), Expr::Name(vec![y])]) {
        return Err(unknown());
    }
    Ok((measure, sides(&left, &right)?))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

fn sides(a: &Expr, b: &Expr) -> Result<Sides, String> {
    let sides = two_sides(a, b)?;
    if sides.left.steps == sides.right.steps {
        Ok(sides)
    } else {
        Err("the two sides of a measure must be made in the same way".to_owned())
    }
}

fn two_sides(a: &Expr, b: &Expr) -> Result<Sides, String> {
    match (value(a)?, value(b)?) {
        ((Side::Left, left), (Side::Right, right)) | ((Side::Right, right), (Side::Left, left)) => {
            Ok(Sides { left, right })
        }
        _ => Err("a comparison must set the left record against the right one".to_owned()),
    }
}

fn dates(mut sides: Sides) -> Sides {
    for value in [&mut sides.left, &mut sides.right] {
        if value.steps.last() != Some(&Step::Date) {
            value.steps.push(Step::Date);
        }
    }
    sides
}

fn value(expr: &Expr) -> Result<(Side, Value), String> {
    match expr {
        Expr::Name(path) => column(path),
        Expr::Call(name, arguments) => {
            let step = |of: &Expr, step: Step| {
                let (side, mut value) = value(of)?;
                value.steps.push(step);
                Ok((side, value))
            };
            match (name.as_str(), arguments.as_slice()) {
                ("upper", [of]) => step(of, Step::Upper),
                ("lower", [of]) => step(of, Step::Lower),
                // An empty text is missing here from the first.
                ("nullif", [of, Expr::Text(empty)]) if empty.is_empty() => value(of),
                ("trim", [of]) => value(of),
                ("substr" | "substring", [of, from]) => {
                    step(of, Step::Part { from: whole(from)?, length: None })
                }
                ("substr" | "substring", [of, from, length]) => {
                    step(of, Step::Part { from: whole(from)?, length: Some(whole(length)?) })
                }
                ("left", [of, length]) => {
                    step(of, Step::Part { from: 1, length: Some(whole(length)?) })
                }
                ("regexp_extract", [of, Expr::Text(pattern), ..]) => {
                    step(of, Step::Beginning(beginning(pattern)?))
                }
                (
                    "try_strptime" | "strptime" | "try_to_timestamp" | "to_date",
                    [of, Expr::Text(form)],
                ) if form == "%Y-%m-%d" || form == "yyyy-MM-dd" => step(of, Step::Date),
                ("date", [of]) => value(of),
                ("dmetaphone" | "doublemetaphone" | "double_metaphone", [of]) => {
                    step(of, Step::DoubleMetaphone)
                }
                ("dmetaphonealt", [of]) => step(of, Step::DoubleMetaphoneAlternate),
                _ => Err(format!("the function {name} is not known here")),
            }
        }
        _ => Err("a column was expected".to_owned()),
    }
}

fn column(path: &[String]) -> Result<(Side, Value), String> {
    let plain = |name: &str| Value { column: name.to_owned(), steps: Vec::new() };
    match path {
        [table, name] if table.eq_ignore_ascii_case("l") => Ok((Side::Left, plain(name))),
        [table, name] if table.eq_ignore_ascii_case("r") => Ok((Side::Right, plain(name))),
        [name] => match (name.strip_suffix("_l"), name.strip_suffix("_r")) {
            (Some(name), _) => Ok((Side::Left, plain(name))),
            (_, Some(name)) => Ok((Side::Right, plain(name))),
            _ => Err(format!("{name} names neither the left (_l) nor the right (_r) record")),
        },
        _ => Err(format!("{} is not a column of the left or right record", path.join("."))),
    }
}

fn number(expr: &Expr) -> Result<f64, String> {
    match expr {
        Expr::Number(number) => Ok(*number),
        // Spark's days: floor(2629800.0 / 86400).
        Expr::Call(floor, inner) if floor == "floor" => match inner.as_slice() {
            [inner] => Ok(number(inner)?.floor()),
            _ => Err("floor takes one number".to_owned()),
        },
        Expr::Binary(sign, a, b) if sign == "/" => Ok(number(a)? / number(b)?),
        _ => Err("a number was expected".to_owned()),
    }
}

fn whole(expr: &Expr) -> Result<usize, String> {
    match number(expr)? {
        number if number >= 0.0 && number.fract() == 0.0 => Ok(number as usize),
        _ => Err("a whole number was expected".to_owned()),
    }
}

fn beginning(pattern: &str) -> Result<Beginning, String> {
    match pattern {
        "^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]" => Ok(Beginning::PostcodeSector),
        "^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?" => Ok(Beginning::PostcodeDistrict),
        "^[A-Za-z]{1,2}" => Ok(Beginning::PostcodeArea),
        "^[^@]+" => Ok(Beginning::MailName),
        _ => Err(format!("the regular expression {pattern} is not known here")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(column: &str) -> Sides {
        let value = Value { column: column.to_owned(), steps: Vec::new() };
        Sides { left: value.clone(), right: value }
    }

    #[test]
    fn the_forms_of_splinks_own_comparisons_are_known() {
        let read = |sql: &str| Condition::of_level(sql).unwrap();
        assert_eq!(read("\"a_l\" = \"a_r\""), Condition::Same(plain("a")));
        assert_eq!(read("`a_l` = `a_r`"), Condition::Same(plain("a")));
        assert_eq!(
            read("jaro_winkler_similarity(\"a_l\", \"a_r\") >= 0.92"),
            Condition::Alike(Measure::JaroWinkler, plain("a"), 0.92)
        );
        assert_eq!(
            read("levenshtein(CAST(\"a_l\" AS TEXT), CAST(\"a_r\" AS TEXT)) <= 1"),
            Condition::Near(Measure::Levenshtein, plain("a"), 1)
        );
        let seconds = "ABS(EPOCH(try_strptime(\"d_l\", '%Y-%m-%d')) - EPOCH(try_strptime(\"d_r\", '%Y-%m-%d'))) \
                       <= 2629800.0";
        assert_eq!(read(seconds), Condition::Within(dates(plain("d")), 2_629_800.0));
        let days = "abs(datediff(date(try_to_timestamp(`d_l`, 'yyyy-MM-dd')), \
                    date(try_to_timestamp(`d_r`, 'yyyy-MM-dd')))) <= floor(2629800.0 / 86400)";
        assert_eq!(read(days), Condition::Within(dates(plain("d")), 30.0 * 86_400.0));
        let best = "list_max(list_transform(flatten(list_transform(\"n_l\", x -> list_transform(\"n_r\", y -> [x, \
                    y]))), pair -> jaro_winkler_similarity(pair[1], pair[2]))) >= 0.9";
        assert_eq!(read(best), Condition::BestAlike(Measure::JaroWinkler, plain("n"), 0.9));
        assert_eq!(
            read("array_length(list_intersect(\"n_l\", \"n_r\")) >= 1"),
            Condition::Sharing(plain("n"), 1)
        );
        assert_eq!(read(" else "), Condition::Otherwise);
    }

    #[test]
    fn what_is_not_known_is_named() {
        for (sql, named) in [
            ("cosine_similarity(\"a_l\", \"a_r\") >= 0.9", "cosine_similarity"),
            (
                "regexp_extract(\"a_l\", '[0-9]+', 0) = regexp_extract(\"a_r\", '[0-9]+', 0)",
                "[0-9]+",
            ),
            ("\"a_l\" <> \"a_r\"", "<>"),
            ("\"a_l\" = 'x'", "column"),
            ("\"a\" = \"b\"", "neither the left"),
            ("jaro_similarity(lower(\"a_l\"), \"a_r\") >= 0.9", "same way"),
            ("NOT \"a_l\" = \"a_r\"", "NOT"),
            ("\"a_l\" = ", "too early"),
        ] {
            let said = Condition::of_level(sql).unwrap_err();
            assert!(said.contains(named), "{sql}: {said}");
        }
    }

    #[test]
    fn a_rule_is_split_into_what_is_sorted_by_and_what_is_asked_besides() {
        let rule = Blocking::of_rule(
            "l.\"a\" = r.\"a\" AND SUBSTRING(l.d, 1, 4) = SUBSTRING(r.d, 1, 4) AND \
                               levenshtein(l.b, r.b) <= 2",
        )
        .unwrap();
        assert_eq!((rule.equal.len(), rule.besides.len()), (2, 1));
        assert!(Blocking::of_rule("levenshtein(l.b, r.b) <= 2").is_err());
        let swapped = Blocking::of_rule("l.f = r.s AND r.f = l.s").unwrap();
        assert_eq!(swapped.equal[1].left.column, "s");
        assert_eq!(swapped.equal[1].right.column, "f");
    }
}
