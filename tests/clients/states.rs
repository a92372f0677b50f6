//! The states that a client's file is found in.

use super::*;

#[test]
fn a_missing_or_empty_file_gets_the_entry_and_nothing_else() {
    for client in changed() {
        for text in ["", "\n", "  \n\n"] {
            let after = holds(client, "empty", text);
            assert_eq!(servers(client.format, &after).unwrap().len(), 1, "{after}");
            if let Format::Json { also, .. } = client.format {
                let strict: serde_json::Value = serde_json::from_str(&after).unwrap();
                for (name, value) in also {
                    assert!(after.contains(&format!("\"{name}\": \"{value}\"")), "{strict}");
                }
            }
        }
        let folder = tempdir().unwrap();
        let missing = folder.path().join("deep").join("config");
        let file = File::read(&missing).unwrap();
        assert!(!file.is_there);
        let after = put(client.format, &file.text, &wanted());
        assert_eq!(file.replace(&after).unwrap(), None, "there is nothing to keep a copy of");
        assert_eq!(std::fs::read_to_string(missing).unwrap(), after);
    }
}

#[test]
fn other_servers_and_settings_stay_to_the_letter() {
    for client in changed() {
        let text = others(client);
        let after = holds(client, "others", &text);
        assert!(after.contains("s3cret"));
        assert_eq!(
            taken(client.format, &after, &wanted()),
            text,
            "{}: taken out again",
            client.name
        );
    }
}

#[test]
fn comments_stay_where_they_are() {
    for client in changed() {
        let text = commented(client);
        let after = holds(client, "comments", &text);
        for comment in ["mine", "here", "after", "one", "last"] {
            assert_eq!(after.matches(comment).count(), text.matches(comment).count(), "{after}");
        }
    }
}

#[test]
fn trailing_commas_stay() {
    for client in changed() {
        let Format::Json { servers, .. } = client.format else { continue };
        let text = format!(
            "{{\n  \"{servers}\": {{\n    \"other\": {{ \"command\": \"x\", \"args\": [\"a\",], }},\n  }},\n  \"a\": [1, 2,],\n}}\n"
        );
        let after = holds(client, "trailing commas", &text);
        assert!(after.contains("[\"a\",], }") && after.contains("[1, 2,],\n}"), "{after}");
    }
    let codex = Client::of("codex").unwrap();
    holds(
        codex,
        "trailing commas",
        "[mcp_servers.other]\ncommand = \"x\"\nargs = [\n  \"a\",\n  \"b\",\n]\n",
    );
}

#[test]
fn a_byte_order_mark_and_the_ends_of_lines_stay() {
    for client in changed() {
        for text in [others(client), commented(client)] {
            let marked = format!("\u{feff}{text}");
            let after = holds(client, "mark", &marked);
            assert!(after.starts_with('\u{feff}') && after.matches('\u{feff}').count() == 1);

            let windows = text.replace('\n', "\r\n");
            let after = holds(client, "CRLF", &windows);
            assert_eq!(after.matches('\n').count(), after.matches("\r\n").count(), "{after:?}");
            assert_eq!(after.replace("\r\n", "\n"), put(client.format, &text, &wanted()));

            let both = format!("\u{feff}{windows}");
            assert_eq!(holds(client, "both", &both), format!("\u{feff}{after}"));
        }
    }
}

#[test]
fn the_indentation_of_the_file_is_that_of_the_entry() {
    let cursor = Client::of("cursor").unwrap();
    for indent in ["\t", "  ", "    "] {
        let text = format!(
            "{{\n{indent}\"mcpServers\": {{\n{indent}{indent}\"other\": {{\n{indent}{indent}{indent}\"command\": \"x\"\n\
             {indent}{indent}}}\n{indent}}}\n}}\n"
        );
        let after = holds(cursor, "indented", &text);
        assert!(after.contains(&format!("\n{indent}{indent}\"deskhand\": {{\n")), "{after}");
        assert!(
            after.contains(&format!("\n{indent}{indent}{indent}\"command\": \"/opt")),
            "{after}"
        );
    }
    let one_line = "{\"mcpServers\":{\"other\":{\"command\":\"x\"}},\"b\":1}";
    let after = put(cursor.format, one_line, &wanted());
    assert!(
        after.contains("\"other\":{\"command\":\"x\"}") && after.ends_with("},\"b\":1}"),
        "{after}"
    );
    holds(cursor, "no list of servers", "{ \"theme\": \"dark\" }");
    holds(cursor, "an empty list", "{\n  \"mcpServers\": {},\n  \"b\": 1\n}");
}

