//! `deskhand init`: the desk that it makes, and that a second time changes nothing.

use std::{fs, path::Path, process::Output};

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::{
    common::{Era, Server},
    deskhand, fails, json_of, prints, run,
};

/// `init` by flags, for no client.
fn init(folder: &Path, args: &[&str]) -> Output {
    run(folder, &[&["init", "--yes", "--client", "none"], args].concat())
}

#[track_caller]
fn done(output: Output) -> (String, String) {
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{errors}");
    (String::from_utf8(output.stdout).unwrap(), errors)
}

#[test]
fn every_kind_of_business_gets_a_site_with_its_name_that_can_be_taken_back() {
    for kind in ["photographer", "salon", "trades", "consultant", "cafe", "shop", "other"] {
        let folder = tempdir().unwrap();
        let args = ["--name", "Wren & Vale", "--country", "PT", "--kind", kind, "--language", "en"];
        let (said, notes) = done(init(folder.path(), &args));
        assert!(said.contains("[square brackets]"), "{said}");
        let request = notes.split("--request ").nth(1).unwrap().split_whitespace().next().unwrap();

        let mut server = Server::start_on(Era::Modern, folder.path(), &[]);
        let site = server.call("getSite", json!({})).ok();
        let site = &site["items"][0];
        assert_eq!(
            [&site["name"], &site["currency"], &site["country"]],
            ["Wren & Vale", "EUR", "PT"]
        );
        assert!(site["businessType"].is_string(), "{kind}: {site}");
        let pages = server.call("getPage", json!({ "all": true, "includeContent": true })).ok();
        let pages = pages["items"].as_array().unwrap().clone();
        assert!(pages.len() >= 4, "{kind}");
        assert!(
            pages.iter().all(|page| page["sections"].as_array().is_some_and(|it| !it.is_empty()))
        );
        let menu = server.call("getNavItem", json!({ "navigationId": "header" })).ok();
        assert_eq!(menu["items"].as_array().unwrap().len(), pages.len() - 1, "{kind}: {menu}");
        assert!(server.close().status.success());

        prints(folder.path(), &["undo", "--request", request]);
        let mut server = Server::start_on(Era::Modern, folder.path(), &[]);
        let pages = server.call("getPage", json!({ "all": true })).ok();
        assert_eq!(pages["items"].as_array().unwrap().len(), 1, "{kind}");
        let site = server.call("getSite", json!({})).ok();
        assert_eq!(site["items"][0]["name"], "Wren & Vale");
    }
}

#[test]
fn links_of_the_starter_sites_lead_somewhere() {
    for kind in ["photographer", "salon", "trades", "consultant", "cafe", "shop", "other"] {
        let folder = tempdir().unwrap();
        done(init(folder.path(), &["--name", "A", "--kind", kind]));
        let mut server = Server::start_on(Era::Modern, folder.path(), &[]);
        let pages = server.call("getPage", json!({ "all": true, "includeContent": true })).ok();
        let pages = pages["items"].as_array().unwrap();
        let paths: Vec<String> = pages
            .iter()
            .map(|page| format!("/{}", page["path"].as_str().unwrap_or_default()))
            .collect();
        for section in pages.iter().flat_map(|page| page["sections"].as_array().unwrap()) {
            if let Some(link) = section["content"]["ctaLink"].as_str() {
                assert!(paths.iter().any(|path| path == link), "{kind}: {link} of {paths:?}");
            }
        }
    }
}

#[test]
fn a_second_time_changes_nothing_whatever_is_said() {
    let folder = tempdir().unwrap();
    let first = ["--name", "Wren & Vale", "--country", "DE", "--kind", "cafe"];
    done(init(folder.path(), &first));
    let before = json_of(folder.path(), &["history", "--limit", "500"]);
    for again in [&first[..], &["--name", "Another", "--kind", "shop"], &[]] {
        let (_, notes) = done(init(folder.path(), again));
        assert!(notes.contains("`main` is there already: Wren & Vale"), "{notes}");
    }
    assert_eq!(json_of(folder.path(), &["history", "--limit", "500"]), before);
}

#[test]
fn a_desk_from_a_first_start_without_init_is_given_its_name_and_keeps_its_pages() {
    let folder = tempdir().unwrap();
    let mut server = Server::start_on(Era::Modern, folder.path(), &[]);
    server.call("createPage", json!({ "name": "Mine" })).ok();
    assert!(server.close().status.success());
    let args =
        ["--name", "Ola", "--kind", "trades", "--timezone", "Europe/Oslo", "--language", "nb"];
    let (said, notes) = done(init(folder.path(), &args));
    assert!(notes.contains("has pages already"), "{notes}");
    assert!(said.contains("Norwegian"), "{said}");
    let main = json_of(folder.path(), &["tenant", "list"])[0].clone();
    // What was not said stays.
    assert_eq!(
        [&main["title"], &main["timezone"], &main["locale"], &main["currency"], &main["country"]],
        ["Ola", "Europe/Oslo", "nb", "USD", "US"]
    );
}

