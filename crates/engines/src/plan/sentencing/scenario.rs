//! From a scenario file to a setting: what it builds on is read first, its own keys go over it, and
//! laws of the same `id` replace each other. Not for published series (`series`).

use std::path::{Path, PathBuf};

use models::sentencing::{
    Applies, Band, Centre, Children, Cost, CountedBy, Court, Group, Law, Month, Offence, Outcome,
    Param, ParamId, Provision, Range, Remand, Series, Setting, SideEffects, Unit,
};
use toml::{Table, Value};

use super::reader::{Reader, nearest};
use super::series;
use crate::Trouble;
use crate::plan::figures::tidy::Figure;

/// The scenarios that ship, by file name.
pub const SHIPPED: [(&str, &str); 12] = [
    (
        "law-before-22-march-2026.toml",
        include_str!("../../../../../data/scenarios/law-before-22-march-2026.toml"),
    ),
    (
        "sentencing-act-2026.toml",
        include_str!("../../../../../data/scenarios/sentencing-act-2026.toml"),
    ),
    (
        "exceptions-one-in-ten.toml",
        include_str!("../../../../../data/scenarios/exceptions-one-in-ten.toml"),
    ),
    (
        "exceptions-one-in-four.toml",
        include_str!("../../../../../data/scenarios/exceptions-one-in-four.toml"),
    ),
    (
        "exceptions-one-in-two.toml",
        include_str!("../../../../../data/scenarios/exceptions-one-in-two.toml"),
    ),
    ("breaches-higher.toml", include_str!("../../../../../data/scenarios/breaches-higher.toml")),
    ("breaches-lower.toml", include_str!("../../../../../data/scenarios/breaches-lower.toml")),
    ("remand-test.toml", include_str!("../../../../../data/scenarios/remand-test.toml")),
    ("five-small-units.toml", include_str!("../../../../../data/scenarios/five-small-units.toml")),
    ("ten-more-centres.toml", include_str!("../../../../../data/scenarios/ten-more-centres.toml")),
    (
        "scotland-before-2011.toml",
        include_str!("../../../../../data/scenarios/scotland-before-2011.toml"),
    ),
    ("scotland-2010-12.toml", include_str!("../../../../../data/scenarios/scotland-2010-12.toml")),
];

/// A scenario with what it is compared with and the law before, on which it all rests.
#[derive(Debug)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Setting,
    /// What it is compared with.
    pub compared: Setting,
    /// The law under which the published figures arose.
    pub before: Setting,
    /// Figures used, for the sources.
    pub sources: Vec<String>,
}

/// Where a scenario file is.
#[derive(Debug, Clone)]
enum Place {
    Disk(PathBuf),
    Shipped(&'static str, &'static str),
}

impl Place {
    /// A file on disk, or one that ships, by name.
    fn find(name: &str, beside: Option<&Path>) -> Result<Self, Trouble> {
        let path = beside
            .and_then(Path::parent)
            .map_or_else(|| PathBuf::from(name), |folder| folder.join(name));
        if path.is_file() {
            return Ok(Self::Disk(path));
        }
        let short = Path::new(name).file_name().and_then(|name| name.to_str()).unwrap_or(name);
        if let Some((name, text)) = SHIPPED.iter().find(|(shipped, _)| *shipped == short) {
            return Ok(Self::Shipped(name, text));
        }
        let near = nearest(short, SHIPPED.iter().map(|(name, _)| *name)).unwrap_or_default();
        Err(Trouble::Said(format!(
            "there is no scenario '{name}'; the nearest that ships is '{near}'"
        )))
    }

    fn name(&self) -> String {
        match self {
            Self::Disk(path) => path.display().to_string(),
            Self::Shipped(name, _) => (*name).to_owned(),
        }
    }

    fn read(&self) -> Result<Table, Trouble> {
        let text = match self {
            Self::Disk(path) => std::fs::read_to_string(path)
                .map_err(|why| Trouble::File { path: path.display().to_string(), why })?,
            Self::Shipped(_, text) => (*text).to_owned(),
        };
        text.parse::<Table>().map_err(|why| {
            let line = why
                .span()
                .map_or(0, |span| text.get(..span.start).map_or(0, |t| t.lines().count()).max(1));
            Trouble::Said(format!("{}, line {line}: {}", self.name(), why.message()))
        })
    }

