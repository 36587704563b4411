//! The closed vocabulary of a definition: what can be counted, when, by what, under which
//! conditions. A word that does not stand here is refused; none of them ever becomes SQL.

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every word, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word itself.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Reads the word; `None` for any other text.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.code() == code)
            }
        }
    };
}

vocabulary! {
    /// What is counted.
    Count {
        /// Women with a case that the programme funds; each once.
        Women = "women",
        /// Cases that the programme funds.
        Cases = "cases",
        /// Referrals to the programme, and those that led to a case it funds.
        Referrals = "referrals",
        /// Sessions to which women of the programme were expected.
        Sessions = "sessions",
        /// One woman at one session.
        Attendances = "attendances",
        /// Plans, each version.
        Plans = "plans",
        /// Assessments.
        Assessments = "assessments",
        /// How an area changed in a case, from the first assessment to the latest.
        Changes = "changes",
        /// Outcomes judged for the programme.
        Outcomes = "outcomes",
        /// Visits to a drop-in of the whole centre, named or not.
        Visits = "visits",
    }
}

vocabulary! {
    /// Which of them, by time.
    When {
        /// It happened in the period; of a case or a woman: open on some day of it.
        During = "during",
        /// Of a case or a woman: opened in the period.
        Opened = "opened",
        /// Of a case or a woman: her first attended session lies in the period.
        Started = "started",
        /// Of a case or a woman: closed in the period.
        Closed = "closed",
        /// Of a case or a woman: open on the last day of the period.
        OpenAtEnd = "open_at_end",
        /// Of a referral: first answered in the period.
        Answered = "answered",
        /// Of a plan: agreed in the period.
        Agreed = "agreed",
        /// From the programme's beginning to the end of the period.
        SoFar = "so_far",
    }
}

vocabulary! {
    /// What rows are told apart by.
    Dim {
        /// Ethnic group as of the census 2021, in full.
        Ethnicity = "ethnicity",
        /// Ethnic group in five.
        EthnicGroup = "ethnic_group",
        /// Religion.
        Religion = "religion",
        /// Has a disability.
        Disability = "disability",
        /// Needs an interpreter.
        Interpreter = "interpreter",
        /// Gender as she gave it.
        Gender = "gender",
        /// Was looked after by a council.
        CareExperienced = "care_experienced",
        /// Is a child's primary carer.
        PrimaryCarer = "primary_carer",
        /// Age band on the day it happened; of a case or a woman on the day of opening.
        Age = "age",
        /// Age band on the last day of the period.
        AgeAtEnd = "age_at_end",
        /// Who referred her.
        Source = "source",
        /// In the community or in prison when referred.
        Custody = "custody",
        /// How urgent the referral was.
        Urgency = "urgency",
        /// How the referral came.
        Via = "via",
        /// What became of the referral.
        Answer = "answer",
        /// Whether the referral was answered by the programme's clock.
        InTime = "in_time",
        /// Need areas of the referral; a woman may have several.
        Need = "need",
        /// Need areas of the goals in her plan; several.
        Goal = "goal",
        /// Open or closed on the last day of the period.
        State = "state",
        /// Why the case was closed.
        CloseReason = "close_reason",
        /// Whether she attended a first session by the end of the period.
        Started = "started",
        /// Kind of session.
        Kind = "kind",
        /// What happened at an appointment.
        Attendance = "attendance",
        /// Whether she had to come under an order or licence.
        Required = "required",
        /// Probation's word about an absence.
        Probation = "probation",
        /// Whether the session took place.
        Happened = "happened",
        /// Whether a plan is agreed.
        Agreed = "agreed",
        /// Who agreed it.
        AgreedBy = "agreed_by",
        /// At the start, a review, the end or after.
        Occasion = "occasion",
        /// Filled in with her, by her, or without her.
        How = "how",
        /// Which questionnaire.
        Instrument = "instrument",
        /// Which need area an answer is about.
        Area = "area",
        /// Better, the same or harder.
        Direction = "direction",
        /// Achieved, partly or not.
        Result = "result",
        /// The framework's outcome.
        Item = "item",
        /// The framework.
        Framework = "framework",
        /// Whether a visitor is named.
        Named = "named",
    }
}

vocabulary! {
    /// Numbers that can be bounded, averaged or added.
    Number {
        /// Working days from the referral, or from opening without one, to the first session.
        Wait = "wait",
        /// Minutes of an attended session.
        Minutes = "minutes",
        /// How much harder (above nought) or easier (below) an area became.
        Change = "change",
        /// Her age on the day it happened.
        Age = "age",
    }
}

