//! Splink's settings and models: the same JSON is read and written, so that a model trained here runs
//! on Splink, and one trained there runs here. Not for training (see `train`).

use serde_json::{Map, Value as Json, json};

use super::condition::{Blocking, Condition, Step, Value};
use super::spark;

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SettingsError {
    /// Not JSON.
    #[error("the settings are not JSON: {0}")]
    NotJson(String),
    /// A part is absent or of the wrong kind.
    #[error("the settings lack {0}, or it is of the wrong kind")]
    Lacking(String),
    /// A level's condition.
    #[error("comparison {comparison}, level \"{level}\": {why}")]
    Level {
        /// The comparison's name.
        comparison: String,
        /// The level's label.
        level: String,
        /// What is not known.
        why: String,
    },
    /// A blocking rule.
    #[error("blocking rule {rule}: {why}")]
    Rule {
        /// As it was written.
        rule: String,
        /// What is not known.
        why: String,
    },
    /// A comparison's levels do not fit together.
    #[error("comparison {comparison}: {why}")]
    Comparison {
        /// Its name.
        comparison: String,
        /// What does not fit.
        why: &'static str,
    },
    /// A probability outside 0 to 1.
    #[error("{0} must be more than 0 and less than 1")]
    Probability(String),
}

/// Which records are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkType {
    /// Within one set.
    DedupeOnly,
    /// Between sets, never within one.
    LinkOnly,
    /// Both.
    LinkAndDedupe,
}

impl LinkType {
    const fn name(self) -> &'static str {
        match self {
            Self::DedupeOnly => "dedupe_only",
            Self::LinkOnly => "link_only",
            Self::LinkAndDedupe => "link_and_dedupe",
        }
    }
}

/// Which database's SQL a model is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// As read: DuckDB's.
    DuckDb,
    /// Spark's.
    Spark,
}

impl Dialect {
    const fn name(self) -> &'static str {
        match self {
            Self::DuckDb => "duckdb",
            Self::Spark => "spark",
        }
    }
}

/// How often a value stands in a column changes what equality on it weighs.
#[derive(Debug, Clone, PartialEq)]
pub struct TermFrequency {
    /// The column whose values are counted.
    pub column: String,
    /// 1 is the whole adjustment, 0 none.
    pub weight: f64,
    /// No value counts as rarer than this.
    pub minimum: f64,
    /// The adjustment is made from this level's own u, not from the exact level's.
    pub own_u: bool,
}

/// Whether a value may be changed by training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Training {
    /// It may.
    Free,
    /// It stays as it is.
    Fixed,
}

/// One level of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// As written.
    pub sql: String,
    /// For people.
    pub label: String,
    /// As understood.
    pub condition: Condition,
    /// A side is missing: weighs nothing.
    pub missing: bool,
    /// Probability among pairs of one person; absent until trained or given.
    pub m: Option<f64>,
    /// Probability among pairs of two persons; absent until trained or given.
    pub u: Option<f64>,
    /// Whether training may change m.
    pub m_training: Training,
    /// Whether training may change u.
    pub u_training: Training,
    /// The adjustment for rare values.
    pub frequency: Option<TermFrequency>,
}

/// A comparison: levels in order, the first that holds counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The name of its column in results.
    pub name: String,
    /// For people.
    pub description: String,
    /// In order.
    pub levels: Vec<Level>,
}

/// A blocking rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// As written.
    pub sql: String,
    /// As understood.
    pub blocking: Blocking,
    /// Columns that hold lists, of which any item may be the equal one.
    pub lists: Vec<String>,
}

/// How parameters are to be learned; beside Splink's own settings, under `training`.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Pairs that these find are one person.
    pub deterministic: Vec<Rule>,
    /// The share of all true pairs that they find.
    pub recall: f64,
    /// How many random pairs u is counted on.
    pub random_pairs: u64,
    /// The seed of the random pairs.
    pub seed: u64,
    /// One session of expectation–maximisation for each.
    pub sessions: Vec<Rule>,
    /// How many pairs a session looks at, at most.
    pub session_pairs: u64,
    /// Whether the true pairs among random ones are taken out of u.
    pub matches: Matches,
}

/// The few true pairs among random ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matches {
    /// Stay in u, as in Splink.
    Kept,
    /// Are taken out of u, after m is known.
    TakenOut,
}

