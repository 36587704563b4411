//! Chance that is the same on every machine. Not for secrets.

/// SplitMix64 (Steele, Lea and Flood 2014), begun with a seed.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub(super) fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or_default()) / 4_294_967_296.0
    }

    /// One of a list; an empty text of an empty one.
    pub(super) fn one_of<'a>(&mut self, list: &'a [String]) -> &'a str {
        let many = u64::try_from(list.len()).unwrap_or(1).max(1);
        let at = usize::try_from(self.below(many)).unwrap_or_default();
        list.get(at).map_or("", String::as_str)
    }
}
