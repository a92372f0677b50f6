//! Tasks that prove nothing: each is named with the reason, and the others are held to theirs all the same.

use std::{fs, path::Path};

use deskhand_evals::proof::{Bench, Outcome};

use super::{faults, program};

/// A task that is fair: a page is wanted.
pub(super) const FAIR: &str = r#"
title = "A page about us"
kind = "website"
persona = "Somebody."
says = ["Make a page About us."]

[start]
calls = '''
createPage {"name": "Prices"}
'''

[[verify]]
must = "The page is there."
page = "/about-us"
contains = "About us"

[[policy]]
must = "The prices stay."
query = 'getPage {"slug": "prices"}'
at = "/items"
count = 1

[reference]
calls = '''
createPage {"name": "About us"} -> page = /data/id
updatePage {"id": "$page", "indexing": true}
say It is there.
'''

[[wrong]]
why = "Another page is made."
calls = '''
createPage {"name": "Us"}
'''

[[wrong]]
why = "The page is made and the prices are lost."
calls = '''
createPage {"name": "About us"}
deletePage {"ids": ["prices"]} confirm
'''

[[owner]]
tool = "deletePage"
answer = "yes"
"#;

/// Its name, what is replaced in the fair one, by what, and what is said.
const CASES: &[(&str, &str, &str, &str)] = &[
    ("no-toml", "title =", "title", "cannot be used"),
    ("no-such-field", "title =", "tilte =", "unknown field `tilte`"),
    ("no-such-kind", "\"website\"", "\"webside\"", "unknown variant `webside`"),
    ("says-nothing", "[\"Make a page About us.\"]", "[]", "nobody asks for anything"),
    ("no-verify", "[[verify]]", "[[policy]]", "it has no verify script"),
    ("no-policy", "[[policy]]", "[[verify]]", "it has no policy"),
    (
        "one-wrong-end",
        "[[wrong]]\nwhy = \"Another page is made.\"\ncalls = '''\ncreatePage {\"name\": \"Us\"}\n'''",
        "",
        "fewer than 2",
    ),
    ("no-sentence", "\"The page is there.\"", "\"\"", "no sentence for people"),
    ("no-place", "page = \"/about-us\"", "", "one place to look"),
    (
        "two-places",
        "page = \"/about-us\"",
        "page = \"/about-us\"\nsaid = true",
        "one place to look",
    ),
    ("wants-nothing", "contains = \"About us\"", "", "it wants nothing"),
    ("no-words", "say It is there.", "", "without a word"),
    ("no-turn", "About us.\"]", "About us.\", \"Thanks!\"]", "speaks again 1 times"),
    ("no-json", "{\"name\": \"About us\"} ->", "{\"name\": \"About us\" ->", "line 1"),
    ("command", "say It", "deskhand tenant list\nsay It", "no commands"),
    ("no-such-day", "Somebody", "{{someday}}", "no such day"),
    ("no-such-start", "[start]", "[start]\nfrom = \"nowhere\"", "the start state `nowhere`"),
    (
        "bad-start",
        "createPage {\"name\": \"Prices\"}",
        "createPage {}",
        "the start state cannot be made: line 1",
    ),
    (
        "done-before",
        "\"/about-us\"\ncontains = \"About us\"",
        "\"/prices\"\ncontains = \"Prices\"",
        "passes on the start state",
    ),
    ("broken-before", "count = 1", "count = 2", "on the start state a policy is broken"),
    ("bad-query", "getPage {\"slug\"", "getPage {\"slag\"", "the check “The prices stay.”"),
    (
        "refused",
        "\"indexing\": true",
        "\"indexing\": \"maybe\"",
        "the reference: line 2: updatePage was refused",
    ),
    (
        "not-refused",
        "\"indexing\": true}",
        "\"indexing\": true} refused PAGE_NOT_FOUND",
        "not refused with PAGE_NOT_FOUND",
    ),
    ("unknown-name", "\"$page\"", "\"$pge\"", "nothing was kept as `pge`"),
    ("no-such-answer", "= /data/id", "= /data/key", "the answer has no /data/key"),
    ("no-such-tool", "updatePage", "updatePges", "the reference: line 2: updatePges was refused"),
    (
        "undone",
        "createPage {\"name\": \"About us\"} ->",
        "createPage {\"name\": \"Us\"} ->",
        "the reference: not so: The page is there.",
    ),
    (
        "against-policy",
        "say It",
        "deletePage {\"ids\": [\"prices\"]} confirm\nsay It",
        "the reference: after line 3: not so: The prices stay.",
    ),
    (
        "wrong-is-right",
        "{\"name\": \"Us\"}",
        "{\"name\": \"About us\"}",
        "the wrong end “Another page is made.” passes",
    ),
    ("wrong-is-refused", "{\"name\": \"Us\"}", "{\"nome\": \"Us\"}", "cannot be played"),
    (
        "owner-says-no",
        "answer = \"yes\"",
        "answer = \"no\"",
        "“The page is made and the prices are lost.” passes",
    ),
];

