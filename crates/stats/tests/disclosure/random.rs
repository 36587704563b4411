use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use stats::disclosure::{Bounds, Cells, CountTable, Protected, Standing, Tally, Threshold};

/// All of them with `ALONGSIDE_DEEP` set, a tenth otherwise.
fn tally(full: usize) -> usize {
    if std::env::var_os("ALONGSIDE_DEEP").is_some() { full } else { full / 10 }
}

fn draw(rng: &mut ChaCha12Rng, names: &[&str]) -> CountTable {
    let variables: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
    let sizes: Vec<usize> = names.iter().map(|_| rng.random_range(2..=4)).collect();
    let scale = [4_u64, 15, 60][rng.random_range(0..3)];
    let mut rows = vec![Vec::<String>::new()];
    for size in &sizes {
        rows = rows
            .iter()
            .flat_map(|row| {
                (0..*size).map(move |c| {
                    let mut row = row.clone();
                    row.push(format!("c{c}"));
                    row
                })
            })
            .collect();
    }
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let tally = match rng.random_range(0..20) {
                0 => Tally::CannotBe,
                1..4 => Tally::Of(0),
                _ => Tally::Of(rng.random_range(0..=scale)),
            };
            (row, tally)
        })
        .collect();
    CountTable::read(&variables, &rows).unwrap()
}

/// Two or three tables out of one joint table, as they are published side by side.
fn draw_linked(rng: &mut ChaCha12Rng) -> Vec<CountTable> {
    let joint = draw(rng, &["a", "b", "c"]);
    let pairs: &[[&str; 2]] = if rng.random_range(0..3) == 0 {
        &[["a", "b"], ["b", "c"], ["a", "c"]]
    } else {
        &[["a", "b"], ["b", "c"]]
    };
    pairs.iter().map(|pair| margin(&joint, pair)).collect()
}

fn margin(joint: &CountTable, keep: &[&str]) -> CountTable {
    let mut sums: Vec<(Vec<String>, Tally)> = Vec::new();
    for key in joint.keys() {
        if joint.variables().iter().any(|v| key.category(v).is_none()) {
            continue;
        }
        let row: Vec<String> = keep.iter().map(|v| key.category(v).unwrap().to_owned()).collect();
        let here = joint.tally(&key);
        match sums.iter_mut().find(|(have, _)| *have == row) {
            None => sums.push((row, here)),
            Some((_, sum)) => {
                *sum = match (*sum, here) {
                    (Tally::CannotBe, Tally::CannotBe) => Tally::CannotBe,
                    (a, b) => Tally::Of(a.count() + b.count()),
                }
            }
        }
    }
    let variables: Vec<String> = keep.iter().map(|v| (*v).to_owned()).collect();
    CountTable::read(&variables, &sums).unwrap()
}

/// What a reader knows, built here again from what is shown.
fn seen(cells: &Cells, made: &Protected) -> Vec<Bounds> {
    (0..cells.len())
        .map(|at| match (cells.tally(at), made.standing(cells.key(at))) {
            (Some(Tally::CannotBe), _) => Bounds::exactly(0),
            (Some(Tally::Of(n)), Some(Standing::Shown)) => Bounds::exactly(n),
            _ => Bounds::UNKNOWN,
        })
        .collect()
}

/// The interval of one cell by `microlp`, over every cell and every sum.
fn by_microlp(cells: &Cells, known: &[Bounds], asked: usize) -> (f64, f64) {
    let solve = |direction| {
        let mut problem = Problem::new(direction);
        let columns: Vec<_> = known
            .iter()
            .enumerate()
            .map(|(at, b)| {
                let high = b.high.map_or(f64::INFINITY, |h| h as f64);
                problem.add_var(if at == asked { 1.0 } else { 0.0 }, (b.low as f64, high))
            })
            .collect();
        for sum in cells.sums() {
            let mut terms: Vec<_> = sum.parts.iter().map(|&p| (columns[p], 1.0)).collect();
            terms.push((columns[sum.total], -1.0));
            problem.add_constraint(terms.as_slice(), ComparisonOp::Eq, 0.0);
        }
        match problem.solve() {
            Ok(SolveOutcome::Solution(solution)) => solution.objective(),
            Ok(SolveOutcome::Interrupted(_)) => panic!("no limit was set"),
            Err(microlp::Error::Unbounded) => f64::INFINITY,
            Err(why) => panic!("{why}"),
        }
    };
    (solve(OptimizationDirection::Minimize), solve(OptimizationDirection::Maximize))
}

