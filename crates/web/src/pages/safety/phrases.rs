//! Every phrase that is asked for by a code, so that the catalogue can be checked for each.

use crate::text::{Text, key};

/// The phrases of coded values.
const CODED: &[&str] = &[
    key("safety-send-marac"),
    key("safety-send-idva"),
    key("safety-tell-child"),
    key("safety-tell-adult"),
    key("safety-open-child"),
    key("safety-open-adult"),
    key("safety-check-self-harm"),
    key("safety-check-suicide"),
    key("safety-check-overdose"),
    key("safety-check-from-others"),
    key("safety-check-to-others"),
    key("safety-risk-self-harm"),
    key("safety-risk-suicide"),
    key("safety-risk-overdose"),
    key("safety-risk-from-others"),
    key("safety-risk-to-others"),
    key("safety-level-to-check"),
    key("safety-level-low"),
    key("safety-level-medium"),
    key("safety-level-high"),
    key("safety-level-very-high"),
    key("safety-source-she-said"),
    key("safety-source-we-saw"),
    key("safety-source-assessment"),
    key("safety-source-family"),
    key("safety-source-referrer"),
    key("safety-source-probation"),
    key("safety-source-police"),
    key("safety-source-prison"),
    key("safety-source-health"),
    key("safety-source-social-care"),
    key("safety-source-other"),
    key("safety-about-child"),
    key("safety-about-adult"),
    key("safety-concern-raised"),
    key("safety-concern-told"),
    key("safety-concern-met"),
    key("safety-concern-not-met"),
    key("safety-concern-closed"),
    key("safety-who-safeguarding-lead"),
    key("safety-who-manager"),
    key("safety-who-childrens-social-care"),
    key("safety-who-adult-social-care"),
    key("safety-who-police"),
    key("safety-who-idva"),
    key("safety-who-health"),
    key("safety-who-probation"),
    key("safety-who-school"),
    key("safety-who-other"),
    key("safety-who-marac"),
    key("safety-who-prison"),
    key("safety-who-housing"),
    key("safety-referral-marac"),
    key("safety-referral-idva"),
    key("safety-criterion-judgement"),
    key("safety-criterion-score"),
    key("safety-criterion-escalation"),
    key("safety-criterion-repeat"),
    key("safety-marac-identified"),
    key("safety-marac-sent"),
    key("safety-marac-accepted"),
    key("safety-marac-met"),
    key("safety-marac-closed"),
    key("safety-marac-spoke"),
    key("safety-outcome-childrens-social-care"),
    key("safety-outcome-adult-social-care"),
    key("safety-outcome-police"),
    key("safety-outcome-early-help"),
    key("safety-outcome-support-here"),
    key("safety-outcome-nothing-further"),
    key("safety-outcome-other"),
    key("safety-end-actions-done"),
    key("safety-end-not-accepted"),
    key("safety-end-not-needed"),
    key("safety-end-other"),
    key("safety-consent-with"),
    key("safety-consent-not-safe-to-ask"),
    key("safety-consent-she-said-no"),
    key("safety-consent-not-recorded"),
    key("safety-judgement-not-yet"),
    key("safety-judgement-standard"),
    key("safety-judgement-medium"),
    key("safety-judgement-high"),
    key("safety-basis-safeguarding"),
    key("safety-basis-vital-interest"),
    key("safety-basis-legal-duty"),
    key("safety-basis-contract-or-court"),
    key("safety-basis-consent"),
    key("safety-she-knows-yes"),
    key("safety-she-knows-no"),
    key("safety-she-knows-not-recorded"),
    key("safety-sharing-to-review"),
    key("safety-sharing-reviewed"),
    key("safety-sharing-proposed"),
    key("safety-sharing-signed-off"),
    key("safety-sharing-refused"),
    key("safety-sharing-shared"),
    key("safety-plan-signs"),
    key("safety-plan-alone"),
    key("safety-plan-people"),
    key("safety-plan-help"),
    key("safety-plan-way-out"),
    key("safety-plan-take"),
    key("safety-plan-word"),
    key("safety-plan-children"),
    key("safety-plan-safer"),
    key("safety-plan-reasons"),
];

/// Headings of the record's timeline that casework names by key.
pub const TIMELINE: &[&str] = &[
    key("safety-happened-risk"),
    key("safety-happened-risk-ended"),
    key("safety-happened-plan"),
    key("safety-happened-concern"),
    key("safety-happened-told"),
    key("safety-happened-concern-closed"),
    key("safety-happened-dash"),
    key("safety-happened-referral-due"),
    key("safety-happened-referral-sent"),
    key("safety-happened-shared"),
];

/// The words for a code: group `risk` and code `from_others` give `safety-risk-from-others`.
pub(crate) fn coded(t: Text, group: &str, code: &str) -> String {
    let wanted = format!("safety-{group}-{}", code.replace('_', "-"));
    let found = CODED.iter().find(|phrase| **phrase == wanted);
    found.map_or_else(|| code.replace('_', " "), |phrase| t.say(phrase).to_string())
}

#[cfg(test)]
mod tests {
    use casework::safety::{
        About, Basis, Criterion, Judgement, Level, MaracKind, Outcome, PlanWords, Recipient,
        ReferralEnd, RiskKind, SentWith, SheWasTold, Source, ToldWho,
    };

    use super::CODED;

    #[test]
    fn every_code_that_a_page_shows_has_words() {
        let mut wanted = Vec::new();
        let mut add = |group: &str, codes: Vec<&str>| {
            let key = |code: &str| format!("safety-{group}-{}", code.replace('_', "-"));
            wanted.extend(codes.into_iter().map(key));
        };
        add("risk", RiskKind::ALL.iter().map(|code| code.code()).collect());
        add("check", RiskKind::ALL.iter().map(|code| code.code()).collect());
        add("level", Level::ALL.iter().map(|code| code.code()).collect());
        add("source", Source::ALL.iter().map(|code| code.code()).collect());
        for group in ["about", "tell", "open"] {
            add(group, About::ALL.iter().map(|code| code.code()).collect());
        }
        for group in ["referral", "send"] {
            add(group, MaracKind::ALL.iter().map(|code| code.code()).collect());
        }
        add("criterion", Criterion::ALL.iter().map(|code| code.code()).collect());
        add("who", ToldWho::ALL.iter().map(|code| code.code()).collect());
        add("who", Recipient::ALL.iter().map(|code| code.code()).collect());
        add("outcome", Outcome::ALL.iter().map(|code| code.code()).collect());
        add("end", ReferralEnd::ALL.iter().map(|code| code.code()).collect());
        add("consent", SentWith::ALL.iter().map(|code| code.code()).collect());
        add("judgement", Judgement::ALL.iter().map(|code| code.code()).collect());
        add("basis", Basis::ALL.iter().map(|code| code.code()).collect());
        add("she-knows", SheWasTold::ALL.iter().map(|code| code.code()).collect());
        add("plan", PlanWords::default().parts().iter().map(|(part, _)| *part).collect());
        let missing: Vec<&String> =
            wanted.iter().filter(|key| !CODED.contains(&key.as_str())).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
