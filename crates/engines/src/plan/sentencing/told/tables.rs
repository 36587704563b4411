//! For programs: CSV tables and one JSON object.

use models::sentencing::draws::{Part as Share, Spread};
use serde_json::{Value, json};

use super::{CANNOT, NOT_COUNTED, Told};

impl Told<'_> {
    /// CSV tables by file name.
    pub fn tables(&self) -> Vec<(&'static str, String)> {
        let mut months = String::from("month,series,law,median,low50,high50,low90,high90\n");
        let mut years = String::from("year,series,law,median,low50,high50,low90,high90\n");
        let row = |table: &mut String, at: &str, what: &str, law: &str, spread: &Spread| {
            let Spread { median, low50, high50, low90, high90 } = spread;
            table.push_str(&format!(
                "{at},\"{what}\",{law},{median:.2},{low50:.2},{high50:.2},{low90:.2},{high90:.2}\n"
            ));
        };
        for ranges in self.drawn.ranges.iter().filter(|ranges| self.is_told(ranges.what)) {
            let what = self.name(ranges.what);
            for (law, spreads) in [
                ("scenario", &ranges.scenario),
                ("compared", &ranges.compared),
                ("difference", &ranges.difference),
            ] {
                for (month, spread) in (0..).zip(spreads) {
                    row(&mut months, &self.drawn.from.plus(month).to_string(), &what, law, spread);
                }
            }
        }
        for year in self.drawn.years.iter().filter(|year| self.is_told(year.what)) {
            let what = self.name(year.what);
            for (law, spread) in [
                ("scenario", &year.scenario),
                ("compared", &year.compared),
                ("difference", &year.difference),
            ] {
                row(&mut years, &year.year.to_string(), &what, law, spread);
            }
        }
        let mut tornado = String::from(
            "number,low,high,women_in_prison_at_low,women_in_prison_at_high,difference_at_low,difference_at_high\n",
        );
        for lever in self.tornado {
            tornado.push_str(&format!(
                "\"{}\",{},{},{:.1},{:.1},{:.1},{:.1}\n",
                lever.label.replace('"', "'"),
                lever.low,
                lever.high,
                lever.at_low[0],
                lever.at_high[0],
                lever.at_low[1],
                lever.at_high[1]
            ));
        }
        let mut assumptions = String::from("key,what,low,most_likely,high,source\n");
        for param in &self.scenario().params {
            assumptions.push_str(&format!(
                "{},\"{}\",{},{},{},\"{}\"\n",
                param.key,
                param.label.replace('"', "'"),
                param.range.low,
                param.range.mid,
                param.range.high,
                param.source.replace('"', "'")
            ));
        }
        let mut pays = String::from("department,what,median,low50,high50,low90,high90\n");
        for (department, what, s) in self.accounts() {
            pays.push_str(&format!(
                "\"{department}\",\"{what}\",{:.0},{:.0},{:.0},{:.0},{:.0}\n",
                s.median, s.low50, s.high50, s.low90, s.high90
            ));
        }
        let mut children = String::from("estimate,published_a_year,median,low90,high90\n");
        for (estimate, published, s) in self.children() {
            children.push_str(&format!(
                "\"{estimate}\",{published},{:.0},{:.0},{:.0}\n",
                s.median, s.low90, s.high90
            ));
        }
        let mut tables = vec![
            ("months.csv", months),
            ("years.csv", years),
            ("tornado.csv", tornado),
            ("assumptions.csv", assumptions),
            ("who-pays.csv", pays),
            ("children.csv", children),
        ];
        for (file, parts) in [("areas.csv", self.areas()), ("offences.csv", self.offences())] {
            if parts.is_empty() {
                continue;
            }
            let mut table = String::from(
                "part,women_in_prison,low90,high90,difference,difference_low90,difference_high90,sent_to_prison,sent_low90,\
                 sent_high90,sent_difference,sent_difference_low90,sent_difference_high90\n",
            );
            for (name, part) in parts {
                table.push_str(&format!("\"{name}\""));
                for s in [part.inside, part.inside_more, part.received, part.received_more] {
                    table.push_str(&format!(",{:.1},{:.1},{:.1}", s.median, s.low90, s.high90));
                }
                table.push('\n');
            }
            tables.push((file, table));
        }
        tables
    }

    fn split_json(parts: &[(&str, &Share)], spread: &dyn Fn(&Spread) -> Value) -> Value {
        let one = |(name, part): &(&str, &Share)| {
            json!({
                "name": name,
                "women_in_prison": spread(&part.inside),
                "women_in_prison_difference": spread(&part.inside_more),
                "sent_to_prison": spread(&part.received),
                "sent_to_prison_difference": spread(&part.received_more),
            })
        };
        parts.iter().map(one).collect()
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let spread = |s: &Spread| json!({"median": s.median, "low50": s.low50, "high50": s.high50, "low90": s.low90, "high90": s.high90});
        let setting = self.scenario();
        json!({
            "scenario": setting.name,
            "title": setting.title,
            "compared_with": self.loaded.compared.name,
            "from": setting.from.to_string(),
            "months": setting.months,
            "draws": self.drawn.draws,
            "seed": self.seed,
            "law": setting.laws.iter().map(|law| json!({"id": law.id, "name": law.name, "from": law.from.to_string(), "source": law.source})).collect::<Vec<_>>(),
            "years": self.drawn.years.iter().filter(|year| self.is_told(year.what)).map(|year| json!({
                "year": year.year, "series": self.name(year.what),
                "scenario": spread(&year.scenario), "compared": spread(&year.compared), "difference": spread(&year.difference),
            })).collect::<Vec<_>>(),
            "months_of": self.drawn.ranges.iter().filter(|ranges| self.is_told(ranges.what)).map(|ranges| json!({
                "series": self.name(ranges.what),
                "scenario": ranges.scenario.iter().map(spread).collect::<Vec<_>>(),
                "difference": ranges.difference.iter().map(spread).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "children": self.children().iter().map(|(estimate, published, s)| json!({"estimate": estimate, "published": published, "in_the_last_year": spread(s)})).collect::<Vec<_>>(),
            "who_pays": self.accounts().iter().map(|(department, what, s)| json!({"department": department, "what": what, "pounds_a_year": spread(s)})).collect::<Vec<_>>(),
            "areas": Self::split_json(&self.areas(), &spread),
            "offences": Self::split_json(&self.offences(), &spread),
            "twin": self.check.map(|(check, seconds)| json!({
                "months": check.months, "seconds": seconds, "cohort": check.cohort, "plays": check.twins,
            })),
            "not_counted": NOT_COUNTED,
            "tornado": self.tornado.iter().map(|lever| json!({"number": lever.label, "low": lever.low, "high": lever.high, "difference_at_low": lever.at_low[1], "difference_at_high": lever.at_high[1]})).collect::<Vec<_>>(),
            "assumptions": setting.params.iter().map(|param| json!({"key": param.key, "what": param.label, "low": param.range.low, "mid": param.range.mid, "high": param.range.high, "source": param.source})).collect::<Vec<_>>(),
            "sources": self.loaded.sources,
            "cannot_know": CANNOT,
        })
    }
}
