//! Access to the console: the data folder's console key, and requests from our own page.
//!
//! The key is derived from the folder's secret key, which only its owner can read. It is once in the address that the
//! terminal prints, and then in a cookie that scripts cannot read. Requests that change something must also come from
//! our own page: by POST, with our origin, and with a token that only the page has (against cross-site request
//! forgery).

use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::{error::Result, store::Store};

const COOKIE: &str = "deskhand_console";

/// The header with the page's token.
pub(super) const TOKEN_HEADER: &str = "x-deskhand-word";

/// The key of a data folder's console.
pub(super) struct Key {
    text: String,
    token: String,
}

impl Key {
    /// The key for the store's folder.
    pub(super) fn of(store: &Store) -> Result<Key> {
        let secret = store.secret()?;
        let derived = |purpose: &str| {
            let mut hash = Sha256::new();
            hash.update(purpose.as_bytes());
            hash.update(secret);
            URL_SAFE_NO_PAD.encode(hash.finalize())
        };
        Ok(Key { text: derived("console key"), token: derived("console word") })
    }

    /// The key as text, for the address.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The token that the page sends with every change.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// Whether `given` is the key.
    pub(super) fn is(&self, given: &str) -> bool {
        same(&self.text, given)
    }

    /// Whether a request has the cookie with the key.
    pub(super) fn admits(&self, headers: &HeaderMap) -> bool {
        let cookies = headers.get_all(header::COOKIE).iter();
        let pairs =
            cookies.filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(';'));
        pairs
            .filter_map(|pair| pair.trim().split_once('='))
            .any(|(name, value)| name == COOKIE && self.is(value))
    }

    /// Whether a request may change something: it comes from our own page.
    pub(super) fn admits_change(&self, headers: &HeaderMap) -> bool {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let own = text("host").map(|host| format!("http://{host}"));
        let from_us = own.is_some_and(|own| text("origin") == Some(own.as_str()));
        self.admits(headers)
            && from_us
            && text(TOKEN_HEADER).is_some_and(|token| same(&self.token, token))
    }

    /// The same of a form of ours, which brings the token in a field. Our pages send no referrer, so their forms have
    /// an origin without a name, and the browser's word counts.
    pub(super) fn admits_form(&self, headers: &HeaderMap, token: &str) -> bool {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let own = text("host").map(|host| format!("http://{host}"));
        let from_us = text("sec-fetch-site") == Some("same-origin")
            || own.is_some_and(|own| text("origin") == Some(own.as_str()));
        self.admits(headers) && from_us && same(&self.token, token)
    }

    /// The cookie with the key, as a browser sends it.
    pub(super) fn sent_cookie(&self) -> Option<HeaderValue> {
        HeaderValue::try_from(format!("{COOKIE}={}", self.text)).ok()
    }

    /// The cookie with the key.
    pub(super) fn cookie(&self) -> Option<HeaderValue> {
        let text = &self.text;
        // Sent as well when a link in a client's web page is followed: what changes something needs more than it.
        let cookie = format!("{COOKIE}={text}; Path=/console; HttpOnly; SameSite=Lax");
        HeaderValue::try_from(cookie).ok()
    }
}

/// Compares in constant time.
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
        let key = Key { text: "abc".to_owned(), token: "xyz".to_owned() };
        assert!(key.is("abc") && !key.is("abd") && !key.is("ab") && !key.is(""));
        let cookie = || ("cookie", "other=1; deskhand_console=abc".to_owned());
        assert!(key.admits(&headers(&[cookie()])));
        assert!(!key.admits(&headers(&[("cookie", "deskhand_console=abx".to_owned())])));
        assert!(!key.admits(&HeaderMap::new()));

        let host = || ("host", "127.0.0.1:4780".to_owned());
        let origin = |text: &str| ("origin", text.to_owned());
        let token = |text: &str| (TOKEN_HEADER, text.to_owned());
        let ours = "http://127.0.0.1:4780";
        assert!(key.admits_change(&headers(&[cookie(), host(), origin(ours), token("xyz")])));
        for wrong in [
            vec![host(), origin(ours), token("xyz")],
            vec![cookie(), host(), token("xyz")],
            vec![cookie(), host(), origin("http://evil.example"), token("xyz")],
            vec![cookie(), host(), origin("null"), token("xyz")],
            vec![cookie(), host(), origin(ours)],
            vec![cookie(), host(), origin(ours), token("abc")],
        ] {
            assert!(!key.admits_change(&headers(&wrong)), "{wrong:?}");
        }

        let said = |text: &str| ("sec-fetch-site", text.to_owned());
        let form =
            |pairs: &[(&'static str, String)], token| key.admits_form(&headers(pairs), token);
        assert!(form(&[cookie(), host(), said("same-origin"), origin("null")], "xyz"));
        assert!(form(&[cookie(), host(), origin(ours)], "xyz"));
        for (wrong, token) in [
            (vec![host(), said("same-origin")], "xyz"),
            (vec![cookie(), host(), said("cross-site"), origin("null")], "xyz"),
            (vec![cookie(), host(), origin("null")], "xyz"),
            (vec![cookie(), host()], "xyz"),
            (vec![cookie(), host(), said("same-origin")], "abc"),
        ] {
            assert!(!form(&wrong, token), "{wrong:?}");
        }
    }
}
