//! What a conversation has read outlives the process that served it: a host starts that anew, and the model knows on.

use serde_json::json;

use super::{
    desk::Desk,
    leaving::{exposed_by, is_asked, linked},
    web::desk_with,
};
use crate::common::{Era, Provider};

fn desk(site: &Provider) -> Desk {
    desk_with(Era::Modern, &[site])
}

/// Whatever it is that was read before a restart, it is known after it.
#[test]
fn a_restart_forgets_nothing_that_was_read() {
    let site = linked();
    let mut desk = desk(&site);
    let get = json!({ "url": format!("{}/other?q=ada", site.url()) });
    exposed_by(&mut desk, &site);
    desk.restart();
    is_asked(&mut desk, &site, "httpGet", get.clone());
    // Nor does another process beside it.
    let mut beside = desk.colleague("assistant");
    assert_eq!(beside.call("httpGet", get.clone()).ok()["requiresConfirmation"], true);
    desk.restart();
    is_asked(&mut desk, &site, "httpGet", get.clone());
    // An hour after the last call it counts no more.
    assert_eq!(desk.meddle("UPDATE taint SET called_at = 1", []), 1);
    desk.restart();
    desk.ok("httpGet", get)["items"][0].as_object().unwrap();
}

#[test]
fn what_is_read_in_two_processes_comes_together() {
    let site = linked();
    let mut desk = desk(&site);
    let start = json!({ "url": format!("{}/start", site.url()) });
    let get = json!({ "url": format!("{}/other?q=ada", site.url()) });
    desk.ok("httpGet", start);
    desk.restart();
    // A text from outside alone keeps nothing from leaving.
    desk.ok("httpGet", get.clone())["items"][0].as_object().unwrap();
    desk.ok("createContact", json!({ "name": "Ada", "email": "ada@example.com" }));
    desk.restart();
    is_asked(&mut desk, &site, "httpGet", get);
}

#[test]
fn another_agent_has_not_read_it() {
    let site = linked();
    let mut desk = desk(&site);
    let get = json!({ "url": format!("{}/other?q=ada", site.url()) });
    exposed_by(&mut desk, &site);
    let add = ["agent", "add", "helper", "--profile", "admin"];
    desk.run(&add);
    let mut other = desk.colleague("helper");
    other.call("httpGet", get).ok()["items"][0].as_object().unwrap();
}
