//! Starting the server: whose data, which agent, and what is refused.

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::{
    PROGRAM,
    common::{Era, PATIENCE, Server, modern_meta, process::Process},
    database, deskhand, fails, files, json_of, prints, run, three_tenants,
};

#[test]
fn the_first_start_makes_the_tenant_main_with_two_agents() {
    let folder = tempdir().unwrap();
    let mut server = Server::start_on(Era::Modern, folder.path(), &[]);
    let home = server.call("getPage", json!({ "slug": "home" })).ok();
    assert_eq!(home["items"][0]["sectionCount"], 1);
    assert!(server.close().status.success());

    let tenants = json_of(folder.path(), &["tenant", "list"]);
    assert_eq!(tenants.as_array().unwrap().len(), 1);
    let main = &tenants[0];
    assert!(main["id"].as_str().unwrap().starts_with("tnt_"));
    assert_eq!(
        [&main["name"], &main["title"], &main["country"], &main["currency"], &main["timezone"]],
        ["main", "", "US", "USD", "UTC"]
    );
    let agents = json_of(folder.path(), &["agent", "list"]);
    let names: Vec<_> = agents.as_array().unwrap().iter().map(|agent| &agent["name"]).collect();
    assert_eq!(names, ["assistant", "owner"]);
}

#[test]
fn several_tenants_and_none_named_is_refused_with_their_names() {
    let folder = three_tenants();
    let sentence = fails(run(folder.path(), &["serve"]), 2);
    assert!(sentence.contains("a, b, c") && sentence.contains("--tenant"), "{sentence}");

    let sentence = fails(run(folder.path(), &["serve", "--tenant", "d"]), 2);
    assert!(sentence.contains("`d`") && sentence.contains("a, b, c"), "{sentence}");

    let mut server = Server::start_on(Era::Modern, folder.path(), &["--tenant", "b"]);
    server.call("getPage", json!({ "slug": "home" })).ok();
}

#[test]
fn an_unknown_agent_is_refused_with_the_names_of_those_that_are_there() {
    let folder = tempdir().unwrap();
    let sentence = fails(run(folder.path(), &["serve", "--agent", "asistant"]), 2);
    assert!(sentence.contains("did you mean `assistant`"), "{sentence}");
    assert!(sentence.contains("assistant, owner"), "{sentence}");
}

#[test]
fn a_data_folder_that_cannot_be_written_is_said_with_exit_code_three() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("taken");
    fs::write(&file, "somebody's notes").unwrap();
    for place in [file.clone(), file.join("below")] {
        let sentence = fails(run(&place, &["serve"]), 3);
        assert!(sentence.contains("taken") && sentence.contains("--data-dir"), "{sentence}");
    }
    assert_eq!(fs::read_to_string(file).unwrap(), "somebody's notes");

    fs::create_dir(folder.path().join("deskhand.db")).unwrap();
    fails(run(folder.path(), &["serve"]), 3);
}

#[test]
fn data_of_a_newer_program_is_left_alone_with_exit_code_four() {
    let folder = tempdir().unwrap();
    prints(folder.path(), &["tenant", "add", "main"]);
    {
        let newer = database(folder.path());
        newer.pragma_update(None, "user_version", 999).unwrap();
        newer.pragma_update(None, "wal_checkpoint", "TRUNCATE").unwrap();
    }
    let before = fs::read(folder.path().join("deskhand.db")).unwrap();
    for command in [vec!["serve"], vec!["history"], vec!["tenant", "list"]] {
        let sentence = fails(run(folder.path(), &command), 4);
        assert!(sentence.contains("newer") && sentence.contains("999"), "{sentence}");
    }
    assert_eq!(fs::read(folder.path().join("deskhand.db")).unwrap(), before);
}

#[test]
fn a_file_that_is_not_ours_is_left_alone_with_exit_code_five() {
    let no_database = tempdir().unwrap();
    fs::write(no_database.path().join("deskhand.db"), "a diary, not a database\n".repeat(500))
        .unwrap();
    let of_another_program = tempdir().unwrap();
    database(of_another_program.path()).execute_batch("CREATE TABLE song (title TEXT)").unwrap();
    for folder in [no_database, of_another_program] {
        let before = files(folder.path());
        let sentence = fails(run(folder.path(), &["serve"]), 5);
        assert!(sentence.contains("not a deskhand database"), "{sentence}");
        assert_eq!(files(folder.path()), before, "nothing is touched, nothing left beside it");
    }
}

#[test]
fn mcp_json_starts_the_server_as_it_stands() {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/mcp.json")).unwrap();
    let config: Value = serde_json::from_str(&text).unwrap();
    let servers = config["mcpServers"].as_object().unwrap();
    assert_eq!(servers.keys().collect::<Vec<_>>(), ["deskhand"]);
    let server = &servers["deskhand"];
    let args = server["args"].as_array().unwrap().iter().map(|arg| arg.as_str().unwrap());

    let folder = tempdir().unwrap();
    let beside = Path::new(PROGRAM).parent().unwrap().to_owned();
    #[expect(clippy::disallowed_methods, reason = "a host finds the program on its PATH")]
    let old = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(beside).chain(std::env::split_paths(&old)));
    let mut command = Command::new(server["command"].as_str().unwrap());
    command.args(args).env("PATH", path.unwrap()).env("DESKHAND_DATA_DIR", folder.path());
    let process = Process::start(command);
    let ask = |id: u32, method: &str, params: Value| {
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        process.write(format!("{request}\n"));
        process.read(PATIENCE).expect("an answer")["result"].clone()
    };
    let client = json!({ "name": "a host", "version": "1" });
    let hello =
        json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
    assert_eq!(ask(1, "initialize", hello)["serverInfo"]["name"], "deskhand");
    process.write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
    assert!(ask(2, "tools/list", json!({}))["tools"].as_array().unwrap().len() > 10);
    assert!(process.close().status.success());
}

#[test]
fn without_a_command_a_host_is_served() {
    let folder = tempdir().unwrap();
    let mut command = deskhand(folder.path(), &[]);
    command.env("DESKHAND_PREVIEW", "off");
    let process = Process::start(command);
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": { "_meta": modern_meta() } });
    process.write(format!("{request}\n"));
    let answer = process.read(PATIENCE).expect("an answer");
    assert!(answer["result"]["supportedVersions"].is_array(), "{answer}");
    assert!(process.close().status.success());
}