#[test]
fn an_entry_that_is_there_keeps_what_it_has_besides() {
    for client in changed() {
        let text = match client.format {
            Format::Json { servers, .. } => format!(
                "{{ \"{servers}\": {{\n  // mine\n  \"desk\": {{\n    \"command\": \"deskhand\", // by PATH\n    \"args\": [\n      \
                 \"serve\", // as it says\n      \"--discover\" // short\n    ],\n    \"env\": {{ \"A\": \"b\" }},\n    \
                 \"disabled\": true\n  }}\n}} }}\n"
            ),
            Format::Toml { servers } => format!(
                "[{servers}.desk]\ncommand = \"deskhand\"\nargs = [\n  \"serve\", # as it says\n  \"--discover\", # short\n]\n\
                 env = {{ A = \"b\" }}\nenabled = false\n"
            ),
            Format::Yaml => continue,
        };
        let after = put(client.format, &text, &wanted());
        let entry = &ours(client.format, &after)[0];
        assert_eq!(entry.name, "desk");
        assert_eq!(entry.args, ["serve", "--tenant", "main", "--discover"], "{after}");
        assert_eq!(entry.env["A"], "b");
        for kept in ["as it says", "short", "able", "PATH"] {
            assert_eq!(text.contains(kept), after.contains(kept), "{kept}: {after}");
        }
        assert_eq!(put(client.format, &after, &wanted()), after);
    }
}

#[test]
fn an_entry_of_another_tenant_folder_or_agent_is_another_entry() {
    let cursor = Client::of("cursor").unwrap();
    for args in [
        r#"["serve", "--tenant", "studio"]"#,
        r#"["serve", "--tenant=studio"]"#,
        r#"["serve", "--tenant", "main", "--agent", "support-bot"]"#,
        r#"["serve", "--data-dir", "/elsewhere"]"#,
        r#"["--config", "/x.toml", "serve"]"#,
    ] {
        let text = format!(
            "{{\"mcpServers\": {{\"deskhand\": {{\"command\": \"{PROGRAM}\", \"args\": {args}}}}}}}"
        );
        let after = put(cursor.format, &text, &wanted());
        let entries = ours(cursor.format, &after);
        let names: Vec<&str> = entries.iter().map(|entry| &*entry.name).collect();
        assert_eq!(names, ["deskhand", "deskhand-main"], "{args}");
        assert!(after.contains(args), "{after}");
        assert_eq!(taken(cursor.format, &after, &wanted()).contains(args), !args.contains("bot"));
    }
    // The same said otherwise is the same entry.
    for entry in [
        r#""command": "npx", "args": ["-y", "deskhand@0.1.0", "serve", "--tenant", "main"]"#,
        r#""command": "cmd", "args": ["/c", "npx", "-y", "@deskhand/deskhand", "serve", "--tenant=main"]"#,
        r#""command": "/opt/desk hand/bin/deskhand", "env": { "DESKHAND_TENANT": "main" }"#,
        r#""command": "/opt/desk hand/bin/deskhand", "args": ["serve", "--tenant", "main", "--data-dir", "/home/ann/.local/share/deskhand"]"#,
    ] {
        let text = format!("{{\"mcpServers\": {{\"my desk\": {{{entry}}}}}}}");
        assert_eq!(put(cursor.format, &text, &wanted()), text, "{entry}");
    }
}

#[test]
fn with_a_second_tenant_the_first_is_named_where_nobody_was() {
    let zed = Client::of("zed").unwrap();
    let text = r#"{ "context_servers": {
        "a": { "command": "deskhand", "args": ["serve"] },
        "b": { "command": "deskhand" },
        "c": { "command": "deskhand", "args": ["serve", "--tenant", "studio"] },
        "d": { "command": "deskhand", "env": { "DESKHAND_TENANT": "studio" } },
        "e": { "command": "deskhand", "args": ["serve", "--agent", "bot"] },
        "f": { "command": "other", "args": ["serve"] }
    } }"#;
    let all = servers(zed.format, text).unwrap();
    let edits = wanted().mend(&all);
    let after = edited(zed.format, text, &edits).unwrap();
    let args: Vec<Vec<String>> =
        servers(zed.format, &after).unwrap().into_iter().map(|it| it.args).collect();
    assert_eq!(args[0], ["serve", "--tenant", "main"]);
    assert_eq!(args[1], ["--tenant", "main"]);
    assert_eq!(args[4], ["serve", "--tenant", "main", "--agent", "bot"]);
    for untouched in [2, 3, 5] {
        assert_eq!(args[untouched], all[untouched].args);
    }
    assert!(wanted().mend(&servers(zed.format, &after).unwrap()).is_empty());
}

