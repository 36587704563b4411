use stats::disclosure::{
    About, Audience, Base, CountTable, Key, Ledger, Protected, Rounding, RoundingKey, Shown,
    Standing, TableError, Tally, Threshold,
};

pub fn table(variables: &[&str], rows: &[(&[&str], u64)]) -> CountTable {
    let variables: Vec<String> = variables.iter().map(|v| (*v).to_owned()).collect();
    let rows: Vec<_> = rows
        .iter()
        .map(|(row, n)| (row.iter().map(|c| (*c).to_owned()).collect(), Tally::Of(*n)))
        .collect();
    CountTable::read(&variables, &rows).unwrap()
}

pub fn about(population: &str) -> About {
    About {
        source: "invented".to_owned(),
        population: population.to_owned(),
        within: None,
        dated: "2026-04-01".to_owned(),
        audience: Audience::Public,
    }
}

fn young_and_old() -> CountTable {
    table(
        &["age", "country"],
        &[
            (&["young", "Spain"], 5),
            (&["young", "Iceland"], 2),
            (&["young", "Portugal"], 0),
            (&["old", "Spain"], 6),
            (&["old", "Iceland"], 3),
            (&["old", "Portugal"], 4),
        ],
    )
}

#[test]
fn the_table_of_gauss_suppression_hides_one_cell_and_three_for_its_sake() {
    // Its vignette: everything up to 1 is small, so the threshold is 2.
    let made = Protected::make(vec![young_and_old()], Threshold::new(2)).unwrap();
    let loss = made.loss();
    assert_eq!((loss.small, loss.for_another), (1, 3));
    let small = Key::of([("age", "young"), ("country", "Portugal")]);
    assert_eq!(made.standing(&small), Some(Standing::Small));
    // The cheapest of the two rectangles is the one through Iceland.
    let other = Key::of([("age", "old"), ("country", "Iceland")]);
    assert_eq!(made.standing(&other), Some(Standing::ForAnother));
    for (_, bounds) in made.intervals().unwrap() {
        assert!(bounds.as_wide_as(2));
    }
}

#[test]
fn a_total_of_few_hides_everything() {
    let few = table(&["site"], &[(&["A"], 2), (&["B"], 3)]);
    let made = Protected::make(vec![few], Threshold::PUBLIC).unwrap();
    assert_eq!(made.loss().small, 3);
    assert!(made.intervals().unwrap().iter().all(|(_, b)| b.high.is_none()));
}

#[test]
fn structural_zeros_are_shown_and_other_noughts_are_not() {
    let variables = ["sex of child".to_owned(), "pregnant".to_owned()];
    let row = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
    let rows = [
        (row("a", "yes"), Tally::CannotBe),
        (row("a", "no"), Tally::Of(30)),
        (row("b", "yes"), Tally::Of(25)),
        (row("b", "no"), Tally::Of(0)),
        (row("c", "yes"), Tally::Of(40)),
        (row("c", "no"), Tally::Of(50)),
    ];
    let counted = CountTable::read(&variables, &rows).unwrap();
    let made = Protected::make(vec![counted], Threshold::PUBLIC).unwrap();
    let shown = Ledger::default().publish(&made, &Rounding::AsCounted, about("all")).unwrap();
    let seen = |a: &str, b: &str| {
        let key = Key::of([("sex of child", a), ("pregnant", b)]);
        *shown.cell(&key).unwrap().value()
    };
    assert_eq!(seen("a", "yes"), Shown::CannotBe);
    assert_eq!(seen("b", "no"), Shown::Hidden);
    // Where one cell can be hidden, the rest of its row and the row's total are not both shown.
    let total = *shown.cell(&Key::of([("sex of child", "b")])).unwrap().value();
    assert!(seen("b", "yes") == Shown::Hidden || total == Shown::Hidden);
    assert_eq!(seen("a", "no"), Shown::Count(30));
    assert!(made.all_in_one_cell().unwrap().is_empty());
}

#[test]
fn a_row_all_in_one_cell_is_not_told() {
    let counted = table(
        &["site", "reason"],
        &[
            (&["A", "recalled"], 24),
            (&["A", "housed"], 0),
            (&["B", "recalled"], 31),
            (&["B", "housed"], 44),
            (&["C", "recalled"], 28),
            (&["C", "housed"], 17),
        ],
    );
    let made = Protected::make(vec![counted], Threshold::PUBLIC).unwrap();
    let all = Key::of([("site", "A"), ("reason", "recalled")]);
    assert_eq!(made.standing(&all), Some(Standing::ForAnother));
    assert!(made.all_in_one_cell().unwrap().is_empty());
}

