//! What `doctor` says of the clients on a computer: whether their entries start this desk.

use serde_json::Value;

use super::init_clients::{CURSOR, Home};

const ZED: &str = ".config/zed/settings.json";

/// What doctor says as JSON, however it ends.
fn doctor(home: &Home, args: &[&str]) -> Value {
    let output = home.run(&[&["doctor", "--json"], args].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"));
    assert_eq!(output.status.success(), found["healthy"] == true, "{found}");
    found
}

/// The findings about clients, each as whether it is a fault and what it says.
fn of_clients(found: &Value) -> Vec<(bool, String)> {
    let all = found["findings"].as_array().unwrap().iter();
    let clients = all.filter(|finding| finding["check"] == "clients");
    clients.map(|one| (one["isFault"] == true, one["what"].as_str().unwrap().to_owned())).collect()
}

fn ready() -> Home {
    let home = Home::new(&[
        (CURSOR, "{ \"mcpServers\": { \"other\": { \"command\": \"/nowhere/x\" } } }\n"),
        (ZED, "// mine\n{ \"theme\": \"One\", }\n"),
    ]);
    home.notes(&["init", "--yes", "--name", "Wren & Vale"]);
    home
}

#[test]
fn each_entry_is_started_and_its_tools_are_listed() {
    let home = ready();
    let found = doctor(&home, &[]);
    assert_eq!(of_clients(&found), [], "{found}");
    let clients = found["clients"].as_array().unwrap();
    assert_eq!(clients.len(), 2, "{found}");
    for client in clients {
        assert_eq!(client["entry"], "deskhand");
        assert!(client["tools"].as_u64().unwrap() > 20, "{client}");
    }
    let said = String::from_utf8(home.run(&["doctor"]).stdout).unwrap();
    assert!(said.contains("Cursor starts it as `deskhand`, with "), "{said}");
}

#[test]
fn an_entry_that_starts_nothing_is_a_fault_that_says_why() {
    let home = ready();
    let program = env!("CARGO_BIN_EXE_deskhand");
    let folder = home.path("elsewhere/deskhand");
    for (entry, says) in [
        (
            format!("{{ \"command\": \"{}\", \"args\": [\"serve\"] }}", folder.display()),
            "cannot be started",
        ),
        (
            format!(
                "{{ \"command\": \"{program}\", \"args\": [\"serve\", \"--agent\", \"nobody\"] }}"
            ),
            "it ends at once: ",
        ),
        (
            format!(
                "{{ \"command\": \"{program}\", \"args\": [\"serve\", \"--tenant\", \"nobody\"] }}"
            ),
            "it ends at once: ",
        ),
        (format!("{{ \"command\": \"{program}\", \"args\": [\"version\"] }}"), "it ends at once"),
    ] {
        let text = format!("{{ \"mcpServers\": {{ \"desk\": {entry} }} }}\n");
        std::fs::write(home.path(CURSOR), text).unwrap();
        let found = doctor(&home, &[]);
        let said = of_clients(&found);
        let [(true, what)] = said.as_slice() else { panic!("{entry}: {found}") };
        assert!(what.starts_with("Cursor, entry `desk`: ") && what.contains(says), "{what}");
    }
    // What another program fetches is not started, and that is said.
    let fetched = "{ \"mcpServers\": { \"desk\": { \"command\": \"npx\", \"args\": [\"-y\", \"deskhand\", \"serve\"] } } }\n";
    std::fs::write(home.path(CURSOR), fetched).unwrap();
    let found = doctor(&home, &[]);
    assert!(
        matches!(of_clients(&found).as_slice(), [(false, what)] if what.contains("not tried")),
        "{found}"
    );
}

#[test]
fn entries_that_a_second_tenant_made_ambiguous_are_named_and_mended_when_asked() {
    let home = ready();
    let entry = format!(
        "{{ \"mcpServers\": {{ \"deskhand\": {{ \"command\": \"{}\", \"args\": [\"serve\"] }} }} }}\n",
        env!("CARGO_BIN_EXE_deskhand")
    );
    std::fs::write(home.path(CURSOR), &entry).unwrap();
    assert_eq!(of_clients(&doctor(&home, &[])), [], "with one tenant it means that one");
    home.notes(&["tenant", "add", "second"]);
    let found = doctor(&home, &[]);
    let said = of_clients(&found);
    let [(true, what)] = said.as_slice() else { panic!("{found}") };
    assert!(what.contains("for whom of 2 tenants"), "{what}");
    assert_eq!(home.text(CURSOR), entry, "looking changes nothing");
    let mended = doctor(&home, &["--fix"]);
    assert!(
        mended["done"].to_string().contains("the entry of Cursor names the tenant `main`"),
        "{mended}"
    );
    assert_eq!(of_clients(&mended), [], "{mended}");
    let text = home.text(CURSOR);
    assert!(text.contains("\"--tenant\", \"main\"") || text.contains("\"main\""), "{text}");
    assert_eq!(doctor(&home, &["--fix"])["done"], Value::Array(Vec::new()), "once");
}
