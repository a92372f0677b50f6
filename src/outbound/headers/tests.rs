//! Tests of the headers that a caller may set, and of those that carry no data.

use super::*;

#[test]
fn who_asks_is_not_a_callers_to_say() {
    for name in [
        "Authorization",
        "D360-API-KEY",
        "X-Api-Key",
        "Api-Key",
        "apikey",
        "X-Goog-Api-Key",
        "X-Auth-Token",
        "Private-Token",
        "X-CSRF-Token",
        "X-XSRF",
        "X-Amz-Security-Token",
        "X-Amz-Date",
        "X-Functions-Key",
        "Ocp-Apim-Subscription-Key",
        "X-Client-Secret",
        "X_API_KEY",
        "Cookie",
        "X-Session",
        "Proxy-Connection",
        "X-Hub-Signature",
        "Www-Authenticate",
        "X-Forwarded-For",
        "Access-Token",
        "JWT",
        "X-Password",
    ] {
        assert!(Headers::given([(name, "x")]).is_err(), "{name}");
    }
    for name in
        ["Idempotency-Key", "X-Api-Version", "Accept", "If-None-Match", "X-Keyword", "X-Monkey"]
    {
        assert!(Headers::given([(name, "x")]).is_ok(), "{name}");
    }
}

#[test]
fn only_known_words_carry_nothing() {
    let carry = |name: &str, value: &str| Headers::given([(name, value)]).unwrap().carry();
    for (name, value) in
        [("Accept", "*/*"), ("accept", "application/json"), ("Accept-Language", "de")]
    {
        assert!(!carry(name, value), "{name}: {value}");
    }
    for (name, value) in [
        ("Accept", "text/ada"),
        ("Accept", "text/html;ada=1"),
        ("Accept", "text/html;q=0.4"),
        ("Accept", "text/html, text/csv"),
        ("Accept", "Text/HTML"),
        ("Accept", "text/html "),
        ("Accept", ""),
        ("Accept-Language", "ada"),
        ("Accept-Language", "xx"),
        ("Accept-Language", "DE"),
        ("Accept-Language", "de-AT"),
        ("Accept-Language", "de;q=0.4"),
        ("Accept-Language", "de,en"),
        ("X-Data", "Ada"),
        ("If-None-Match", "\"Ada\""),
        ("User-Agent", "Ada"),
        ("Referer", "https://example.com/"),
    ] {
        assert!(carry(name, value), "{name}: {value}");
    }
    assert!(!Headers::default().carry());
    let carry = |pairs: &[(&str, &str)]| Headers::given(pairs.iter().copied()).unwrap().carry();
    assert!(!carry(&[("Accept", "text/html"), ("Accept-Language", "en")]));
    assert!(carry(&[("Accept", "text/html"), ("accept", "text/csv")]), "how often says something");
}
