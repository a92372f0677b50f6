//! The architecture, held by reading the source: which module may know which, who may name what.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(unreachable_pub, reason = "each test binary is a crate of its own")]

#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/dialect.rs"]
mod dialect;
#[path = "architecture/documents.rs"]
mod documents;
#[path = "architecture/files.rs"]
mod files;
#[path = "architecture/libraries.rs"]
mod libraries;
#[path = "architecture/portable.rs"]
mod portable;
#[path = "architecture/source.rs"]
mod source;
#[path = "architecture/statements.rs"]
mod statements;

use std::collections::BTreeMap;

use source::{Source, crate_modules, names};

/// Who may use whom: a module names only modules further down. A new arrow is a decision, with a record in docs/adr.
const ARROWS: &[(&str, &[&str])] = &[
    ("lib", &[]),
    ("main", &[]),
    (
        "cli",
        &[
            "catalogue",
            "calendar",
            "clients",
            "config",
            "console",
            "webhooks",
            "due",
            "forms",
            "guidance",
            "host",
            "mcp",
            "release",
            "starter",
            "gate",
            "integration",
            "tools",
            "site",
            "tool",
            "store",
            "principal",
            "value",
            "id",
            "error",
            "clock",
        ],
    ),
    ("console", &["gate", "site", "store", "principal", "value", "id", "error", "clock"]),
    // Calendars of others are read when that is due (ADR 0062).
    ("due", &["gate", "release", "calendar", "store", "principal", "id", "error", "clock"]),
    ("webhooks", &["tools", "store", "principal", "id", "error"]),
    // Where clients keep their settings is a matter of the environment (ADR 0052).
    (
        "config",
        &[
            "clients",
            "gate",
            "host",
            "site",
            "tool",
            "store",
            "principal",
            "browser",
            "integration",
            "outbound",
        ],
    ),
    ("clients", &[]),
    // Released sites, to the public: no tools and no gate (ADR 0054).
    (
        "host",
        &["forms", "release", "site", "store", "outbound", "principal", "id", "error", "clock"],
    ),
    // Whoever serves a site mounts it, and it knows none of them (ADR 0057).
    // The booking page asks the calendar what is free, and the site says which packages can be booked (ADR 0062).
    (
        "forms",
        &["tools", "site", "calendar", "store", "principal", "value", "id", "error", "clock"],
    ),
    ("mcp", &["gate", "json"]),
    ("starter", &["tools", "store", "principal", "value", "id", "error"]),
    (
        "gate",
        &[
            "catalogue",
            "guidance",
            "integration",
            "resource",
            "tool",
            "site",
            "store",
            "principal",
            "background",
            "progress",
            "value",
            "id",
            "error",
            "clock",
        ],
    ),
    ("catalogue", &["tools", "tool"]),
    ("resource", &["site", "store", "value", "error", "clock", "unicode"]),
    (
        "tools",
        &[
            "addresses",
            "calendar",
            "tool",
            // searchTools finds a tool by what `guidance/` says that people say.
            "guidance",
            "brand",
            "picture",
            "reading",
            // What the public sees is made of the site, and goes to targets (ADR 0053).
            "release",
            "site",
            "store",
            "integration",
            "outbound",
            "browser",
            "background",
            "paper",
            "mail",
            "progress",
            "value",
            "id",
            "error",
            "clock",
            "unicode",
        ],
    ),
    // Days and amounts on paper are written as on pages.
    ("paper", &["site", "value", "error"]),
    ("mail", &["site", "value", "error"]),
    ("guidance", &[]),
    // The fonts of a style sheet go with it.
    (
        "release",
        // Files are drawn and packed on all processors, on threads that give way (ADR 0065).
        &[
            "site",
            "brand",
            "store",
            "outbound",
            "background",
            "principal",
            "value",
            "id",
            "error",
            "clock",
        ],
    ),
    // What is free, for tools and later for the public site; the feed at its secret address (ADR 0055).
    // Text in drawings is drawn with the fonts that we ship.
    ("picture", &["brand"]),
    ("tool", &["store", "progress", "value", "id", "error", "clock", "json", "unicode"]),
    // HTML that somebody wrote is weighed where pages from the web are.
    (
        "site",
        &[
            "addresses",
            "brand",
            "calendar",
            "reading",
            "store",
            "principal",
            "value",
            // A form is a section, and what is typed into it is composed as it is kept (ADR 0057).
            "id",
            "error",
            "clock",
            "unicode",
        ],
    ),
    // Calendars of others are fetched by the one door (ADR 0062).
    (
        "calendar",
        &["outbound", "background", "store", "principal", "value", "id", "error", "clock"],
    ),
    ("brand", &["value", "error"]),
    ("store", &["addresses", "principal", "progress", "value", "id", "error", "clock", "unicode"]),
    ("principal", &["integration", "browser", "background", "value", "id"]),
    ("integration", &["outbound", "value", "error"]),
    // HTML in answers of services becomes text as that of pages does.
    ("outbound", &["reading", "background", "error"]),
    ("browser", &[]),
    ("reading", &["unicode"]),
    ("background", &["error"]),
    ("progress", &[]),
    ("value", &["id", "error", "unicode"]),
    ("id", &["error", "kinds"]),
    ("error", &["kinds"]),
    ("kinds", &[]),
    ("clock", &[]),
    ("json", &[]),
    ("addresses", &[]),
    ("unicode", &[]),
];

