//! The words of documents in the languages whose letters their font has. The English word is the key.
//!
//! A file for each language in `words/`, a line for each word, as for pages. A language that is not there is English.

macro_rules! languages {
    ($($name:literal),*) => {
        const LANGUAGES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("words/", $name, ".txt")))),*];
    };
}

languages!("de", "fr", "es", "pt", "it", "nl", "pl", "sv", "da", "uk", "tr");

/// The language in which a document for that locale is written.
pub fn language_of(tag: &str) -> &str {
    let language = tag.split('-').next().unwrap_or_default();
    if LANGUAGES.iter().any(|(name, _)| *name == language) { tag } else { "en" }
}

/// A word in the language of a BCP 47 tag.
pub fn in_language<'w>(english: &'w str, tag: &str) -> &'w str {
    let language = tag.split('-').next().unwrap_or_default();
    let Some((_, lines)) = LANGUAGES.iter().find(|(name, _)| *name == language) else {
        return english;
    };
    let word = |line: &'static str| line.strip_prefix(english)?.strip_prefix(" = ");
    lines.lines().find_map(word).unwrap_or(english)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_same_words_and_its_letters_are_in_the_font() {
        let keys = |lines: &str| -> Vec<String> {
            lines.lines().filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect()
        };
        let of_german = keys(LANGUAGES.first().unwrap().1);
        assert!(of_german.len() > 25, "{of_german:?}");
        for (name, lines) in LANGUAGES {
            assert_eq!(keys(lines), of_german, "{name}");
            let faces = super::super::type_face::faces().unwrap();
            let missing: String =
                lines.chars().filter(|c| *c != '\n' && !faces.regular.has(*c)).collect();
            assert_eq!(missing, "", "{name}");
        }
        assert_eq!(in_language("Invoice", "de-AT"), "Rechnung");
        assert_eq!((in_language("Invoice", "ja"), language_of("ja")), ("Invoice", "en"));
    }
}