#[test]
fn a_read_only_file_is_said_and_left() {
    let folder = tempdir().unwrap();
    for client in changed() {
        let path = file(folder.path(), &others(client));
        let mut permissions = std::fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(&path, permissions.clone()).unwrap();
        let read = File::read(&path).unwrap();
        let refused = read.replace(&put(client.format, &read.text, &wanted())).unwrap_err();
        assert_eq!(refused.to_string(), "it is read-only");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), others(client));
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
        std::fs::remove_file(&path).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_link_stays_one_and_the_file_keeps_who_may_read_it() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    for client in changed() {
        let folder = tempdir().unwrap();
        std::fs::create_dir(folder.path().join("dotfiles")).unwrap();
        let path = file(&folder.path().join("dotfiles"), &others(client));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let link = folder.path().join("link");
        symlink("dotfiles/config", &link).unwrap();
        let read = File::read(&link).unwrap();
        let after = put(client.format, &read.text, &wanted());
        let backup = read.replace(&after).unwrap().expect("a copy");
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(std::fs::read_to_string(&link).unwrap(), after);
        assert_eq!(std::fs::read_to_string(backup).unwrap(), others(client));
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    }
    let folder = tempdir().unwrap();
    symlink("round", folder.path().join("round")).unwrap();
    assert!(File::read(&folder.path().join("round")).is_err());
}

#[test]
fn a_file_that_changed_meanwhile_is_left() {
    let folder = tempdir().unwrap();
    let path = file(folder.path(), "{}");
    let read = File::read(&path).unwrap();
    std::fs::write(&path, "{\"new\": 1}").unwrap();
    assert!(read.replace("{\"x\": 1}").unwrap_err().to_string().contains("another program"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "{\"new\": 1}");
}

/// Forty thousand projects beside the servers, as Claude Code and Codex keep them.
fn huge(client: &Client) -> String {
    let projects = |one: fn(u32) -> String, between: &str| -> String {
        (0..40_000).map(one).collect::<Vec<_>>().join(between)
    };
    match client.format {
        Format::Json { servers, .. } => {
            let all =
                projects(|n| format!("    \"/home/ann/p{n}\": {{ \"history\": [\"a\"] }}"), ",\n");
            format!(
                "{{\n  \"{servers}\": {{ \"other\": {{ \"command\": \"x\" }} }},\n  \"projects\": {{\n{all}\n  }}\n}}\n"
            )
        }
        Format::Toml { .. } | Format::Yaml => {
            let all =
                projects(|n| format!("[projects.\"/p{n}\"]\ntrust_level = \"trusted\""), "\n");
            format!("model = \"o5\"\n{all}\n")
        }
    }
}

#[test]
fn a_huge_file_is_no_other() {
    for key in ["claude-code", "codex"] {
        let client = Client::of(key).unwrap();
        let text = huge(client);
        let after = put(client.format, &text, &wanted());
        assert_eq!(ours(client.format, &after).len(), 1);
        assert!(after.len() - text.len() < 300, "{key}");
        assert_eq!(put(client.format, &after, &wanted()), after, "{key}");
    }
}

#[test]
fn a_broken_file_is_never_touched() {
    for client in changed() {
        let broken: Vec<String> = match client.format {
            Format::Json { servers, .. } => {
                let list = |value: &str| format!("{{ \"{servers}\": {value} }}");
                let mut all: Vec<String> = [
                    "{",
                    "[]",
                    "null",
                    "\"text\"",
                    "{ \"a\": }",
                    "{ 'a': 1 }",
                    "{} {}",
                    "{ \"a\": 1 \"b\": 2 }",
                ]
                .map(str::to_owned)
                .into();
                all.extend(["[]", "null", "\"x\"", "7"].map(list));
                all.push(format!("{{ \"{servers}\": {{}}, \"{servers}\": {{}} }}"));
                all.push(list("{ \"deskhand\": {}, \"deskhand\": {} }"));
                all
            }
            Format::Toml { .. } | Format::Yaml => [
                "[mcp_servers",
                "a = ",
                "mcp_servers = 7",
                "mcp_servers = []",
                "a = 1\na = 2\n",
                "a = 1\r\nb = 2\n[x]\n",
            ]
            .map(str::to_owned)
            .into(),
        };
        for text in broken {
            let put = servers(client.format, &text)
                .and_then(|all| edited(client.format, &text, &wanted().put(&all, true)));
            let why = put.expect_err(&format!("{}: {text}", client.name));
            assert!(!why.to_string().is_empty());
        }
    }
    let folder = tempdir().unwrap();
    let path = folder.path().join("config");
    std::fs::write(&path, b"{\"a\": \"\xff\"}").unwrap();
    assert!(File::read(&path).unwrap_err().to_string().contains("UTF-8"));
    assert!(File::read(folder.path()).unwrap_err().to_string().contains("not a file"));
}

#[test]
fn what_to_add_by_hand_is_what_would_have_been_written() {
    for client in &CLIENTS {
        let start = wanted().start();
        let text = by_hand(client.format, "deskhand", &start);
        assert!(text.contains(PROGRAM) && text.contains("--tenant"), "{}: {text}", client.name);
        if client.format == Format::Yaml {
            assert!(text.starts_with("extensions:\n  deskhand:\n"), "{text}");
            assert!(edited(client.format, "", &[Edit::Put("x".into(), start)]).is_err());
        } else {
            assert_eq!(text, put(client.format, "", &wanted()).replace("\r\n", "\n"));
        }
    }
}
