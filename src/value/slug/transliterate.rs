//! Converts names of any script to Latin letters, as readers of that script would romanise them.
//!
//! `any_ascii` converts single letters. This adds what depends on the neighbours: vowels that Indic scripts do not
//! write, vowels that Thai and Lao write before their consonant, and Arabic long vowels. An umlaut becomes the letter
//! without dots: German would write two letters, other languages one, and a name does not say its language.

use any_ascii::any_ascii_char;

/// The slug for the first `most` letters of a name; `None` if nothing is left.
pub(super) fn slug(name: &str, most: usize) -> Option<String> {
    let mut slug = String::new();
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        // Enough has been converted: a heading can be very long.
        if slug.len() > most {
            break;
        }
        let next = letters.peek().copied();
        if let (true, Some(consonant)) = (stands_before_consonant(letter), next) {
            letters.next();
            add(&mut slug, any_ascii_char(consonant));
            add(&mut slug, any_ascii_char(letter));
            continue;
        }
        if let Some((latin, taken)) = greek_group(letter, letters.clone(), is_at_start(&slug)) {
            slug.push_str(latin);
            for _ in 0..taken {
                letters.next();
            }
            continue;
        }
        match letter {
            // Hamza and ayn are apostrophes in romanisation; an alef is a vowel.
            'ا' | 'أ' | 'إ' | 'آ' | 'ٱ' | 'ى' | 'ة' => slug.push('a'),
            // `any_ascii` does not distinguish shin from samekh.
            'ש' => slug.push_str("sh"),
            _ => add(&mut slug, any_ascii_char(letter)),
        }
        if has_unwritten_vowel(letter, next) {
            slug.push('a');
        }
    }
    slug.truncate(most); // A slug is ASCII: every byte is a character.
    let slug = slug.trim_matches('-');
    (!slug.is_empty()).then(|| slug.to_owned())
}

fn is_at_start(slug: &str) -> bool {
    slug.is_empty() || slug.ends_with('-')
}

/// What Greek letters are together, as passports write it (ELOT 743, ISO 843), and how many of `rest` that takes: an
/// ypsilon after a vowel is heard as v, before what has no voice as f; a gamma before its like as n.
fn greek_group(
    letter: char,
    mut rest: impl Iterator<Item = char>,
    is_at_start: bool,
) -> Option<(&'static str, usize)> {
    let (next, after) = (rest.next()?, rest.next());
    let is_heard_as_f = match after {
        Some(
            'θ' | 'κ' | 'ξ' | 'π' | 'σ' | 'ς' | 'τ' | 'φ' | 'χ' | 'ψ' | 'Θ' | 'Κ' | 'Ξ' | 'Π' | 'Σ'
            | 'Τ' | 'Φ' | 'Χ' | 'Ψ',
        )
        | None => true,
        Some(other) => !other.is_alphabetic(),
    };
    let either = |as_f: &'static str, as_v: &'static str| if is_heard_as_f { as_f } else { as_v };
    // With an accent on the first of two vowels they are two.
    Some(match (letter, next) {
        ('α' | 'Α', 'υ' | 'ύ' | 'Υ' | 'Ύ') => (either("af", "av"), 1),
        ('ε' | 'Ε', 'υ' | 'ύ' | 'Υ' | 'Ύ') => (either("ef", "ev"), 1),
        ('η' | 'Η', 'υ' | 'ύ' | 'Υ' | 'Ύ') => (either("if", "iv"), 1),
        ('ο' | 'Ο', 'υ' | 'ύ' | 'Υ' | 'Ύ') => ("ou", 1),
        ('γ' | 'Γ', 'γ' | 'Γ') => ("ng", 1),
        ('γ' | 'Γ', 'ξ' | 'Ξ' | 'χ' | 'Χ') => ("n", 0),
        ('μ' | 'Μ', 'π' | 'Π') if is_at_start || !after.is_some_and(char::is_alphabetic) => {
            ("b", 1)
        }
        _ => return None,
    })
}

