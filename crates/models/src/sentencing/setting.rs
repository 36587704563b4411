//! A place, its published series, its law with dates, and every number as a range with a source.
//! Built by whoever reads a scenario file (crate `engines`); checked here for what contradicts
//! itself. Not for stepping anything: that is `cohort` and `micro` on a [`super::World`].

use super::{Date, Month, Param, ParamId, Range};

/// A band of sentence length.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Its name, `3 to 6 months`.
    pub name: String,
    /// From so many months.
    pub low: f64,
    /// To under so many months; for an indeterminate sentence the mean months served.
    pub high: f64,
    /// Without a fixed end.
    pub indeterminate: bool,
    /// Which published total it is part of: an index into [`Setting::groups`].
    pub group: usize,
    /// Its weight within that total (weights of a total are scaled to one).
    pub weight: ParamId,
}

/// A published total of sentences: `under six months`.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Change a year after the last published year, as a share (0.02 is two per cent).
    pub growth: ParamId,
}

/// An offence group.
#[derive(Debug, Clone, PartialEq)]
pub struct Offence {
    /// Its name.
    pub name: String,
    /// Its share of each band's sentences.
    pub share_of_band: Vec<f64>,
}

/// Sentences of one area: for each year from the first, a count for each group.
#[derive(Debug, Clone, PartialEq)]
pub struct Intake {
    /// The area.
    pub area: String,
    /// `[year][group]`, women a year.
    pub years: Vec<Vec<f64>>,
}

/// Dated figures, joined by straight lines and level beyond their ends. Positions are months
/// ([`Date::position`]).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series(pub Vec<(f64, f64)>);

impl Series {
    /// Its value at a position; 0 when it is empty.
    #[must_use]
    pub fn at(&self, position: f64) -> f64 {
        let points = &self.0;
        let after = points.partition_point(|point| point.0 <= position);
        match (after.checked_sub(1).and_then(|i| points.get(i)), points.get(after)) {
            (Some(a), Some(b)) => a.1 + (b.1 - a.1) * (position - a.0) / (b.0 - a.0),
            (Some(only), None) | (None, Some(only)) => only.1,
            (None, None) => 0.0,
        }
    }

    /// The position of its last figure.
    #[must_use]
    pub fn last(&self) -> Option<f64> {
        self.0.last().map(|point| point.0)
    }
}

/// What a court that remands does.
#[derive(Debug, Clone, PartialEq)]
pub struct Court {
    /// Women remanded for each woman sentenced to custody: flow against flow.
    pub flow: Series,
    /// Share of them then given immediate custody.
    pub custody: ParamId,
}

/// Remand.
#[derive(Debug, Clone, PartialEq)]
pub struct Remand {
    /// Magistrates' courts; their custodial sentences fall into the first group.
    pub magistrates: Court,
    /// The Crown Court; its custodial sentences fall into the other groups.
    pub crown: Court,
    /// Women on remand, dated. From it the mean stay is learned; it is not assumed to follow
    /// sentences.
    pub stock: Series,
    /// Mean stay at the Crown Court over that at magistrates' courts.
    pub longer: ParamId,
    /// What the mean stay is multiplied with after the last figure.
    pub after: ParamId,
    /// Of those not given custody, the share not sentenced at all.
    pub not_sentenced: ParamId,
    /// Of those not given custody, the share given a community order (the rest: suspended).
    pub community: ParamId,
}

/// What courts do instead of custody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A suspended sentence.
    Suspended,
    /// A community order.
    Community,
}

/// To whom a change of release applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    /// Also to women already inside.
    Everyone,
    /// To women sentenced from then on.
    NewSentences,
}

