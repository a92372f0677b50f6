//! What is said about who may do what holds, or is refused when it is said.

use std::fs;

use tempfile::tempdir;

use crate::{fails, json_of, prints, run};

/// The commands about agents and their tools that the README shows, without their comments.
fn shown_in_the_readme() -> Vec<Vec<String>> {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let begins =
        ["agent ", "tools --agent", "tenant tools", "tenant rates", "tenant add", "guidance set"];
    let commands = readme.lines().filter_map(|line| line.strip_prefix("deskhand "));
    let commands = commands.filter(|line| begins.iter().any(|begin| line.starts_with(begin)));
    let words = |line: &str| {
        let mut words = Vec::new();
        // Every second part stands in quotes.
        for (at, part) in line.split('"').enumerate() {
            let whole = part.split(" #").next().unwrap();
            match at % 2 {
                0 => words.extend(whole.split_whitespace().map(str::to_owned)),
                _ => words.push(part.to_owned()),
            }
            if whole.len() < part.len() && at % 2 == 0 {
                break;
            }
        }
        words
    };
    commands.map(words).collect()
}

#[test]
fn what_the_readme_says_of_agents_can_be_said_and_holds() {
    let folder = tempdir().unwrap();
    let commands = shown_in_the_readme();
    assert!(commands.len() >= 7, "{commands:?}");
    let mut agents: Vec<(String, String)> = Vec::new();
    for command in &commands {
        let args: Vec<&str> = command.iter().map(String::as_str).collect();
        let named = command.iter().any(|word| word == "--tenant");
        let of_main = ["agent", "tools"].contains(&args[0]) || args[..2] == ["tenant", "tools"];
        let tenant: &[&str] = if of_main && !named { &["--tenant", "main"] } else { &[] };
        let done = run(folder.path(), &[&args[..], tenant].concat());
        let notes = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{args:?}: {notes}");
        assert!(!notes.contains("has no effect"), "{args:?}: {notes}");
        for (at, word) in args.iter().enumerate().filter(|(_, word)| **word == "--disable") {
            let agent = if args[0] == "agent" { args[2] } else { "assistant" };
            agents.push((agent.to_owned(), args[at + 1].to_owned()));
            assert_eq!(*word, "--disable");
        }
    }
    assert!(
        agents.iter().any(|(agent, tool)| agent == "support-bot" && tool == "queryData"),
        "{agents:?}"
    );
    for (agent, tool) in agents {
        let args = ["tools", "--tenant", "main", "--agent", &agent];
        let listed = json_of(folder.path(), &args);
        let mut listed = listed["tools"].as_array().unwrap().iter();
        assert!(listed.all(|known| known["name"] != tool), "{agent} still has {tool}");
    }
}

#[test]
fn a_restriction_is_never_wider_than_what_was_there_before_it() {
    let folder = tempdir().unwrap();
    let names = || -> Vec<String> {
        let tools = json_of(folder.path(), &["tools", "--agent", "bot"]);
        let tools = tools["tools"].as_array().unwrap();
        tools.iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
    };
    prints(folder.path(), &["agent", "add", "bot", "--enable", "getOrder"]);
    let before = names();
    assert!(before.contains(&"getOrder".to_owned()) && before.len() == 6, "{before:?}");
    // The last of a list is not taken off it: the profile would count again.
    let last = fails(run(folder.path(), &["agent", "set", "bot", "--disable", "getOrder"]), 2);
    assert!(last.contains("--forget getOrder") && last.contains("--disable \"*\""), "{last}");
    assert_eq!(names(), before);
    for (pattern, left) in [("crm:*", 5), ("queryData", 4), ("defaults:*", 0)] {
        prints(folder.path(), &["agent", "set", "bot", "--disable", pattern]);
        assert_eq!(names().len(), left, "{pattern}: {:?}", names());
    }
    prints(folder.path(), &["agent", "set", "bot", "--forget", "all", "--disable", "*"]);
    assert_eq!(names().len(), 0);
}

#[test]
fn a_line_without_effect_is_told_with_its_reason() {
    let folder = tempdir().unwrap();
    prints(folder.path(), &["agent", "add", "bot", "--subtype", "customer_support"]);
    let notes = |args: &[&str]| {
        let done = run(folder.path(), args);
        assert!(done.status.success(), "{args:?}");
        String::from_utf8_lossy(&done.stderr).into_owned()
    };
    for (args, said) in [
        (
            &["agent", "set", "bot", "--disable", "createPage"][..],
            "the profile `support` is without it",
        ),
        (&["agent", "set", "bot", "--disable", "updatePost.status"], "the profile `support`"),
        (&["agent", "set", "bot", "--disable", "queryData"], ""),
        (&["agent", "set", "bot", "--disable", "queryData.entity=contact"], "without `queryData`"),
        (
            &["agent", "set", "bot", "--forget", "all", "--enable", "sendMessage"],
            "whatsapp or smtp is not connected",
        ),
        (&["agent", "set", "bot", "--enable", "getPage"], ""),
        (&["tenant", "tools", "--disable", "getPage"], ""),
        (&["tenant", "tools", "--disable", "getPage.slug"], "the tenant disables `getPage`"),
        (
            &["agent", "set", "bot", "--enable", "cms:read", "--disable", "getPage"],
            "the tenant disables `getPage`",
        ),
        (
            &["agent", "add", "late", "--autonomy", "draft_only", "--enable", "createPage"],
            "`draft_only`",
        ),
    ] {
        let told = notes(args);
        assert_eq!(told.contains("has no effect"), !said.is_empty(), "{args:?}: {told}");
        assert!(told.contains(said), "{args:?}: {told}");
    }
}