vocabulary! {
    /// Whether rows or the women behind them are counted.
    Distinct {
        /// Each row.
        Rows = "rows",
        /// Each woman once.
        Women = "women",
    }
}

/// The codes a dimension can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// These and no others, with their words.
    Closed(&'static [(&'static str, &'static str)]),
    /// Codes that other data decide: frameworks, questionnaires.
    Open,
    /// Bands, by their lower ends.
    Bands,
}

const WOMAN: &[Dim] = &[
    Dim::Ethnicity,
    Dim::EthnicGroup,
    Dim::Religion,
    Dim::Disability,
    Dim::Interpreter,
    Dim::Gender,
    Dim::CareExperienced,
    Dim::PrimaryCarer,
    Dim::Age,
    Dim::AgeAtEnd,
];
const CASE: &[Dim] =
    &[Dim::Source, Dim::Custody, Dim::Need, Dim::Goal, Dim::State, Dim::CloseReason, Dim::Started];

impl Count {
    /// The times it can be asked for.
    #[must_use]
    pub const fn whens(self) -> &'static [When] {
        match self {
            Self::Women | Self::Cases => &[
                When::During,
                When::Opened,
                When::Started,
                When::Closed,
                When::OpenAtEnd,
                When::SoFar,
            ],
            Self::Referrals => &[When::During, When::Answered, When::SoFar],
            Self::Plans => &[When::During, When::Agreed, When::SoFar],
            _ => &[When::During, When::SoFar],
        }
    }

    /// Whether a dimension belongs to it.
    #[must_use]
    pub fn has(self, dim: Dim) -> bool {
        let own: &[Dim] = match self {
            Self::Women | Self::Cases => &[],
            Self::Referrals => &[
                Dim::Source,
                Dim::Custody,
                Dim::Urgency,
                Dim::Via,
                Dim::Answer,
                Dim::InTime,
                Dim::Need,
            ],
            Self::Sessions => &[Dim::Kind, Dim::Happened],
            Self::Attendances => {
                &[Dim::Kind, Dim::Happened, Dim::Attendance, Dim::Required, Dim::Probation]
            }
            Self::Plans => &[Dim::Agreed, Dim::AgreedBy],
            Self::Assessments => &[Dim::Occasion, Dim::How, Dim::Instrument],
            Self::Changes => &[Dim::Area, Dim::Direction, Dim::Instrument],
            Self::Outcomes => &[Dim::Result, Dim::Item, Dim::Framework],
            Self::Visits => &[Dim::Named],
        };
        let woman = !matches!(self, Self::Sessions);
        let case = !matches!(self, Self::Sessions | Self::Referrals | Self::Visits);
        own.contains(&dim) || (woman && WOMAN.contains(&dim)) || (case && CASE.contains(&dim))
    }

    /// Every dimension that belongs to it, for messages.
    #[must_use]
    pub fn dims(self) -> Vec<Dim> {
        Dim::ALL.iter().copied().filter(|dim| self.has(*dim)).collect()
    }

    /// Whether a number belongs to it.
    #[must_use]
    pub const fn has_number(self, number: Number) -> bool {
        match number {
            Number::Wait => matches!(self, Self::Women | Self::Cases),
            Number::Minutes => matches!(self, Self::Attendances),
            Number::Change => matches!(self, Self::Changes),
            Number::Age => !matches!(self, Self::Sessions),
        }
    }

    /// Every number that belongs to it, for messages.
    #[must_use]
    pub fn numbers(self) -> Vec<Number> {
        Number::ALL.iter().copied().filter(|number| self.has_number(*number)).collect()
    }
}

/// The code of what is not there: not asked, or not readable.
pub const NOT_KNOWN: &str = "not_known";

const ASKED: &[(&str, &str)] =
    &[("yes", "Yes"), ("no", "No"), ("declined", "Prefers not to say"), ("not_known", "Not asked")];
const YES_NO: &[(&str, &str)] = &[("yes", "Yes"), ("no", "No")];
const NEEDS: &[(&str, &str)] = &[
    ("accommodation", "A place to live"),
    ("work", "Education, training and work"),
    ("physical_health", "Physical health"),
    ("mental_health", "Mental health and wellbeing"),
    ("drugs_alcohol", "Drugs and alcohol"),
    ("money", "Money, benefits and debt"),
    ("family", "Children and family"),
    ("pregnancy", "Pregnancy and early motherhood"),
    ("choices", "Choices and coping"),
    ("abuse", "Domestic and sexual abuse"),
    ("sex_work", "Sex work and exploitation"),
    ("relationships", "Relationships and social life"),
    ("legal", "Immigration and legal"),
    (NOT_KNOWN, "None written down"),
];

