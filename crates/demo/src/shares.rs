//! The shares that the invented women are drawn from, each with its source. A figure marked
//! "chosen" is ours, where no published one was found, and means nothing beyond the demo.

use casework::record::CloseReason;

/// A share of women, between 0 and 1, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// What it is a share of.
    pub what: &'static str,
    /// Between 0 and 1.
    pub share: f64,
    /// The source, or "chosen".
    pub source: &'static str,
}

const CHOSEN: &str = "chosen for the demo; no published figure was at hand";
const PRT: &str = "Prison Reform Trust, Bromley briefings on women, as quoted by member charities";

/// Women who say that they lived with domestic abuse. The published figure for women in custody is
/// "almost six in ten".
pub const DOMESTIC_ABUSE: Share = Share { what: "domestic abuse", share: 0.57, source: PRT };

/// Women for whom a baby or child under 18 depends on them, at a centre.
pub const CARES_FOR_CHILDREN: Share =
    Share { what: "cares for children", share: 0.55, source: CHOSEN };

/// How hard each need area is for a woman at her first assessment: the share for whom it is a need
/// at all, in the order of `casework::need::NeedArea::ALL`.
pub const NEEDS: [Share; 13] = [
    Share { what: "accommodation", share: 0.52, source: CHOSEN },
    Share { what: "education, training, employment", share: 0.44, source: CHOSEN },
    Share { what: "physical health", share: 0.38, source: CHOSEN },
    Share { what: "mental health and wellbeing", share: 0.76, source: CHOSEN },
    Share { what: "drugs and alcohol", share: 0.46, source: CHOSEN },
    Share { what: "finance, benefit, debt", share: 0.58, source: CHOSEN },
    Share { what: "children and family", share: 0.48, source: CHOSEN },
    Share { what: "pregnancy and early motherhood", share: 0.05, source: CHOSEN },
    Share { what: "choices and coping", share: 0.5, source: CHOSEN },
    DOMESTIC_ABUSE,
    Share { what: "sex work and exploitation", share: 0.09, source: CHOSEN },
    Share { what: "relationships and social inclusion", share: 0.49, source: CHOSEN },
    Share { what: "immigration and legal", share: 0.08, source: CHOSEN },
];

/// Where referrals come from.
pub const SOURCES: [(&str, f64); 8] = [
    ("probation", 0.46),
    ("self", 0.19),
    ("police", 0.09),
    ("liaison_and_diversion", 0.06),
    ("court", 0.04),
    ("prison", 0.07),
    ("health", 0.05),
    ("council", 0.04),
];

/// Sessions that a woman kept, of those booked.
pub const ATTENDED: Share = Share { what: "sessions attended", share: 0.72, source: CHOSEN };

/// Ethnicity as in the groups of the 2021 census, with the share of women in prison in England and
/// Wales who are from a minority ethnic group, about 18 in 100 (Ministry of Justice, Statistics on
/// Women and the Criminal Justice System 2021); the split inside is chosen.
pub const ETHNICITY: [(&str, f64); 6] = [
    ("white", 0.80),
    ("mixed", 0.05),
    ("asian", 0.05),
    ("black", 0.07),
    ("other", 0.01),
    ("not_asked", 0.02),
];

/// Ages at referral, in bands that end before the next begins.
pub const AGES: [(i16, i16, f64); 6] = [
    (18, 20, 0.05),
    (21, 24, 0.10),
    (25, 29, 0.16),
    (30, 39, 0.36),
    (40, 49, 0.22),
    (50, 68, 0.11),
];

/// Why support ends, of a hundred that do. Chosen.
pub const CLOSED_BECAUSE: [(CloseReason, f64); 6] = [
    (CloseReason::Completed, 0.58),
    (CloseReason::StoppedComing, 0.19),
    (CloseReason::EndedEarly, 0.12),
    (CloseReason::Moved, 0.06),
    (CloseReason::Custody, 0.04),
    (CloseReason::NoLongerEligible, 0.01),
];

/// How many days support lasts, at least and at most; evenly between. Chosen.
pub const DAYS_OF_SUPPORT: (u32, u32) = (60, 400);

/// Goals and outcomes that are reached, of those judged at the end. Chosen.
pub const REACHED: Share = Share { what: "outcomes achieved", share: 0.54, source: CHOSEN };

/// Women with open support whose contact rules were gone over in the last ninety days. Chosen.
pub const RULES_FRESH: Share = Share { what: "rules confirmed lately", share: 0.8, source: CHOSEN };
