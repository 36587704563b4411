//! For the terminal.

use models::sentencing::draws::Follow;

use super::{SAME, Told, UNITS, capital, in_words, signed, whole};

impl Told<'_> {
    /// For the terminal.
    pub fn words(&self) -> String {
        let setting = self.scenario();
        let compared = &self.loaded.compared;
        let mut lines = vec![
            format!("{} beside: {}", setting.title, compared.title),
            setting.question.clone(),
            format!(
                "Law as it stands in the scenario; {} to {}; {} draws, seed {}",
                setting.from,
                crate::plan::sentencing::scenario::end(setting).plus(-1),
                self.drawn.draws,
                self.seed
            ),
            String::new(),
        ];
        let told: &[Follow] = if self.followed() {
            &[
                Follow::Receptions,
                Follow::Population,
                Follow::Remand,
                Follow::Recall,
                Follow::TurnedAway,
                Follow::Activated,
            ]
        } else {
            &[Follow::Receptions]
        };
        for what in told {
            let Some(year) = self.last(*what) else { continue };
            lines.push(format!("{}, year {}", capital(&self.name(*what)), year.year));
            lines.push(format!("  this law     {}", in_words(&year.scenario, whole)));
            lines.push(format!("  compared     {}", in_words(&year.compared, whole)));
            lines.push(format!("  difference   {}", in_words(&year.difference, signed)));
        }
        lines.push(String::new());
        lines.push(format!("By band, year {}: sent to prison, this law less compared; inside, this law less compared", self.last(Follow::Receptions).map_or(0, |year| year.year)));
        for (b, band) in setting.bands.iter().enumerate() {
            let (Some(sent), Some(inside)) =
                (self.last(Follow::Received(b)), self.last(Follow::Inside(b)))
            else {
                continue;
            };
            let stock = if self.followed() {
                format!(
                    "; {} [{} to {}]",
                    signed(inside.difference.median),
                    signed(inside.difference.low90),
                    signed(inside.difference.high90)
                )
            } else {
                String::new()
            };
            lines.push(format!(
                "  {:26} {} [{} to {}]{stock}",
                band.name,
                signed(sent.difference.median),
                signed(sent.difference.low90),
                signed(sent.difference.high90)
            ));
        }
        if let (true, Some(line)) = (self.has_units(), self.units_in_words()) {
            lines.extend([String::new(), line, UNITS.to_owned()]);
        }
        if let Some((check, seconds)) = self.check {
            let (cohort, mean) = (check.cohort, check.mean());
            lines.push(String::new());
            lines.push(format!(
                "Played woman by woman {} times over {} months in {seconds:.1} s, all numbers at their most likely: in prison in the \
                 last month {} (cohort: {}), sent to prison in the last year {} (cohort: {})",
                check.twins.len(),
                check.months,
                whole(mean[0]),
                whole(cohort[0]),
                whole(mean[1]),
                whole(cohort[1]),
            ));
        }
        let children = self.children();
        if let (Some(low), Some(high)) = (
            children.iter().map(|row| row.2.low90).min_by(f64::total_cmp),
            children.iter().map(|row| row.2.high90).max_by(f64::total_cmp),
        ) {
            lines.push(String::new());
            lines.push(format!(
                "Children affected in a year: {} to {}, by which published estimate and draw",
                whole(low),
                whole(high)
            ));
        }
        if !self.drawn.accounts.is_empty() {
            lines.push(String::new());
            lines.push("Who pays more (+) and who saves (-), pounds a year, 90 % range".to_owned());
            for (department, what, spread) in self.accounts() {
                lines.push(format!(
                    "  {department}, {what}: {} to {}",
                    signed(spread.low90),
                    signed(spread.high90)
                ));
            }
            lines.push("  Not counted for want of a figure: local authorities, health, benefits and housing, police.".to_owned());
        }
        lines.push(String::new());
        lines.push(match (self.hangs_on_something(), self.followed()) {
            (false, _) => SAME.to_owned(),
            (true, true) => "What would change the difference in women in prison most (each number at its low, its high)".to_owned(),
            (true, false) => "What would change the answer most".to_owned(),
        });
        for lever in self.tornado.iter().take(8).filter(|_| self.hangs_on_something()) {
            lines.push(format!(
                "  {:+7.0} {:+7.0}  {} ({} to {})",
                lever.at_low[1], lever.at_high[1], lever.label, lever.low, lever.high
            ));
        }
        lines.join("\n")
    }
}