/// What a law says.
#[derive(Debug, Clone, PartialEq)]
pub enum Provision {
    /// Sentences up to a length are not served at once unless there are exceptions.
    Suspend {
        /// Up to and including so many months.
        up_to: f64,
        /// From so many months a sentence counts as above the line: where up-tariffing leads.
        above: f64,
        /// Share still sent to custody.
        exceptions: ParamId,
        /// Months until courts use it fully (by date of conviction, not of sentence).
        ramp: ParamId,
        /// What they are given instead.
        outcome: Outcome,
        /// Only for these offence groups; empty for all.
        offences: Vec<usize>,
    },
    /// Longer sentences may be suspended too.
    SuspendLonger {
        /// Over so many months.
        over: f64,
        /// Up to so many months.
        up_to: f64,
        /// Share of them that is suspended.
        share: ParamId,
    },
    /// The share of a sentence after which a woman is released.
    Release {
        /// The share.
        share: f64,
        /// From this sentence length on (months) some keep an older share.
        spared_from: f64,
        /// How many of those keep it.
        spared: ParamId,
        /// The older share.
        spared_share: f64,
        /// To whom.
        applies: Applies,
    },
    /// Home detention curfew.
    Curfew {
        /// The most days before release.
        max_days: f64,
        /// Share of those who may that get it.
        take_up: ParamId,
    },
    /// Recall.
    Recall {
        /// Share of recalls that are for a fixed term.
        fixed: ParamId,
        /// Months of a fixed-term recall.
        fixed_months: ParamId,
        /// Mean months of a standard recall.
        standard_months: ParamId,
    },
    /// Custodial remand only where custody is likely.
    RemandTest {
        /// Share of women who would have been remanded and not then imprisoned, who now get bail.
        turned_away: ParamId,
    },
    /// Diversion before a sentence: a share of the women who would come to custody never do.
    Divert {
        /// The share.
        share: ParamId,
        /// Up to so many months of the sentence they would have had.
        up_to: f64,
    },
    /// What happens to breaches of suspended sentences.
    Breach {
        /// Share of suspended orders that end in custody.
        activated: ParamId,
    },
}

/// A provision with its date.
#[derive(Debug, Clone, PartialEq)]
pub struct Law {
    /// A short name by which another scenario may replace it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// From when.
    pub from: Date,
    /// What it says.
    pub provision: Provision,
    /// Where it stands.
    pub source: String,
}

/// Side effects, on unless a scenario switches them off.
#[derive(Debug, Clone, PartialEq)]
pub struct SideEffects {
    /// Of the women turned away from custody, the share given a sentence just above the line.
    pub up_tariff: ParamId,
    /// Women drawn into an order who would have had less, for each woman turned away.
    pub net_widening: ParamId,
    /// More women remanded, for each woman turned away.
    pub more_remand: ParamId,
    /// The same widening for diversion.
    pub diversion_widening: ParamId,
}

/// A women's centre that takes women on orders.
#[derive(Debug, Clone, PartialEq)]
pub struct Centre {
    /// The police area.
    pub area: String,
    /// Women a year that it can take.
    pub women_a_year: f64,
    /// From when.
    pub from: Date,
}

/// A small custodial unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The police area.
    pub area: String,
    /// Places.
    pub places: f64,
    /// From when.
    pub from: Date,
    /// Which bands qualify.
    pub bands: Vec<usize>,
    /// Whether women on remand qualify too.
    pub remand: bool,
    /// From which areas women come to it.
    pub serves: Vec<String>,
}

/// What a cost is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedBy {
    /// Women in prison, a woman for a year.
    PrisonYears,
    /// Women on orders that the model follows, a woman for a year.
    OrderYears,
    /// Women sent to prison: sentenced, remanded or recalled.
    Receptions,
    /// Women turned away from custody, diverted or drawn in.
    TurnedAway,
    /// Women taken by added centres in a year.
    CentreWomen,
    /// Small units built, spread over the scenario's years.
    UnitsBuilt,
}

/// A cost to somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// Who pays or saves.
    pub department: String,
    /// For what.
    pub what: String,
    /// Counted by.
    pub by: CountedBy,
    /// Pounds for each.
    pub pounds: ParamId,
}

/// A published estimate of children.
#[derive(Debug, Clone, PartialEq)]
pub struct Children {
    /// Whose estimate.
    pub estimate: String,
    /// Mothers a year.
    pub mothers: f64,
    /// Children a year.
    pub children: f64,
    /// Where it stands.
    pub source: String,
}

