//! What people set and ask about who may do what.

use std::fs;

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::{deskhand, fails, json_of, prints, run};

fn explained<'t>(tools: &'t Value, name: &str) -> &'t Value {
    let tools = tools["tools"].as_array().unwrap();
    tools.iter().find(|tool| tool["name"] == name).unwrap()
}

#[test]
fn explain_says_by_which_layer_and_what_would_bring_it_in() {
    let folder = tempdir().unwrap();
    prints(folder.path(), &["agent", "add", "bot", "--subtype", "customer_support"]);
    let args = ["tools", "--agent", "bot", "--channel", "sms", "--explain"];
    let tools = json_of(folder.path(), &args);
    let page = explained(&tools, "getPage");
    assert_eq!(page["inScope"], true);
    let create = &explained(&tools, "createPage")["operations"][0]["excludedBy"];
    assert_eq!(create["layer"], "agent");
    assert!(create["remedy"].as_str().unwrap().contains("agent set bot --profile"), "{create}");
    let packages = explained(&tools, "manage_packages");
    let states: Vec<&Value> =
        packages["operations"].as_array().unwrap().iter().map(|it| &it["inScope"]).collect();
    assert_eq!(states, [true, false, false, false]);

    let args = ["tools", "--channel", "sms", "--explain"];
    let post = json_of(folder.path(), &args);
    let post = explained(&post, "updatePost");
    assert_eq!(post["inScope"], true);
    assert_eq!(post["without"][0]["argument"], "updatePost.status");
    assert_eq!(post["without"][0]["excludedBy"]["layer"], "channel");
    // The table says the same.
    let table = prints(folder.path(), &["tools", "--agent", "bot", "--explain"]);
    for words in ["manage_packages:delete", "the profile `support`", "undoChange"] {
        assert!(table.contains(words), "{words} is not in\n{table}");
    }
    // What it says brings it in does.
    prints(folder.path(), &["agent", "set", "bot", "--profile", "admin"]);
    let tools = json_of(folder.path(), &["tools", "--agent", "bot", "--explain"]);
    // But for what needs a service that nobody has connected.
    let unconnected = |tool: &Value| tool["operations"][0]["excludedBy"]["layer"] == "integration";
    let mut all = tools["tools"].as_array().unwrap().iter();
    assert!(all.all(|tool| tool["inScope"] == true || unconnected(tool)));
}

#[test]
fn a_subtype_brings_its_profile_and_a_list_of_its_own_counts_in_its_place() {
    let folder = tempdir().unwrap();
    let add = ["agent", "add", "bot", "--subtype", "website_editor", "--autonomy", "supervised"];
    let bot = json_of(folder.path(), &add);
    assert_eq!([&bot["profile"], &bot["autonomy"]], ["website", "supervised"]);
    let set = ["agent", "set", "bot", "--enable", "getPage", "--disable", "getPage.slug"];
    let bot = json_of(folder.path(), &set);
    assert_eq!(
        [&bot["enabled"], &bot["disabled"]],
        [&json!(["getPage"]), &json!(["getPage.slug"])]
    );
    let names = |folder: &std::path::Path| -> Vec<String> {
        let tools = json_of(folder, &["tools", "--agent", "bot"]);
        let tools = tools["tools"].as_array().unwrap();
        tools.iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
    };
    let always = ["searchTools", "acknowledgeRequest", "withdrawProposal", "finalAnswer"];
    assert_eq!(names(folder.path()), [&always[..], &["queryData", "getPage"]].concat());
    // Another purpose keeps the list; without the list the profile counts again.
    let bot = json_of(folder.path(), &["agent", "set", "bot", "--subtype", "system"]);
    assert_eq!([&bot["profile"], &bot["enabled"][0]], ["admin", "getPage"]);
    assert_eq!(names(folder.path()).len(), 6);
    json_of(folder.path(), &["agent", "set", "bot", "--forget", "getPage"]);
    assert!(names(folder.path()).len() > 30);
    assert!(prints(folder.path(), &["agent", "list"]).contains("without getPage.slug"));
}

