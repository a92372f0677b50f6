//! `deskhand prompt`.

use tempfile::tempdir;

use crate::{json_of, prints};

#[test]
fn an_agent_of_ones_own_is_given_the_rules_and_the_guidance_of_its_tools() {
    let folder = tempdir().unwrap();
    let text = prints(folder.path(), &["prompt"]);
    let (rules, guidance) = text.split_once("\n\n<tool-guidance>\n").unwrap();
    // What is marked as of one tool is there without its mark, and what is of none of these is not there.
    let lines = deskhand::guidance::RULES.lines().filter(|line| !line.contains("{callTool: "));
    let all = lines
        .collect::<Vec<_>>()
        .join("\n")
        .replace("{getImage: ", "")
        .replace("{undoChange: ", "")
        .replace("{importImage: ", "");
    assert_eq!(rules, all.replace('}', "").trim());
    assert!(guidance.ends_with("</tool-guidance>\n"), "{text}");
    let of_get_page = deskhand::guidance::of("cms", "getPage").unwrap().guidance;
    assert!(guidance.contains(&format!("<getPage>{of_get_page}</getPage>\n")), "{text}");
    assert!(guidance.contains("</deletePage>"), "{text}");

    prints(folder.path(), &["agent", "add", "guest", "--profile", "readonly"]);
    let told = json_of(folder.path(), &["prompt", "--agent", "guest"]);
    let of_undo = " Everything can be undone with its `changeId`.";
    let of_import = " Look among local images first, then browse and import. Credit the photographer of imported pictures.";
    assert_eq!(told["rules"], rules.replace(of_undo, "").replace(of_import, ""));
    let told = told["toolGuidance"].as_object().unwrap();
    assert_eq!(told["getPage"], of_get_page);
    assert!(!told.contains_key("deletePage"), "{told:?}");
    let mut short = crate::deskhand(folder.path(), &["prompt"]);
    let short = short.env("DESKHAND_DISCOVER", "on").output().unwrap().stdout;
    assert!(
        String::from_utf8(short).unwrap().contains("\n- Tools: there are more than are listed.")
    );
}
