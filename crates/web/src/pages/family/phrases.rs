//! Every phrase of a family's codes, so that the catalogue can be checked for each.

use crate::form::Choice;
use crate::text::{Text, key};

/// The phrases of coded values.
const CODED: &[&str] = &[
    key("family-lives-her"),
    key("family-lives-other-parent"),
    key("family-lives-family"),
    key("family-lives-foster"),
    key("family-lives-residential"),
    key("family-lives-mother-and-baby"),
    key("family-lives-adopted"),
    key("family-lives-independent"),
    key("family-lives-other"),
    key("family-lives-not-known"),
    key("family-care-none"),
    key("family-care-early-help"),
    key("family-care-in-need"),
    key("family-care-enquiries"),
    key("family-care-protection"),
    key("family-care-pre-proceedings"),
    key("family-care-proceedings"),
    key("family-care-looked-after"),
    key("family-care-not-known"),
    key("family-order-none"),
    key("family-order-unsupervised"),
    key("family-order-supervised"),
    key("family-order-indirect"),
    key("family-order-no-contact"),
    key("family-order-not-known"),
    key("family-relation-partner"),
    key("family-relation-ex-partner"),
    key("family-relation-parent"),
    key("family-relation-sibling"),
    key("family-relation-grown-child"),
    key("family-relation-other-family"),
    key("family-relation-friend"),
    key("family-relation-co-defendant"),
    key("family-relation-exploiter"),
    key("family-relation-professional"),
    key("family-relation-other"),
    key("family-age-unborn"),
    key("family-age-under-1"),
    key("family-age-1-to-4"),
    key("family-age-5-to-10"),
    key("family-age-11-to-15"),
    key("family-age-16-to-17"),
    key("family-age-18-and-over"),
];

/// The words for a code: group `lives` and code `other_parent` give `family-lives-other-parent`.
pub(super) fn coded(t: Text, group: &str, code: &str) -> String {
    let wanted = format!("family-{group}-{}", code.replace('_', "-"));
    let found = CODED.iter().find(|phrase| **phrase == wanted);
    found.map_or_else(|| code.replace('_', " "), |phrase| t.say(phrase).to_string())
}

/// The answers of a set of codes.
pub(super) fn choices<'c>(
    t: Text,
    group: &str,
    codes: impl Iterator<Item = &'c str>,
) -> Vec<Choice> {
    codes.map(|code| Choice::new(code, coded(t, group, code))).collect()
}

#[cfg(test)]
mod tests {
    use casework::family::{AgeBand, ContactOrder, LivesWith, Relation, SocialCare};

    use super::CODED;

    #[test]
    fn every_code_of_a_family_has_words() {
        let mut wanted = Vec::new();
        let mut add = |group: &str, codes: Vec<&str>| {
            let key = |code: &str| format!("family-{group}-{}", code.replace('_', "-"));
            wanted.extend(codes.into_iter().map(key));
        };
        add("lives", LivesWith::ALL.iter().map(|code| code.code()).collect());
        add("care", SocialCare::ALL.iter().map(|code| code.code()).collect());
        add("order", ContactOrder::ALL.iter().map(|code| code.code()).collect());
        add("relation", Relation::ALL.iter().map(|code| code.code()).collect());
        add("age", AgeBand::ALL.iter().map(|code| code.code()).collect());
        let missing: Vec<&String> =
            wanted.iter().filter(|key| !CODED.contains(&key.as_str())).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