impl Dim {
    /// The codes it can have, in the order of a table.
    #[must_use]
    pub const fn values(self) -> Values {
        Values::Closed(match self {
            Self::Ethnicity => &[
                ("white_british", "White: English, Welsh, Scottish, Northern Irish or British"),
                ("white_irish", "White: Irish"),
                ("white_gypsy_traveller", "White: Gypsy or Irish Traveller"),
                ("white_roma", "White: Roma"),
                ("white_other", "White: other"),
                ("mixed_black_caribbean", "Mixed: White and Black Caribbean"),
                ("mixed_black_african", "Mixed: White and Black African"),
                ("mixed_asian", "Mixed: White and Asian"),
                ("mixed_other", "Mixed: other"),
                ("asian_indian", "Asian: Indian"),
                ("asian_pakistani", "Asian: Pakistani"),
                ("asian_bangladeshi", "Asian: Bangladeshi"),
                ("asian_chinese", "Asian: Chinese"),
                ("asian_other", "Asian: other"),
                ("black_caribbean", "Black: Caribbean"),
                ("black_african", "Black: African"),
                ("black_other", "Black: other"),
                ("arab", "Arab"),
                ("other", "Another ethnic group"),
                ("declined", "Prefers not to say"),
                (NOT_KNOWN, "Not asked"),
            ],
            Self::EthnicGroup => &[
                ("asian", "Asian or Asian British"),
                ("black", "Black, Black British, Caribbean or African"),
                ("mixed", "Mixed or multiple ethnic groups"),
                ("white", "White"),
                ("other_group", "Another ethnic group"),
                ("declined", "Prefers not to say"),
                (NOT_KNOWN, "Not asked"),
            ],
            Self::Religion => &[
                ("none", "No religion"),
                ("christian", "Christian"),
                ("buddhist", "Buddhist"),
                ("hindu", "Hindu"),
                ("jewish", "Jewish"),
                ("muslim", "Muslim"),
                ("sikh", "Sikh"),
                ("other", "Another religion"),
                ("declined", "Prefers not to say"),
                (NOT_KNOWN, "Not asked"),
            ],
            Self::Disability | Self::Interpreter | Self::CareExperienced | Self::PrimaryCarer => {
                ASKED
            }
            Self::Gender => &[
                ("woman", "Woman"),
                ("man", "Man"),
                ("non_binary", "Non-binary"),
                ("other", "In another way"),
                ("declined", "Prefers not to say"),
                (NOT_KNOWN, "Not asked"),
            ],
            Self::Age | Self::AgeAtEnd => return Values::Bands,
            Self::Source => &[
                ("herself", "Herself"),
                ("police", "Police"),
                ("liaison", "Liaison and diversion"),
                ("court", "Court"),
                ("probation", "Probation"),
                ("prison", "Prison"),
                ("health", "Health"),
                ("council", "Council"),
                ("other", "Somebody else"),
                (NOT_KNOWN, "No referral"),
            ],
            Self::Custody => &[
                ("community", "In the community"),
                ("prison", "In prison"),
                (NOT_KNOWN, "Not known"),
            ],
            Self::Urgency => {
                &[("today", "The same day"), ("week", "Within a week"), ("usual", "As usual")]
            }
            Self::Via => {
                &[("public", "Public form"), ("staff", "Taken by staff"), ("import", "From a file")]
            }
            Self::Answer => &[
                ("accepted", "Accepted"),
                ("waiting", "Waiting"),
                ("signposted", "Helped to another service"),
                ("declined", "Declined"),
                ("returned", "Sent back for more"),
                ("withdrawn", "Withdrawn"),
                ("duplicate", "The same as another"),
                (NOT_KNOWN, "Not answered yet"),
            ],
            Self::InTime => {
                &[("yes", "In time"), ("no", "Late"), (NOT_KNOWN, "Not answered, not yet due")]
            }
            Self::Need | Self::Goal | Self::Area => NEEDS,
            Self::State => &[("open", "Open"), ("closed", "Closed")],
            Self::CloseReason => &[
                ("completed", "Completed"),
                ("ended_early", "Ended early"),
                ("stopped_coming", "Stopped coming"),
                ("moved", "Moved"),
                ("custody", "Went to prison"),
                ("died", "Died"),
                ("no_longer_eligible", "No longer eligible"),
                ("funding_ended", "Funding ended, support goes on"),
                (NOT_KNOWN, "Not closed"),
            ],
            Self::Started | Self::Required | Self::Named | Self::Agreed => YES_NO,
            Self::Kind => &[
                ("one_to_one", "One to one"),
                ("group", "Group"),
                ("drop_in", "Drop-in"),
                ("outreach", "Outreach"),
                ("prison_visit", "Prison visit"),
                ("court", "Court"),
                ("gate", "At the gate"),
                ("call", "Call"),
                (NOT_KNOWN, "Not known"),
            ],
            Self::Attendance => &[
                ("attended", "Attended"),
                ("late", "Came late"),
                ("missed_reason", "Missed with a reason"),
                ("missed_no_reason", "Missed, no reason given"),
                ("our_fault", "Did not happen through us"),
                ("expected", "Not yet written down"),
                (NOT_KNOWN, "Not known"),
            ],
            Self::Probation => &[
                ("acceptable", "Acceptable"),
                ("unacceptable", "Unacceptable"),
                (NOT_KNOWN, "Not said"),
            ],
            Self::Happened => {
                &[("yes", "Took place"), ("no", "Did not"), (NOT_KNOWN, "Not yet written down")]
            }
            Self::AgreedBy => &[
                ("she", "Herself"),
                ("colleague", "A colleague"),
                ("practitioner", "Probation practitioner"),
                (NOT_KNOWN, "Not agreed"),
            ],
            Self::Occasion => &[
                ("baseline", "At the start"),
                ("review", "Review"),
                ("exit", "At the end"),
                ("follow_up", "After the end"),
                (NOT_KNOWN, "Not known"),
            ],
            Self::How => &[
                ("with_her", "With her"),
                ("by_her", "By her"),
                ("without_her", "Without her"),
                (NOT_KNOWN, "Not known"),
            ],
            Self::Direction => &[("better", "Easier"), ("same", "The same"), ("worse", "Harder")],
            Self::Result => {
                &[("achieved", "Achieved"), ("partly", "Partly"), ("not", "Not achieved")]
            }
            Self::Instrument | Self::Item | Self::Framework => return Values::Open,
        })
    }

