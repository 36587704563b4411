//! The files of `match`, and its summary.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::{Found, Match, left_out, number};
use crate::Trouble;
use crate::files::{Outputs, csv_field};
use crate::report::Written;

/// `weights.csv`: every complete row with its score and weight.
pub fn weights(outputs: &mut Outputs, folder: &Path, found: &Found) -> Result<(), Trouble> {
    outputs.write(&folder.join("weights.csv"), |file| {
        file.write_all(b"id,treated,score,weight\n")?;
        let mut line = Vec::with_capacity(64);
        let rows = found.rows.treated.iter().zip(&found.fit.scores).zip(&found.matched.weights);
        for (row, ((treated, score), weight)) in rows.enumerate() {
            line.clear();
            found.rows.ids.write(row, &mut line);
            let treated = if *treated { ",1," } else { ",0," };
            line.extend_from_slice(treated.as_bytes());
            write!(line, "{score},")?;
            if *weight == 0.0 {
                line.push(b'0');
            } else {
                write!(line, "{weight}")?;
            }
            line.push(b'\n');
            file.write_all(&line)?;
        }
        Ok(())
    })
}

/// `pairs.csv`: who is compared with whom; heading only where only weights are kept (radius).
pub fn pairs(outputs: &mut Outputs, folder: &Path, found: &Found) -> Result<(), Trouble> {
    if found.matched.sets.is_empty() {
        return Ok(());
    }
    outputs.write(&folder.join("pairs.csv"), |file| {
        file.write_all(b"treated,rank,comparison,share\n")?;
        let mut line = Vec::with_capacity(64);
        for set in &found.matched.sets {
            for ((control, share), rank) in set.controls.iter().zip(1_u32..) {
                line.clear();
                found.rows.ids.write(set.treated, &mut line);
                write!(line, ",{rank},")?;
                found.rows.ids.write(*control, &mut line);
                writeln!(line, ",{share}")?;
                file.write_all(&line)?;
            }
        }
        Ok(())
    })
}

/// `balance.csv`: each covariate before and after.
pub fn balance(outputs: &mut Outputs, folder: &Path, found: &Found) -> Result<(), Trouble> {
    outputs.write(&folder.join("balance.csv"), |file| {
        file.write_all(
            b"covariate,treated,comparison,treated_matched,comparison_matched,smd_before,smd_after,smd_after_by_treated_sd\n",
        )?;
        for (name, b) in found.rows.names.iter().zip(&found.balance) {
            let mut line = Vec::new();
            csv_field(&mut line, name);
            writeln!(
                line,
                ",{},{},{},{},{},{},{}",
                b.treated,
                b.control,
                b.treated_matched,
                b.control_matched,
                b.before,
                b.after,
                b.after_by_treated
            )?;
            file.write_all(&line)?;
        }
        Ok(())
    })
}

/// The largest of a difference over all covariates, without its sign.
pub fn worst(found: &Found, of: impl Fn(&stats::matching::Balance) -> f64) -> f64 {
    found.balance.iter().map(|b| of(b).abs()).filter(|d| d.is_finite()).fold(0.0, f64::max)
}

pub fn summary(
    asked: &Match,
    found: &Found,
    written: &Written,
    writing: f64,
    said: &mut dyn Write,
) -> Result<(), Trouble> {
    let lines = if asked.json {
        vec![machine(found, writing).to_string()]
    } else {
        let effect = &found.effect;
        let mut lines = found.rows.remarks.clone();
        lines.extend(left_out(found));
        let treated = found.rows.treated.iter().filter(|t| **t).count();
        lines.push(format!(
            "{} of {treated} treated rows are matched with {} comparison rows (effective number {:.0}).",
            effect.treated, effect.controls, effect.effective
        ));
        lines.push(format!(
            "Largest standardised difference: {:.1} before, {:.1} after (100 is one standard deviation).",
            worst(found, |b| b.before),
            worst(found, |b| b.after)
        ));
        lines.extend(super::report::sentences(found));
        lines.extend(written.lines());
        lines
    };
    for line in lines {
        writeln!(said, "{line}").map_err(|why| Trouble::File { path: "output".to_owned(), why })?;
    }
    Ok(())
}

fn machine(found: &Found, writing: f64) -> serde_json::Value {
    let effect = &found.effect;
    let mut seconds: serde_json::Map<String, serde_json::Value> =
        found.seconds.iter().map(|(phase, s)| ((*phase).to_owned(), json!(s))).collect();
    seconds.insert("write".to_owned(), json!(writing));
    json!({
        "rows": found.rows.treated.len(),
        "incomplete": found.rows.incomplete,
        "treated": found.rows.treated.iter().filter(|t| **t).count(),
        "matched_treated": effect.treated,
        "matched_comparison": effect.controls,
        "effective_comparison": effect.effective,
        "caliper": found.caliper,
        "mean_treated": effect.mean_treated,
        "mean_comparison": effect.mean_control,
        "att": effect.att,
        "interval": effect.difference.map(|d| [d.low, d.high]),
        "p": effect.difference.map(|d| d.p),
        "interval_abadie_imbens": effect.abadie_imbens.map(|i| [i.low, i.high]),
        "att_other_ties": found.other_ties.map(|(_, att)| att),
        "doubly_robust": found.doubly_robust,
        "e_value": found.e_value.map(|e| [e.estimate, e.interval]),
        "rosenbaum_gamma": found.gamma,
        "smd_before": worst(found, |b| b.before),
        "smd_after": worst(found, |b| b.after),
        "smd_after_by_treated_sd": worst(found, |b| b.after_by_treated),
        "rounds": number(found.fit.rounds),
        "left_out": left_out(found),
        "remarks": found.rows.remarks,
        "seconds": seconds,
    })
}