#[test]
fn what_cannot_be_used_is_said_before_anything_is_made() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    for (args, said) in [
        (&["--kind", "phtographer"][..], "did you mean `photographer`"),
        (&["--country", "Atlantis"], "no country"),
        (&["--currency", "bitcoin"], "bitcoin"),
        (&["--timezone", "Berlin/Europe"], "no time zone"),
        (&["--language", "klingon!"], "klingon!"),
        (&["--name", ""], "name"),
        (&["--client", "clipy"], "no client `clipy`"),
        (&["--tenant", "Not A Name"], "Not A Name"),
    ] {
        let sentence = fails(run(&data, &[&["init", "--yes"], args].concat()), 2);
        assert!(sentence.contains(said), "{args:?}: {sentence}");
        assert!(!data.exists(), "{args:?}");
    }
    let sentence = fails(run(&data, &["init"]), 2);
    assert!(sentence.contains("--yes"), "nobody is there to ask: {sentence}");
    assert!(!data.exists());
}

#[test]
fn countries_are_understood_by_letters_and_names() {
    for (given, country, currency) in [
        ("de", "DE", "EUR"),
        ("Germany", "DE", "EUR"),
        ("uk", "GB", "GBP"),
        ("Switzerland", "CH", "CHF"),
        ("JP", "JP", "JPY"),
    ] {
        let folder = tempdir().unwrap();
        done(init(folder.path(), &["--name", "A", "--country", given]));
        let main = json_of(folder.path(), &["tenant", "list"])[0].clone();
        assert_eq!([&main["country"], &main["currency"]], [country, currency], "{given}");
    }
}

#[test]
fn the_computer_says_what_nobody_says() {
    let folder = tempdir().unwrap();
    let mut command =
        deskhand(folder.path(), &["init", "--yes", "--client", "none", "--name", "A"]);
    command.env("LC_ALL", "de_AT.UTF-8").env("TZ", "Europe/Vienna");
    done(command.output().unwrap());
    let main = json_of(folder.path(), &["tenant", "list"])[0].clone();
    assert_eq!(
        [&main["country"], &main["currency"], &main["timezone"], &main["locale"]],
        ["AT", "EUR", "Europe/Vienna", "de-AT"]
    );
}

#[test]
fn one_more_business_is_a_tenant_of_its_own() {
    let folder = tempdir().unwrap();
    done(init(folder.path(), &["--name", "One"]));
    done(init(folder.path(), &["--tenant", "studio", "--name", "Two", "--kind", "salon"]));
    let tenants = json_of(folder.path(), &["tenant", "list"]);
    let titles: Vec<&Value> = tenants.as_array().unwrap().iter().map(|it| &it["title"]).collect();
    assert_eq!(titles, ["One", "Two"]);
    let sentence = fails(init(folder.path(), &["--name", "Three"]), 2);
    assert!(sentence.contains("main, studio"), "{sentence}");
}

#[test]
fn the_answer_for_programs_says_what_was_made() {
    let folder = tempdir().unwrap();
    let made = json_of(
        folder.path(),
        &["init", "--yes", "--client", "cursor", "--name", "A", "--kind", "other"],
    );
    assert_eq!(made["tenant"], "main");
    assert_eq!(made["dataDir"], folder.path().to_str().unwrap());
    assert!(made["requestId"].as_str().unwrap().starts_with("req_"));
    let cursor = &made["clients"][0];
    assert_eq!([&cursor["client"], &cursor["outcome"]], ["cursor", "written"]);
    assert!(fs::exists(cursor["file"].as_str().unwrap()).unwrap());
    assert!(made["try"].is_string());
}

/// A person at a terminal, by util-linux's `script`.
#[cfg(target_os = "linux")]
#[test]
fn a_person_at_a_terminal_is_asked_and_sees_what_is_written() {
    use std::io::Write;
    if !Path::new("/usr/bin/script").exists() {
        return;
    }
    let home = tempdir().unwrap();
    fs::create_dir(home.path().join(".cursor")).unwrap();
    let folder = home.path().join("desk");
    let line = format!("{} --data-dir {}", crate::PROGRAM, folder.display());
    let mut command = std::process::Command::new("/usr/bin/script");
    command.args(["-qec", &line, "/dev/null"]).env("HOME", home.path()).env("LC_ALL", "C");
    command.env_remove("XDG_CONFIG_HOME").env("TERM", "dumb");
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Yes, set one up; a name; a country that is none, then one; the rest as suggested; write the entry.
    let answers = "\nWren & Vale\nAtlantis\nAustria\n\n\n\ncafé\nmaybe\ny\n";
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    for said in
        ["There is no desk", "called?", "no country", "[EUR]", "Café", "+ ", "y or n", "Written."]
    {
        assert!(text.contains(said), "`{said}`: {text}");
    }
    let entry = fs::read_to_string(home.path().join(".cursor/mcp.json")).unwrap();
    let entry: Value = serde_json::from_str(&entry).unwrap();
    let args = &entry["mcpServers"]["deskhand"]["args"];
    assert_eq!(*args, json!(["serve", "--tenant", "main", "--data-dir", folder]));
}
