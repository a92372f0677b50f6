//! Addresses of the web that a site leads to: `https:` and nothing else.

use std::{borrow::Cow, ops::Deref};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};
use url::{Host, Url};

use crate::error::{Code, Error, Result};

/// No address that people have is longer.
const LENGTH_MAX: usize = 500;

/// An `https:` address of a host that the web can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebAddress(String);

impl WebAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`, with the address that was probably meant.
    pub fn parse(text: &str) -> Result<WebAddress> {
        read(text).map(WebAddress).ok_or_else(|| {
            let shown: String = text.chars().take(60).collect();
            let error =
                Error::new(Code::ArgumentInvalid, format!("`{shown}` is not an https address"));
            let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
            let meant = format!("https://{rest}");
            error.suggest(match read(&meant) {
                Some(_) if meant.len() < 100 => format!("send {meant}"),
                _ => "send it whole, such as https://www.instagram.com/wrenandvale".to_owned(),
            })
        })
    }

    /// What people call where an address leads: `Instagram`, else its host.
    pub fn place(address: &str) -> String {
        const KNOWN: [(&str, &str); 16] = [
            ("instagram.com", "Instagram"),
            ("facebook.com", "Facebook"),
            ("linkedin.com", "LinkedIn"),
            ("youtube.com", "YouTube"),
            ("tiktok.com", "TikTok"),
            ("pinterest.com", "Pinterest"),
            ("x.com", "X"),
            ("twitter.com", "X"),
            ("threads.net", "Threads"),
            ("threads.com", "Threads"),
            ("bsky.app", "Bluesky"),
            ("wa.me", "WhatsApp"),
            ("t.me", "Telegram"),
            ("vimeo.com", "Vimeo"),
            ("github.com", "GitHub"),
            ("xing.com", "XING"),
        ];
        let host = Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
        let host = host.unwrap_or_else(|| address.to_owned());
        let host = host.strip_prefix("www.").unwrap_or(&host);
        let is_of =
            |of: &str| host == of || host.strip_suffix(of).is_some_and(|own| own.ends_with('.'));
        let known = KNOWN.iter().find(|(of, _)| is_of(of));
        known.map_or_else(|| host.to_owned(), |(_, name)| (*name).to_owned())
    }
}

fn read(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > LENGTH_MAX || text.contains(|c: char| c.is_whitespace() || c == '\\') {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let has_host = match url.host()? {
        Host::Domain(name) => {
            name.trim_end_matches('.').split('.').filter(|part| !part.is_empty()).count() > 1
        }
        Host::Ipv4(_) | Host::Ipv6(_) => false,
    };
    let is_plain = url.username().is_empty() && url.password().is_none();
    (url.scheme() == "https" && has_host && is_plain).then(|| text.to_owned())
}

impl Deref for WebAddress {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for WebAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        WebAddress::parse(&Cow::<str>::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl JsonSchema for WebAddress {
    fn schema_name() -> Cow<'static, str> {
        "WebAddress".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "x-form": "web" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_web_is_https_and_others_are_answered_with_what_was_meant() {
        for good in
            ["https://instagram.com/wren", "HTTPS://x.com/a?b=c#d", "https://bücher.example/ö"]
        {
            assert_eq!(&*WebAddress::parse(good).unwrap(), good);
        }
        for (wrong, near) in [
            ("http://instagram.com/wren", "send https://instagram.com/wren"),
            ("instagram.com/wren", "send https://instagram.com/wren"),
            ("www.facebook.com/w", "send https://www.facebook.com/w"),
            ("@wren", "send it whole"),
            ("javascript:alert(1)", "send it whole"),
            ("https://localhost/a", "send it whole"),
            ("https://127.0.0.1/", "send it whole"),
            ("https://user:pw@x.com/", "send it whole"),
            ("https://x.com\\@evil.example", "send it whole"),
            ("https://x.com/a b", "send it whole"),
            ("", "send it whole"),
        ] {
            let error = WebAddress::parse(wrong).unwrap_err();
            let suggestion = error.suggestion().unwrap_or_default();
            assert!(suggestion.contains(near), "{wrong}: {suggestion}");
        }
    }

    #[test]
    fn where_an_address_leads_has_a_name() {
        for (address, name) in [
            ("https://www.instagram.com/wren", "Instagram"),
            ("https://de-de.facebook.com/wren", "Facebook"),
            ("https://notx.com/", "notx.com"),
            ("https://www.wren.example/", "wren.example"),
        ] {
            assert_eq!(WebAddress::place(address), name);
        }
    }
}
