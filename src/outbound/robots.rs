//! robots.txt: what a site asks of crawlers: <https://www.rfc-editor.org/rfc/rfc9309>.
//!
//! Obeyed where the program chooses pages by itself. A page that a person has named is read as in a browser.

use std::{fmt::Write as _, time::Duration};

use super::target::Target;
use super::{Caps, Headers, Outbound};

/// Our name in robots.txt.
const PRODUCT: &str = "deskhand";

/// The bytes of robots.txt that are read; the standard requires at least this many.
const LENGTH_MAX: usize = 512 << 10;

/// A site that is slower than this is not read.
const TIMEOUT: Duration = Duration::from_secs(4);

/// The most rules that are evaluated.
const RULES_MAX: usize = 5_000;

/// The rules of one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Robots {
    /// There are no rules.
    Free,
    /// The rules could not be read, so nothing is allowed.
    Closed,
    /// Path patterns, each with whether it allows.
    Rules(Vec<(String, bool)>),
}

/// The origin of a page; rules apply to a whole origin.
pub fn site(url: &str) -> Option<String> {
    let target = Target::parse(url).ok()?;
    let scheme = if target.is_secure() { "https" } else { "http" };
    Some(format!("{scheme}://{}", target.authority()))
}

/// Fetches the rules of a site.
pub async fn rules(door: &Outbound, site: &str) -> Robots {
    let caps = Caps { body_max: LENGTH_MAX, whole: TIMEOUT, ..Caps::default() };
    match door.get(&format!("{site}/robots.txt"), Headers::default(), caps).await {
        Ok(answer) if answer.is_success() => Robots::read(&String::from_utf8_lossy(&answer.body)),
        // A 4xx status means that there are no rules (RFC 9309, 2.3.1.3).
        Ok(answer) if (400..500).contains(&answer.status()) => Robots::Free,
        Ok(_) | Err(_) => Robots::Closed,
    }
}

impl Robots {
    fn read(text: &str) -> Robots {
        let mut ours: Option<Vec<(String, bool)>> = None;
        let mut everybodys = Vec::new();
        let (mut for_us, mut for_all, mut in_names) = (false, false, false);
        // Lines end with CR, LF or both.
        for line in text.trim_start_matches('\u{feff}').split(['\r', '\n']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((name, value)) = line.split_once(':') else { continue };
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
            let may = match name.as_str() {
                "user-agent" => {
                    if !in_names {
                        (for_us, for_all, in_names) = (false, false, true);
                    }
                    for_us |= product(value).eq_ignore_ascii_case(PRODUCT);
                    for_all |= value.starts_with('*');
                    if for_us {
                        ours.get_or_insert_default();
                    }
                    continue;
                }
                "allow" => true,
                "disallow" => false,
                _ => continue,
            };
            in_names = false;
            if value.is_empty() {
                continue;
            }
            let groups =
                [for_us.then(|| ours.get_or_insert_default()), for_all.then_some(&mut everybodys)];
            for group in groups.into_iter().flatten().filter(|group| group.len() < RULES_MAX) {
                group.push((pattern(value), may));
            }
        }
        let rules = ours.unwrap_or(everybodys);
        if rules.is_empty() { Robots::Free } else { Robots::Rules(rules) }
    }

    /// Whether a page of the site may be read.
    pub fn allow(&self, url: &str) -> bool {
        let rules = match self {
            Robots::Free => return true,
            Robots::Closed => return false,
            Robots::Rules(rules) => rules,
        };
        let Ok(target) = Target::parse(url) else { return false };
        let path = octets(&target.path_and_query(), "*$");
        let fitting = rules.iter().filter(|(pattern, _)| fits(pattern, &path));
        // The longest match wins; of equal ones, the one that allows.
        fitting.max_by_key(|(pattern, may)| (pattern.len(), *may)).is_none_or(|(_, may)| *may)
    }
}

/// The product name without its version: `deskhand/1.0` gives `deskhand`.
fn product(value: &str) -> &str {
    let is_of_name = |letter: char| letter.is_ascii_alphabetic() || matches!(letter, '-' | '_');
    value.split(|letter| !is_of_name(letter)).next().unwrap_or_default()
}

/// A pattern, normalised. A `$` that is not at the end is an ordinary character.
fn pattern(value: &str) -> String {
    match value.strip_suffix('$') {
        Some(begins) => octets(begins, "$") + "$",
        None => octets(value, "$"),
    }
}

