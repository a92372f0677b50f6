//! Redacts texts for records that are kept for years: addresses are reduced to their shape, and anything that looks
//! like a key, a phone number or an e-mail address is removed.
//!
//! This is a second safety net. Known personal data is never stored in the first place; this finds what was put where
//! nobody expects it. In doubt it removes too much: a record shows what was done, not the exact text.

mod address;
mod keys;
mod numbers;

use percent_encoding::percent_decode_str;

use self::{
    address::{query, shape},
    keys::{begins_key, key, named_keys},
    numbers::{DIGITS_MIN, numbers},
};

/// Replaces personal data.
pub const PERSONAL: &str = "[personal]";

/// Replaces what looks like a key.
pub const SECRET: &str = "[secret]";

/// A shorter word cannot be a key: the shortest keys have a prefix of three characters and eight more.
const LETTERS_MAX: usize = 10;

/// A text, redacted.
pub fn redacted(text: &str) -> String {
    // Fast path, because every call is redacted and most values are plain.
    if is_plain(text) { text.to_owned() } else { searched(text) }
}

/// Whether nothing in a text can need redaction: no mark of an address or of a named value, too few digits for a phone
/// number, and no word as long as a key or with a key's prefix.
fn is_plain(text: &str) -> bool {
    let (mut digits, mut block) = (0, 0);
    for (at, c) in text.char_indices() {
        digits += usize::from(c.is_numeric());
        if matches!(c, ':' | '=' | '@' | '%') || digits >= DIGITS_MIN {
            return false;
        }
        if !c.is_ascii_alphanumeric() {
            block = 0;
            continue;
        }
        if block == LETTERS_MAX || block == 0 && text.get(at..).is_some_and(begins_key) {
            return false;
        }
        block += 1;
    }
    true
}

fn searched(text: &str) -> String {
    each_word(text, |word| {
        shape(word).or_else(|| key(word)).or_else(|| email(word)).or_else(|| query(word))
    })
}

/// A text with only keys removed, for what a person asked to store.
pub fn without_secrets(text: &str) -> String {
    named_keys(&pieces(text, key))
}

/// The shape of an address: scheme, host and path, without path segments that look like data. Empty if it is no
/// address.
pub fn address_shape(text: &str) -> String {
    shape(text.trim()).unwrap_or_else(|| PERSONAL.to_owned())
}

fn each_word(text: &str, leaves_out: impl Fn(&str) -> Option<String>) -> String {
    numbers(&named_keys(&pieces(text, leaves_out)))
}

/// Applies `leaves_out` to each word between blanks, quotation marks and brackets; it returns the replacement.
fn pieces(text: &str, leaves_out: impl Fn(&str) -> Option<String>) -> String {
    let ends =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`' | ',' | ';' | '|');
    text.split_inclusive(ends)
        .map(|piece| {
            let word = piece.trim_end_matches(ends);
            let end = piece.get(word.len()..).unwrap_or_default();
            leaves_out(word).map_or_else(|| piece.to_owned(), |instead| format!("{instead}{end}"))
        })
        .collect()
}

fn email(word: &str) -> Option<String> {
    let word = percent_decode_str(word).decode_utf8_lossy();
    let (name, host) = word.rsplit_once('@')?;
    let named =
        name.chars().next_back().is_some_and(|c| c.is_alphanumeric() || "._%+-".contains(c));
    let at = host.chars().next().is_some_and(char::is_alphanumeric) && host.contains('.');
    (named && at).then(|| PERSONAL.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Property test input: parts of which redacted values are made.
    const SUSPECT: &str = "sk-|sk_|rk_|ghp_|xox|eyJ|AKIA|EAA|github_pat_|[Bb]earer|pin|token|password|[0-9]{1,4}|[0-9a-f]{4}|[0-9a-f]{8}|\\+49|[a-zA-Z]{1,9}|[-_./?&() \\\"',:=@%]|é|٣|\u{a0}|\u{2011}|page_";

    proptest! {
        #[test]
        fn a_short_word_of_letters_holds_nothing_that_is_left_out(word in "(sk|eyJ|xox|AKIA|EAA|pin|token|)[A-Za-z]{0,7}") {
            prop_assume!(word.len() <= LETTERS_MAX);
            prop_assert_eq!(searched(&word), word);
        }

        #[test]
        fn a_plain_text_holds_nothing_that_is_left_out(parts in proptest::collection::vec(SUSPECT, 1..8)) {
            let text = parts.concat();
            if is_plain(&text) {
                prop_assert_eq!(searched(&text), text);
            }
        }
    }

    #[test]
    fn an_address_keeps_its_shape_only() {
        for (whole, shape) in [
            (
                "https://api.example.com/v1/contacts?phone=%2B49171",
                "https://api.example.com/v1/contacts?[personal]",
            ),
            (
                "https://ada:hunter2@example.com:8443/a#b=c",
                "https://[secret]@example.com:8443/a#[personal]",
            ),
            (
                "https://example.com/users/ada%40wren.example/orders",
                "https://example.com/users/[personal]/orders",
            ),
            (
                "https://api.telegram.org/bot123456:AAEhBOweik6ad/send",
                "https://api.telegram.org/[personal]/send",
            ),
            ("https://example.com/+491715550123", "https://example.com/[personal]"),
            (
                "https://a8f5f167f44f4964e6c998dee827110c.example.com/",
                "https://[secret].example.com/",
            ),
            ("see(https://example.com/?q=1)", "see(https://example.com/?[personal]"),
            ("https://[::x/", "https://[secret]/"),
            ("/found?who=ada", "/found?[personal]"),
        ] {
            assert_eq!(redacted(whole), shape);
        }
        assert_eq!(address_shape("example.com/?who=ada"), PERSONAL);
    }

    #[test]
    fn what_names_a_person_or_opens_something_is_left_out() {
        for (text, kept) in [
            ("call +49 (171) 555-0123 now", "call [personal] now"),
            ("0171/5550123", "[personal]"),
            ("(415) 555-2671.", "([personal]."),
            ("card 4111 1111 1111 1111", "card [personal]"),
            ("write to Ada <ada@wren.example>", "write to Ada <[personal]>"),
            ("key sk-proj-AbCdEf123456", "key [secret]"),
            ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "[secret]"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "[secret]"),
            ("0f8fad5b-d9cb-469f-a165-70867728950e", "[secret]"),
            ("password: hunter2, please", "password: [secret], please"),
            ("{\"api_key\":\"abc\"}", "{\"api_key\":\"[secret]\"}"),
            ("Authorization: Bearer abc", "Authorization: [secret] [secret]"),
            ("bearer abc", "bearer [secret]"),
        ] {
            assert_eq!(redacted(text), kept, "{text}");
        }
    }

    #[test]
    fn ordinary_words_stay() {
        for text in [
            "About us",
            "Prices from $1,250 on 2026-11-30, 10:30",
            "my-summer-2026-wedding-photos",
            "page_01h455vb4pex5vsknk084sn02q",
            "pages page_01h455vb4pex5vsknk084sn02q and con_01h455vb4pex5vsknk084sn02q",
            "services/weddings",
            "Is this fine? yes=no",
            "2026-11-21T10:00:00Z",
            "token economy, secret garden, PIN board",
            "👩\u{200d}👧 é ñ 日本語",
        ] {
            assert_eq!(redacted(text), text);
            assert_eq!(without_secrets(text), text);
        }
        assert_eq!(
            without_secrets("call 0171 5550123, password=x"),
            "call 0171 5550123, password=[secret]"
        );
    }
}
