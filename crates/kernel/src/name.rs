//! Names made comparable: folded for search, cut into words, keyed by sound, and scored for likeness.
//!
//! Not for showing: a name is always shown as she writes it. Not for knowing that Liz is Elizabeth.
//! Texts of any length and script are safe to hand in; what is compared is cut at
//! [`LONGEST_COMPARED`] letters.

use rphonetic::DoubleMetaphone;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters of a name that are compared or keyed by sound; likeness takes time by the square of it.
pub const LONGEST_COMPARED: usize = 200;

/// Small words that belong to the surname after them, so `O Brien` is also looked up as `obrien`.
const JOINED_ON: [&str; 12] =
    ["o", "mc", "mac", "ap", "ab", "st", "de", "da", "di", "la", "le", "van"];

/// The name in small letters without accents, apostrophes or signs, words parted by one space:
/// `Siân O’Brien-Ŵyn` becomes `sian obrien wyn`. Letters of other scripts stay, with their own marks.
/// Folding twice changes nothing.
#[must_use]
pub fn fold(name: &str) -> String {
    words(name).join(" ")
}

/// The folded words of a name, in its order. A hyphen parts words, an apostrophe does not.
#[must_use]
pub fn words(name: &str) -> Vec<String> {
    plain(name).split_whitespace().map(str::to_owned).collect()
}

/// The words to index a name by, and to look one up by: its folded words, what follows an
/// apostrophe, and the joined forms of what is written as one word, as two or with a hyphen. Each
/// once, in order of the alphabet.
#[must_use]
pub fn index_words(name: &str) -> Vec<String> {
    let mut found = words(name);
    for (small, next) in found.clone().iter().zip(found.clone().iter().skip(1)) {
        if JOINED_ON.contains(&small.as_str()) {
            found.push(format!("{small}{next}"));
        }
    }
    for typed in name.split_whitespace() {
        let parts = words(typed);
        if parts.len() > 1 {
            found.push(parts.concat());
        }
        if let Some((_, after)) = typed.split_once(is_apostrophe) {
            found.extend(words(after).into_iter().filter(|word| word.chars().count() > 1));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// How a name's words sound: a few keys for each word of up to four letters (Double Metaphone), as
/// English has it and, where the spelling may be Welsh or Irish, as it is then heard. So `Rhys` and
/// `Reece`, `Siobhan` and `Shivaun`, `Gruffydd` and `Griffith` meet. Each key once, in order of the
/// alphabet; none for a word without Latin letters. Coarse: it proposes whom to compare and decides
/// nothing.
#[must_use]
pub fn sound_keys(name: &str) -> Vec<String> {
    let encoder = DoubleMetaphone::default();
    let mut keys: Vec<String> = words(cut(name))
        .iter()
        .map(|word| latin_letters(word))
        .filter(|word| !word.is_empty())
        .flat_map(|word| [as_heard(&word), word])
        .flat_map(|word| {
            let sound = encoder.double_metaphone(&word);
            [sound.primary(), sound.alternate()]
        })
        .filter(|key| !key.is_empty())
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

/// How alike two names are, from 0 to 1 (Jaro-Winkler on the folded names; 1 when they fold to the
/// same). Words in another order (`Jones, Mary`) and a hyphen more or less do not count as unlike. A
/// name without letters is like nothing.
#[must_use]
pub fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (words(cut(a)), words(cut(b)));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort();
        words.join(" ")
    };
    [
        alike(&a.join(" "), &b.join(" ")),
        alike(&sorted(&a), &sorted(&b)),
        alike(&a.concat(), &b.concat()),
    ]
    .into_iter()
    .fold(0.0, f64::max)
}

/// The measure leans on which text comes first in rare cases, so the order is fixed.
fn alike(a: &str, b: &str) -> f64 {
    if a <= b { strsim::jaro_winkler(a, b) } else { strsim::jaro_winkler(b, a) }
}

/// The first letters of a long text.
fn cut(name: &str) -> &str {
    let end = name.char_indices().nth(LONGEST_COMPARED).map_or(name.len(), |(at, _)| at);
    name.get(..end).unwrap_or_default()
}

fn plain(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    // Apostrophes go before the letters are taken apart, because a lone accent used as one comes
    // apart into a blank and a mark.
    let lower = name.chars().filter(|c| !is_apostrophe(*c)).nfkd().flat_map(char::to_lowercase);
    for c in lower.nfkd() {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            c if is_apostrophe(c) || is_latin_accent(c) || is_unseen(c) => {}
            c if c.is_alphanumeric() || is_combining_mark(c) => folded.push(c),
            _ => folded.push(' '),
        }
    }
    folded.nfkd().collect()
}

const fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '´' | '‘' | '’' | '‛' | '′' | '＇' | '\u{02B9}'..='\u{02BC}' | '\u{02C8}'
    )
}

/// Marks put over or under Latin, Greek and Cyrillic letters. The vowel signs of other scripts are
/// not among them: without them a name would be another name.
const fn is_latin_accent(c: char) -> bool {
    matches!(
        c,
        '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{FE20}'..='\u{FE2F}'
    )
}

/// Signs that steer joining and direction and are not seen.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
    )
}

fn latin_letters(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphabetic).collect()
}

