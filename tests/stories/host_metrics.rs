//! What an operator watches of a host.

use serde_json::json;

use super::{browser, console, desk::Desk, desk::text, host::Public, releases::release};
use crate::common::BOTH_ERAS;

/// The value of a line that begins with this.
#[track_caller]
fn value(metrics: &str, name: &str) -> f64 {
    let mut lines = metrics.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let value = lines.next().unwrap_or_else(|| panic!("{name}: {metrics}"));
    assert_eq!(lines.next(), None, "{name} is there twice");
    value.parse().unwrap()
}

#[test]
fn metrics_count_what_happens_and_name_no_person() {
    let mut desk = Desk::open(BOTH_ERAS[0], &[]);
    desk.run(&["target", "add", "public", "host", "--domain", "wren.example"]);
    desk.ok("createContact", json!({ "name": "Ada Lovelace", "email": "ada@example.org" }));
    release(&mut desk, json!({}));
    let host = Public::open(&desk, &["--metrics", "127.0.0.1:0"]);
    let at = text(&host.metrics);
    let before = browser::answer(&at).1;
    assert!((value(&before, "deskhand_contacts{tenant=\"main\"}") - 1.0).abs() < 0.1);
    assert!(value(&before, "deskhand_database_bytes") > 10_000.0);
    assert!(value(&before, "deskhand_calls_total{tenant=\"main\"}") > 1.0);
    assert_eq!(host.get("wren.example", "/").status, 200);
    assert_eq!(host.get("wren.example", "/nothing").status, 404);
    assert_eq!(host.get("nobody.example", "/").status, 404);
    let after = browser::answer(&at).1;
    for (class, more) in [("2xx", 1.0), ("4xx", 2.0), ("5xx", 0.0)] {
        let name = format!("deskhand_requests_total{{status=\"{class}\"}}");
        assert!((value(&after, &name) - value(&before, &name) - more).abs() < 0.1, "{after}");
    }
    // Every line is one that Prometheus reads: a comment, or a name with labels and a number.
    for line in after.lines().filter(|line| !line.starts_with("# ")) {
        let (name, number) = line.rsplit_once(' ').unwrap();
        assert!(name.starts_with("deskhand_") && number.parse::<f64>().is_ok(), "{line}");
    }
    for private in ["Ada", "ada@", "wren.example"] {
        assert!(!after.contains(private), "{private}: {after}");
    }
    // A page of a public name that leads here does not read it.
    let (base, path) = (at.strip_suffix("/metrics").unwrap(), "/metrics");
    for (name, status) in
        [("evil.example", 421), ("localhost", 200), ("10.0.0.4:9180", 200), ("desk.internal", 200)]
    {
        let came = console::send(base, "GET", path, &[("host", name)], "");
        assert_eq!(came.status, status, "{name}");
    }
    // It is not there for visitors, and nowhere where it could be.
    assert_eq!(host.get("wren.example", "/metrics").status, 404);
    for wrong in ["0.0.0.0:9180", "8.8.8.8:9180", "9180", "[::]:9180"] {
        desk.fails(&["host", "--metrics", wrong], "in a private network");
    }
}