/// Adds Latin letters. What stands for an apostrophe, a soft or a hard sign is nothing; anything else separates.
fn add(slug: &mut String, latin: &str) {
    for letter in latin.chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !matches!(letter, '\'' | '`' | '\u{0}')
            && !slug.is_empty()
            && !slug.ends_with('-')
        {
            slug.push('-');
        }
    }
}

/// Whether a Thai or Lao vowel is spoken after the consonant that follows it.
fn stands_before_consonant(letter: char) -> bool {
    matches!(letter, '\u{e40}'..='\u{e44}' | '\u{ec0}'..='\u{ec4}')
}

/// Whether an unwritten `a` follows this letter of an Indic script: after a consonant, unless a vowel sign or virama
/// follows, or the word ends.
fn has_unwritten_vowel(letter: char, next: Option<char>) -> bool {
    let Some((block, place)) = in_indic_block(letter) else { return false };
    let is_consonant = matches!(place, 0x15..=0x39 | 0x58..=0x5f);
    let Some((next_block, next_place)) = next.and_then(in_indic_block) else { return false };
    // Vowel signs, the virama, and the dot that changes the consonant before it.
    let is_sign = matches!(next_place, 0x3c | 0x3e..=0x4d | 0x55..=0x57 | 0x62..=0x63);
    is_consonant && block == next_block && !is_sign
}

/// The block of an Indic letter, from Devanagari to Malayalam, and its offset there: Unicode arranges these blocks
/// alike.
fn in_indic_block(letter: char) -> Option<(u32, u32)> {
    let code = u32::from(letter);
    (0x900..0xd80).contains(&code).then_some((code / 0x80, code % 0x80))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_again_by_those_who_write_it() {
        for (name, shown) in [
            ("Ольга", "olga"),
            ("Объект Юлии", "obekt-yulii"),
            ("Мар'яна", "maryana"),
            ("Baby's", "babys"),
            ("Baby’s first ‘year’", "babys-first-year"),
            ("Hawaiʻi Oʼahu", "hawaii-oahu"),
            ("Rock 'n' Roll", "rock-n-roll"),
            ("Café Ñandú", "cafe-nandu"),
            ("Über Straße", "uber-strasse"),
            ("Łódź, Đà Nẵng & Þór", "lodz-da-nang-thor"),
            ("İstanbul ığdır", "istanbul-igdir"),
            ("Αθήνα", "athina"),
            ("Αύγουστος", "avgoustos"),
            ("ΑΥΓΟΥΣΤΟΣ", "avgoustos"),
            ("Ευχαριστώ", "efcharisto"),
            ("Εύα & Παύλος", "eva-pavlos"),
            ("Αυτό το ηυξημένο", "afto-to-ifximeno"),
            ("Ευαγγελία", "evangelia"),
            ("Άγχος, σφιγξ", "anchos-sfinx"),
            ("Μπάρμπα", "barmpa"),
            ("Λουλούδια Μαΐου", "louloudia-maiou"),
            ("προϋπολογισμός άυλος", "proypologismos-aylos"),
            ("北京", "beijing"),
            ("東京 2026", "dongjing-2026"),
            ("서울", "seoul"),
            ("こんにちは", "konnichiha"),
            ("مرحبا", "mrhba"),
            ("مَرْحَبًا", "marhaba"),
            ("שלום", "shlvm"),
            ("नमस्ते दिल्ली", "namaste-dilli"),
            ("राम मन्दिर", "ram-mandir"),
            ("வணக்கம்", "vanakkam"),
            ("กรุงเทพ", "krungtheph"),
            ("ქართული", "kartuli"),
            ("a -- b", "a-b"),
        ] {
            assert_eq!(slug(name, 80).as_deref(), Some(shown), "{name}");
        }
        for name in ["", "’", "—", "'ь'", "\u{301}"] {
            assert_eq!(slug(name, 80), None, "{name}");
        }
    }

    #[test]
    fn a_slug_ends_where_it_may_be_no_longer() {
        assert_eq!(slug(&"щ".repeat(100), 10).as_deref(), Some("shchshchsh"));
        assert_eq!(slug("abcd efgh", 5).as_deref(), Some("abcd"));
    }
}
