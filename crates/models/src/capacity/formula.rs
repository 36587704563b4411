//! How long women wait, by formula: Erlang's for stays that are exponential (M/M/c, exact), and the
//! interpolation by Tijms between that and stays of one length for any other (M/G/c; Tijms,
//! Stochastic Models, 1994, section 4.3), with Cosmetatos' M/D/c (Operational Research Quarterly 26,
//! 1975). Right for a state that has settled; not for a grant that ends: that is the twin's.

/// Why no formula holds.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Never {
    /// Nothing comes, nobody stays, or there is no place.
    #[error("arrivals, stay and places must all be above nought")]
    Empty,
    /// More come than can leave.
    #[error(
        "more women come than places become free: the list grows by {0:.2} women a working day"
    )]
    Grows(f64),
}

/// A settled queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Queue {
    places: u32,
    per_day: f64,
    stay: f64,
    /// Squared coefficient of variation of the stay.
    spread: f64,
}

/// Probability that a woman who comes must wait, where `load` is arrivals times stay and stays are
/// exponential (Erlang C, by the stable recursion of Erlang B).
#[must_use]
pub fn erlang_c(places: u32, load: f64) -> f64 {
    let mut blocked = 1.0;
    for k in 1..=places {
        blocked = load * blocked / (f64::from(k) + load * blocked);
    }
    let busy = load / f64::from(places);
    blocked / (1.0 - busy * (1.0 - blocked))
}

impl Queue {
    /// A queue for `places` on the caseload, `per_day` women a working day, who stay `stay` working
    /// days on average with squared coefficient of variation `spread` (1: exponential, 0: all alike).
    ///
    /// # Errors
    ///
    /// [`Never`] where no settled state is.
    pub fn new(places: u32, per_day: f64, stay: f64, spread: f64) -> Result<Self, Never> {
        let sound = per_day > 0.0 && stay > 0.0 && spread >= 0.0;
        if places == 0 || !sound || !(per_day * stay).is_finite() || !spread.is_finite() {
            return Err(Never::Empty);
        }
        let over = per_day - f64::from(places) / stay;
        if over >= 0.0 {
            return Err(Never::Grows(over));
        }
        Ok(Self { places, per_day, stay, spread })
    }

    /// The share of places in use.
    #[must_use]
    pub fn busy(&self) -> f64 {
        self.per_day * self.stay / f64::from(self.places)
    }

    /// Probability of having to wait. Exact for exponential stays; a good approximation otherwise.
    #[must_use]
    pub fn must_wait(&self) -> f64 {
        erlang_c(self.places, self.per_day * self.stay)
    }

    /// Mean wait in working days if stays were exponential (M/M/c).
    #[must_use]
    pub fn mean_wait_mmc(&self) -> f64 {
        self.must_wait() * self.stay / (f64::from(self.places) * (1.0 - self.busy()))
    }

    /// Mean wait in working days (M/G/c): between stays of one length and exponential stays by the
    /// spread. Exact for one place (Pollaczek and Khinchine) and for exponential stays.
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        let (busy, c) = (self.busy(), f64::from(self.places));
        let more = (1.0 - busy) * (c - 1.0) * ((4.0 + 5.0 * c).sqrt() - 2.0) / (16.0 * busy * c);
        let exponential = self.mean_wait_mmc();
        // Beyond what the approximation was made for, a wait of one length is never the longer.
        let fixed = (0.5 * (1.0 + more)).min(1.0) * exponential;
        (1.0 - self.spread) * fixed + self.spread * exponential
    }

    /// Mean number who wait (Little's law).
    #[must_use]
    pub fn waiting(&self) -> f64 {
        self.per_day * self.mean_wait()
    }

    /// Probability of waiting no longer than `days` working days: exact for exponential stays,
    /// otherwise an exponential tail with the mean of [`Queue::mean_wait`].
    #[must_use]
    pub fn offered_within(&self, days: f64) -> f64 {
        let must = self.must_wait();
        let mean = self.mean_wait();
        if mean <= 0.0 { 1.0 } else { 1.0 - must * (-days * must / mean).exp() }
    }
}