fn holds(tables: Vec<CountTable>, threshold: u64) -> Protected {
    let made = Protected::make(tables, Threshold::new(threshold)).unwrap();
    let cells = Cells::of(made.tables()).unwrap();
    for at in 0..cells.len() {
        // Nothing small is shown, and nothing is hidden without being a count.
        match (cells.tally(at), made.standing(cells.key(at))) {
            (Some(Tally::Of(n)), Some(Standing::Shown)) => assert!(n >= threshold),
            (Some(Tally::CannotBe), standing) => assert_eq!(standing, Some(Standing::Shown)),
            _ => {}
        }
    }
    for (key, bounds) in made.intervals().unwrap() {
        let at = cells.at(&key).unwrap();
        let truth = cells.tally(at).unwrap().count();
        assert!(bounds.as_wide_as(threshold), "{bounds:?}");
        // What is published never contradicts the truth.
        assert!(bounds.low <= truth && bounds.high.is_none_or(|high| truth <= high));
    }
    made
}

#[test]
fn no_hidden_cell_of_ten_thousand_random_tables_can_be_narrowed_under_the_threshold() {
    let mut rng = ChaCha12Rng::seed_from_u64(5);
    let (mut hidden, mut others) = (0, 0);
    for round in 0..tally(10_000) {
        let threshold = [3, 5, 10][rng.random_range(0..3)];
        let made = match round % 10 {
            0..5 => holds(vec![draw(&mut rng, &["a", "b"])], threshold),
            5 | 6 => holds(vec![draw(&mut rng, &["a", "b", "c"])], threshold),
            _ => holds(draw_linked(&mut rng), threshold),
        };
        if round % 10 < 2 {
            assert!(made.all_in_one_cell().unwrap().is_empty());
        }
        hidden += made.loss().small;
        others += made.loss().for_another;
    }
    println!("hidden: {hidden} small, {others} for their sake");
    assert!(hidden > 100 && others > 100);
}

#[test]
fn a_solver_of_others_making_finds_the_same_intervals() {
    let mut rng = ChaCha12Rng::seed_from_u64(6);
    let mut compared = 0;
    for round in 0..tally(600) {
        let tables = match round % 3 {
            0 => vec![draw(&mut rng, &["a", "b"])],
            1 => vec![draw(&mut rng, &["a", "b", "c"])],
            _ => draw_linked(&mut rng),
        };
        let made = Protected::make(tables, Threshold::new(5)).unwrap();
        let cells = Cells::of(made.tables()).unwrap();
        let known = seen(&cells, &made);
        for (key, bounds) in made.intervals().unwrap() {
            let (low, high) = by_microlp(&cells, &known, cells.at(&key).unwrap());
            // Ours are rounded inwards to whole numbers.
            assert!((bounds.low as f64 - (low - 1e-6).ceil()).abs() < 1e-9, "{low} {bounds:?}");
            match bounds.high {
                None => assert!(high.is_infinite()),
                Some(ours) => assert!((ours as f64 - (high + 1e-6).floor()).abs() < 1e-9),
            }
            compared += 1;
        }
    }
    assert!(compared > 200);
}

