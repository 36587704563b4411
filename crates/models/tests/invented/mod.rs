//! An island of two areas with a simple law: small enough that its steady state can be told by hand.

use models::sentencing::curve::{self, Served};
use models::sentencing::{
    Applies, Areas, Band, Cost, CountedBy, Court, Date, Group, Intake, Law, Month, Offence,
    Outcome, Param, ParamId, Provision, Range, Remand, Series, Setting, SideEffects, World,
};

struct Params(Vec<Param>);

impl Params {
    fn add(&mut self, key: &str, low: f64, mid: f64, high: f64) -> ParamId {
        let range = Range::new(low, mid, high).unwrap();
        self.0.push(Param {
            key: key.to_owned(),
            label: key.to_owned(),
            range,
            source: "invented".to_owned(),
        });
        ParamId(self.0.len() - 1)
    }
}

/// 500 women a month, ten years, a rule that sentences of a year or less are suspended after five.
pub fn island() -> Setting {
    let mut params = Params(Vec::new());
    let bands = [
        ("under 6 months", 0.5, 6.0, 0, 1.0),
        ("6 to 12 months", 6.0, 12.0, 1, 0.3),
        ("1 to 4 years", 12.0, 48.0, 1, 0.5),
        ("4 years and over", 48.0, 96.0, 1, 0.2),
    ]
    .into_iter()
    .map(|(name, low, high, group, weight)| Band {
        name: name.to_owned(),
        low,
        high,
        indeterminate: false,
        group,
        weight: params.add(&format!("weight {name}"), 0.9 * weight, weight, 1.1 * weight),
    })
    .collect();
    let law = |id: &str, year: i32, provision: Provision| Law {
        id: id.to_owned(),
        name: id.to_owned(),
        from: Date::new(year, 1, 1).unwrap(),
        provision,
        source: "invented".to_owned(),
    };
    let laws = vec![
        law(
            "half",
            1990,
            Provision::Release {
                share: 0.5,
                spared_from: 48.0,
                spared: params.add("spared", 0.1, 0.1, 0.1),
                spared_share: 0.6667,
                applies: Applies::NewSentences,
            },
        ),
        law(
            "recall",
            1990,
            Provision::Recall {
                fixed: params.add("fixed", 0.4, 0.5, 0.6),
                fixed_months: params.add("fixed months", 0.5, 0.7, 0.9),
                standard_months: params.add("standard months", 2.0, 3.0, 4.0),
            },
        ),
        law(
            "breach",
            1990,
            Provision::Breach { activated: params.add("activated", 0.1, 0.2, 0.3) },
        ),
        law(
            "rule",
            2015,
            Provision::Suspend {
                up_to: 12.0,
                above: 12.0,
                exceptions: params.add("exceptions", 0.1, 0.25, 0.5),
                ramp: params.add("ramp", 1.0, 3.0, 6.0),
                outcome: Outcome::Suspended,
                offences: Vec::new(),
            },
        ),
    ];
    let area = |name: &str, women: f64| Intake {
        area: name.to_owned(),
        years: vec![vec![women * 0.6, women * 0.4]; 10],
    };
    let at = |year: i32| f64::from(Month::new(year, 1).0);
    let remand = Remand {
        magistrates: Court {
            flow: Series(vec![(at(2010), 0.3)]),
            custody: params.add("custody 1", 0.35, 0.4, 0.45),
        },
        crown: Court {
            flow: Series(vec![(at(2010), 0.25)]),
            custody: params.add("custody 2", 0.55, 0.6, 0.65),
        },
        stock: Series(vec![(at(2010), 600.0)]),
        longer: params.add("longer", 2.0, 3.0, 4.0),
        after: params.add("after", 1.0, 1.0, 1.0),
        not_sentenced: params.add("not sentenced", 0.3, 0.3, 0.3),
        community: params.add("community", 0.25, 0.25, 0.25),
    };
    let growth = params.add("growth", 0.0, 0.0, 0.0);
    let pounds = params.add("pounds", 10_000.0, 50_000.0, 52_000.0);
    let setting = Setting {
        name: "island".to_owned(),
        title: "An island".to_owned(),
        question: "What would it do?".to_owned(),
        place: "Island".to_owned(),
        from: Month::new(2016, 1),
        months: 36,
        bands,
        groups: ["under 6 months", "6 months and over"]
            .map(|name| Group { name: name.to_owned(), growth })
            .to_vec(),
        offences: vec![
            Offence { name: "theft".to_owned(), share_of_band: vec![0.6, 0.5, 0.3, 0.1] },
            Offence { name: "violence".to_owned(), share_of_band: vec![0.4, 0.5, 0.7, 0.9] },
        ],
        intake_from: Month::new(2010, 1),
        intake: vec![area("North", 2000.0), area("South", 4000.0)],
        before: params.add("before", 0.0, 0.0, 0.0),
        remand: Some(remand),
        recalls: Series(vec![(at(2010), 1500.0)]),
        recalls_after: params.add("recalls after", 1.0, 1.0, 1.0),
        reoffending: params.add("reoffending", 0.55, 0.6, 0.65),
        order_fewer: params.add("fewer", 0.02, 0.04, 0.06),
        back_to_custody: params.add("back", 0.2, 0.3, 0.4),
        suspended_months: params.add("suspended months", 12.0, 18.0, 24.0),
        community_months: params.add("community months", 12.0, 12.0, 12.0),
        time_served: params.add("time served", 1.0, 1.0, 1.0),
        time_served_drift: params.add("drift", 0.0, 0.0, 0.0),
        drift_until: at(2010),
        laws,
        side_effects: Some(SideEffects {
            up_tariff: params.add("up tariff", 0.0, 0.02, 0.05),
            net_widening: params.add("net widening", 0.0, 0.1, 0.2),
            more_remand: params.add("more remand", 0.0, 0.05, 0.1),
            diversion_widening: params.add("diversion widening", 0.0, 0.1, 0.2),
        }),
        centres: Vec::new(),
        centre_effect: None,
        units: Vec::new(),
        carers: params.add("carers", 0.3, 0.6, 0.9),
        population: Series::default(),
        missed: 0.01,
        costs: vec![Cost {
            department: "Prisons".to_owned(),
            what: "a year".to_owned(),
            by: CountedBy::PrisonYears,
            pounds,
        }],
        children: Vec::new(),
        children_receptions: 0.0,
        params: params.0,
    };
    setting.check().unwrap();
    setting
}