/// Settings, or a model where every m and u is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Which records are compared.
    pub link_type: LinkType,
    /// λ: the probability that two random records are of one person.
    pub prior: f64,
    /// In order.
    pub comparisons: Vec<Comparison>,
    /// OR-ed, in order.
    pub rules: Vec<Rule>,
    /// A session ends when no parameter moved by this much.
    pub convergence: f64,
    /// A session ends after so many rounds.
    pub rounds: u32,
    /// The column that names a record.
    pub unique_id: String,
    /// How to train, where the settings say so.
    pub recipe: Option<Recipe>,
    rest: Map<String, Json>,
}

impl Settings {
    /// Reads Splink's JSON; `training` beside it is our own.
    ///
    /// # Errors
    ///
    /// The part that is absent or not known, by name.
    pub fn from_json(text: &str) -> Result<Self, SettingsError> {
        let json: Json =
            serde_json::from_str(text).map_err(|e| SettingsError::NotJson(e.to_string()))?;
        let Json::Object(mut rest) = json else {
            return Err(SettingsError::Lacking("an object at the top".to_owned()));
        };
        let link_type = match rest.get("link_type").and_then(Json::as_str) {
            Some("dedupe_only") => LinkType::DedupeOnly,
            Some("link_only") => LinkType::LinkOnly,
            Some("link_and_dedupe") => LinkType::LinkAndDedupe,
            _ => return Err(lacking("link_type (dedupe_only, link_only or link_and_dedupe)")),
        };
        let comparisons = array(rest.get("comparisons"), "comparisons")?
            .iter()
            .map(comparison)
            .collect::<Result<Vec<_>, _>>()?;
        if comparisons.is_empty() {
            return Err(lacking("comparisons"));
        }
        let name = "blocking_rules_to_generate_predictions";
        let rules = rules(rest.get(name), name)?;
        let recipe = match rest.remove("training") {
            Some(json) => Some(recipe(&json)?),
            None => None,
        };
        let number = |name: &str, otherwise: f64| match rest.get(name) {
            None => Ok(otherwise),
            Some(json) => json.as_f64().ok_or_else(|| lacking(name)),
        };
        let prior = number("probability_two_random_records_match", 1e-4)?;
        if !(prior > 0.0 && prior < 1.0) {
            return Err(SettingsError::Probability(
                "probability_two_random_records_match".to_owned(),
            ));
        }
        Ok(Self {
            link_type,
            prior,
            comparisons,
            rules,
            convergence: number("em_convergence", 1e-4)?,
            rounds: number("max_iterations", 25.0)? as u32,
            unique_id: rest
                .get("unique_id_column_name")
                .and_then(Json::as_str)
                .unwrap_or("unique_id")
                .to_owned(),
            recipe,
            rest,
        })
    }

    /// The same settings, spelt for another database.
    ///
    /// # Errors
    ///
    /// A level or rule that has no spelling there.
    pub fn spelt_for(&self, dialect: Dialect) -> Result<Self, SettingsError> {
        let mut spelt = self.clone();
        spelt.rest.insert("sql_dialect".to_owned(), json!(dialect.name()));
        if dialect == Dialect::DuckDb {
            return Ok(spelt);
        }
        for comparison in &mut spelt.comparisons {
            for level in &mut comparison.levels {
                level.sql = spark::level(&level.condition).ok_or_else(|| SettingsError::Level {
                    comparison: comparison.name.clone(),
                    level: level.label.clone(),
                    why: "it cannot be asked of Spark".to_owned(),
                })?;
            }
        }
        for rule in &mut spelt.rules {
            rule.sql = spark::rule(&rule.blocking).ok_or_else(|| SettingsError::Rule {
                rule: rule.sql.clone(),
                why: "it cannot be asked of Spark".to_owned(),
            })?;
        }
        Ok(spelt)
    }

