//! What somebody reads who tries the commands of the README one after the other.

use tempfile::tempdir;

use crate::{prints, run};

#[test]
fn a_command_of_a_person_logs_nothing_where_nothing_is_wrong() {
    let folder = tempdir().unwrap();
    prints(folder.path(), &["agent", "list"]);
    for args in [
        &["history"][..],
        &["history", "--json"],
        &["proposals"],
        &["integration", "list"],
        &["log", "verify"],
    ] {
        let done = run(folder.path(), args);
        assert!(done.status.success(), "{args:?}");
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(!told.contains("INFO"), "{args:?}: {told}");
    }
}

#[test]
fn what_was_not_found_is_not_said_to_be_nothing_at_all() {
    let folder = tempdir().unwrap();
    prints(folder.path(), &["agent", "list"]);
    let told = |args: &[&str]| {
        let done = run(folder.path(), args);
        assert!(done.status.success(), "{args:?}");
        String::from_utf8(done.stderr).unwrap()
    };
    assert_eq!(told(&["log"]), "No call has come in yet.\n");
    prints(folder.path(), &["history"]);
    assert_eq!(told(&["log", "--failed"]), "No failures among 1 call.\n");
    prints(folder.path(), &["history"]);
    assert_eq!(told(&["log", "--failed"]), "No failures among 2 calls.\n");
    for args in [
        &["log", "--failed", "--tool", "getHistory"][..],
        &["log", "--tool", "deletePage"],
        &["log", "--agent", "assistant"],
        &["log", "--since", "30m", "--code", "SLUG_TAKEN"],
    ] {
        assert_eq!(told(args), "There is no such call among 2 calls.\n", "{args:?}");
    }
    assert!(prints(folder.path(), &["log"]).contains("getHistory"));
}

#[test]
fn what_holds_for_the_agents_of_a_tenant_is_said_in_a_sentence() {
    let folder = tempdir().unwrap();
    for (args, said) in [
        (&[][..], "no lists of its own"),
        (&["--disable", "deletePage"], "without deletePage"),
        (&["--enable", "cms:*"], "only cms:*, without deletePage"),
        (&["--forget", "all"], "no lists of its own"),
    ] {
        let args = [&["tenant", "tools"], args].concat();
        let told = prints(folder.path(), &args);
        assert_eq!(told, format!("`main`, for all of its agents: {said}.\n"), "{args:?}");
    }
}

#[test]
fn whoever_has_no_key_is_told_of_what_needs_none_where_that_does_the_same() {
    let folder = tempdir().unwrap();
    for (service, pictures) in
        [("whatsapp", false), ("tavily", false), ("brave", false), ("pexels", true)]
    {
        let done = run(folder.path(), &["integration", "test", service]);
        assert!(!done.status.success(), "{service}");
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(told.contains(&format!("integration connect {service}")), "{told}");
        assert_eq!(told.contains("pictures need no key"), pictures, "{told}");
    }
}
