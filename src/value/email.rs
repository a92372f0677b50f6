//! E-mail addresses, normalised so that they can be compared.
//!
//! Normalising removes what people copy along (`Ada <ada@x.example>`, `mailto:`), converts the local part to NFC and
//! lower case, and writes the domain in Unicode: `münchen.example`, also if it came as `xn--mnchen-3ya.example`.

use std::{borrow::Cow, ops::Deref};

use percent_encoding::percent_decode_str;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::{
    error::{Code, Error, Result},
    unicode::compose,
};

/// The longest address that mail servers accept, in bytes.
const LENGTH_MAX: usize = 254;

/// The longest name before the `@`, in bytes (RFC 5321, 4.5.3.1.1).
const NAME_MAX: usize = 64;

/// The longest label of a domain.
const LABEL_MAX: usize = 63;

/// What people copy along with an address.
const ALONG_MAX: usize = 200;

/// A normalised e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

/// The error for a text that is not an e-mail address.
pub(super) fn refused(text: &str) -> Error {
    let start: String = text.chars().take(60).collect();
    Error::new(Code::ArgumentInvalid, format!("`{start}` is not an e-mail address"))
        .suggest("send one such as hello@example.com")
}

impl Email {
    /// Parses an address as a person typed or copied it.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`.
    pub fn parse(text: &str) -> Result<Email> {
        read(text).ok_or_else(|| refused(text))
    }

    /// Normalises a part of an address, so that it can be found in whole ones.
    pub fn part(text: &str) -> String {
        let text = bare(text);
        let (name, domain) = match text.rsplit_once('@') {
            Some((name, domain)) => (format!("{}@", small(name)), domain),
            None => (String::new(), &*text),
        };
        // A domain that cannot be converted is kept as it is.
        let read = Some(idna::domain_to_unicode(domain)).filter(|(_, read)| read.is_ok());
        name + &read.map_or_else(|| small(domain), |(domain, _)| domain)
    }

    /// Every form in which the address may be stored: normalised, and with the domain in ASCII.
    pub fn spellings(&self) -> Vec<String> {
        let ascii = self.0.rsplit_once('@').and_then(|(name, domain)| {
            let ascii = idna::domain_to_ascii(domain).ok().filter(|ascii| ascii != domain)?;
            Some(format!("{name}@{ascii}"))
        });
        std::iter::once(self.0.clone()).chain(ascii).collect()
    }
}

fn read(text: &str) -> Option<Email> {
    let bare = bare(text);
    let (name, domain) = bare.rsplit_once('@')?;
    let blank = bare.contains(|c: char| c.is_whitespace() || c.is_control());
    if blank || !is_name(name) {
        return None;
    }
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    // Converts both ways: a domain without an ASCII form is invalid, and a valid one is written in Unicode.
    let ascii = idna::domain_to_ascii(domain).ok()?;
    let (domain, read) = idna::domain_to_unicode(&ascii);
    read.ok()?;
    let name = small(name);
    let is_domain = is_domain(&ascii);
    let fits = name.len() <= NAME_MAX && name.len() + ascii.len() < LENGTH_MAX;
    (is_domain && fits).then(|| Email(format!("{name}@{domain}")))
}

/// Whether an address can have that before its `@` (RFC 5321): words of letters and signs with dots between them.
fn is_name(name: &str) -> bool {
    const SIGNS: &str = "!#$%&'*+-/=?^_`{|}~";
    let is_letter = |c: char| c.is_ascii_alphanumeric() || SIGNS.contains(c) || !c.is_ascii();
    name.split('.').all(|word| !word.is_empty() && word.chars().all(is_letter))
}

/// Whether it is the name of a host as DNS has them, of two labels or more. An address of numbers is none.
fn is_domain(ascii: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LABEL_MAX).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(is_letter_of_a_host)
    };
    let top = ascii.rsplit_once('.').map(|(_, top)| top);
    let is_word = |top: &str| top.bytes().any(|byte| byte.is_ascii_alphabetic());
    top.is_some_and(is_word) && ascii.split('.').all(is_label)
}

/// In lower case, composed.
fn small(text: &str) -> String {
    compose(&text.to_lowercase()).into_owned()
}

