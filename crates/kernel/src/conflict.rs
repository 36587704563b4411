//! Two people edited the same page: what each field becomes.
//!
//! Not for merging inside a sentence: a text that both changed is shown to the second one in both
//! wordings, because only a person can say which is true. Never last write wins.

use std::fmt;

/// One field after two edits of the same version.
#[derive(Clone, PartialEq, Eq)]
pub enum Merged<T> {
    /// Both hold the same: nobody changed it, or both to the same.
    Same(T),
    /// Only I changed it.
    Mine(T),
    /// Only the other person changed it.
    Theirs(T),
    /// Both changed it, to different values: show both and ask.
    Clash {
        /// What the second person, who is saving now, wrote.
        mine: T,
        /// What already stands in the record.
        theirs: T,
    },
}

impl<T> Merged<T> {
    /// The value to store, or `None` when a person has to choose.
    pub fn settled(self) -> Option<T> {
        match self {
            Self::Same(value) | Self::Mine(value) | Self::Theirs(value) => Some(value),
            Self::Clash { .. } => None,
        }
    }

    /// Must a person choose?
    pub const fn is_clash(&self) -> bool {
        matches!(self, Self::Clash { .. })
    }
}

/// Shows which case it is and never the value, which is often a sentence about a woman.
impl<T> fmt::Debug for Merged<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Same(_) => "Same",
            Self::Mine(_) => "Mine",
            Self::Theirs(_) => "Theirs",
            Self::Clash { .. } => "Clash",
        })
    }
}

/// Merges one field: `base` is what both began from, `mine` is being saved, `theirs` is stored now.
pub fn merge_field<T: PartialEq>(base: &T, mine: T, theirs: T) -> Merged<T> {
    if mine == theirs {
        Merged::Same(mine)
    } else if *base == theirs {
        Merged::Mine(mine)
    } else if *base == mine {
        Merged::Theirs(theirs)
    } else {
        Merged::Clash { mine, theirs }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_field_that_only_one_of_two_changed_keeps_that_change() {
        assert_eq!(merge_field(&"a", "b", "a"), Merged::Mine("b"));
        assert_eq!(merge_field(&"a", "a", "b"), Merged::Theirs("b"));
    }

    #[test]
    fn a_field_that_both_changed_alike_or_not_at_all_is_settled() {
        assert_eq!(merge_field(&"a", "a", "a"), Merged::Same("a"));
        assert_eq!(merge_field(&"a", "b", "b"), Merged::Same("b"));
    }

    #[test]
    fn a_true_clash_keeps_both_wordings_and_settles_nothing() {
        let merged = merge_field(&"a", "b", "c");
        assert_eq!(merged, Merged::Clash { mine: "b", theirs: "c" });
        assert!(merged.is_clash() && merged.settled().is_none());
    }

    #[test]
    fn a_debug_line_does_not_show_what_was_written() {
        assert_eq!(format!("{:?}", merge_field(&"a", "secret", "c")), "Clash");
    }

    proptest! {
        #[test]
        fn no_edit_is_ever_lost(base in 0u8..3, mine in 0u8..3, theirs in 0u8..3) {
            let merged = merge_field(&base, mine, theirs);
            match merged.settled() {
                Some(kept) => {
                    prop_assert!(mine == base || kept == mine);
                    prop_assert!(theirs == base || kept == theirs);
                }
                None => prop_assert!(mine != base && theirs != base && mine != theirs),
            }
        }
    }
}
