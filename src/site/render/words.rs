//! The words that templates say themselves, in the languages of pages. The English word is the key.
//!
//! A file for each language in `words/`, a line for each word: `Read more = Ler mais`. A language or a word that is not
//! there is English.

macro_rules! languages {
    ($($name:literal),*) => {
        const LANGUAGES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("words/", $name, ".txt")))),*];
    };
}

languages!("de", "fr", "es", "pt", "it", "nl", "pl", "sv", "da", "uk", "tr", "ar", "he", "ja");

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
    use std::collections::BTreeSet;

    use super::*;
    use crate::site::render::TEMPLATES;

    /// The words that a template has translated: `"Read more"|t`.
    fn keys(source: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (at, _) in source.match_indices("|t") {
            let after = source.get(at + 2..).and_then(|rest| rest.chars().next());
            if after.is_some_and(|letter| letter.is_alphanumeric() || letter == '_') {
                continue;
            }
            let before = source.get(..at).unwrap_or_default();
            let begins = before.rfind("{{").or_else(|| before.rfind("{%")).unwrap_or_default();
            let mut rest = before.get(begins..).unwrap_or_default();
            while let Some(open) = rest.find(['"', '\'']) {
                // What is compared is no word that is shown.
                let is_compared = rest.get(..open).unwrap_or_default().trim_end().ends_with("==");
                let quote = rest.get(open..=open).unwrap_or_default();
                let inside = rest.get(open + 1..).unwrap_or_default();
                let Some(end) = inside.find(quote) else { break };
                let text = inside.get(..end).unwrap_or_default();
                if !is_compared && text.contains(char::is_alphabetic) {
                    found.insert(text.to_owned());
                }
                rest = inside.get(end + 1..).unwrap_or_default();
            }
        }
        found
    }

    #[test]
    fn every_word_of_every_template_is_in_every_language() {
        let mut all: BTreeSet<String> =
            TEMPLATES.iter().flat_map(|(_, source)| keys(source)).collect();
        assert!(all.len() > 20, "{all:?}");
        // What the program itself says on pages.
        let said = [
            "More",
            "Not found",
            "Yes",
            "No",
            "There is no site yet",
            "Sites",
            "Hidden",
            "Draft",
            "Draft, hidden",
            "Unpublished",
            "Unpublished, hidden",
        ];
        all.extend(said.map(str::to_owned));
        all.extend(crate::site::form::WORDS.iter().map(|word| (*word).to_owned()));
        let mut missing = Vec::new();
        for (language, lines) in LANGUAGES {
            for key in &all {
                if !lines.lines().any(|line| line.starts_with(&format!("{key} = "))) {
                    missing.push(format!("{language}: {key}"));
                }
            }
        }
        assert!(missing.is_empty(), "write them into src/site/render/words: {missing:#?}");
        assert_eq!(LANGUAGES.len() + 1, 15);
    }

    #[test]
    fn a_word_is_said_in_the_language_of_the_page() {
        assert_eq!(in_language("Read more", "pt-BR"), "Ler mais");
        assert_eq!(in_language("Closed", "ja"), "休業");
        assert_eq!(in_language("Closed", "fi"), "Closed");
        assert_eq!(in_language("An unknown word", "de"), "An unknown word");
        // A word that is the beginning of another one.
        assert_eq!(in_language("More", "de"), "Mehr");
        assert_eq!(in_language("No", "it"), "No");
    }
}
