//! Each wall on a small made-up workspace that breaks it: the check must go red there, and name
//! the place.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use walls::{Breach, Dependencies};

/// A workspace in a temporary folder.
struct MadeUp(TempDir);

impl MadeUp {
    fn new() -> Self {
        let made = Self(tempfile::tempdir().unwrap());
        made.with("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n")
    }

    fn with(self, path: &str, text: &str) -> Self {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn with_crate(self, name: &str, links: &[&str]) -> Self {
        let links: String =
            links.iter().map(|to| format!("{to} = {{ path = \"../{to}\" }}\n")).collect();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[dependencies]\n{links}"
        );
        self.with(&format!("crates/{name}/Cargo.toml"), &manifest)
            .with(&format!("crates/{name}/src/lib.rs"), "")
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn dependencies(&self) -> Dependencies {
        Dependencies::of(self.root())
    }
}

#[track_caller]
fn falls(breaches: &[Breach], words: &[&str]) {
    let lines: Vec<String> = breaches.iter().map(Breach::to_string).collect();
    assert!(
        lines.iter().any(|line| words.iter().all(|word| line.contains(word))),
        "no breach says {words:?}: {lines:?}"
    );
}

#[test]
fn a_nameless_room_that_reaches_casework_by_a_detour_is_found() {
    let made = MadeUp::new()
        .with_crate("casework", &[])
        .with_crate("figures", &["casework"])
        .with_crate("influence", &["figures"]);
    let breaches = walls::forbidden_dependencies(&made.dependencies());
    falls(&breaches, &["influence", "no path to casework", "influence -> figures -> casework"]);
    falls(&breaches, &["figures", "above", "casework"]);
}

#[test]
fn a_room_that_looks_into_another_is_found() {
    let made = MadeUp::new().with_crate("evidence", &[]).with_crate("casework", &["evidence"]);
    falls(&walls::forbidden_dependencies(&made.dependencies()), &["casework", "evidence"]);
}

#[test]
fn a_program_that_links_test_code_is_found() {
    let made = MadeUp::new().with_crate("testkit", &[]).with_crate("web", &["testkit"]);
    falls(&walls::forbidden_dependencies(&made.dependencies()), &["web", "testkit"]);
}

#[test]
fn a_crate_without_a_floor_is_found() {
    let made = MadeUp::new().with_crate("helpers", &[]).with("ARCHITECTURE.md", "nothing");
    falls(&walls::unlisted_crates(&made.dependencies()), &["helpers"]);
    let missing = walls::crates_missing_from_the_map(made.root(), &made.dependencies());
    falls(&missing, &["ARCHITECTURE.md", "helpers"]);
}

#[test]
fn a_pure_crate_that_links_a_runtime_is_found() {
    let made = MadeUp::new()
        .with_crate("tokio", &[])
        .with_crate("between", &["tokio"])
        .with_crate("stats", &["between"]);
    let breaches = walls::impure_numerics(&made.dependencies());
    falls(&breaches, &["stats", "stats -> between -> tokio"]);
}

#[test]
fn a_page_that_sets_type_itself_is_found() {
    let made = MadeUp::new()
        .with_crate("typst-pdf", &[])
        .with_crate("documents-typst", &["typst-pdf"])
        .with_crate("documents", &["typst-pdf"])
        .with_crate("web", &["documents"])
        .with_crate("alongside", &["documents-typst"]);
    let breaches = walls::typesetting_in_the_wrong_place(&made.dependencies());
    falls(&breaches, &["web", "web -> documents -> typst-pdf"]);
    falls(&breaches, &["alongside", "alongside -> documents-typst"]);
    assert!(breaches.iter().all(|breach| !breach.to_string().starts_with("documents-typst")));
}

#[test]
fn sql_in_a_service_is_found() {
    let made = MadeUp::new()
        .with("crates/casework/src/service.rs", "const A: &str = \"select id\\n from woman\";")
        .with("crates/web/src/pages.rs", "fn f() { sqlx::query(\"vacuum\"); }")
        .with("crates/mail/src/lib.rs", "store::statements! { A = \"x\"; }")
        .with("crates/mail/queries/a.sql", "select 1");
    let breaches = walls::sql_in_the_wrong_place(made.root());
    falls(&breaches, &["crates/casework/src/service.rs:1", "SQL stands in sql.rs"]);
    falls(&breaches, &["crates/web/src/pages.rs:1", "sqlx::query"]);
    falls(&breaches, &["crates/mail/src/lib.rs:1", "statements!"]);
    falls(&breaches, &["crates/mail/queries/a.sql"]);
}

#[test]
fn sql_where_it_belongs_is_left_alone() {
    let text = "store::statements! { A = \"select id from woman\"; }";
    let made = MadeUp::new()
        .with("crates/casework/src/sql.rs", text)
        .with("crates/casework/src/sql/plan.rs", text)
        .with("crates/casework/migrations/0001.sql", "create table woman (id uuid);")
        .with("crates/store/src/dialect.rs", "fn f() { sqlx::query(\"pragma user_version\"); }")
        .with("crates/web/src/lib.rs", "const A: &str = \"Select a woman from the list\";");
    assert_eq!(walls::sql_in_the_wrong_place(made.root()), []);
}

#[test]
fn a_glance_at_the_clock_is_found_even_where_clippy_was_told_to_look_away() {
    let made = MadeUp::new()
        .with(
            "crates/casework/src/service.rs",
            "#[allow(clippy::disallowed_methods)]\nfn f() { jiff::Timestamp::now(); }",
        )
        .with("crates/stats/src/lib.rs", "pub async fn f() { std::fs::read(\"x\"); }");
    let breaches = walls::ambient_time_and_chance(made.root());
    falls(&breaches, &["crates/casework/src/service.rs:2", "Timestamp::now"]);
    falls(&breaches, &["crates/stats/src/lib.rs:1", "std::fs"]);
    falls(&breaches, &["crates/stats/src/lib.rs:1", "async"]);
}

#[test]
fn a_module_of_tests_that_hides_program_code_is_found() {
    let made = MadeUp::new()
        .with("crates/casework/src/lib.rs", "mod tests;")
        .with("crates/casework/src/tests.rs", "const A: &str = \"select 1\";")
        .with("crates/access/src/lib.rs", "#[cfg(test)]\nmod tests;");
    let breaches = walls::test_code_in_the_program(made.root());
    falls(&breaches, &["crates/casework/src/lib.rs:1", "#[cfg(test)]"]);
    assert_eq!(breaches.len(), 1);
}

#[test]
fn a_shortened_clippy_list_is_found() {
    let made = MadeUp::new().with(
        "clippy.toml",
        "disallowed-methods = [\n{ path = \"std::time::SystemTime::now\" },\n]\n",
    );
    let breaches = walls::listed_in_clippy_toml(made.root());
    falls(&breaches, &["SystemTime::now", "with a reason"]);
    falls(&breaches, &["rand::random"]);
}

#[test]
fn a_column_without_a_class_is_found() {
    let made = MadeUp::new()
        .with("crates/casework/migrations/0001.sql", "create table woman (id uuid, name text);")
        .with(
            "crates/casework/src/columns.rs",
            "store::columns! { pub COLUMNS: woman { id: Internal Plain \"id\"; gone: Personal Sealed \"x\"; } }",
        );
    let breaches = walls::unregistered_columns(made.root());
    falls(&breaches, &["casework", "woman.name", "no class"]);
    falls(&breaches, &["casework", "woman.gone", "no migration"]);
    assert_eq!(breaches.len(), 2);
}

#[test]
fn a_page_that_inlines_or_loads_is_found() {
    let made = MadeUp::new()
        .with("crates/web/templates/a.html", "<p>\n<script>go()</script>")
        .with(
            "crates/web/assets/a.css",
            "body {\n background: url(https://elsewhere.example/a.png) }",
        )
        .with("crates/web/src/chart.rs", "const A: &str = \"<rect style='fill: red'>\";");
    let breaches = walls::pages_that_load_or_inline(made.root());
    falls(&breaches, &["crates/web/templates/a.html:2", "inline script"]);
    falls(&breaches, &["crates/web/assets/a.css:2", "another host"]);
    falls(&breaches, &["crates/web/src/chart.rs:1", "inline style"]);
}

#[test]
fn a_report_may_hold_its_sheet_and_nothing_that_runs_or_a_page_would_inline() {
    let whole = "<style>p { color: red }</style>\n<p style='color: red'>\n<script>go()</script>";
    let made = MadeUp::new()
        .with("crates/engines/templates/report.html", whole)
        .with("crates/web/templates/a.html", "<style>p { color: red }</style>");
    let breaches = walls::pages_that_load_or_inline(made.root());
    falls(&breaches, &["crates/engines/templates/report.html:2", "inline style"]);
    falls(&breaches, &["crates/engines/templates/report.html:3", "inline script"]);
    falls(&breaches, &["crates/web/templates/a.html:1", "inline style"]);
    assert_eq!(breaches.len(), 3, "{breaches:?}");
}

#[test]
fn a_test_that_is_only_claimed_is_found() {
    let made = MadeUp::new().with("docs/walls.md", "kept by `a_test_that_nobody_wrote`");
    falls(&walls::tests_that_walls_md_invents(made.root()), &["a_test_that_nobody_wrote"]);
}