fn is_letter_of_a_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// Only the address, without a name, angle brackets or a scheme.
fn bare(text: &str) -> Cow<'_, str> {
    let text = text.trim().trim_end_matches([',', ';']).trim_end();
    let inside = match (text.rfind('<'), text.strip_suffix('>')) {
        (Some(at), Some(rest)) => rest.get(at + 1..).unwrap_or_default(),
        _ => text,
    };
    let inside = inside.trim();
    let scheme = inside.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    if scheme.is_none() {
        return Cow::Borrowed(inside);
    }
    let address = inside.get(7..).unwrap_or_default();
    let address = address.split('?').next().unwrap_or_default();
    percent_decode_str(address).decode_utf8_lossy()
}

impl Deref for Email {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Email::parse(&text).map_err(D::Error::custom)
    }
}

impl JsonSchema for Email {
    fn schema_name() -> Cow<'static, str> {
        "Email".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "maxLength": LENGTH_MAX + ALONG_MAX, "x-form": "mailbox", "x-personal": true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_address_is_one_however_it_is_written() {
        for (same, address) in [
            ("Ada@Wren.Example", "ada@wren.example"),
            ("  <ada@wren.example> ", "ada@wren.example"),
            ("Ada Bell <ADA@wren.example>", "ada@wren.example"),
            ("\"Bell, Ada\" <ada@wren.example>,", "ada@wren.example"),
            ("MailTo:ada%40wren.example?subject=Hi", "ada@wren.example"),
            ("<mailto:ada@wren.example>", "ada@wren.example"),
            ("ada@wren.example.", "ada@wren.example"),
            ("ada@xn--mnchen-3ya.example", "ada@münchen.example"),
            ("ada@MÜNCHEN.example", "ada@münchen.example"),
            ("ada@mu\u{308}nchen.example", "ada@münchen.example"),
            ("ada@wren。example", "ada@wren.example"),
            ("JOSE\u{301}@wren.example", "josé@wren.example"),
            ("josé@wren.example", "josé@wren.example"),
            ("ada+tag@wren.example", "ada+tag@wren.example"),
            ("o'neil@wren.co.uk", "o'neil@wren.co.uk"),
        ] {
            assert_eq!(Email::parse(same).unwrap().0, address, "{same}");
        }
        for bad in [
            "",
            "ada",
            "@a.b",
            "a@b",
            "a@@b.c",
            "a b@c.d",
            "a@b..c",
            "<>",
            "a@b.c <",
            "a@b.c, d@e.f",
            "a@[127.0.0.1]",
            "Ada <a@b.c> Bell",
            "a@xn--a.example",
            "a@b.c>",
            "mailto:",
            "a..b@c.de",
            ".a@b.de",
            "a.@b.de",
            "(c)ada14@x.example",
            "ada[1]@x.example",
            "ada\\b@x.example",
            "ada:b@x.example",
            "a@-b.de",
            "a@b-.de",
            "a@b.-de",
            "a@1.2.3.4",
            "a@b.12",
        ] {
            assert!(Email::parse(bad).is_err(), "{bad}: {:?}", Email::parse(bad));
        }
        assert!(Email::parse(&format!("{}@wren.example", "a".repeat(300))).is_err());
        let of_label = |letters| Email::parse(&format!("a@{}.example", "b".repeat(letters)));
        let of_name = |name: usize| Email::parse(&format!("{}@b.example", "a".repeat(name)));
        assert!(of_name(64).is_ok() && of_name(65).is_err());
        assert!(of_label(63).is_ok() && of_label(64).is_err());
        for good in
            ["a@1.example", "a@b-c.example", "a@3m.example", "用户@例子.example", "a/b=c@x.example"]
        {
            assert_eq!(Email::parse(good).unwrap().0, good);
        }
        assert_eq!(Email::part("@XN--mnchen-3ya.example"), "@münchen.example");
        assert_eq!(Email::part("Ada.B"), "ada.b");
        assert_eq!(Email::part("JOSE\u{301}"), "josé");
        let both = Email::parse("ada@münchen.example").unwrap().spellings();
        assert_eq!(both, ["ada@münchen.example", "ada@xn--mnchen-3ya.example"]);
    }
}