fn sources() -> Vec<Source> {
    source::files("src", &[".rs"])
}

/// Fails with every fault at once.
#[track_caller]
fn none(faults: &[String], rule: &str) {
    assert!(faults.is_empty(), "{rule}:\n  {}", faults.join("\n  "));
}

#[test]
fn a_module_uses_only_modules_below_it() {
    let place: BTreeMap<&str, usize> =
        ARROWS.iter().enumerate().map(|(at, (module, _))| (*module, at)).collect();
    for (module, uses) in ARROWS {
        for used in *uses {
            assert!(place[used] > place[module], "{used} must stand below {module} in the table");
        }
    }
    let mut faults = Vec::new();
    for source in sources() {
        let module = source.module();
        let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| *known == module) else {
            faults.push(format!("{}: `{module}` is not in the table of arrows", source.path));
            continue;
        };
        for used in crate_modules(&source.code()) {
            // A macro that the file itself defines is reached through the crate as well.
            if used != module && !allowed.contains(&used.as_str()) {
                faults.push(format!("{}: {module} → {used}", source.path));
            }
        }
    }
    none(&faults, "these arrows are not in the architecture");
}

#[test]
fn nobody_climbs_out_of_a_module_by_super() {
    let mut faults = Vec::new();
    for source in sources() {
        // `src/gate/scope.rs` is two deep: one `super` is the gate, two are the whole crate.
        let depth = source.path.matches('/').count();
        let climb = "super::".repeat(depth);
        if source.code().contains(&climb) {
            faults.push(format!("{}: {climb}", source.path));
        }
    }
    none(&faults, "say `crate::`, so that arrows can be seen");
}

#[test]
fn text_is_compared_in_one_way() {
    let mut faults = Vec::new();
    for source in sources() {
        // The engine's own functions know the letters from a to z.
        let code = source.code().replace(".lower(", "");
        let named = ["lower(", "upper(", "NOCASE"].into_iter().filter(|word| code.contains(word));
        faults.extend(named.map(|word| format!("{}: {word}", source.path)));
    }
    none(&faults, "statements compare text by `text_fold` and `text_has`");
}

#[test]
fn only_the_configuration_reads_the_environment() {
    let calls = ["env::var", "env::vars", "env::var_os", "env::vars_os", "env::set_var"];
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| source.path != "src/config.rs") {
        let code = source.code();
        let named = calls.iter().filter(|call| names(&code, call));
        faults.extend(named.map(|call| format!("{}: {call}", source.path)));
    }
    none(&faults, "settings are read in src/config.rs");
}

#[test]
fn only_the_command_line_prints() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !source.path.starts_with("src/cli")) {
        let code = source.code();
        for call in ["println!", "print!", "eprintln!", "eprint!", "stdout()", "stderr()"] {
            let transport = source.path.starts_with("src/mcp/transport");
            if code.contains(call) && !(transport && call.ends_with("()")) {
                faults.push(format!("{}: {call}", source.path));
            }
        }
    }
    none(&faults, "stdout is the protocol's");
}
