//! Plain invented sentences, a few for each part of life. Nobody said them.

use casework::need::NeedArea;
use kernel::Ctx;

use crate::people::below;

/// One of a list.
pub fn pick<T: Copy>(ctx: &Ctx, list: &[T], or: T) -> T {
    let length = u32::try_from(list.len()).unwrap_or(0);
    usize::try_from(below(ctx, length)).ok().and_then(|n| list.get(n)).copied().unwrap_or(or)
}

/// One of a list of sentences.
pub fn sentence(ctx: &Ctx, list: &[&'static str]) -> &'static str {
    pick(ctx, list, "")
}

/// Why she is referred now.
pub const REASONS: [&str; 8] = [
    "She would like somebody to talk to who is not in uniform.",
    "She asked for help with money and a place of her own.",
    "Her order has days to fill with something that does her good.",
    "She has been coping alone and says it is too much.",
    "She would like support that goes on after the order ends.",
    "She wants to see her children more and needs help to ask.",
    "First time in trouble. She wants it to be the last.",
    "She leaves her flat only for shopping and would like company.",
];

/// What she referred herself with.
pub const HER_REASONS: [&str; 5] = [
    "A friend came to you and said it is warm there. I need a bit of help.",
    "I do not know where to start. Could somebody talk with me?",
    "I want to sort out my debts before they sort me out.",
    "I am on my own with the kids and would like to meet people.",
    "I want to stop drinking so much and get my days back.",
];

/// A goal in her words.
#[must_use]
pub const fn goals(area: NeedArea) -> [&'static str; 3] {
    match area {
        NeedArea::Accommodation => [
            "I want a door that locks and is mine.",
            "Get on the housing list and know where I am on it.",
            "Keep the flat I have.",
        ],
        NeedArea::Work => [
            "Find a course I can do while the kids are at school.",
            "A few hours of work, to begin with.",
            "Write down what I am good at.",
        ],
        NeedArea::PhysicalHealth => {
            ["See a doctor about my back.", "Get my teeth done.", "Sleep through the night again."]
        }
        NeedArea::MentalHealth => [
            "Have more good days than bad ones.",
            "Know what to do when the worry comes.",
            "Talk to somebody every week.",
        ],
        NeedArea::DrugsAndAlcohol => [
            "Not drink on weekdays.",
            "Stay with the clinic and not miss a day.",
            "Find things to do in the evening.",
        ],
        NeedArea::Money => [
            "Open the letters, and not alone.",
            "A plan for the debts that I can keep.",
            "Get the benefit I am due.",
        ],
        NeedArea::Family => [
            "See my children every week.",
            "Go to the meetings about my son and be heard.",
            "Make up with my mum.",
        ],
        NeedArea::Pregnancy => [
            "Be ready when the baby comes.",
            "Go to all my appointments, with somebody.",
            "A calm place for the two of us.",
        ],
        NeedArea::Choices => [
            "Think first, then answer.",
            "Stay away from people who get me into trouble.",
            "Do one thing a week just for me.",
        ],
        NeedArea::Abuse => [
            "Feel safe in my own home.",
            "Know what to do if he turns up.",
            "Meet other women who have been through it.",
        ],
        NeedArea::SexWork => [
            "Have other ways to pay for things.",
            "Know somebody I can ring at night.",
            "Be safer while I decide.",
        ],
        NeedArea::Relationships => [
            "Make one friend who is good for me.",
            "Come to the Thursday group.",
            "Say no, and mean it.",
        ],
        NeedArea::Legal => [
            "Understand the letter from the Home Office.",
            "Have a solicitor who rings back.",
            "Know what I have to tell an employer.",
        ],
    }
}

/// Steps towards a goal.
pub const HER_STEPS: [&str; 6] = [
    "Bring the letters in",
    "Ring on Monday morning",
    "Write down three questions",
    "Come to the Thursday group once and see",
    "Ask my sister to mind the little one",
    "Make the appointment and put it on the fridge",
];

/// What a worker takes on.
pub const OUR_STEPS: [&str; 6] = [
    "Go with her the first time",
    "Ring the council together",
    "Find out who decides, and by when",
    "Fill in the form with her",
    "Ask for an earlier date",
    "Look for a course with a crèche",
];

/// What was done at a session, as a worker sums it up.
pub const SUMMARIES: [&str; 14] = [
    "Went through the letters together. Two were good news.",
    "Talked about the week. She is proud of having gone to the appointment alone.",
    "Rang the council together; they will write by Friday.",
    "A quiet one. Tea, and the form half done.",
    "She brought photographs of the children. Planned the next visit.",
    "Looked at the budget. Electricity is the worry, not the rent.",
    "Practised what to say at the meeting.",
    "She was tired and we kept it short. Agreed what comes first.",
    "Finished the housing form. Copies made.",
    "Talked about sleep and what helps. She will try the walk in the evening.",
    "First time in the group. She stayed to the end.",
    "Went over the plan. One goal is reached, she says.",
    "Made the appointment together on loudspeaker.",
    "She laughed a lot today. The course has a place for her.",
];

/// What is to be done.
pub const TASKS: [&str; 9] = [
    "Ring the council about the housing form",
    "Ask the school for the letter she needs",
    "Write to the energy company with her",
    "Find a date for the review",
    "Book the crèche for Thursday",
    "Send the practitioner the dates she came",
    "Look up the bus to the course",
    "Ask the debt line for a call back",
    "Print her plan for her",
];

/// What she says of how things are.
pub const HER_WORDS: [&str; 6] = [
    "Better than last month, I think.",
    "Mornings are hard, afternoons are all right.",
    "I did not think I would come this far.",
    "It goes up and down.",
    "The flat is the main thing. The rest follows.",
    "",
];

/// What changed, at the end.
pub const CHANGED: [&str; 5] = [
    "I open my letters now.",
    "I have people. That is the biggest thing.",
    "I am still me, but with a plan.",
    "I sleep, I eat, I see my kids.",
    "I know whom to ring.",
];

/// What makes an outcome.
pub const EVIDENCE: [&str; 5] = [
    "She says so, and the letter is in her file.",
    "Seen over the last three sessions.",
    "Confirmed by the service, with her knowing.",
    "Her scores and her own words agree.",
    "She showed the agreement.",
];

/// What makes it dangerous, in the mildest words that still say it.
pub const DANGER: [&str; 5] = [
    "He waits near the school some afternoons. She takes another way home.",
    "Messages from numbers she does not know. She has kept them.",
    "He has come to the door twice since Christmas. She did not open.",
    "She is afraid of what he does when the letter arrives.",
    "She says it is over, and that he does not think so.",
];

/// What was done about it.
pub const DONE: [&str; 4] = [
    "Went through what to do at the door. New lock asked for.",
    "Safety plan gone over. She keeps her telephone charged.",
    "Talked it through with the safeguarding lead the same day.",
    "She chose a word to use on the telephone.",
];

/// Children’s first names.
pub const CHILDREN: [&str; 16] = [
    "Alfie", "Ava", "Cai", "Daisy", "Elsie", "Ffion", "Harri", "Iris", "Jac", "Mabli", "Noah",
    "Oscar", "Poppy", "Seren", "Theo", "Zara",
];

/// Who refers, by role and for whom.
pub const PRACTITIONERS: [&str; 8] = [
    "A. Fernhurst",
    "B. Sorrelgate",
    "C. Marlbrook",
    "D. Hazelthorpe",
    "E. Plovermere",
    "F. Quillstead",
    "G. Wrenfold",
    "H. Oatridge",
];