/// All of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Its short name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// The place.
    pub place: String,
    /// From which month results are told.
    pub from: Month,
    /// For so many months.
    pub months: usize,
    /// Every number with a range.
    pub params: Vec<Param>,
    /// Bands in order of length.
    pub bands: Vec<Band>,
    /// Published totals.
    pub groups: Vec<Group>,
    /// Offence groups; shares of a band add up to one.
    pub offences: Vec<Offence>,
    /// The first month of published sentences.
    pub intake_from: Month,
    /// Sentences by area.
    pub intake: Vec<Intake>,
    /// Yearly fall of sentences before the first published year.
    pub before: ParamId,
    /// Remand, where the place has figures.
    pub remand: Option<Remand>,
    /// Recalls a year, dated.
    pub recalls: Series,
    /// What the chance of recall is multiplied with after the last figure.
    pub recalls_after: ParamId,
    /// Share reoffending within a year after short custody.
    pub reoffending: ParamId,
    /// How many points fewer after an order (a share: 0.04).
    pub order_fewer: ParamId,
    /// Share of reoffending that ends in immediate custody.
    pub back_to_custody: ParamId,
    /// Months that a suspended sentence runs.
    pub suspended_months: ParamId,
    /// Months that a community order runs.
    pub community_months: ParamId,
    /// Scale of time served for sentences of a year and more: fitted.
    pub time_served: ParamId,
    /// Its change a year: fitted.
    pub time_served_drift: ParamId,
    /// Until when it changes (the end of the fit); level from there.
    pub drift_until: f64,
    /// The law in order of date.
    pub laws: Vec<Law>,
    /// Side effects; `None` where a scenario switches them off.
    pub side_effects: Option<SideEffects>,
    /// Centres added.
    pub centres: Vec<Centre>,
    /// A centre's effect on reoffending in points (a share); `None`: not counted.
    pub centre_effect: Option<ParamId>,
    /// Small units.
    pub units: Vec<Unit>,
    /// Share of women who are primary carers of a child, as a range.
    pub carers: ParamId,
    /// Dated women in prison, to fit to.
    pub population: Series,
    /// Standard deviation of what the model misses, as a share, after a year; it grows with the root
    /// of time.
    pub missed: f64,
    /// Who pays and who saves.
    pub costs: Vec<Cost>,
    /// Published estimates of children, each kept for itself.
    pub children: Vec<Children>,
    /// Receptions in a year to which the estimates of children belong.
    pub children_receptions: f64,
}

/// What in a setting contradicts itself.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Contradiction {
    /// Bands overlap or leave a gap.
    #[error("band '{0}' does not begin where the band before it ends")]
    Bands(String),
    /// Shares do not add up.
    #[error("the offence groups' shares of band '{0}' add up to {1:.3}, not to 1")]
    Offences(String, f64),
    /// Two provisions of one kind cover the same sentences from the same day.
    #[error(
        "'{0}' and '{1}' say two things of the same sentences from the same day; keep one of them"
    )]
    SameDay(String, String),
    /// A provision of one kind is dated after the scenario's end.
    #[error("'{0}' begins on {1}, after the scenario ends in {2}")]
    AfterEnd(String, Date, Month),
    /// A lower bound above an upper one.
    #[error("'{0}' covers sentences over {1} months and up to {2} months: there are none")]
    EmptyLine(String, f64, f64),
    /// An unknown area.
    #[error("there is no area '{0}' in the sentences; the nearest is '{1}'")]
    Area(String, String),
    /// A share out of bounds.
    #[error("{0} is a share and must lie between 0 and 1")]
    Share(String),
    /// Nothing to run.
    #[error("{0}")]
    Empty(String),
}

impl Setting {
    /// A parameter.
    #[must_use]
    pub fn param(&self, id: ParamId) -> &Param {
        &self.params[id.0]
    }

    /// How many years are told.
    #[must_use]
    pub fn years(&self) -> f64 {
        self.months as f64 / 12.0
    }

    /// The most likely value of every parameter.
    #[must_use]
    pub fn middle(&self) -> Vec<f64> {
        self.params.iter().map(|param| param.range.mid).collect()
    }

    /// The values of one draw.
    #[must_use]
    pub fn draw(&self, seed: u64, draw: u64) -> Vec<f64> {
        self.params.iter().map(|param| param.draw(seed, draw)).collect()
    }

