//! Reduces addresses to their shape.

use percent_encoding::percent_decode_str;

use super::{PERSONAL, SECRET, email, keys::key, numbers::numbers};

/// The shape of an address with a scheme, whatever precedes it in the word: scheme, host and path, without segments
/// that look like data.
pub(super) fn shape(word: &str) -> Option<String> {
    let (before, rest) = word.split_once("://")?;
    let ends = before.char_indices().rev().find(|(_, c)| !is_of_scheme(*c));
    let start = ends.map_or(0, |(at, c)| at + c.len_utf8());
    let (before, scheme) = before.split_at_checked(start)?;
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at_checked(end)?;
    let (user, host) = match authority.rsplit_once('@') {
        Some((_, host)) => ("[secret]@", host),
        None => ("", authority),
    };
    let host: Vec<String> = host.split('.').map(|label| part(label, SECRET)).collect();
    let (rest, fragment) = split(rest, '#');
    let (path, query) = split(rest, '?');
    let path: Vec<String> = path.split(['/', '\\']).map(|name| part(name, PERSONAL)).collect();
    let (host, path) = (host.join("."), path.join("/"));
    Some(format!("{before}{scheme}://{user}{host}{path}{query}{fragment}"))
}

fn is_of_scheme(c: char) -> bool {
    c.is_ascii_alphanumeric() || "+-.".contains(c)
}

/// The part before a mark, and a note in place of the rest.
fn split(text: &str, mark: char) -> (&str, String) {
    match text.split_once(mark) {
        Some((before, _)) => (before, format!("{mark}{PERSONAL}")),
        None => (text, String::new()),
    }
}

/// A path segment, or `instead` if it looks like data rather than a word.
fn part(text: &str, instead: &str) -> String {
    let plain = percent_decode_str(text).decode_utf8_lossy();
    let has_port = plain.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let is_more = key(&plain).is_some()
        || email(&plain).is_some()
        || numbers(&plain) != plain
        || plain.contains(['=', ' '])
        || plain.contains(':') && !has_port;
    if is_more { instead.to_owned() } else { text.to_owned() }
}

/// The shape of a path with a query and without a scheme: `/found?who=ada`.
pub(super) fn query(word: &str) -> Option<String> {
    let (before, query) = word.split_once('?')?;
    let (name, _) = query.split_once('=')?;
    let is_name =
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-.[]%".contains(c));
    is_name.then(|| format!("{before}?{PERSONAL}"))
}