    /// Writes Splink's JSON, the recipe left out: what real Splink loads.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut all = self.rest.clone();
        all.insert("link_type".to_owned(), json!(self.link_type.name()));
        all.insert("probability_two_random_records_match".to_owned(), json!(self.prior));
        all.insert("em_convergence".to_owned(), json!(self.convergence));
        all.insert("max_iterations".to_owned(), json!(self.rounds));
        all.insert("unique_id_column_name".to_owned(), json!(self.unique_id));
        if !all.contains_key("sql_dialect") {
            all.insert("sql_dialect".to_owned(), json!("duckdb"));
        }
        let dialect = all.get("sql_dialect").cloned().unwrap_or_default();
        let rules: Vec<Json> = self.rules.iter().map(|rule| rule_json(rule, &dialect)).collect();
        all.insert("blocking_rules_to_generate_predictions".to_owned(), Json::Array(rules));
        let comparisons = self.comparisons.iter().map(comparison_json).collect();
        all.insert("comparisons".to_owned(), Json::Array(comparisons));
        let mut text = serde_json::to_string_pretty(&Json::Object(all)).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Every column that is compared, blocked on or counted, once, in the order of their names, in
    /// groups that are set against each other and so share one lexicon.
    #[must_use]
    pub fn domains(&self) -> Vec<Vec<String>> {
        let (mut values, mut sides) = (Vec::new(), Vec::new());
        let mut counted = Vec::new();
        for level in self.comparisons.iter().flat_map(|c| &c.levels) {
            level.condition.values(&mut values);
            level.condition.sides(&mut sides);
            counted.extend(level.frequency.as_ref().map(|f| &f.column));
        }
        let recipe = self.recipe.iter().flat_map(|r| r.deterministic.iter().chain(&r.sessions));
        for rule in self.rules.iter().chain(recipe) {
            sides.extend(&rule.blocking.equal);
            for condition in &rule.blocking.besides {
                condition.values(&mut values);
                condition.sides(&mut sides);
            }
        }
        let mut names: Vec<&String> = values
            .iter()
            .map(|v: &&Value| &v.column)
            .chain(sides.iter().flat_map(|s| [&s.left.column, &s.right.column]))
            .chain(counted)
            .collect();
        names.sort_unstable();
        names.dedup();
        let mut group: Vec<usize> = (0..names.len()).collect();
        let place = |column: &String| names.binary_search(&column).unwrap_or(0);
        for side in sides {
            let (a, b) = (group[place(&side.left.column)], group[place(&side.right.column)]);
            let (keep, gone) = (a.min(b), a.max(b));
            group.iter_mut().filter(|g| **g == gone).for_each(|g| *g = keep);
        }
        let mut domains: Vec<Vec<String>> = Vec::new();
        for leader in 0..names.len() {
            let members: Vec<String> = (0..names.len())
                .filter(|&i| group[i] == leader)
                .map(|i| names[i].clone())
                .collect();
            if !members.is_empty() {
                domains.push(members);
            }
        }
        domains
    }

    /// Columns that are read as dates.
    #[must_use]
    pub fn date_columns(&self) -> Vec<String> {
        let mut values = Vec::new();
        for level in self.comparisons.iter().flat_map(|c| &c.levels) {
            level.condition.values(&mut values);
        }
        let dated = values.iter().filter(|value| value.steps.first() == Some(&Step::Date));
        let mut names: Vec<String> = dated.map(|value| value.column.clone()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Levels that have no m or no u yet, as "comparison: label".
    #[must_use]
    pub fn untrained(&self) -> Vec<String> {
        self.comparisons
            .iter()
            .flat_map(|c| c.levels.iter().map(move |l| (c, l)))
            .filter(|(_, level)| !level.missing && (level.m.is_none() || level.u.is_none()))
            .map(|(comparison, level)| format!("{}: {}", comparison.name, level.label))
            .collect()
    }
}

fn lacking(what: &str) -> SettingsError {
    SettingsError::Lacking(what.to_owned())
}

fn array<'a>(json: Option<&'a Json>, name: &str) -> Result<&'a Vec<Json>, SettingsError> {
    json.and_then(Json::as_array).ok_or_else(|| lacking(name))
}

fn text<'a>(json: &'a Json, name: &str) -> Result<&'a str, SettingsError> {
    json.get(name).and_then(Json::as_str).ok_or_else(|| lacking(name))
}

fn flag(json: &Json, name: &str) -> bool {
    json.get(name).and_then(Json::as_bool).unwrap_or(false)
}

fn comparison(json: &Json) -> Result<Comparison, SettingsError> {
    let name = text(json, "output_column_name")?.to_owned();
    let levels = array(json.get("comparison_levels"), "comparison_levels")?
        .iter()
        .map(|json| level(json, &name))
        .collect::<Result<Vec<Level>, _>>()?;
    let fault = |why| SettingsError::Comparison { comparison: name.clone(), why };
    if levels.iter().filter(|level| !level.missing).count() < 2 {
        return Err(fault("it needs at least two levels beside the missing one"));
    }
    if levels.last().is_none_or(|level| level.condition != Condition::Otherwise) {
        return Err(fault("its last level must be ELSE"));
    }
    if levels.len() > 31 {
        return Err(fault("it has more than 31 levels"));
    }
    let description = json.get("comparison_description").and_then(Json::as_str).unwrap_or(&name);
    Ok(Comparison { description: description.to_owned(), name, levels })
}