    fn path(&self) -> Option<&Path> {
        match self {
            Self::Disk(path) => Some(path),
            Self::Shipped(..) => None,
        }
    }
}

/// Reads a scenario and all that it rests on.
///
/// # Errors
///
/// A sentence that says what to mend.
pub fn load(name: &str, figures: &[Figure]) -> Result<Loaded, Trouble> {
    let place = Place::find(name, None)?;
    let (table, root) = chain(&place)?;
    let scenario = setting(&place.name(), &table, figures)?;
    let compared_name =
        table.get("compare_with").and_then(Value::as_str).unwrap_or_default().to_owned();
    let (from, months) = (scenario.from, scenario.years());
    let other = |place: &Place| -> Result<Setting, Trouble> {
        let (mut table, _) = chain(place)?;
        // Compared over the scenario's months, whatever its own are.
        table.insert("from".to_owned(), Value::String(from.to_string()));
        table.insert("years".to_owned(), Value::Float(months));
        setting(&place.name(), &table, figures)
    };
    let compared = if compared_name.is_empty() {
        other(&root)?
    } else {
        other(&Place::find(&compared_name, place.path())?)?
    };
    let before = other(&root)?;
    let mut sources: Vec<String> = series::used(&scenario, figures);
    sources.dedup();
    Ok(Loaded { scenario, compared, before, sources })
}

/// A scenario's keys over those of what it builds on, and the file at the root.
fn chain(place: &Place) -> Result<(Table, Place), Trouble> {
    let mut files = vec![(place.clone(), place.read()?)];
    while let Some((place, table)) = files.last() {
        let Some(base) = table.get("builds_on") else { break };
        let base = base.as_str().ok_or_else(|| {
            Trouble::Said(format!("{}: 'builds_on' must be a text", place.name()))
        })?;
        if files.len() > 8 {
            let what = format!("{}: scenarios build on each other in a ring", place.name());
            return Err(Trouble::Said(what));
        }
        let base = Place::find(base, place.path())?;
        let table = base.read()?;
        files.push((base, table));
    }
    let root = files.last().map_or_else(|| place.clone(), |(place, _)| place.clone());
    let mut merged = Table::new();
    for (_, table) in files.into_iter().rev() {
        merge(&mut merged, table);
    }
    Ok((merged, root))
}

/// Lists that grow; others are replaced.
const GROWING: [&str; 4] = ["law", "centre", "unit", "cost"];

