//! A simple English stemmer: `changing`, `changed` and `changes` become `chang`.
//!
//! Stems are only compared and never shown, so they need not be words. English only, as the tools' descriptions are.

/// Words that end in `s` and are not plurals.
const WHOLE: &[&str] = &["news", "status", "this", "canvas", "address"];

/// The stems of a text's words, in lower case. An apostrophe belongs to its word.
pub(super) fn roots(text: &str) -> Vec<String> {
    words(text).map(|word| root(&without_genitive(word))).filter(|root| !root.is_empty()).collect()
}

/// The same, each with whether it is written like a name inside a sentence: `Prices`, not `FAQ`.
pub(super) fn roots_and_names(text: &str) -> Vec<(String, bool)> {
    let is_name = |word: &str| {
        word.starts_with(char::is_uppercase) && word.chars().skip(1).all(char::is_lowercase)
    };
    let roots = words(text)
        .enumerate()
        .map(|(at, word)| (root(&without_genitive(word)), at > 0 && is_name(word)));
    roots.filter(|(root, _)| !root.is_empty()).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
        .filter(|word| !word.is_empty())
}

/// The parts of an identifier: `navItem` and `nav_item` are `nav` and `item`.
pub(super) fn parts(name: &str) -> Vec<String> {
    let mut spaced = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(c);
    }
    roots(&spaced)
}

fn without_genitive(word: &str) -> String {
    let word = word.to_lowercase().replace('’', "'");
    word.strip_suffix("'s").unwrap_or(&word).replace('\'', "")
}

fn root(word: &str) -> String {
    if WHOLE.contains(&word) {
        return word.to_owned();
    }
    let singular = singular(word);
    let bare = ["ing", "ed"].iter().find_map(|ending| {
        let rest = singular.strip_suffix(ending)?;
        (rest.len() >= 3 && rest.contains(['a', 'e', 'i', 'o', 'u', 'y'])).then(|| once(rest))
    });
    let bare = bare.unwrap_or(singular);
    match bare.strip_suffix('e') {
        Some(rest) if rest.len() >= 3 => rest.to_owned(),
        _ => bare,
    }
}

fn singular(word: &str) -> String {
    if let Some(rest) = word.strip_suffix("ies").filter(|rest| rest.len() >= 2) {
        return format!("{rest}y");
    }
    let doubled = ["ches", "shes", "sses", "xes", "zes"].iter().any(|end| word.ends_with(end));
    let ending = if doubled { "es" } else { "s" };
    match word.strip_suffix(ending) {
        Some(rest) if rest.len() >= 3 && !rest.ends_with('s') => rest.to_owned(),
        Some(rest) if doubled => rest.to_owned(),
        _ => word.to_owned(),
    }
}

/// Removes the consonant that an ending doubles: `dropped` is `drop`; `call` and `press` keep theirs.
fn once(word: &str) -> String {
    let mut chars = word.chars().rev();
    let (last, before) = (chars.next(), chars.next());
    let doubled = last == before && !matches!(last, Some('l' | 's' | 'z' | 'e' | 'o'));
    let kept = word.chars().count() - usize::from(doubled);
    word.chars().take(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::{parts, roots};

    #[test]
    fn the_forms_of_a_word_have_one_root() {
        for forms in [
            "change changes changed changing",
            "page pages Page's",
            "category categories",
            "drop dropped drops dropping",
            "publish publishes published publishing",
            "delete deleted deleting",
            "address address",
            "call calls called",
        ] {
            let mut found = roots(forms);
            found.dedup();
            assert_eq!(found.len(), 1, "{forms}: {found:?}");
        }
        assert_ne!(roots("news"), roots("new"));
        assert_ne!(roots("thing"), roots("th"));
        assert_eq!(roots("  — ' !"), Vec::<String>::new());
    }

    #[test]
    fn a_name_is_its_parts() {
        assert_eq!(parts("createNavItem"), roots("create nav item"));
        assert_eq!(parts("manage_packages"), roots("manage package"));
    }
}
