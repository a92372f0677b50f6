//! One command for every tenant, by one name.

use serde_json::Value;

use super::{fails, prints, run, three_tenants};

#[test]
fn a_star_runs_a_command_for_every_tenant_and_says_whose_each_answer_is() {
    let folder = three_tenants();
    for command in [
        &["agent", "list"][..],
        &["digest"],
        &["history"],
        &["log"],
        &["proposals"],
        &["schedule"],
        &["release", "list"],
        &["target", "list"],
        &["collection", "list"],
        &["navigation", "list"],
        &["pipeline", "list"],
        &["integration", "list"],
        &["guidance", "list"],
        &["tools"],
        &["log", "verify"],
    ] {
        let all = prints(folder.path(), &[command, &["--tenant", "*", "--json"]].concat());
        let lines: Vec<Value> =
            all.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let mut names: Vec<_> = lines.iter().map(|line| line["tenant"].as_str().unwrap()).collect();
        names.dedup();
        assert_eq!(names, ["a", "b", "c"], "{command:?}: {all}");
        // Of each the same is said as where it is named.
        let alone = prints(folder.path(), &[command, &["--tenant", "b", "--json"]].concat());
        let alone: Vec<Value> =
            serde_json::Deserializer::from_str(&alone).into_iter().map(Result::unwrap).collect();
        let of_b = lines.iter().filter(|line| line["tenant"] == "b");
        assert_eq!(of_b.count(), alone.len(), "{command:?}");
    }
    let text = prints(folder.path(), &["agent", "list", "--tenant", "*"]);
    for name in ["a:\n", "only-a", "b:\n", "only-b", "c:\n", "only-c"] {
        assert!(text.contains(name), "{text}");
    }
    // What is about the folder is done once.
    let list = prints(folder.path(), &["tenant", "list", "--tenant", "*", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&list).unwrap().as_array().unwrap().len(), 3);
    assert_eq!(prints(folder.path(), &["backup", "--tenant", "*"]).lines().count(), 1);
}

#[test]
fn what_is_for_one_tenant_wants_its_name() {
    let folder = three_tenants();
    for command in [
        &["serve"][..],
        &["publish"],
        &["undo", "chg_01h455vb4pex5vsknk084sn02q"],
        &["proposals", "approve", "1"],
        &["agent", "add", "bot"],
        &["tenant", "set", "--title", "Wren"],
        &["tenant", "rates", "crm=1"],
        &["log", "--follow"],
        &["release", "show", "1"],
        &["tools", "getPage"],
    ] {
        let told = fails(run(folder.path(), &[command, &["--tenant", "*"]].concat()), 2);
        assert!(told.contains("--tenant NAME"), "{command:?}: {told}");
    }
}
