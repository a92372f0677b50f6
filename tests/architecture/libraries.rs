//! Who may name which library, and who reaches the network.

use crate::{none, source::names, sources};

#[test]
fn each_library_has_one_place_that_names_it() {
    let owners: &[(&str, &[&str])] = &[
        ("rusqlite", &["src/store/sqlite"]),
        ("rmcp", &["src/mcp"]),
        ("deskhand_demo", &["src/cli/demo.rs"]),
        (
            "axum",
            &["src/site", "src/console", "src/webhooks", "src/host", "src/calendar", "src/forms"],
        ),
        ("icalendar", &["src/calendar"]),
        ("minijinja", &["src/site", "src/console/desk.rs"]),
        ("ammonia", &["src/site"]),
        ("pulldown_cmark", &["src/site", "src/addresses"]),
        ("clap", &["src/cli"]),
        ("clap_complete", &["src/cli"]),
        ("clap_mangen", &["src/cli"]),
        ("jsonc_parser", &["src/clients"]),
        ("toml_edit", &["src/clients"]),
        ("sys_locale", &["src/config"]),
        ("comfy_table", &["src/cli"]),
        ("toml", &["src/config", "src/clients", "src/starter"]),
        ("jsonschema", &["src/tool", "src/tools/cms/section_template"]),
        ("iso_currency", &["src/value", "src/site/format.rs"]),
        ("type_safe_id", &["src/id.rs"]),
        (
            "rustix",
            &[
                "src/mcp",
                "src/release/targets",
                "src/background.rs",
                "src/browser/child.rs",
                "src/cli/relay",
                "src/site/preview",
                "src/tools/cms/image/open.rs",
                "src/store/health",
                "src/store/sqlite/private.rs",
                "src/clock",
            ],
        ),
        ("hyper", &["src/outbound", "src/site/preview", "src/host"]),
        ("hyper_util", &["src/outbound", "src/site/preview", "src/host"]),
        ("http_body_util", &["src/outbound"]),
        ("rustls", &["src/outbound", "src/host"]),
        ("tokio_rustls", &["src/outbound", "src/host"]),
        ("rustls_acme", &["src/host"]),
        ("rustls_platform_verifier", &["src/outbound"]),
        ("object_store", &["src/outbound/objects.rs", "src/release/targets/s3.rs"]),
        ("url", &["src/outbound", "src/value"]),
        ("tar", &["src/store/backup"]),
        ("flate2", &["src/outbound", "src/brand/draw.rs", "src/picture", "src/release"]),
        ("brotli", &["src/release"]),
        ("zip", &["src/release"]),
        ("resvg", &["src/brand/draw.rs", "src/picture/svg.rs"]),
        ("moxcms", &["src/picture"]),
        ("jpeg_decoder", &["src/picture"]),
        ("mp4parse", &["src/picture"]),
        ("re_rav1d", &["src/picture"]),
        ("heic_decoder", &["src/picture"]),
    ];
    let mut faults = Vec::new();
    for source in sources() {
        let code = source.code();
        for (library, places) in owners {
            let named =
                names(&code, &format!("{library}::")) || names(&code, &format!("use {library}"));
            if named && !places.iter().any(|place| source.path.starts_with(place)) {
                faults.push(format!("{} names {library}", source.path));
            }
        }
    }
    none(&faults, "a library is named in one place only");
}

/// What only the engine says, and where: its name, its words for transactions and upkeep, its own tables.
fn of_the_engine(code: &str) -> Vec<&'static str> {
    const ITS_OWN: [&str; 15] = [
        "sqlite",
        "SQLite",
        "Sqlite",
        "postgres",
        "PostgreSQL",
        "Postgres",
        "\"BEGIN",
        "\"COMMIT",
        "\"SAVEPOINT",
        "\"ROLLBACK",
        "\"RELEASE ",
        "PRAGMA",
        "VACUUM",
        "search_term",
        "temp.captured",
    ];
    ITS_OWN.into_iter().filter(|word| code.contains(word)).collect()
}

#[test]
fn nothing_above_the_engine_knows_which_one_it_is() {
    // The engine, the one name that it has for the rest, and where engines differ in words.
    let may = ["src/store/sqlite", "src/store/engine.rs", "src/store/sql/dialect.rs"];
    let mut faults = Vec::new();
    for source in sources().iter().filter(|it| !may.iter().any(|may| it.path.starts_with(may))) {
        let code = source.code().replace("mod sqlite;", "");
        let said = of_the_engine(&code);
        faults.extend(said.into_iter().map(|word| format!("{} says {word}", source.path)));
    }
    none(&faults, "the engine is known as store/engine.rs");
    assert_eq!(of_the_engine("use super::sqlite::Row;"), ["sqlite"]);
    assert_eq!(of_the_engine("db.run(\"SAVEPOINT a\")"), ["\"SAVEPOINT"]);
    assert!(of_the_engine("db.begin_part()?; let release = 1;").is_empty());
}

#[test]
fn there_is_one_door_to_the_network() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| source.path != "src/outbound/network.rs") {
        let code = source.code();
        for call in ["TcpStream::connect", "lookup_host", "to_socket_addrs", "UdpSocket"] {
            if names(&code, call) {
                faults.push(format!("{}: {call}", source.path));
            }
        }
    }
    none(&faults, "connections are made in src/outbound/network.rs");
}