/// A path or pattern with normalised percent-encoding, as in RFC 3986: `/%70rivate` gives `/private`, and `/café`
/// gives `/caf%C3%A9`. The characters in `as_letters`, which have a meaning in patterns, are encoded.
fn octets(text: &str, as_letters: &str) -> String {
    let mut one_form = String::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let encoded = after.get(..2).filter(|_| *byte == b'%').and_then(encoded);
        rest = if encoded.is_some() { after.get(2..).unwrap_or_default() } else { after };
        let byte = encoded.unwrap_or(*byte);
        let letter = char::from(byte);
        let is_plain = byte.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_' | '~');
        let is_of_path =
            byte.is_ascii_graphic() && encoded.is_none() && !as_letters.contains(letter);
        if is_plain || is_of_path {
            one_form.push(letter);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(one_form, "%{byte:02X}");
        }
    }
    one_form
}

/// The byte of two hexadecimal digits.
fn encoded(digits: &[u8]) -> Option<u8> {
    let value = |digit: &u8| char::from(*digit).to_digit(16);
    let byte = digits.iter().try_fold(0, |byte, digit| Some(byte * 16 + value(digit)?))?;
    u8::try_from(byte).ok()
}

/// Whether a path begins with the pattern: `*` matches anything, `$` the end. In one pass, so that no pattern is slow.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return !to_end || rest.is_empty() };
    for part in between {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    if to_end { rest.ends_with(last) } else { rest.contains(last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_for_us_hold_and_else_those_for_everybody() {
        let everybody =
            "User-agent: *\nDisallow: /private # not for you\nDisallow:\nAllow: /private/open\n";
        let ours = "User-Agent: other\nUser-agent: DeskHand\nDisallow: /*.pdf$\nDisallow: /search?\nCrawl-delay: 5\n";
        for (text, path, may) in [
            ("", "/", true),
            ("nonsense\u{0}\n::::", "/", true),
            ("User-agent: *\nDisallow: /", "/", false),
            ("User-agent: *\nDisallow: /\nAllow: /$", "/", true),
            ("User-agent: other\nDisallow: /", "/", true),
            (everybody, "/private/plan", false),
            (everybody, "/private/open/plan", true),
            (everybody, "/public", true),
            (&format!("{everybody}{ours}"), "/private/plan", true),
            (&format!("{ours}{everybody}"), "/a/b.pdf", false),
            (&format!("{ours}{everybody}"), "/a/b.pdfs", true),
            (&format!("{ours}{everybody}"), "/search?q=a", false),
            ("\u{feff}User-agent: *\nDisallow: *?*sort=", "/list?a=1&sort=2", false),
            ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", true),
            // Lines end with CR alone, or with both.
            (
                "\u{feff}User-agent: *\rDisallow: /private\rAllow: /private/open\r",
                "/private/plan",
                false,
            ),
            ("User-agent: *\r\n\r\nDisallow: /private\r\n", "/private/plan", false),
            ("User-agent: *\rDisallow: /private\rAllow: /private/open", "/private/open", true),
            // Differently encoded letters are the same.
            ("User-agent: *\nDisallow: /%70rivate", "/private/plan", false),
            ("User-agent: *\nDisallow: /private", "/%70riv%61te/plan", false),
            ("User-agent: *\nDisallow: /café", "/caf%c3%a9/menu", false),
            ("User-agent: *\nDisallow: /caf%c3%A9", "/café/menu", false),
            ("User-agent: *\nDisallow: /a%2Fb", "/a/b", true),
            ("User-agent: *\nDisallow: /a%2fb", "/a%2Fb", false),
            ("User-agent: *\nDisallow: /a%2Ab", "/a*b", false),
            ("User-agent: *\nDisallow: /a%2Ab", "/axb", true),
            ("User-agent: *\nDisallow: /a$b", "/a$b/c", false),
            ("User-agent: *\nDisallow: /50%z", "/50%z", false),
            // The longest pattern in octets wins.
            ("User-agent: *\nAllow: /%70\nDisallow: /pr", "/private", false),
            // The product may be named with a version.
            ("User-agent: Deskhand/2.0\nDisallow: /", "/", false),
            ("User-agent: deskhand-other\nDisallow: /", "/", true),
        ] {
            let url = format!("https://example.com{path}");
            assert_eq!(Robots::read(text).allow(&url), may, "{text:?} {path}");
        }
        assert!(!Robots::Closed.allow("https://example.com/"));
    }

    #[test]
    fn rules_made_to_take_long_do_not() {
        let pattern = format!("/{}$", "*a".repeat(2_000));
        assert!(!fits(&pattern, &format!("/{}", "a".repeat(1_900))));
        let many = format!("User-agent: *\n{}", "Disallow: /*a*b*c\n".repeat(20_000));
        let Robots::Rules(rules) = Robots::read(&many) else { panic!("they are rules") };
        assert_eq!(rules.len(), RULES_MAX);
    }
}
