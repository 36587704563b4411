//! The walls on this repository. What each guards stands in docs/walls.md; that each can go red is
//! shown by `made_up_workspaces.rs`.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use walls::{Breach, Dependencies};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

#[track_caller]
fn stands(breaches: &[Breach]) {
    let lines: Vec<String> = breaches.iter().map(Breach::to_string).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

#[test]
fn no_crate_depends_on_one_it_may_not_know() {
    stands(&walls::forbidden_dependencies(&Dependencies::of(&root())));
}

#[test]
fn every_crate_has_a_floor_and_is_on_the_map() {
    let dependencies = Dependencies::of(&root());
    stands(&walls::unlisted_crates(&dependencies));
    stands(&walls::crates_missing_from_the_map(&root(), &dependencies));
}

#[test]
fn pure_crates_link_no_runtime_and_no_database() {
    stands(&walls::impure_numerics(&Dependencies::of(&root())));
}

#[test]
fn only_the_second_program_sets_type() {
    stands(&walls::typesetting_in_the_wrong_place(&Dependencies::of(&root())));
}

#[test]
fn sql_stands_only_where_it_is_registered() {
    stands(&walls::sql_in_the_wrong_place(&root()));
}

#[test]
fn nobody_asks_the_machine_for_time_or_chance() {
    stands(&walls::ambient_time_and_chance(&root()));
    stands(&walls::listed_in_clippy_toml(&root()));
}

#[test]
fn no_module_of_tests_is_in_the_program() {
    stands(&walls::test_code_in_the_program(&root()));
}

#[test]
fn every_column_of_a_migration_is_registered() {
    stands(&walls::unregistered_columns(&root()));
}

#[test]
fn pages_hold_no_inline_code_and_load_nothing_from_elsewhere() {
    stands(&walls::pages_that_load_or_inline(&root()));
}

#[test]
fn the_paper_on_walls_names_only_tests_that_are_there() {
    stands(&walls::tests_that_walls_md_invents(&root()));
}