fn level(json: &Json, comparison: &str) -> Result<Level, SettingsError> {
    let sql = text(json, "sql_condition")?.to_owned();
    let label = json.get("label_for_charts").and_then(Json::as_str).unwrap_or(&sql).to_owned();
    let condition = Condition::of_level(&sql).map_err(|why| SettingsError::Level {
        comparison: comparison.to_owned(),
        level: label.clone(),
        why,
    })?;
    let probability = |name: &str| match json.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(json) => match json.as_f64() {
            Some(p) if (0.0..=1.0).contains(&p) => Ok(Some(p)),
            _ => Err(SettingsError::Probability(format!("{name} of {comparison}"))),
        },
    };
    let training = |name: &str| if flag(json, name) { Training::Fixed } else { Training::Free };
    let number =
        |name: &str, otherwise: f64| json.get(name).and_then(Json::as_f64).unwrap_or(otherwise);
    let frequency =
        json.get("tf_adjustment_column").and_then(Json::as_str).map(|column| TermFrequency {
            column: column.trim_matches(['"', '`']).to_owned(),
            weight: number("tf_adjustment_weight", 1.0),
            minimum: number("tf_minimum_u_value", 0.0),
            own_u: flag(json, "disable_tf_exact_match_detection"),
        });
    Ok(Level {
        missing: flag(json, "is_null_level"),
        m: probability("m_probability")?,
        u: probability("u_probability")?,
        m_training: training("fix_m_probability"),
        u_training: training("fix_u_probability"),
        frequency,
        sql,
        label,
        condition,
    })
}

fn rules(json: Option<&Json>, name: &str) -> Result<Vec<Rule>, SettingsError> {
    array(json, name)?
        .iter()
        .map(|json| {
            let sql = match json.as_str() {
                Some(sql) => sql,
                None => text(json, "blocking_rule")?,
            };
            let blocking = Blocking::of_rule(sql)
                .map_err(|why| SettingsError::Rule { rule: sql.to_owned(), why })?;
            let lists = json
                .get("arrays_to_explode")
                .and_then(Json::as_array)
                .map(|names| {
                    names
                        .iter()
                        .filter_map(|name| name.as_str().map(|n| n.trim_matches('"').to_owned()))
                        .collect()
                })
                .unwrap_or_default();
            Ok(Rule { sql: sql.to_owned(), blocking, lists })
        })
        .collect()
}

fn recipe(json: &Json) -> Result<Recipe, SettingsError> {
    let number =
        |name: &str, otherwise: f64| json.get(name).and_then(Json::as_f64).unwrap_or(otherwise);
    let recall = number("recall", 0.0);
    if !(recall > 0.0 && recall <= 1.0) {
        return Err(SettingsError::Probability("training: recall".to_owned()));
    }
    Ok(Recipe {
        deterministic: rules(json.get("deterministic_rules"), "training: deterministic_rules")?,
        recall,
        random_pairs: number("random_pairs", 1e6).max(1.0) as u64,
        seed: json.get("seed").and_then(Json::as_u64).unwrap_or(1),
        sessions: rules(json.get("em_rules"), "training: em_rules")?,
        session_pairs: number("em_pairs", 1e6).max(1.0) as u64,
        matches: if flag(json, "without_matches") { Matches::TakenOut } else { Matches::Kept },
    })
}

fn rule_json(rule: &Rule, dialect: &Json) -> Json {
    let mut json = json!({ "blocking_rule": rule.sql, "sql_dialect": dialect });
    if !rule.lists.is_empty() {
        json["arrays_to_explode"] = json!(rule.lists);
    }
    json
}

fn comparison_json(comparison: &Comparison) -> Json {
    let levels: Vec<Json> = comparison
        .levels
        .iter()
        .map(|level| {
            let mut json = json!({
                "sql_condition": level.sql,
                "label_for_charts": level.label,
                "fix_m_probability": level.m_training == Training::Fixed,
                "fix_u_probability": level.u_training == Training::Fixed,
            });
            if let Some(m) = level.m {
                json["m_probability"] = json!(m);
            }
            if let Some(u) = level.u {
                json["u_probability"] = json!(u);
            }
            if level.missing {
                json["is_null_level"] = json!(true);
            }
            if let Some(frequency) = &level.frequency {
                json["tf_adjustment_column"] = json!(frequency.column);
                json["tf_adjustment_weight"] = json!(frequency.weight);
                if frequency.minimum != 0.0 {
                    json["tf_minimum_u_value"] = json!(frequency.minimum);
                }
                if frequency.own_u {
                    json["disable_tf_exact_match_detection"] = json!(true);
                }
            }
            json
        })
        .collect();
    json!({
        "output_column_name": comparison.name,
        "comparison_levels": levels,
        "comparison_description": comparison.description,
    })
}