#[test]
fn a_cell_rounds_the_same_way_each_time_and_never_against_its_growth() {
    let rounding = Rounding::To { base: Base::FIVE, key: RoundingKey::new([7; 32]) };
    let cell = Key::of([("area", "Devon")]);
    let mut before = 0;
    for n in 0..500 {
        let rounded = rounding.round("all", &cell, n);
        assert_eq!(rounded, rounding.round("all", &cell, n));
        assert_eq!(rounded % 5, 0);
        assert!(rounded.abs_diff(n) < 5 && rounded >= before);
        before = rounded;
    }
    // Right on average over cells: 11 rounds to 10 four times in five.
    let up = (0..10_000)
        .filter(|i| rounding.round("all", &Key::of([("area", i.to_string())]), 11) == 15)
        .count();
    assert!((1_850..2_150).contains(&up), "{up}");
    // Another population draws anew.
    let other = (0..100).filter(|i| {
        let cell = Key::of([("area", i.to_string())]);
        rounding.round("all", &cell, 12) != rounding.round("Q1", &cell, 12)
    });
    assert!(other.count() > 20);
}

#[test]
fn a_rate_is_hidden_with_its_numerator_and_rounded_with_it() {
    let counted = table(
        &["site", "outcome"],
        &[
            (&["A", "met"], 4),
            (&["A", "not met"], 30),
            (&["B", "met"], 22),
            (&["B", "not met"], 51),
            (&["C", "met"], 19),
            (&["C", "not met"], 37),
        ],
    );
    let made = Protected::make(vec![counted], Threshold::PUBLIC).unwrap();
    let rounding = Rounding::To { base: Base::FIVE, key: RoundingKey::new([1; 32]) };
    let shown = Ledger::default().publish(&made, &rounding, about("all")).unwrap();
    let rate = |site: &str| {
        let met = Key::of([("site", site), ("outcome", "met")]);
        shown.rate(&met, &Key::of([("site", site)]))
    };
    assert!(rate("A").is_none());
    let open = ["B", "C"].into_iter().find_map(rate);
    if let Some(open) = open {
        assert!(open.value().is_finite());
        assert_eq!(open.entry(), shown.entry());
    }
    // The hidden four keep company: nobody can take them from the column's total.
    assert!(rate("B").is_none() || rate("C").is_none());
}

#[test]
fn areas_are_merged_until_each_is_large_enough() {
    let counted = table(
        &["area", "site"],
        &[
            (&["Avon", "a"], 4),
            (&["Devon", "a"], 3),
            (&["Kent", "a"], 5),
            (&["Kent", "b"], 9),
            (&["Surrey", "a"], 25),
            (&["Sussex", "a"], 2),
        ],
    );
    let merged = counted.merge_small("area", 10).unwrap();
    assert_eq!(merged.categories()[0], ["Avon + Devon + Kent", "Surrey + Sussex"]);
    let sum = Key::of([("area", "Avon + Devon + Kent"), ("site", "a")]);
    assert_eq!(merged.tally(&sum), Tally::Of(12));
    assert_eq!(counted.merge_small("town", 10), Err(TableError::NoSuchVariable));
}

#[test]
fn tables_that_share_totals_are_protected_together() {
    // Alone, each table could hide its own; together the shared totals must agree.
    let by_offence = table(
        &["area", "offence"],
        &[
            (&["Avon", "theft"], 3),
            (&["Avon", "other"], 40),
            (&["Devon", "theft"], 30),
            (&["Devon", "other"], 20),
        ],
    );
    let by_age = table(
        &["area", "age"],
        &[
            (&["Avon", "18-24"], 13),
            (&["Avon", "25+"], 30),
            (&["Devon", "18-24"], 25),
            (&["Devon", "25+"], 25),
        ],
    );
    let made =
        Protected::make(vec![by_offence.clone(), by_age.clone()], Threshold::PUBLIC).unwrap();
    assert!(made.intervals().unwrap().iter().all(|(_, b)| b.as_wide_as(10)));
    let wrong = table(&["area"], &[(&["Avon"], 44), (&["Devon"], 50)]);
    let disagreeing = Protected::make(vec![by_offence, by_age, wrong], Threshold::PUBLIC);
    let sentence = disagreeing.unwrap_err().to_string();
    assert_eq!(
        sentence,
        "tables 1 and 3 disagree on a total that both have: they do not count the same people"
    );
}

#[test]
fn rows_that_make_no_table_are_told_by_number() {
    let one = ["site".to_owned()];
    let row = |c: &str| (vec![c.to_owned()], Tally::Of(1));
    assert_eq!(CountTable::read(&[], &[row("A")]), Err(TableError::NoVariables));
    assert_eq!(CountTable::read(&one, &[]), Err(TableError::NoRows));
    let twice = CountTable::read(&one, &[row("A"), row("B"), row("A")]);
    assert_eq!(twice, Err(TableError::Twice { first: 1, second: 3 }));
    let ragged = CountTable::read(&one, &[row("A"), (vec![], Tally::Of(1))]);
    assert_eq!(ragged, Err(TableError::Ragged { row: 2, found: 0, expected: 1 }));
}
