//! How one address can be written, and what is an address at all.

use std::borrow::Cow;

use linkify::LinkKind;
use percent_encoding::percent_decode_str;

use super::FINDER;

/// Names of characters in HTML that addresses are made of.
const NAMED: [(&str, &str); 11] = [
    ("&amp;", "&"),
    ("&sol;", "/"),
    ("&colon;", ":"),
    ("&period;", "."),
    ("&num;", "#"),
    ("&quest;", "?"),
    ("&equals;", "="),
    ("&lowbar;", "_"),
    ("&hyphen;", "-"),
    ("&dash;", "-"),
    ("&percnt;", "%"),
];

/// An address without the ways in which its letters can be written otherwise: `%61`, `&#97;`, `&sol;`.
pub fn plain(written: &str) -> Cow<'_, str> {
    let mut address = Cow::Borrowed(written);
    if address.contains('&') {
        let named = NAMED.iter().fold(address.into_owned(), |it, (name, c)| it.replace(name, c));
        address = Cow::Owned(numbered(&named));
    }
    if !address.contains('%') {
        return address;
    }
    Cow::Owned(percent_decode_str(&address).decode_utf8_lossy().into_owned())
}

/// A text with the characters that are written by their numbers: `&#97;`, `&#x61;`.
fn numbered(text: &str) -> String {
    let mut rest = text;
    let mut read = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once("&#") {
        read.push_str(before);
        let hex = after.strip_prefix(['x', 'X']);
        let digits = hex.unwrap_or(after);
        let base = if hex.is_some() { 16 } else { 10 };
        let end = digits.find(|c: char| !c.is_digit(base)).unwrap_or(digits.len());
        let (number, behind) = digits.split_at_checked(end).unwrap_or((digits, ""));
        let c = u32::from_str_radix(number, base).ok().and_then(char::from_u32);
        if let Some(c) = c {
            read.push(c);
            rest = behind.strip_prefix(';').unwrap_or(behind);
        } else {
            read.push_str("&#");
            rest = after;
        }
    }
    read.push_str(rest);
    read
}

/// Schemes that are followed by no `//`.
const SCHEMES: [&str; 7] = ["mailto:", "tel:", "sms:", "geo:", "data:", "whatsapp:", "callto:"];

/// The fewest and the most digits of a phone number.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Whether a text is an address and nothing else: it has a scheme, begins with `/` or `www.`, or is an e-mail address
/// or a phone number.
pub fn is_address(text: &str) -> bool {
    if is_phone(text) {
        return true;
    }
    if text.contains(char::is_whitespace) {
        return false;
    }
    let begins = |start: &str| {
        let is_it = text.get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start));
        is_it && text.len() > start.len()
    };
    let has_scheme = text.split_once("://").is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
    });
    let is_path = text.strip_prefix('/').is_some_and(|rest| {
        rest.trim_start_matches(['/', '.'])
            .starts_with(|c: char| c.is_alphanumeric() || "%_~".contains(c))
    });
    has_scheme || is_path || begins("www.") || SCHEMES.iter().any(|it| begins(it)) || is_email(text)
}

/// Whether a text can be an address as a whole: of a page, with its slash or without, or one with a scheme.
pub fn is_only_address(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "<>[]()\"'`|".contains(c))
}

fn is_email(text: &str) -> bool {
    let mut found = FINDER.links(text);
    let first = found.next().filter(|link| *link.kind() == LinkKind::Email);
    first.is_some_and(|link| link.as_str().len() == text.len())
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_written = |c: char| c.is_ascii_digit() || " +()-./\u{a0}".contains(c);
    text.starts_with(['+', '0', '(']) && DIGITS.contains(&digits) && text.chars().all(is_written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_one_plain_spelling() {
        for written in [
            "/uploads/abc-1.webp",
            "/uploads/%61bc-1.webp",
            "&#47;uploads&#x2F;abc-1.webp",
            "&sol;uploads/&#x61;bc&dash;1&period;webp",
            "/uploads/&#37;61bc-1.webp",
        ] {
            assert_eq!(plain(written), "/uploads/abc-1.webp", "{written}");
        }
        for as_it_is in ["a&b", "&#;", "&#xzz;", "&#1114112;", "&unknown;", "50% off"] {
            assert_eq!(plain(as_it_is), as_it_is);
        }
    }

    #[test]
    fn an_address_has_a_scheme_a_slash_or_is_one_of_a_person() {
        for address in [
            "https://old.example",
            "HTTP://old.example/a",
            "/bridal",
            "/uploads/a-40.webp",
            "//old.example",
            "www.old.example",
            "mailto:ada@old.example",
            "tel:+15550100",
            "ada@old.example",
            "+1 415 555 0132",
            "(415) 555-0132",
        ] {
            assert!(is_address(address), "{address}");
        }
        for words in [
            "bridal",
            "40",
            "415",
            "old.example",
            "/",
            "/ month",
            "and/or",
            "24/7",
            "note:",
            "2024-2025",
            "https",
            "@ada",
            "Call ada@old.example",
            "www.",
            "",
        ] {
            assert!(!is_address(words), "{words}");
        }
    }
}
