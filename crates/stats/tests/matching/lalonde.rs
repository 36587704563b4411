//! The four specifications of `MatchIt` 4.7.2 on LaLonde's 614 rows (folder `shared` beside the
//! repository, or `ALONGSIDE_SHARED`).

use std::collections::BTreeMap;
use std::path::PathBuf;

use stats::matching::{
    Matched, Nearest, Order, Replacement, Set, Ties, deviation, effect, fit, nearest,
};

struct LaLonde {
    ids: Vec<String>,
    treated: Vec<bool>,
    rows: Vec<f64>,
    outcome: Vec<f64>,
    folder: PathBuf,
}

const COLUMNS: usize = 8;

fn read(folder: &std::path::Path, name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    text.lines().skip(1).map(|l| l.split(',').map(str::to_owned).collect()).collect()
}

fn lalonde() -> Option<LaLonde> {
    let shared = std::env::var_os("ALONGSIDE_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = shared.join("data/matching");
    if !folder.is_dir() {
        println!("SKIPPED: {} is absent; set ALONGSIDE_SHARED", folder.display());
        return None;
    }
    let mut made = LaLonde {
        ids: Vec::new(),
        treated: Vec::new(),
        rows: Vec::new(),
        outcome: Vec::new(),
        folder: folder.clone(),
    };
    // id,treat,age,educ,race,married,nodegree,re74,re75,re78
    for row in read(&folder, "lalonde_psid614.csv") {
        let number = |at: usize| row[at].parse::<f64>().unwrap();
        made.ids.push(row[0].clone());
        made.treated.push(row[1] == "1");
        let race = |name: &str| f64::from(u8::from(row[4] == name));
        let (hispan, white) = (race("hispan"), race("white"));
        let (age, educ) = (number(2), number(3));
        made.rows.extend([age, educ, hispan, white, number(5), number(6), number(7), number(8)]);
        made.outcome.push(number(9));
    }
    Some(made)
}

impl LaLonde {
    fn expected(&self, column: usize) -> Vec<f64> {
        let rows = read(&self.folder, "lalonde_matchit472_expected.csv");
        let by_id: BTreeMap<_, f64> =
            rows.iter().map(|r| (r[0].clone(), r[column].parse().unwrap())).collect();
        self.ids.iter().map(|id| by_id[id]).collect()
    }

    fn pairs(&self, spec: &str) -> BTreeMap<usize, Vec<usize>> {
        let at = |id: &str| self.ids.iter().position(|have| have == id).unwrap();
        let mut pairs = BTreeMap::<usize, Vec<usize>>::new();
        for row in read(&self.folder, "lalonde_matchit472_pairs.csv") {
            if row[0] == spec {
                pairs.entry(at(&row[1])).or_default().push(at(&row[3]));
            }
        }
        pairs
    }

    fn scores(&self) -> Vec<f64> {
        fit(&self.rows, COLUMNS, &self.treated).unwrap().scores
    }

    fn matched(&self, how: &Nearest) -> Matched {
        nearest(&self.scores(), &self.treated, None, how).unwrap()
    }

    fn att(&self, matched: &Matched) -> f64 {
        effect(matched, None, &self.scores(), &self.treated, &self.outcome).unwrap().att
    }
}

fn how(ratio: usize, replacement: Replacement, caliper: Option<f64>) -> Nearest {
    Nearest { ratio, replacement, caliper, order: Order::LargestFirst }
}

const PUT_BACK: Replacement = Replacement::With(Ties::ByPlace);

#[test]
fn the_scores_are_those_of_matchit_to_eight_digits() {
    let Some(lalonde) = lalonde() else { return };
    let scores = lalonde.scores();
    let worst = scores
        .iter()
        .zip(lalonde.expected(2))
        .map(|(ours, theirs)| (ours - theirs).abs())
        .fold(0.0, f64::max);
    println!("largest difference of a score: {worst:e}");
    assert!(worst < 1e-8, "{worst:e}");
    for (ours, known) in scores.iter().zip([0.638770, 0.224634, 0.678244, 0.776324, 0.701639]) {
        assert!((ours - known).abs() < 1e-6);
    }
}

#[test]
fn three_specifications_give_every_pair_and_weight_of_matchit() {
    let Some(lalonde) = lalonde() else { return };
    let caliper = Some(0.2 * deviation(&lalonde.scores()));
    for (spec, column, how, treated, controls, att) in [
        ("nn", 3, how(1, Replacement::Without, None), 185, 185, Some(894.37)),
        ("nn_replace", 4, how(1, PUT_BACK, None), 185, 0, None),
        ("nn_caliper02", 5, how(1, Replacement::Without, caliper), 113, 113, Some(1_571.74)),
    ] {
        let matched = lalonde.matched(&how);
        let ours: BTreeMap<usize, Vec<usize>> = matched
            .sets
            .iter()
            .map(|set| (set.treated, set.controls.iter().map(|(c, _)| *c).collect()))
            .collect();
        assert_eq!(ours, lalonde.pairs(spec), "{spec}");
        for (ours, theirs) in matched.weights.iter().zip(lalonde.expected(column)) {
            assert!((ours - theirs).abs() < 1e-9, "{spec}");
        }
        assert_eq!(matched.treated(&lalonde.treated), treated);
        if let Some(att) = att {
            assert_eq!(matched.controls(&lalonde.treated), controls);
            assert!((lalonde.att(&matched) - att).abs() < 0.005, "{spec}");
        }
    }
}

#[test]
fn five_put_back_differ_from_matchit_only_among_controls_of_one_score() {
    let Some(lalonde) = lalonde() else { return };
    let scores = lalonde.scores();
    let caliper = Some(0.2 * deviation(&scores));
    let matched = lalonde.matched(&how(5, PUT_BACK, caliper));
    let theirs = lalonde.pairs("nn_replace_ratio5_caliper02");
    assert_eq!(matched.sets.len(), 184);
    assert_eq!(matched.sets.len(), theirs.len());
    let mut same = 0;
    for set in &matched.sets {
        let distance = |c: &usize| (scores[*c] - scores[set.treated]).abs();
        let mut ours: Vec<usize> = set.controls.iter().map(|(c, _)| *c).collect();
        let mut expected = theirs[&set.treated].clone();
        let far = |rows: &[usize]| rows.iter().map(distance).collect::<Vec<_>>();
        for (a, b) in far(&ours).iter().zip(far(&expected)) {
            assert!((a - b).abs() < 1e-12);
        }
        ours.sort_unstable();
        expected.sort_unstable();
        same += usize::from(ours == expected);
    }
    println!("{same} of 184 sets are the same; the others take another control of the same score");
    assert!(same >= 182);
    // MatchIt's own estimate with its weights, beside ours by place and with ties split.
    let weights = lalonde.expected(6);
    let mean = |treated: bool, weights: &[f64]| {
        let of = (0..weights.len()).filter(|i| lalonde.treated[*i] == treated);
        let (sum, total) =
            of.fold((0.0, 0.0), |(s, t), i| (s + weights[i] * lalonde.outcome[i], t + weights[i]));
        sum / total
    };
    let matchit = mean(true, &weights) - mean(false, &weights);
    let split = how(5, Replacement::With(Ties::Split), caliper);
    let (placed, split) = (lalonde.att(&matched), lalonde.att(&lalonde.matched(&split)));
    println!("effect: MatchIt {matchit:.2}, by place {placed:.2}, ties split {split:.2}");
    // With its choice among tied controls, ours is its estimate.
    let chosen = theirs.into_iter().map(|(treated, controls)| {
        let share = 1.0 / controls.len() as f64;
        Set { treated, controls: controls.into_iter().map(|c| (c, share)).collect() }
    });
    let chosen = lalonde.att(&Matched::of_sets(chosen.collect(), 614));
    assert!((chosen - matchit).abs() < 1e-6, "{chosen}");
    // Two sets take PSID386 (11,594) where MatchIt takes PSID373 (0), of the same score.
    let apart = 2.0 * 11_594.24 / 5.0 / 184.0;
    assert!((matchit - placed - apart).abs() < 0.005, "{placed} {matchit}");
}

#[test]
fn unmatched_the_treated_earn_less() {
    let Some(lalonde) = lalonde() else { return };
    let mean = |treated: bool| {
        let of: Vec<f64> = (0..614)
            .filter(|i| lalonde.treated[*i] == treated)
            .map(|i| lalonde.outcome[i])
            .collect();
        of.iter().sum::<f64>() / of.len() as f64
    };
    assert!((mean(true) - mean(false) + 635.03).abs() < 0.005);
}
