//! Keys: words that look like one, and values that are named as one.

use std::collections::BTreeMap;

use super::SECRET;
use crate::id;

/// A shorter run of letters and digits is not treated as a key.
const KEY_MIN: usize = 16;

/// Prefixes of the keys of well-known services.
const PREFIXES: [&str; 16] = [
    "sk-",
    "sk_",
    "pk_live",
    "pk_test",
    "rk_",
    "whsec_",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xox",
    "AKIA",
    "AIza",
    "eyJ",
    "EAA",
];

/// Whether a key may begin here: with a known prefix, or after `bearer`.
pub(super) fn begins_key(text: &str) -> bool {
    let bearer = text.get(..BEARER.len());
    PREFIXES.iter().any(|prefix| text.starts_with(prefix))
        || bearer.is_some_and(|word| word.eq_ignore_ascii_case(BEARER))
}

/// The replacement if the word looks like a key. Our own ids do not count: they identify something and give no access.
pub(super) fn key(word: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    if word.len() < 8 || id::noun_of(word).is_some() {
        return None;
    }
    let inner = |c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let parts = || word.split(inner).filter(|part| part.len() >= 8);
    let begins = parts().any(|part| {
        PREFIXES.iter().any(|prefix| part.starts_with(prefix) && part.len() >= prefix.len() + 8)
    });
    let blocks =
        word.split(|c: char| !c.is_ascii_alphanumeric()).filter(|block| block.len() >= KEY_MIN);
    let mixed = blocks.filter(|block| !is_ours(word, block)).any(|block| {
        let has = |of: fn(&u8) -> bool| block.bytes().any(|byte| of(&byte));
        has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
            || block.len() >= 2 * KEY_MIN
                && has(u8::is_ascii_uppercase)
                && has(u8::is_ascii_lowercase)
    });
    (begins || mixed || is_uuid(word)).then(|| SECRET.to_owned())
}

/// Whether the run belongs to one of our ids: `page_01h455vb4pex5vsknk084sn02q`.
fn is_ours(word: &str, block: &str) -> bool {
    let ids = word.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    ids.filter(|id| id.ends_with(block)).any(|id| id::noun_of(id).is_some())
}

fn is_uuid(word: &str) -> bool {
    let lengths = word.split('-').map(str::len);
    word.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        && lengths.eq([8, 4, 4, 4, 12])
}

/// The word before a key without a mark between them.
const BEARER: &str = "bearer";

/// Names of values that are keys.
const NAMES: [&str; 13] = [
    "password",
    "passwort",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "api_key",
    "api-key",
    "api key",
    "authorization",
    BEARER,
    "pin",
];

/// Replaces values that are named as a key: `password: hunter2`, `Bearer abc`.
pub(super) fn named_keys(text: &str) -> String {
    // Lower case in ASCII only, so that positions stay the same.
    let small = text.to_ascii_lowercase();
    if !small.contains([':', '=']) && !small.contains(BEARER) {
        return text.to_owned();
    }
    let (mut kept, mut done) = (String::with_capacity(text.len()), 0);
    for (at, name) in
        NAMES.iter().flat_map(|name| small.match_indices(name)).collect::<BTreeMap<_, _>>()
    {
        let after = at + name.len();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if after < done || is_word(small.get(..at).and_then(|before| before.chars().next_back())) {
            continue;
        }
        let rest = text.get(after..).unwrap_or_default();
        let blank = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`');
        let told = rest.trim_start_matches(blank);
        let said = told
            .strip_prefix([':', '='])
            .or((name == BEARER && told.len() < rest.len()).then_some(told));
        let Some(value) =
            said.map(|said| said.trim_start_matches(blank)).filter(|value| !value.is_empty())
        else {
            continue;
        };
        let starts = text.len() - value.len();
        let ends = value
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | ';'))
            .map_or(text.len(), |end| starts + end);
        kept.push_str(text.get(done..starts).unwrap_or_default());
        kept.push_str(SECRET);
        done = ends;
    }
    kept.push_str(text.get(done..).unwrap_or_default());
    kept
}