    /// Whether one row can have several values, so that the lines of a table add up to more.
    #[must_use]
    pub const fn several(self) -> bool {
        matches!(self, Self::Need | Self::Goal)
    }

    /// Whether it needs her date of birth, which is sealed.
    #[must_use]
    pub const fn needs_birth(self) -> bool {
        matches!(self, Self::Age | Self::AgeAtEnd)
    }

    /// The words of one of its codes; of an open one the code itself.
    #[must_use]
    pub fn words_of(self, code: &str) -> String {
        let found = match self.values() {
            Values::Closed(list) => list.iter().find(|(known, _)| *known == code),
            Values::Open | Values::Bands => None,
        };
        match found {
            Some((_, words)) => (*words).to_owned(),
            None if code == NOT_KNOWN => "Not known".to_owned(),
            None => code.to_owned(),
        }
    }
}

/// The five groups of the census 2021 that an ethnic group belongs to.
#[must_use]
pub fn ethnic_group(ethnicity: &str) -> &'static str {
    match ethnicity.split('_').next().unwrap_or_default() {
        "white" => "white",
        "mixed" => "mixed",
        "asian" => "asian",
        "black" => "black",
        "arab" | "other" => "other_group",
        "declined" => "declined",
        _ => NOT_KNOWN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::need::NeedArea;

    #[test]
    fn need_areas_are_those_of_casework_with_its_words() {
        let of_casework: Vec<_> =
            NeedArea::ALL.iter().map(|area| (area.code(), area.words())).collect();
        assert_eq!(NEEDS.split_last().map(|(_, areas)| areas), Some(of_casework.as_slice()));
    }

    #[test]
    fn every_ethnic_group_belongs_to_one_of_five() {
        let Values::Closed(list) = Dim::Ethnicity.values() else { panic!("closed") };
        let Values::Closed(groups) = Dim::EthnicGroup.values() else { panic!("closed") };
        for (code, _) in list {
            assert!(groups.iter().any(|(group, _)| *group == ethnic_group(code)), "{code}");
        }
    }

    #[test]
    fn every_count_has_a_time_and_something_to_be_told_apart_by() {
        for count in Count::ALL {
            assert!(count.whens().contains(&When::During));
            assert!(!count.dims().is_empty());
        }
    }
}