#[test]
fn the_order_of_rows_and_columns_changes_nothing_but_which_equal_cell_is_taken() {
    let mut rng = ChaCha12Rng::seed_from_u64(8);
    for _ in 0..tally(1_000) {
        let counted = draw(&mut rng, &["a", "b"]);
        let mut rows: Vec<_> = counted
            .keys()
            .into_iter()
            .filter(|k| k.category("a").is_some() && k.category("b").is_some())
            .map(|k| {
                let row = ["b", "a"].map(|v| k.category(v).unwrap().to_owned()).to_vec();
                (row, counted.tally(&k))
            })
            .collect();
        rows.reverse();
        let turned = CountTable::read(&["b".to_owned(), "a".to_owned()], &rows).unwrap();
        let one = Protected::make(vec![counted], Threshold::PUBLIC).unwrap();
        let two = Protected::make(vec![turned], Threshold::PUBLIC).unwrap();
        assert_eq!(one.loss().small, two.loss().small);
        for key in one.tables()[0].keys() {
            let small = |made: &Protected| made.standing(&key) == Some(Standing::Small);
            assert_eq!(small(&one), small(&two));
        }
        assert!(two.intervals().unwrap().iter().all(|(_, b)| b.as_wide_as(10)));
    }
}

/// The least that could be hidden for others' sake: every choice, by persons and then by cells.
fn optimum(made: &Protected) -> u64 {
    let cells = Cells::of(made.tables()).unwrap();
    let t = made.threshold().get();
    let small: Vec<bool> =
        (0..cells.len()).map(|at| made.standing(cells.key(at)) == Some(Standing::Small)).collect();
    let free: Vec<(usize, u64)> = (0..cells.len())
        .filter(|&at| !small[at])
        .filter_map(|at| match cells.tally(at) {
            Some(Tally::Of(_)) => Some((at, cells.cost(at))),
            _ => None,
        })
        .collect();
    let mut best = made.loss().cost;
    for choice in 0_u32..(1 << free.len()) {
        let chosen = || (0..free.len()).filter(move |i| choice & (1 << i) != 0);
        let cost: u64 = chosen().map(|i| free[i].1).sum();
        if cost >= best {
            continue;
        }
        let mut hidden = small.clone();
        chosen().for_each(|i| hidden[free[i].0] = true);
        // A sum with one hidden cell gives it away.
        let alone = |sum: &stats::disclosure::Sum| {
            sum.parts.iter().chain([&sum.total]).filter(|&&c| hidden[c]).count() == 1
        };
        if cells.sums().iter().any(alone) {
            continue;
        }
        let known: Vec<Bounds> = (0..cells.len())
            .map(|at| match (hidden[at], cells.tally(at)) {
                (true, _) => Bounds::UNKNOWN,
                (false, tally) => Bounds::exactly(tally.map_or(0, Tally::count)),
            })
            .collect();
        let asked: Vec<usize> = (0..cells.len()).filter(|&at| hidden[at]).collect();
        let bounds = cells.feasible(&known, &asked).unwrap();
        if bounds.iter().all(|b| b.as_wide_as(t)) {
            best = cost;
        }
    }
    best
}

#[test]
fn what_is_lost_stays_near_the_least_that_could_be_lost() {
    let mut rng = ChaCha12Rng::seed_from_u64(9);
    let (mut ours, mut least, mut equal, mut tables) = (0, 0, 0, 0);
    while tables < tally(1_000) {
        let counted = draw(&mut rng, &["a", "b"]);
        if counted.categories().iter().map(Vec::len).product::<usize>() > 9 {
            continue;
        }
        let made = holds(vec![counted], 5);
        let loss = made.loss();
        if loss.for_another == 0 {
            continue;
        }
        tables += 1;
        let (mine, best) = (loss.cost, optimum(&made));
        ours += mine;
        least += best;
        equal += usize::from(mine == best);
    }
    let ratio = ours as f64 / least as f64;
    println!("lost {ours}, optimum {least} ({ratio:.3}); {equal} of {tables} are optimal");
    assert!(ratio < 1.15, "{ratio}");
}
