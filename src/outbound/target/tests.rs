//! Property tests: an address that passes is public, in whatever spelling.

use std::net::Ipv4Addr;

use proptest::prelude::*;

use super::*;

fn allowed(text: &str) -> Option<AllowedPlace> {
    text.parse().ok()
}

fn passes(policy: &Policy, text: &str) -> bool {
    Target::parse(text).and_then(|target| policy.check(&target)).is_ok()
}

#[test]
fn what_the_operator_allows_is_exactly_that() {
    let policy = Policy::allowing(vec![
        allowed("127.0.0.1:8931").unwrap(),
        allowed("Search.Example.com:8443").unwrap(),
        allowed("[::1]:80").unwrap(),
    ]);
    for text in [
        "http://127.0.0.1:8931/x",
        "https://127.1:8931",
        "http://[::ffff:7f00:1]:8931",
        "https://search.example.com.:8443/",
        "http://[0::1]/",
    ] {
        assert!(passes(&policy, text), "{text}");
    }
    for text in [
        "http://127.0.0.1:8932/",
        "http://127.0.0.1/",
        "http://127.0.0.2:8931/",
        "http://localhost:8931/",
        "http://a.search.example.com:8443/",
        "http://search.example.com:8444/",
        "https://[::1]/",
    ] {
        assert!(!passes(&policy, text), "{text}");
    }
}

#[test]
fn an_allowed_place_is_a_host_and_a_port_and_nothing_more() {
    for text in [
        "",
        "127.0.0.1",
        "example.com",
        "example.com:",
        ":80",
        "example.com:99999",
        "http://example.com:80",
        "example.com:80/",
        "a@example.com:80",
        "example.com?:80",
        "example.com#:80",
        "*.example.com:80",
        "*:80",
    ] {
        // A `*` is an ordinary character and matches nothing else.
        let stands_for_more = allowed(text)
            .is_some_and(|entry| passes(&Policy::allowing(vec![entry]), "http://10.0.0.1/"));
        assert!(!stands_for_more && (text.contains('*') || allowed(text).is_none()), "{text}");
    }
}

#[test]
fn names_are_vetted_by_the_addresses_that_they_have() {
    let policy = Policy::default();
    let target = Target::parse("http://example.com/").unwrap();
    let [public, private]: [IpAddr; 2] =
        ["93.184.215.14", "10.0.0.1"].map(|text| text.parse().unwrap());
    assert_eq!(policy.vet(&target, vec![private, public, private]).unwrap(), [public]);
    assert_eq!(policy.vet(&target, vec![private]).unwrap_err().kind(), Kind::Refused);
    assert_eq!(policy.vet(&target, Vec::new()).unwrap_err().kind(), Kind::Refused);
}

/// A part of an IPv4 address in one of the accepted bases.
fn part(value: u32, base: u8) -> String {
    match base % 4 {
        0 => format!("{value}"),
        1 => format!("0{value:o}"),
        2 => format!("0x{value:x}"),
        _ => format!("0X000{value:X}"),
    }
}

/// An IPv4 address as `inet_aton` reads it: one to four parts, each in its own base.
fn spelling(bits: u32, parts: u8, bases: [u8; 4]) -> String {
    let [a, b, c, d] = bits.to_be_bytes().map(u32::from);
    let low = |bytes: u32| bits & (u32::MAX >> (32 - 8 * bytes));
    let values = match parts % 4 {
        0 => vec![bits],
        1 => vec![a, low(3)],
        2 => vec![a, b, low(2)],
        _ => vec![a, b, c, d],
    };
    let spelled = values.iter().zip(bases).map(|(value, base)| part(*value, base));
    spelled.collect::<Vec<_>>().join(".")
}

/// Writes a host with characters that are normalised to its own.
fn dressed(text: &str, how: u8) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap_or(c),
        other => other,
    };
    match how % 6 {
        0 => text.to_owned(),
        1 => format!("{text}."),
        2 => text.chars().map(wide).collect(),
        3 => text.replace('.', "。"),
        4 => text.replace('.', "%2E").replace('0', "%30"),
        _ => text.chars().flat_map(|c| [c, '\u{ad}']).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn every_spelling_of_an_ipv4_address_is_judged_as_that_address(
        bits in prop_oneof![any::<u32>(), 0x7f00_0000_u32..0x7f00_ffff, 0x0a00_0000_u32..0x0a00_ffff],
        parts: u8,
        bases: [u8; 4],
        how: u8,
    ) {
        let v4 = Ipv4Addr::from_bits(bits);
        let text = format!("http://{}/", dressed(&spelling(bits, parts, bases), how));
        let Ok(target) = Target::parse(&text) else { return Ok(()) };
        prop_assert_eq!(target.literal(), Some(v4.into()), "{}", &text);
        prop_assert_eq!(Policy::default().check(&target).is_ok(), is_public(v4.into()), "{}", text);
    }

    #[test]
    fn whatever_passes_is_a_public_address_or_a_name_on_a_port_of_the_web(
        text in "(https?|ftp|file|HTTP|hTTps)?:?[/\\\\]{0,3}([a-z]{0,2}[@:])?(\\[?[0-9a-fx:.%]{1,24}\\]?|[a-z0-9.%①-⑨。]{1,20})(:[0-9]{0,5})?[/\\\\?#@a-z0-9.]{0,8}",
    ) {
        let Ok(target) = Target::parse(&text) else { return Ok(()) };
        if Policy::default().check(&target).is_err() { return Ok(()) }
        prop_assert!(PORTS.contains(&target.port()), "{text}");
        prop_assert!(target.as_str().starts_with("http"), "{text}");
        prop_assert!(!target.as_str().contains('@') || target.path_and_query().contains('@'), "{text}");
        if let Some(address) = target.literal() {
            prop_assert!(is_public(address), "{text}");
        } else {
            // The last label cannot be read as an IP address.
            let last = target.host().rsplit('.').next().unwrap_or_default();
            prop_assert!(!last.bytes().all(|byte| byte.is_ascii_digit()), "{text}");
            let hexadecimal = last.strip_prefix("0x");
            let is_number = hexadecimal.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
            prop_assert!(!is_number, "{text}");
        }
    }

    #[test]
    fn reading_an_address_never_fails_but_by_saying_so(text in "\\PC{0,60}") {
        let _ = Target::parse(&text).and_then(|target| Policy::default().check(&target));
    }
}