/// The same without the rule.
pub fn before(setting: &Setting) -> Setting {
    let mut before = setting.clone();
    before.laws.retain(|law| law.id != "rule");
    before
}

/// The same with nobody recalled and nobody coming back.
pub fn still(setting: &Setting) -> Setting {
    let mut still = before(setting);
    still.recalls = Series::default();
    for key in ["reoffending", "fewer", "back", "activated"] {
        let id = still.params.iter().position(|param| param.key == key).unwrap();
        still.fix(ParamId(id), 0.0);
    }
    still
}

/// Its most likely world.
pub fn world(setting: &Setting, months: usize) -> World {
    World::build(setting, &setting.middle(), Areas::Together, setting.intake_from, months)
}

/// Mean months inside by band, worked out apart from the model: the mean of the lengths times the
/// release point, and for the share that was on remand less what remand took off.
pub fn months_served(setting: &Setting) -> Vec<f64> {
    let sentences = 500.0;
    let short: f64 = 300.0 + 200.0 * 0.3;
    let stays = [600.0 / (150.0 + 3.0 * 125.0), 3.0 * 600.0 / (150.0 + 3.0 * 125.0)];
    let shares = [0.3 * sentences * 0.4 / short, 0.25 * sentences * 0.6 / (sentences - short)];
    setting
        .bands
        .iter()
        .map(|band| {
            let spared = if band.low >= 48.0 { 0.1 } else { 0.0 };
            let served = Served {
                low: band.low,
                high: band.high,
                release: 0.5,
                spared,
                spared_release: 0.6667,
                curfew: 0.0,
                take_up: 0.0,
                credit: 0.0,
                scale: 1.0,
            };
            let court = usize::from(band.high > 12.0);
            let on_bail = curve::curve(&served).mean();
            let remanded = curve::curve(&Served { credit: stays[court], ..served }).mean();
            (1.0 - shares[court]) * on_bail + shares[court] * remanded
        })
        .collect()
}

/// Women on remand by Little's law: the flow of each court times its mean stay.
pub fn mean_stay(_: &Setting) -> f64 {
    let flows = [150.0, 125.0];
    let short = 600.0 / (flows[0] + 3.0 * flows[1]);
    flows[0] * short + flows[1] * 3.0 * short
}
