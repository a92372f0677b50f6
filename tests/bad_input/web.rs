//! Addresses that are none, or that nobody fetches.

use serde_json::json;

use super::table::{each_is_refused, mistake};

#[test]
fn an_address_that_is_not_fetched_is_refused_with_its_reason() {
    each_is_refused(|_| {
        let page = |url: &str| json!({ "urls": [url] });
        let many: Vec<String> = (0..11).map(|n| format!("https://example.com/{n}")).collect();
        let refused = |url: &str| {
            mistake(
                "fetchContent",
                page(url),
                "URL_REFUSED",
                "not on the public internet",
                "operator",
            )
        };
        let invalid = |url: &str, rule: &str| {
            mistake("fetchContent", page(url), "URL_INVALID", rule, "https://example.com/page")
        };
        vec![
            refused("http://localhost/"),
            refused("http://127.1/"),
            refused("http://0x7f000001/"),
            refused("http://[::1]/"),
            refused("http://169.254.169.254/latest/meta-data"),
            invalid("example.com", "cannot be read"),
            invalid("file:///etc/passwd", "http and https"),
            invalid("https://example.com:8080/", "ports 80 and 443"),
            invalid("https://me@example.com/", "user name"),
            mistake("fetchContent", json!({ "urls": many }), "ARGUMENT_INVALID", "urls", ""),
            mistake("fetchContent", json!({ "urls": [] }), "ARGUMENT_INVALID", "urls", ""),
            mistake(
                "fetchContent",
                json!({ "url": "https://example.com" }),
                "ARGUMENT_INVALID",
                "url",
                "urls",
            ),
            mistake(
                "fetchContent",
                json!({ "urls": ["https://example.com"], "format": "pdf" }),
                "ARGUMENT_INVALID",
                "format",
                "",
            ),
        ]
    });
}
