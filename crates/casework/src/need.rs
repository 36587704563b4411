//! The thirteen areas in which life can be hard, as every slice names them.
//!
//! Seven national pathways, the two added for women (abuse; sex work), and what a women's centre
//! sees besides. Not for how hard each is: that is an assessment.

use serde::{Deserialize, Serialize};

macro_rules! areas {
    ($($(#[$doc:meta])* $name:ident $code:literal $words:literal $crs:expr;)*) => {
        /// A part of life in which support may be needed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum NeedArea {
            $($(#[$doc])* $name,)*
        }

        impl NeedArea {
            /// Every area, in the order in which they are asked.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code that rows and forms carry.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Its plain English name.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }

            /// The category of a commissioned rehabilitative service that it maps to. Abuse and sex
            /// work map to none, and a return says so.
            #[must_use]
            pub const fn commissioned_category(self) -> Option<&'static str> {
                match self { $(Self::$name => $crs,)* }
            }
        }
    };
}

areas! {
    /// A home.
    Accommodation "accommodation" "A place to live" Some("Accommodation");
    /// Learning and earning.
    Work "work" "Education, training and work" Some("Education, training and employment");
    /// The body.
    PhysicalHealth "physical_health" "Physical health" None;
    /// The mind.
    MentalHealth "mental_health" "Mental health and wellbeing" Some("Emotional wellbeing");
    /// Drugs and alcohol.
    DrugsAndAlcohol "drugs_alcohol" "Drugs and alcohol" Some("Dependency and recovery");
    /// Money.
    Money "money" "Money, benefits and debt" Some("Finance, benefit and debt");
    /// Children and family.
    Family "family" "Children and family" Some("Family and significant others");
    /// Pregnancy and the first two years.
    Pregnancy "pregnancy" "Pregnancy and early motherhood" None;
    /// Choices and coping.
    Choices "choices" "Choices and coping" Some("Lifestyle and associates");
    /// Domestic and sexual abuse.
    Abuse "abuse" "Domestic and sexual abuse" None;
    /// Sex work and exploitation.
    SexWork "sex_work" "Sex work and exploitation" None;
    /// People around her.
    Relationships "relationships" "Relationships and social life" Some("Social inclusion");
    /// Immigration and other law.
    Legal "legal" "Immigration and legal" None;
}

impl NeedArea {
    /// Reads a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|area| area.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_thirteen_areas_and_abuse_and_sex_work_map_to_no_commissioned_category() {
        assert_eq!(NeedArea::ALL.len(), 13);
        for area in NeedArea::ALL {
            assert_eq!(NeedArea::from_code(area.code()), Some(*area));
        }
        assert_eq!(NeedArea::Abuse.commissioned_category(), None);
        assert_eq!(NeedArea::SexWork.commissioned_category(), None);
    }
}