fn merge(into: &mut Table, over: Table) {
    for (key, value) in over {
        match (into.get_mut(&key), value) {
            (Some(Value::Table(old)), Value::Table(new)) if !is_range(&new) => merge(old, new),
            (Some(Value::Array(old)), Value::Array(new)) if GROWING.contains(&key.as_str()) => {
                for item in new {
                    let id = item.get("id").and_then(Value::as_str).map(str::to_owned);
                    let same = id.and_then(|id| {
                        old.iter()
                            .position(|other| other.get("id").and_then(Value::as_str) == Some(&id))
                    });
                    match same.and_then(|at| old.get_mut(at)) {
                        Some(place) => *place = item,
                        None => old.push(item),
                    }
                }
            }
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

/// A range is replaced whole: half of one and half of another would be neither.
fn is_range(table: &Table) -> bool {
    ["value", "low", "mid", "high"].iter().any(|key| table.contains_key(*key))
}

/// Parameters as they are met.
#[derive(Default)]
struct Params(Vec<Param>);

impl Params {
    fn add(&mut self, key: String, label: &str, range: Range, source: &str) -> ParamId {
        self.0.push(Param { key, label: label.to_owned(), range, source: source.to_owned() });
        ParamId(self.0.len() - 1)
    }

    /// A range under a key; where the table has none, a known value.
    fn range(
        &mut self,
        of: &Reader<'_>,
        key: &'static str,
        label: &str,
        absent: Option<f64>,
    ) -> Result<ParamId, Trouble> {
        let path = of.at(key);
        let inside = match (of.inside_if(key)?, absent) {
            (Some(inside), _) => inside,
            (None, Some(value)) => {
                return Ok(self.add(path, label, Range::fixed(value), "not used by this scenario"));
            }
            (None, None) => return Err(of.trouble(&format!("'{path}' is missing"))),
        };
        let source = inside.text("source")?;
        let range = match inside.number_if("value")? {
            Some(value) => Range::fixed(value),
            None => {
                let (low, mid, high) =
                    (inside.number("low")?, inside.number("mid")?, inside.number("high")?);
                Range::new(low, mid, high).ok_or_else(|| {
                    of.trouble(&format!(
                        "'{path}' must have low <= mid <= high; it has {low}, {mid}, {high}"
                    ))
                })?
            }
        };
        inside.finish()?;
        Ok(self.add(path, label, range, source))
    }
}

/// A setting from merged keys.
fn setting(file: &str, table: &Table, figures: &[Figure]) -> Result<Setting, Trouble> {
    let top = Reader::new(file, table);
    let mut params = Params::default();
    let (name, title, question) = (top.text("name")?, top.text("title")?, top.text("question")?);
    let place = top.text("place")?;
    let _ = (top.text_if("builds_on")?, top.text_if("compare_with")?);
    let from = top.month_if("from")?.ok_or_else(|| top.trouble("'from' is missing"))?;
    let years = top.number("years")?;
    if !(1.0..=25.0).contains(&years) {
        return Err(top.trouble("'years' must be between 1 and 25"));
    }

    let mut groups = Vec::new();
    let mut wanted = Vec::new();
    for total in top.list("total")? {
        let name = total.text("name")?;
        wanted.push(total.text_if("series")?.map(str::to_owned));
        let growth =
            params.range(&total, "growth", &format!("change a year of sentences, {name}"), None)?;
        groups.push(Group { name: name.to_owned(), growth });
        total.finish()?;
    }
    let mut bands = Vec::new();
    for band in top.list("band")? {
        let name = band.text("name")?;
        let total = band.text("total")?;
        let group = groups.iter().position(|group| group.name == total).ok_or_else(|| {
            band.trouble(&format!(
                "band '{name}' belongs to '{total}', but there is no such [[total]]"
            ))
        })?;
        let mean = band.number_if("mean_months")?;
        let (low, high) = match mean {
            Some(mean) => (0.0, mean),
            None => (band.number("low")?, band.number("high")?),
        };
        if mean.is_none() && low >= high {
            return Err(band.trouble(&format!("band '{name}' must end after it begins")));
        }
        let weight = params.range(
            &band,
            "weight",
            &format!("share of '{total}' in the band {name}"),
            None,
        )?;
        bands.push(Band {
            name: name.to_owned(),
            low,
            high,
            indeterminate: mean.is_some(),
            group,
            weight,
        });
        band.finish()?;
    }
    let mut offences = Vec::new();
    for offence in top.list("offence")? {
        let share = offence.numbers("share")?;
        let name = offence.text("name")?;
        if share.len() != bands.len() {
            return Err(offence.trouble(&format!(
                "offence group '{name}' has {} shares for {} bands",
                share.len(),
                bands.len()
            )));
        }
        offences.push(Offence { name: name.to_owned(), share_of_band: share });
        offence.finish()?;
    }

    let published = top.inside("figures")?;
    let area = published.text("sentences")?;
    let until = published.text_if("until")?;
    let (intake_from, intake) = series::sentences(figures, area, &wanted, until)?;
    let fit_from = published.month_if("fit_from")?;
    let population = match published.text_if("population")? {
        Some(area) => series::population(figures, area, fit_from),
        None => Series::default(),
    };
    published.finish()?;

    let history = top.inside_if("history")?;
    let before = match &history {
        Some(history) => {
            params.range(history, "before", "sentences before the first published year", None)?
        }
        None => params.add(
            "history.before".to_owned(),
            "sentences before",
            Range::fixed(0.0),
            "not used",
        ),
    };
    if let Some(history) = history {
        history.finish()?;
    }
    let remand = match top.inside_if("remand")? {
        Some(part) => {
            let mut of = |key, label| params.range(&part, key, label, None);
            let custody = [
                of("magistrates_custody", "women remanded by magistrates who are then imprisoned")?,
                of("crown_custody", "women remanded by the Crown Court who are then imprisoned")?,
            ];
            let remand = Remand {
                magistrates: Court {
                    flow: series::remand_flow(figures, area, "magistrates courts"),
                    custody: custody[0],
                },
                crown: Court {
                    flow: series::remand_flow(figures, area, "Crown court"),
                    custody: custody[1],
                },
                stock: series::dated(figures, "women on remand", area),
                longer: of("longer", "stay on remand, Crown Court over magistrates' courts")?,
                after: of("after", "stay on remand after the last figure")?,
                not_sentenced: of(
                    "not_sentenced",
                    "women remanded and not sentenced, of those not imprisoned",
                )?,
                community: of(
                    "community",
                    "women remanded and given a community order, of those not imprisoned",
                )?,
            };
            part.finish()?;
            Some(remand)
        }
        None => None,
    };
    let mut known = |part: &'static str,
                     key: &'static str,
                     label: &str,
                     absent: f64|
     -> Result<ParamId, Trouble> {
        match top.inside_if(part)? {
            Some(inside) => params.range(&inside, key, label, Some(absent)),
            None => {
                Ok(params.add(format!("{part}.{key}"), label, Range::fixed(absent), "not used"))
            }
        }
    };
    let recalls_after = known("recall", "after", "chance of recall after the last figure", 1.0)?;
    let reoffending =
        known("reoffending", "after_custody", "women reoffending within a year of custody", 0.0)?;
    let order_fewer = known(
        "reoffending",
        "order_fewer",
        "points fewer after an order than after short custody",
        0.0,
    )?;
    let back =
        known("reoffending", "back_to_custody", "reoffending that ends in immediate custody", 0.0)?;
    let suspended_months =
        known("orders", "suspended_months", "months that a suspended sentence runs", 18.0)?;
    let community_months =
        known("orders", "community_months", "months that a community order runs", 12.0)?;
    let time_served = known("time_served", "scale", "scale of time served, a year and more", 1.0)?;
    let time_served_drift = known("time_served", "drift", "its change a year", 0.0)?;
    let carers = known("carers", "share", "women who are a child's primary carer", 0.0)?;
    let missed = known("missed", "a_year", "what the model misses in a year", 0.0)?;
    strict(&top, "recall", &["after"])?;
    strict(&top, "reoffending", &["after_custody", "order_fewer", "back_to_custody"])?;
    strict(&top, "orders", &["suspended_months", "community_months"])?;
    strict(&top, "time_served", &["scale", "drift"])?;
    strict(&top, "carers", &["share"])?;
    strict(&top, "missed", &["a_year"])?;

    let side_effects = match top.inside_if("side_effects")? {
        Some(part) => {
            let on = part.yes_if("on")?.unwrap_or(true);
            let effects = SideEffects {
                up_tariff: params.range(
                    &part,
                    "up_tariff",
                    "women turned away who get a sentence above the line",
                    None,
                )?,
                net_widening: params.range(
                    &part,
                    "net_widening",
                    "women drawn into an order for each turned away",
                    None,
                )?,
                more_remand: params.range(
                    &part,
                    "more_remand",
                    "women remanded for each turned away",
                    None,
                )?,
                diversion_widening: params.range(
                    &part,
                    "diversion_widening",
                    "women drawn into diversion for each diverted",
                    None,
                )?,
            };
            part.finish()?;
            on.then_some(effects)
        }
        None => None,
    };
    let mut laws = Vec::new();
    for law in top.list("law")? {
        laws.push(one_law(law, &mut params, &offences)?);
    }
    laws.sort_by_key(|law| law.from);

    let areas: Vec<&str> = intake.iter().map(|intake| intake.area.as_str()).collect();
    let an_area = |part: &Reader<'_>, name: &str| -> Result<String, Trouble> {
        if areas.contains(&name) {
            return Ok(name.to_owned());
        }
        let near = nearest(name, areas.iter().copied()).unwrap_or_default();
        Err(part.trouble(&format!("there is no area '{name}'; did you mean '{near}'?")))
    };
    let mut centres = Vec::new();
    for part in top.list("centre")? {
        let women_a_year = part.number("women_a_year")?;
        if women_a_year < 0.0 {
            return Err(part.trouble(&format!("'{}' must not be below 0", part.at("women_a_year"))));
        }
        centres.push(Centre {
            area: an_area(&part, part.text("area")?)?,
            women_a_year,
            from: part.date("from")?,
        });
        part.finish()?;
    }
    let centre_effect = match top.inside_if("centre_effect")? {
        Some(part) => {
            let counted = part.yes_if("counted")?.unwrap_or(false);
            let id = params.range(
                &part,
                "points",
                "a centre's effect on reoffending, in points",
                None,
            )?;
            part.finish()?;
            counted.then_some(id)
        }
        None => None,
    };
    let mut units = Vec::new();
    for part in top.list("unit")? {
        let mut which = Vec::new();
        for name in part.texts("bands")? {
            which.push(bands.iter().position(|band| band.name == name).ok_or_else(|| {
                let near =
                    nearest(name, bands.iter().map(|band| band.name.as_str())).unwrap_or_default();
                part.trouble(&format!("there is no band '{name}'; did you mean '{near}'?"))
            })?);
        }
        let places = part.number("places")?;
        if places < 0.0 {
            return Err(part.trouble(&format!("'{}' must not be below 0", part.at("places"))));
        }
        let area = an_area(&part, part.text("area")?)?;
        let mut serves = Vec::new();
        for name in part.texts("serves")? {
            serves.push(an_area(&part, name)?);
        }
        if serves.is_empty() {
            serves.push(area.clone());
        }
        let remand = part.yes_if("remand")?.unwrap_or(false);
        units.push(Unit { area, places, from: part.date("from")?, bands: which, remand, serves });
        part.finish()?;
    }
    let mut costs = Vec::new();
    for (i, part) in top.list("cost")?.into_iter().enumerate() {
        let what = part.text("what")?;
        let by = match part.text("by")? {
            "prison years" => CountedBy::PrisonYears,
            "order years" => CountedBy::OrderYears,
            "receptions" => CountedBy::Receptions,
            "turned away" => CountedBy::TurnedAway,
            "centre women" => CountedBy::CentreWomen,
            "units built" => CountedBy::UnitsBuilt,
            other => {
                let near = nearest(
                    other,
                    [
                        "prison years",
                        "order years",
                        "receptions",
                        "turned away",
                        "centre women",
                        "units built",
                    ]
                    .into_iter(),
                );
                return Err(part.trouble(&format!(
                    "a cost cannot be counted by '{other}'; did you mean '{}'?",
                    near.unwrap_or_default()
                )));
            }
        };
        let _ = part.text_if("id")?;
        let pounds = params.range(&part, "pounds", &format!("pounds: {what}"), None)?;
        if let Some(param) = params.0.get_mut(pounds.0) {
            param.key = format!("cost.{}.pounds", i + 1);
        }
        costs.push(Cost {
            department: part.text("department")?.to_owned(),
            what: what.to_owned(),
            by,
            pounds,
        });
        part.finish()?;
    }
    let (children, children_receptions) = match top.inside_if("children")? {
        Some(part) => {
            let receptions = part.number("receptions")?;
            let _ = part.text("source")?;
            part.finish()?;
            (series::children(figures, area), receptions)
        }
        None => (Vec::<Children>::new(), 0.0),
    };
    let recalls = if top_has(table, "recall") {
        series::dated(figures, "recalls of women, a year", area)
    } else {
        Series::default()
    };
    top.finish()?;

    let drift_until = population.last().unwrap_or_else(|| f64::from(intake_from.0));
    let missed = params.0.get(missed.0).map_or(0.0, |param| param.range.mid);
    let setting = Setting {
        name: name.to_owned(),
        title: title.to_owned(),
        question: question.to_owned(),
        place: place.to_owned(),
        from,
        months: Month::in_years(years),
        params: params.0,
        bands,
        groups,
        offences,
        intake_from,
        intake,
        before,
        remand,
        recalls,
        recalls_after,
        reoffending,
        order_fewer,
        back_to_custody: back,
        suspended_months,
        community_months,
        time_served,
        time_served_drift,
        drift_until,
        laws,
        side_effects,
        centres,
        centre_effect,
        units,
        carers,
        population,
        missed,
        costs,
        children,
        children_receptions,
    };
    if setting.from < setting.intake_from {
        return Err(Trouble::Said(format!(
            "{file}: 'from' is {}, before the first published sentences ({}): the dates are out of order",
            setting.from, setting.intake_from
        )));
    }
    setting.check().map_err(|why| Trouble::Said(format!("{file}: {why}")))?;
    Ok(setting)
}

fn top_has(table: &Table, key: &str) -> bool {
    table.contains_key(key)
}

/// Refuses unknown keys of a table whose keys were read apart.
fn strict(top: &Reader<'_>, part: &'static str, keys: &[&'static str]) -> Result<(), Trouble> {
    let Some(inside) = top.inside_if(part)? else { return Ok(()) };
    for key in keys {
        let _ = inside.inside_if(key)?;
    }
    inside.finish()
}

fn one_law(part: Reader<'_>, params: &mut Params, offences: &[Offence]) -> Result<Law, Trouble> {
    const KINDS: [&str; 8] = [
        "suspend",
        "suspend longer",
        "release",
        "curfew",
        "recall",
        "remand test",
        "divert",
        "breach",
    ];
    let id = part.text("id")?;
    let name = part.text("name")?;
    let source = part.text("source")?;
    let from = part.date("from")?;
    let mut of = |key, label: &str| params.range(&part, key, &format!("{name}: {label}"), None);
    let provision = match part.text("kind")? {
        "suspend" => {
            let mut only = Vec::new();
            for wanted in part.texts("offences")? {
                only.push(offences.iter().position(|offence| offence.name == wanted).ok_or_else(
                    || {
                        let near =
                            nearest(wanted, offences.iter().map(|offence| offence.name.as_str()));
                        part.trouble(&format!(
                            "there is no offence group '{wanted}'; did you mean '{}'?",
                            near.unwrap_or_default()
                        ))
                    },
                )?);
            }
            let up_to = part.number("up_to_months")?;
            Provision::Suspend {
                up_to,
                above: part.number_if("above_months")?.unwrap_or(up_to),
                exceptions: of("exceptions", "share still sent to prison")?,
                ramp: of("ramp", "months until used fully")?,
                outcome: match part.text("instead")? {
                    "suspended sentence" => Outcome::Suspended,
                    "community order" => Outcome::Community,
                    other => {
                        return Err(part.trouble(&format!(
                            "'{}' must be \"suspended sentence\" or \"community order\"; it is \"{other}\"",
                            part.at("instead")
                        )));
                    }
                },
                offences: only,
            }
        }
        "suspend longer" => Provision::SuspendLonger {
            over: part.number("over_months")?,
            up_to: part.number("up_to_months")?,
            share: of("share", "share suspended")?,
        },
        "release" => Provision::Release {
            share: part.number("share")?,
            spared_from: part.number("spared_from_months")?,
            spared: of("spared", "share of longer sentences that keep another release point")?,
            spared_share: part.number("spared_share")?,
            applies: match part.text("applies_to")? {
                "everyone" => Applies::Everyone,
                "new sentences" => Applies::NewSentences,
                other => {
                    return Err(part.trouble(&format!(
                        "'{}' must be \"everyone\" or \"new sentences\"; it is \"{other}\"",
                        part.at("applies_to")
                    )));
                }
            },
        },
        "curfew" => Provision::Curfew {
            max_days: part.number("max_days")?,
            take_up: of("take_up", "share who get it")?,
        },
        "recall" => Provision::Recall {
            fixed: of("fixed", "share of recalls for a fixed term")?,
            fixed_months: of("fixed_months", "months of a fixed-term recall")?,
            standard_months: of("standard_months", "mean months of a standard recall")?,
        },
        "remand test" => Provision::RemandTest {
            turned_away: of("turned_away", "share given bail of those not then imprisoned")?,
        },
        "divert" => Provision::Divert {
            share: of("share", "share diverted before sentence")?,
            up_to: part.number("up_to_months")?,
        },
        "breach" => Provision::Breach {
            activated: of("activated", "share of suspended sentences that end in custody")?,
        },
        other => {
            let near = nearest(other, KINDS.into_iter()).unwrap_or_default();
            return Err(part.trouble(&format!(
                "law '{id}' is of no known kind '{other}'; did you mean '{near}'?"
            )));
        }
    };
    if let Provision::Release { share, spared_share, .. } = provision
        && !((0.05..=1.0).contains(&share) && (0.05..=1.0).contains(&spared_share))
    {
        return Err(part.trouble(&format!(
            "law '{id}': a release point is a share of the sentence, between 0.05 and 1"
        )));
    }
    let law = Law {
        id: id.to_owned(),
        name: name.to_owned(),
        from,
        provision,
        source: source.to_owned(),
    };
    part.finish()?;
    Ok(law)
}

/// The month after the last of a scenario, for headings.
#[must_use]
pub fn end(setting: &Setting) -> Month {
    setting.from.plus(i32::try_from(setting.months).unwrap_or(0))
}