/// The fair task, and others made of it by replacing a text.
fn proved(program: &Path, changed: &[(&str, &str, &str)]) -> Vec<Outcome> {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("tasks")).unwrap();
    fs::write(folder.path().join("tasks/fair.toml"), FAIR).unwrap();
    for (name, find, replace) in changed {
        assert!(FAIR.contains(find), "{name}: the task has no {find}");
        let file = folder.path().join(format!("tasks/{name}.toml"));
        fs::write(file, FAIR.replacen(find, replace, 1)).unwrap();
    }
    Bench::read(program, folder.path()).unwrap().prove("")
}

#[test]
fn what_is_wrong_with_a_task_is_said_by_name_and_the_rest_goes_on() {
    let changed: Vec<_> =
        CASES.iter().map(|(name, find, replace, _)| (*name, *find, *replace)).collect();
    let outcomes = proved(program(), &changed);
    assert_eq!(outcomes.len(), CASES.len() + 1);
    for (name, _, _, said) in CASES {
        let of_it = outcomes.iter().filter(|outcome| outcome.name == *name).cloned();
        let faults = faults(&of_it.collect::<Vec<_>>()).join("\n");
        assert!(faults.contains(said), "{name}: {faults:?} does not say {said:?}");
    }
    let fair: Vec<_> = outcomes.into_iter().filter(|outcome| outcome.name == "fair").collect();
    assert_eq!(faults(&fair), Vec::<String>::new());
    assert_eq!(fair[0].cost.unwrap().calls, 2);
}

/// A program that is the real one, but ends after so many lines wherever a folder's inbox says so.
#[cfg(unix)]
pub(super) fn mortal(folder: &Path) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let program = program().display();
    let script = format!(
        r#"#!/bin/sh
for it in "$@"; do
  if [ -e "$it/inbox/lines" ]; then
    echo 'I am dying.' >&2
    left=$(cat "$it/inbox/lines")
    while [ "$left" -gt 0 ] && IFS= read -r line; do
      printf '%s\n' "$line"
      left=$((left - 1))
    done | '{program}' "$@"
    exit 7
  fi
done
exec '{program}' "$@"
"#
    );
    let file = folder.join("mortal");
    fs::write(&file, script).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    file
}

#[test]
#[cfg(unix)]
fn a_server_that_dies_is_said_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let program = mortal(folder.path());
    let after =
        |lines: u32| format!("[[start.file]]\nname = \"lines\"\ntext = \"{lines}\"\n[[verify]]");
    // At once, after the handshake, and after the first call.
    let (at_once, greeted, called) = (after(0), after(2), after(3));
    let outcomes = proved(
        &program,
        &[
            ("at-once", "[[verify]]", &at_once),
            ("greeted", "[[verify]]", &greeted),
            ("called", "[[verify]]", &called),
        ],
    );
    for (name, why) in [
        ("at-once", "the server did not open a session"),
        ("greeted", "the start state cannot be made: line 1: createPage: the server is gone"),
        ("called", "the reference: line 2: updatePage: the server is gone"),
    ] {
        let of_it = outcomes.iter().filter(|outcome| outcome.name == name).cloned();
        let said = faults(&of_it.collect::<Vec<_>>()).join("\n");
        assert!(said.contains(why), "{name}: {said:?}");
    }
    let fair: Vec<_> = outcomes.into_iter().filter(|outcome| outcome.name == "fair").collect();
    assert_eq!(faults(&fair), Vec::<String>::new());

    // Nothing that could be started at all, and something that speaks another language.
    for program in ["/nowhere/deskhand", "/bin/echo", "/bin/false"] {
        let said = faults(&proved(Path::new(program), &[])).join("\n");
        assert!(said.contains("fair: "), "{program}: {said:?}");
    }
}
