//! Many runs of the twin, read together: how many wait on chosen days, and how soon women are
//! offered a place, as a median with ranges. Not for words.

use super::twin::Twin;

/// A median with the middle half and the middle nine tenths of the runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// A twentieth of the runs lie below.
    pub low_90: f64,
    /// A quarter of the runs lie below.
    pub low_50: f64,
    /// Half of the runs lie below.
    pub median: f64,
    /// A quarter of the runs lie above.
    pub high_50: f64,
    /// A twentieth of the runs lie above.
    pub high_90: f64,
}

/// What many runs say.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// Who wait at the end of each chosen day.
    pub waiting: Vec<Spread>,
    /// Who are on the caseload at the end of each chosen day.
    pub held: Vec<Spread>,
    /// Of those who come in each stretch: the mean wait in working days. Who is still waiting at
    /// the end of a run counts with the wait so far, so the last stretches are told too short
    /// rather than left out.
    pub wait: Vec<Spread>,
    /// Of those who come in each stretch: the share offered a place within the target.
    pub in_time: Vec<Spread>,
    /// Women who begin in a year, between the first and the last chosen day.
    pub began_a_year: Spread,
}

impl Spread {
    /// Of numbers in any order; nought where there are none.
    #[must_use]
    pub fn of(mut numbers: Vec<f64>) -> Self {
        numbers.retain(|n| n.is_finite());
        numbers.sort_by(f64::total_cmp);
        let at = |share: f64| -> f64 {
            if numbers.is_empty() {
                return 0.0;
            }
            let place = share * (numbers.len() - 1) as f64;
            let (below, rest) = (place.floor() as usize, place.fract());
            let above = (below + 1).min(numbers.len() - 1);
            numbers[below] + rest * (numbers[above] - numbers[below])
        };
        Self {
            low_90: at(0.05),
            low_50: at(0.25),
            median: at(0.5),
            high_50: at(0.75),
            high_90: at(0.95),
        }
    }
}

/// Plays `runs` runs of `days` working days. `marks` are the chosen days in order; `stretches` are
/// from and until in working days; `target` is the wait to be kept, in working days.
#[must_use]
pub fn outlook(
    twin: &Twin,
    days: u32,
    runs: u32,
    seed: u64,
    marks: &[u32],
    stretches: &[(f64, f64)],
    target: f64,
) -> Outlook {
    let mut waiting = vec![Vec::new(); marks.len()];
    let mut held = vec![Vec::new(); marks.len()];
    let mut wait = vec![Vec::new(); stretches.len()];
    let mut in_time = vec![Vec::new(); stretches.len()];
    let mut began = Vec::new();
    let first = f64::from(marks.first().copied().unwrap_or(0));
    let last = f64::from(marks.last().copied().unwrap_or(days));
    for run in 0..runs {
        let played = twin.play(days, seed, u64::from(run));
        for (k, &mark) in marks.iter().enumerate() {
            if let Some(day) = played.days.get(mark as usize) {
                waiting[k].push(f64::from(day.waiting));
                held[k].push(f64::from(day.held));
            }
        }
        for (k, &(from, until)) in stretches.iter().enumerate() {
            let (mut number, mut sum, mut soon) = (0.0, 0.0, 0.0);
            for (came, waited) in played.offers.iter().chain(&played.still_waiting) {
                if (from..until).contains(came) {
                    number += 1.0;
                    sum += waited;
                    soon += f64::from(u8::from(*waited <= target));
                }
            }
            if number > 0.0 {
                wait[k].push(sum / number);
                in_time[k].push(soon / number);
            }
        }
        let starts = played.offers.iter().map(|(came, waited)| came + waited);
        let number = starts.filter(|s| (first..last).contains(s)).count();
        // 260 working days are a year.
        began.push(number as f64 * 260.0 / (last - first).max(1.0));
    }
    Outlook {
        waiting: waiting.into_iter().map(Spread::of).collect(),
        held: held.into_iter().map(Spread::of).collect(),
        wait: wait.into_iter().map(Spread::of).collect(),
        in_time: in_time.into_iter().map(Spread::of).collect(),
        began_a_year: Spread::of(began),
    }
}