    /// Sets a parameter to a known value, as a fit does.
    pub fn fix(&mut self, id: ParamId, value: f64) {
        self.params[id.0].range = Range::fixed(value);
    }

    /// The first month after the published sentences.
    #[must_use]
    pub fn intake_until(&self) -> Month {
        let years = self.intake.first().map_or(0, |area| area.years.len());
        self.intake_from.plus(12 * years as i32)
    }

    /// Whether it can be run at all.
    ///
    /// # Errors
    ///
    /// The first contradiction met.
    pub fn check(&self) -> Result<(), Contradiction> {
        if self.months == 0 || self.intake.iter().all(|area| area.years.is_empty()) {
            let why = "the scenario has no months to run or no published sentences";
            return Err(Contradiction::Empty(why.to_owned()));
        }
        for pair in self.bands.windows(2) {
            let gap = !pair[1].indeterminate && (pair[0].high - pair[1].low).abs() > 0.05;
            if gap || pair[0].indeterminate {
                return Err(Contradiction::Bands(pair[1].name.clone()));
            }
        }
        for (b, band) in self.bands.iter().enumerate() {
            let sum: f64 = self.offences.iter().map(|offence| offence.share_of_band[b]).sum();
            if (sum - 1.0).abs() > 1e-6 {
                return Err(Contradiction::Offences(band.name.clone(), sum));
            }
        }
        let end = self.from.plus(self.months as i32);
        for (i, law) in self.laws.iter().enumerate() {
            if law.from.month >= end {
                return Err(Contradiction::AfterEnd(law.name.clone(), law.from, end.plus(-1)));
            }
            if let Provision::SuspendLonger { over, up_to, .. } = law.provision
                && over >= up_to
            {
                return Err(Contradiction::EmptyLine(law.name.clone(), over, up_to));
            }
            for other in &self.laws[..i] {
                if other.from == law.from && clash(&other.provision, &law.provision) {
                    return Err(Contradiction::SameDay(other.name.clone(), law.name.clone()));
                }
            }
            for (what, id) in shares_of(&law.provision) {
                let range = self.param(id).range;
                if range.low < 0.0 || range.high > 1.0 {
                    return Err(Contradiction::Share(format!("{what} of '{}'", law.name)));
                }
            }
        }
        let placed = self
            .centres
            .iter()
            .map(|c| &c.area)
            .chain(self.units.iter().flat_map(|u| std::iter::once(&u.area).chain(&u.serves)));
        for area in placed {
            if !self.intake.iter().any(|intake| &intake.area == area) {
                return Err(Contradiction::Area(area.clone(), String::new()));
            }
        }
        Ok(())
    }
}

/// Whether two provisions of the same day say two things of the same sentences.
fn clash(one: &Provision, other: &Provision) -> bool {
    use Provision as P;
    match (one, other) {
        (P::Suspend { offences: a, .. }, P::Suspend { offences: b, .. }) => {
            a.is_empty() || b.is_empty() || a.iter().any(|offence| b.contains(offence))
        }
        (P::SuspendLonger { .. }, P::SuspendLonger { .. })
        | (P::Release { .. }, P::Release { .. })
        | (P::Curfew { .. }, P::Curfew { .. })
        | (P::Recall { .. }, P::Recall { .. })
        | (P::RemandTest { .. }, P::RemandTest { .. })
        | (P::Breach { .. }, P::Breach { .. }) => true,
        _ => false,
    }
}

/// The shares that a provision speaks of.
fn shares_of(provision: &Provision) -> Vec<(&'static str, ParamId)> {
    match provision {
        Provision::Suspend { exceptions, .. } => vec![("exceptions", *exceptions)],
        Provision::SuspendLonger { share, .. } | Provision::Divert { share, .. } => {
            vec![("share", *share)]
        }
        Provision::Release { spared, .. } => vec![("spared", *spared)],
        Provision::Curfew { take_up, .. } => vec![("take_up", *take_up)],
        Provision::Recall { fixed, .. } => vec![("fixed", *fixed)],
        Provision::RemandTest { turned_away } => vec![("turned_away", *turned_away)],
        Provision::Breach { activated } => vec![("activated", *activated)],
    }
}