/// Welsh and Irish pairs of letters that the English rules behind the key take amiss, written as an
/// English ear would. Used beside the word as it stands, because `bh` is not heard so in `Subhash`.
fn as_heard(word: &str) -> String {
    let word = match word.strip_prefix("ll") {
        Some(rest) => format!("l{rest}"),
        None => word.to_owned(),
    };
    word.replace("dd", "th").replace("bh", "v").replace("mh", "v")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sound_alike(a: &str, b: &str) -> bool {
        let b = sound_keys(b);
        sound_keys(a).iter().any(|key| b.contains(key))
    }

    #[test]
    fn accents_apostrophes_and_hyphens_do_not_hide_a_name() {
        assert_eq!(fold("  Siân  O’Brien-Ŵyn "), "sian obrien wyn");
        assert_eq!(fold("Llŷr Gŵyneth Tân"), "llyr gwyneth tan");
        assert_eq!(fold("D'Arcy"), fold("D`arcy"));
        assert_eq!(fold("D´Arcy"), "darcy");
        assert_eq!(fold("Łucja Żółć"), "lucja zolc");
        assert_eq!(fold("STRASSE"), fold("Straße"));
        assert_eq!(fold("Jones, Mary (née Smith)"), "jones mary nee smith");
        assert_eq!(fold("İpek"), "ipek");
        assert_eq!(fold("Ma\u{200B}ry\u{202E}"), "mary");
        assert_eq!(fold("!?"), "");
    }

    #[test]
    fn composed_and_taken_apart_spellings_are_one() {
        assert_eq!(fold("Siân"), fold("Sia\u{302}n"));
        assert_eq!(fold("ＭＡＲＹ"), "mary");
    }

    #[test]
    fn other_scripts_keep_their_vowel_signs() {
        assert_ne!(fold("मीना"), fold("मोना"));
        assert_ne!(fold("सीमा"), "सम");
        assert_eq!(fold("Ольга"), "ольга");
        assert_eq!(words("فاطمة الزهراء").len(), 2);
    }

    #[test]
    fn a_name_is_found_written_as_one_word_as_two_or_with_a_hyphen() {
        let meet = |stored: &str, sought: &str| {
            let stored = index_words(stored);
            index_words(sought).iter().any(|word| stored.contains(word))
        };
        assert_eq!(index_words("O'Brien"), ["brien", "obrien"]);
        assert_eq!(index_words("Mary-Jane"), ["jane", "mary", "maryjane"]);
        assert!(meet("O'Brien", "O Brien") && meet("O Brien", "OBrien"));
        assert!(meet("Mary-Jane", "Maryjane") && meet("McDonald", "Mc Donald"));
        assert!(!meet("O'Brien", "O'Neill"));
    }

    #[test]
    fn names_that_sound_alike_share_a_key() {
        for (a, b) in [
            ("Catherine", "Kathryn"),
            ("Rhys", "Reece"),
            ("Llewellyn", "Lewelin"),
            ("Ffion", "Fion"),
            ("Siân", "Sian"),
            ("Stephanie", "Stefani"),
            ("Philippa", "Filipa"),
            ("Gruffydd", "Griffith"),
            ("Lloyd", "Loyd"),
            ("Siobhan", "Shivaun"),
            ("Niamh", "Neve"),
            ("Mhairi", "Vari"),
            ("Subhash", "Subash"),
            ("Smith", "Smyth"),
            ("Thomson", "Tomson"),
            ("Knight", "Night"),
            ("Wright", "Right"),
        ] {
            assert!(sound_alike(a, b), "{a} {:?} and {b} {:?}", sound_keys(a), sound_keys(b));
        }
        for (a, b) in
            [("Mary", "Susan"), ("Jones", "Brown"), ("Patel", "Khan"), ("Florence", "Lawrence")]
        {
            assert!(!sound_alike(a, b), "{a} and {b}");
        }
        assert!(sound_keys("Ольга 123").is_empty());
    }

    #[test]
    fn likeness_ignores_order_and_signs_and_sees_a_slip() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(near(likeness("Mary Jones", "JONES, Mary"), 1.0));
        assert!(near(likeness("Mary-Jane", "Maryjane"), 1.0));
        assert!(near(likeness("Siân", "sian"), 1.0));
        assert!(likeness("Danielle", "Daneille") > 0.9);
        assert!(likeness("Mary", "Susan") < 0.6);
        assert!(near(likeness("", ""), 0.0) && near(likeness("Mary", "!"), 0.0));
        // The worked example in Winkler's own paper: MARTHA and MARHTA are 0.961 alike.
        assert!((likeness("Martha", "Marhta") - 0.961_111).abs() < 1e-4);
    }

    #[test]
    fn a_megabyte_is_compared_in_no_time() {
        let long = "Ab\u{301}'- ".repeat(200_000);
        assert!(likeness(&long, &long) > 0.99);
        assert!(!sound_keys(&long).is_empty());
        let _ = index_words(&long);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(name in any::<String>()) {
            let once = fold(&name);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn likeness_is_the_same_both_ways_and_between_nought_and_one(
            a in "[a-zâŵ' -]{0,12}",
            b in any::<String>(),
        ) {
            let alike = likeness(&a, &b);
            prop_assert!((0.0..=1.0).contains(&alike));
            prop_assert!((alike - likeness(&b, &a)).abs() < f64::EPSILON);
        }

        #[test]
        fn any_text_has_words_and_sounds_without_harm(name in any::<String>()) {
            let _ = (index_words(&name), sound_keys(&name));
        }

        #[test]
        fn any_latin_word_sounds_without_harm(name in "[a-zA-Z]{0,30}") {
            prop_assert!(sound_keys(&name).len() <= 4);
        }
    }
}
