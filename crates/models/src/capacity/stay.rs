//! How long a woman has a place on the caseload.

/// Why there is no such stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoStay {
    /// Least, mean and most are not in order.
    #[error("sessions must be 1 or more, and the least, the mean and the most in this order")]
    Order,
    /// No time between sessions.
    #[error("days between sessions must be above nought")]
    Gap,
}

/// A distribution of stays, in working days.
#[derive(Debug, Clone, PartialEq)]
pub enum Stay {
    /// Exponential with this mean.
    Exponential(f64),
    /// All alike.
    Fixed(f64),
    /// By number of sessions: least, the chance of each number from there on, days between sessions.
    Sessions {
        /// The least number.
        least: u32,
        /// Chance of `least`, `least + 1` and so on; they sum to one.
        chances: Vec<f64>,
        /// Working days from one session to the next.
        gap: f64,
    },
}

impl Stay {
    /// Sessions between `least` and `most` with this mean. Nothing more is published, so the
    /// distribution is the one that assumes no more (greatest entropy, Jaynes 1957): each number is
    /// so many times as likely as the one before.
    ///
    /// # Errors
    ///
    /// [`NoStay`] where the numbers are out of order.
    pub fn by_sessions(least: u32, mean: f64, most: u32, gap: f64) -> Result<Self, NoStay> {
        if least == 0 || most < least || !(f64::from(least)..=f64::from(most)).contains(&mean) {
            return Err(NoStay::Order);
        }
        if gap <= 0.0 || !gap.is_finite() {
            return Err(NoStay::Gap);
        }
        let steps = most - least;
        let of = |tilt: f64| -> Vec<f64> {
            let raw: Vec<f64> = (0..=steps)
                .map(|k| (tilt * (f64::from(k) - f64::from(steps) / 2.0)).exp())
                .collect();
            let sum: f64 = raw.iter().sum();
            raw.into_iter().map(|r| r / sum).collect()
        };
        let mean_of = |chances: &[f64]| -> f64 {
            chances.iter().zip(0_u32..).map(|(c, k)| c * f64::from(least + k)).sum()
        };
        let (mut low, mut high) = (-40.0, 40.0);
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if mean_of(&of(middle)) < mean {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(Self::Sessions { least, chances: of(f64::midpoint(low, high)), gap })
    }

    /// Mean stay in working days.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            Self::Exponential(mean) | Self::Fixed(mean) => *mean,
            Self::Sessions { least, chances, gap } => {
                let each = chances.iter().zip(0_u32..);
                gap * each.map(|(c, k)| c * f64::from(least + k)).sum::<f64>()
            }
        }
    }

    /// Squared coefficient of variation.
    #[must_use]
    pub fn spread(&self) -> f64 {
        match self {
            Self::Exponential(_) => 1.0,
            Self::Fixed(_) => 0.0,
            Self::Sessions { least, chances, gap } => {
                let mean = self.mean() / gap;
                let each = chances.iter().zip(0_u32..);
                let square: f64 =
                    each.map(|(c, k)| c * (f64::from(least + k) - mean).powi(2)).sum();
                square / (mean * mean)
            }
        }
    }

    /// A stay, from a number between 0 and 1.
    pub(super) fn draw(&self, chance: f64) -> f64 {
        match self {
            Self::Exponential(mean) => -mean * (1.0 - chance).ln(),
            Self::Fixed(days) => *days,
            Self::Sessions { least, chances, gap } => {
                let mut sum = 0.0;
                let mut number = *least;
                for (&c, k) in chances.iter().zip(0_u32..) {
                    sum += c;
                    number = least + k;
                    if chance < sum {
                        break;
                    }
                }
                gap * f64::from(number)
            }
        }
    }
}