#[test]
fn what_names_nothing_is_refused_with_what_there_is() {
    let folder = tempdir().unwrap();
    for (args, needs) in [
        (&["agent", "add", "x", "--subtype", "clown"][..], "customer_support"),
        (&["agent", "add", "x", "--autonomy", "full"], "draft_only"),
        (&["agent", "add", "x", "--enable", "getPages"], "did you mean `getPage`"),
        (&["agent", "add", "x", "--enable", "updatePost.status"], "list of what is not"),
        (&["agent", "set", "assistant", "--disable", "updatePost.statuz"], "did you mean `status`"),
        (&["agent", "set", "assistant", "--disable", "manage_packages:burn"], "list, create"),
        (&["agent", "set", "assistant", "--forget", "getPage"], "on no list"),
        (&["agent", "set", "nobody", "--profile", "admin"], "no agent `nobody`"),
        (&["tenant", "tools", "--disable", "cms:write"], "cms:read"),
        (
            &["agent", "set", "assistant", "--disable", "queryData.entity=contacts"],
            "did you mean `contact`",
        ),
        (&["agent", "add", "x", "--disable", "getPage.slug=home"], "to take it away as a whole"),
        (&["agent", "add", "x", "--enable", "getPage", "--disable", "getPage"], "cannot be both"),
        (
            &["tenant", "tools", "--disable", "manage_packages.action=delete"],
            "`manage_packages:delete`",
        ),
        (&["tools", "--disable-tool", "queryData.entity=moon"], "it is one of site, page"),
        (&["tools", "--block-tool", "queryData.entities"], "did you mean `entity`"),
        (&["tools", "--channel", "pigeon"], "sms, whatsapp, web or email"),
        (&["tools", "--disable-tool", "getPages"], "--disable-tool: there is no tool `getPages`"),
        (&["guidance", "set", "getPages", "x"], "did you mean `getPage`"),
        (&["guidance", "set", "getPage", "\u{200b} "], "says nothing"),
        (&["guidance", "set", "getPage", &"x".repeat(301)], "300"),
        (&["guidance", "remove", "getPage"], "nothing is said"),
    ] {
        let sentence = fails(run(folder.path(), args), 2);
        assert!(sentence.contains(needs), "{args:?}: {sentence}");
    }
    assert_eq!(
        json_of(folder.path(), &["tenant", "tools"]),
        json!({ "enabled": [], "disabled": [] })
    );
    assert_eq!(json_of(folder.path(), &["guidance", "list"]), json!([]));
}

#[test]
fn the_configuration_has_profiles_channels_and_blocked_tools() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("deskhand.toml");
    let text = "blocked_tools = [\"getEntry\"]\ndisabled_tools = \"getImage\"\nchannel = \"web\"\n\
                [profiles]\nnight = [\"getPage\", \"getEntry\", \"getImage\", \"getPost\"]\n\
                [channels]\nweb = [\"getPost\"]";
    fs::write(&file, text).unwrap();
    prints(folder.path(), &["agent", "add", "bot", "--profile", "night"]);
    let tools = json_of(folder.path(), &["tools", "--agent", "bot", "--explain"]);
    let layer =
        |name: &str| explained(&tools, name)["operations"][0]["excludedBy"]["layer"].clone();
    assert_eq!(layer("getPage"), Value::Null);
    assert_eq!(layer("getEntry"), "platform");
    assert_eq!(layer("getImage"), "session");
    assert_eq!(layer("getPost"), "channel");
    assert_eq!(layer("createPage"), "agent");
    // A variable takes the place of the key.
    let mut command = deskhand(folder.path(), &["tools", "--agent", "bot", "--explain", "--json"]);
    let ran = command.env("DESKHAND_BLOCKED_TOOLS", "getPage business:*").output().unwrap();
    let tools: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(explained(&tools, "getPage")["operations"][0]["excludedBy"]["layer"], "platform");
    assert_eq!(explained(&tools, "getEntry")["inScope"], true);

    for (text, place, needs) in [
        ("[profiles]\nnight = [\"getMoon\"]", "`profiles.night`", "getMoon"),
        // A profile says what there is, and cannot leave out an argument.
        ("[profiles]\nnight = [\"updatePost.status\"]", "`profiles.night`", "list of what is not"),
        ("[channels]\npigeon = [\"getPage\"]", "`channels.pigeon`", "sms, whatsapp, web, email"),
        ("[channels]\nweb = [\"getPage.slug=x\"]", "`channels.web`", "as a whole"),
    ] {
        fs::write(&file, text).unwrap();
        let sentence = fails(run(folder.path(), &["tools"]), 2);
        assert!(sentence.contains(place) && sentence.contains(needs), "{text}: {sentence}");
    }
}
