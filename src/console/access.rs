//! Who may use the console: whoever knows the data folder's key, from a page of our own.
//!
//! The key comes from the folder's secret, which only its owner can read. It travels once in the address that the
//! terminal prints, then in a cookie that scripts cannot see. What changes something has to come from our own page
//! besides: by POST, with our origin, and with a word that only the page has.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::{error::Result, store::Store};

/// The cookie's name.
const COOKIE: &str = "deskhand_console";

/// The header with the page's word.
pub(super) const WORD: &str = "x-deskhand-word";

/// The key of a data folder's console.
pub(super) struct Key {
    text: String,
    word: String,
}

impl Key {
    /// The key of that store's folder.
    pub(super) fn of(store: &Store) -> Result<Key> {
        let secret = store.secret()?;
        let derived = |purpose: &str| {
            let mut hash = Sha256::new();
            hash.update(purpose.as_bytes());
            hash.update(secret);
            URL_SAFE_NO_PAD.encode(hash.finalize())
        };
        Ok(Key { text: derived("console key"), word: derived("console word") })
    }

    /// It, as the address has it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What the page sends with everything that changes something.
    pub(super) fn word(&self) -> &str {
        &self.word
    }

    /// Whether somebody has it.
    pub(super) fn is(&self, given: &str) -> bool {
        same(&self.text, given)
    }

    /// Whether a request comes from a browser that was given it.
    pub(super) fn admits(&self, headers: &HeaderMap) -> bool {
        let cookies = headers.get_all(header::COOKIE).iter();
        let pairs =
            cookies.filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(';'));
        pairs
            .filter_map(|pair| pair.trim().split_once('='))
            .any(|(name, value)| name == COOKIE && self.is(value))
    }

    /// Whether it may change something: it comes from our own page.
    pub(super) fn admits_change(&self, headers: &HeaderMap) -> bool {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let own = text("host").map(|host| format!("http://{host}"));
        let from_us = own.is_some_and(|own| text("origin") == Some(own.as_str()));
        self.admits(headers) && from_us && text(WORD).is_some_and(|word| same(&self.word, word))
    }

    /// The cookie that carries it.
    pub(super) fn cookie(&self) -> Option<HeaderValue> {
        let text = &self.text;
        let cookie = format!("{COOKIE}={text}; Path=/console; HttpOnly; SameSite=Strict");
        HeaderValue::try_from(cookie).ok()
    }
}

/// Compares without telling by the time it takes how much of it was right.
fn same(ours: &str, given: &str) -> bool {
    let differ = ours.bytes().zip(given.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    ours.len() == given.len() && differ == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, String)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn only_the_key_opens_and_only_our_own_page_changes() {
        let key = Key { text: "abc".to_owned(), word: "xyz".to_owned() };
        assert!(key.is("abc") && !key.is("abd") && !key.is("ab") && !key.is(""));
        let cookie = || ("cookie", "other=1; deskhand_console=abc".to_owned());
        assert!(key.admits(&headers(&[cookie()])));
        assert!(!key.admits(&headers(&[("cookie", "deskhand_console=abx".to_owned())])));
        assert!(!key.admits(&HeaderMap::new()));

        let host = || ("host", "127.0.0.1:4780".to_owned());
        let origin = |text: &str| ("origin", text.to_owned());
        let word = |text: &str| (WORD, text.to_owned());
        let ours = "http://127.0.0.1:4780";
        assert!(key.admits_change(&headers(&[cookie(), host(), origin(ours), word("xyz")])));
        for wrong in [
            vec![host(), origin(ours), word("xyz")],
            vec![cookie(), host(), word("xyz")],
            vec![cookie(), host(), origin("http://evil.example"), word("xyz")],
            vec![cookie(), host(), origin("null"), word("xyz")],
            vec![cookie(), host(), origin(ours)],
            vec![cookie(), host(), origin(ours), word("abc")],
        ] {
            assert!(!key.admits_change(&headers(&wrong)), "{wrong:?}");
        }
    }
}
