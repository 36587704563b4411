//! What may leave, as CSV and in sentences. Takes nothing but [`Safe`] figures.

use serde_json::json;
use stats::disclosure::{Key, Loss, Published, Safe, Shape, Shown};

use super::read::{COUNTED, YES};
use crate::Trouble;
use crate::files::csv_field;

/// What stands for a number that is not shown.
const HIDDEN: &str = "[c]";
/// What stands where nobody can be.
const CANNOT_BE: &str = "-";
const TOTAL: &str = "Total";

pub struct Summary<'a> {
    pub safe: &'a Safe<Published>,
    pub loss: Loss,
    /// The narrowest interval of a hidden cell; `None` when every one is without end, or none is hidden.
    pub narrowest: Option<u64>,
    pub remarks: &'a [String],
    pub in_ledger: bool,
    pub among: bool,
}

impl Summary<'_> {
    pub fn print(
        &self,
        as_json: bool,
        tables_too: bool,
        said: &mut dyn std::io::Write,
    ) -> Result<(), Trouble> {
        let mut lines = Vec::new();
        if as_json {
            lines.push(self.machine());
        } else {
            if tables_too {
                for shape in self.safe.value().shapes() {
                    let text = csv(self.safe, shape, self.among);
                    lines.push(String::from_utf8_lossy(&text).trim_end().to_owned());
                    lines.push(String::new());
                }
            }
            lines.extend(self.sentences());
        }
        for line in lines {
            writeln!(said, "{line}")
                .map_err(|why| Trouble::File { path: "output".to_owned(), why })?;
        }
        Ok(())
    }

    fn sentences(&self) -> Vec<String> {
        let Loss { cells, small, for_another, .. } = self.loss;
        let rule = self.safe.rule();
        let mut lines = self.remarks.to_vec();
        lines.push(format!(
            "{} of {cells} cells are not shown ({HIDDEN}): {small} small ones, and {for_another} for their sake.",
            small.saturating_add(for_another)
        ));
        if small.saturating_add(for_another) > 0 {
            let doubt = self
                .narrowest
                .map_or_else(|| "without end".to_owned(), |width| format!("at least {width} wide"));
            lines.push(format!(
                "What can be worked out of each of them is {doubt} (the threshold is {}), checked exactly.",
                rule.threshold.get()
            ));
        }
        if let Some(base) = rule.base {
            lines.push(format!(
                "Numbers are rounded to {} one by one, so they may not add up.",
                base.get()
            ));
        }
        lines.push(if self.in_ledger {
            format!("Entry {} of the ledger, dated {}.", self.safe.entry(), self.safe.dated())
        } else {
            "No ledger was given: what was published before was not looked at.".to_owned()
        });
        lines
    }

    fn machine(&self) -> String {
        let rule = self.safe.rule();
        let tables: Vec<_> = self
            .safe
            .value()
            .shapes()
            .iter()
            .map(|shape| {
                let rows: Vec<_> = keys(shape)
                    .iter()
                    .map(|key| {
                        let categories: Vec<_> = shape
                            .variables
                            .iter()
                            .map(|v| key.category(v).unwrap_or(TOTAL))
                            .collect();
                        let shown = self.safe.value().cells().get(key).copied();
                        json!({ "categories": categories, "shown": shown })
                    })
                    .collect();
                json!({ "variables": shape.variables, "rows": rows })
            })
            .collect();
        json!({
            "tables": tables,
            "cells": self.loss.cells,
            "small": self.loss.small,
            "for_another": self.loss.for_another,
            "persons_for_another": self.loss.persons,
            "narrowest": self.narrowest,
            "threshold": rule.threshold.get(),
            "base": rule.base.map(stats::disclosure::Base::get),
            "source": self.safe.source(),
            "dated": self.safe.dated(),
            "entry": self.in_ledger.then(|| self.safe.entry()),
            "remarks": self.remarks,
        })
        .to_string()
    }
}

/// Every key of a table in the order in which it is printed: totals last.
fn keys(shape: &Shape) -> Vec<Key> {
    let mut keys = vec![Key::default()];
    for (variable, categories) in shape.variables.iter().zip(&shape.categories) {
        keys = keys
            .iter()
            .flat_map(|key| {
                let parts = categories.iter().map(|c| key.with(variable, c));
                parts.chain(std::iter::once(key.clone()))
            })
            .collect();
    }
    keys
}

/// The table as CSV. With `--among`, a row holds the number, those among whom it was counted, and the
/// rate in every 100, out of what is shown of both.
pub fn csv(safe: &Safe<Published>, shape: &Shape, among: bool) -> Vec<u8> {
    let mut text = Vec::new();
    let variables: Vec<&String> =
        shape.variables.iter().filter(|v| !among || v.as_str() != COUNTED).collect();
    for variable in &variables {
        csv_field(&mut text, variable);
        text.push(b',');
    }
    text.extend_from_slice(if among { b"count,among,rate\n".as_slice() } else { b"count\n" });
    for key in keys(shape) {
        if among && key.category(COUNTED).is_some() {
            continue;
        }
        for variable in &variables {
            csv_field(&mut text, key.category(variable).unwrap_or(TOTAL));
            text.push(b',');
        }
        if among {
            let yes = key.with(COUNTED, YES);
            let rate = safe
                .rate(&yes, &key)
                .map_or_else(|| HIDDEN.to_owned(), |rate| format!("{:.0}", 100.0 * rate.value()));
            let line = format!("{},{},{rate}\n", cell(safe, &yes), cell(safe, &key));
            text.extend_from_slice(line.as_bytes());
        } else {
            text.extend_from_slice(cell(safe, &key).as_bytes());
            text.push(b'\n');
        }
    }
    text
}

fn cell(safe: &Safe<Published>, key: &Key) -> String {
    match safe.cell(key).map(|shown| *shown.value()) {
        Some(Shown::Count(n)) => n.to_string(),
        Some(Shown::CannotBe) => CANNOT_BE.to_owned(),
        Some(Shown::Hidden) | None => HIDDEN.to_owned(),
    }
}
