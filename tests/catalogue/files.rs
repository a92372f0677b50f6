//! One name in four places: the catalogue, the file, the guidance and the schema.

use std::{collections::BTreeSet, fs, path::Path};

use deskhand::{
    catalogue::{self, TOOLSETS},
    guidance,
    store::entity::ENTITIES,
    tool::Tool,
};

use super::world;

/// Every file below `folder` of the project with that ending: its path and its text.
pub fn below(folder: &str, ending: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut open = vec![root.join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_str().unwrap().ends_with(ending) {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Where the code of a tool stands: `getSectionTemplate` of cms is `cms/section_template/get.rs`. HTTP's verbs
/// stand behind its name: `httpGet` is `http/get.rs`.
fn file_of(toolset: &str, name: &str) -> String {
    if let Some(nouns) = name.strip_prefix("manage_") {
        return format!("src/tools/{toolset}/{}.rs", nouns.trim_end_matches('s'));
    }
    let mut words: Vec<String> = Vec::new();
    for c in name.chars() {
        match words.last_mut() {
            Some(word) if c.is_lowercase() => word.push(c),
            _ => words.push(c.to_lowercase().to_string()),
        }
    }
    if words.first().is_some_and(|first| first == "http") {
        words.rotate_left(1);
    }
    let verb = words.remove(0);
    format!("src/tools/{toolset}/{}/{verb}.rs", words.join("_"))
}

/// The same, or the noun's file, where all verbs of a small noun stand in it.
fn home_of(toolset: &str, name: &str) -> String {
    let home = file_of(toolset, name);
    match home.rsplit_once('/') {
        Some((noun, _)) if !Path::new(&home).exists() => format!("{noun}.rs"),
        Some(_) | None => home,
    }
}

#[test]
fn a_tool_stands_in_the_file_of_its_name() {
    let mut homes = BTreeSet::new();
    for (toolset, tool) in catalogue::all() {
        let name = tool.spec().name;
        let home = home_of(toolset.name, name);
        let says = format!("name: \"{name}\"");
        let text = fs::read_to_string(&home).unwrap_or_else(|_| panic!("{name} has no {home}"));
        assert!(text.contains(&says), "{home} does not hold {says}");
        // A noun with a folder has each verb in a file of its own, and no two places to look.
        let is_scattered = Path::new(home.trim_end_matches(".rs")).is_dir();
        assert!(!is_scattered || name.starts_with("manage_"), "{name} has no file of its own");
        if let Tool::Actions(set) = tool {
            for (action, operation) in set.actions {
                // A noun whose verbs are short has all of them in its file.
                let own = home.replace(".rs", &format!("/{action}.rs"));
                let file = if Path::new(&own).exists() { own } else { home.clone() };
                let says = format!("{name}:{action}");
                assert_eq!(operation.spec().name, says);
                let text = fs::read_to_string(&file).unwrap_or_else(|_| panic!("no {file}"));
                assert!(text.contains(&format!("\"{says}\"")), "{file} does not hold {says}");
                homes.insert(file);
            }
        }
        homes.insert(home);
    }
    // The other way round: a tool that was written and not listed would never be found.
    for (path, text) in below("src/tools", ".rs") {
        assert!(!text.contains("pub static ") || homes.contains(&path), "{path} is in no list");
    }
}

#[test]
fn a_toolset_is_a_folder_and_a_guidance_file() {
    let toolsets: BTreeSet<String> = TOOLSETS.iter().map(|set| set.name.to_owned()).collect();
    let stem = |path: &str| path.rsplit('/').next().unwrap().rsplit_once('.').unwrap().0.to_owned();
    let guides = below("guidance", ".md");
    let guides = guides.iter().filter(|(path, _)| !path.starts_with("guidance/workflows/"));
    let mut guides: BTreeSet<String> = guides.map(|(path, _)| stem(path)).collect();
    assert!(guides.remove("rules"), "guidance/rules.md is gone");
    assert_eq!(guides, toolsets, "guidance files and toolsets");
    let files = below("src/tools", ".rs");
    let folders: BTreeSet<String> = files
        .iter()
        .filter_map(|(path, _)| {
            Some(path.strip_prefix("src/tools/")?.split_once('/')?.0.to_owned())
        })
        .collect();
    assert_eq!(folders, toolsets, "folders of src/tools and toolsets");
}

#[test]
fn a_tool_has_guidance_and_guidance_has_a_tool() {
    for set in TOOLSETS {
        let named: Vec<&str> = guidance::of_toolset(set.name).map(|text| text.tool).collect();
        let tools: Vec<&str> = set.tools.iter().map(|tool| tool.spec().name).collect();
        assert_eq!(named, tools, "guidance/{}.md, in the order of the list", set.name);
    }
}

#[test]
fn what_people_say_when_they_want_a_tool_is_written_down() {
    for text in guidance::all() {
        let phrases = text.phrases.split(',').filter(|phrase| !phrase.trim().is_empty()).count();
        assert!(phrases >= 3, "{}: {phrases} phrases after `Said:`", text.tool);
    }
}

#[test]
fn a_tool_has_a_schema_and_a_schema_has_a_tool() {
    let mut expected: BTreeSet<String> =
        world::names().iter().map(|name| format!("schemas/{name}.json")).collect();
    // What calls them is none of them.
    expected.insert("schemas/callTool.json".to_owned());
    expected.insert("schemas/errors.json".to_owned());
    let found: BTreeSet<String> = below("schemas", "").into_iter().map(|file| file.0).collect();
    assert_eq!(found, expected, "run `just schemas`");
}

#[test]
fn every_error_code_is_in_the_schemas() {
    let text = fs::read_to_string("schemas/errors.json").expect("run `just schemas`");
    let listed: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let listed: Vec<&str> = listed.iter().map(|entry| entry["code"].as_str().unwrap()).collect();
    let codes: Vec<&str> = deskhand::error::Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(listed, codes);
}

#[test]
#[expect(clippy::disallowed_types, reason = "looks at the tables from outside")]
fn an_entity_is_a_table_with_a_version() {
    let folder = tempfile::tempdir().unwrap();
    drop(world::fresh_store(folder.path()));
    let db = rusqlite::Connection::open(folder.path().join("deskhand.db")).unwrap();
    let columns = |table: &str| -> Vec<(String, String)> {
        let mut found = db.prepare("SELECT name, type FROM pragma_table_info(?1)").unwrap();
        let rows = found.query_map([table], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let mut tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    let tables = tables.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
    let versioned: BTreeSet<String> =
        tables.filter(|table| columns(table).iter().any(|(name, _)| name == "version")).collect();
    let entities: BTreeSet<String> =
        ENTITIES.iter().map(|entity| entity.table.to_owned()).collect();
    assert_eq!(versioned, entities, "tables with a version, and store/entity.rs");
    assert_eq!(entities.len(), ENTITIES.len(), "an entity stands twice");

    for entity in ENTITIES {
        let known = columns(entity.table);
        let kind =
            |column: &str| known.iter().find(|(name, _)| name == column).map(|c| c.1.as_str());
        let table = entity.table;
        assert!(
            entity.label.is_none_or(|label| kind(label.column()) == Some("TEXT")),
            "{table}: its label"
        );
        for column in entity.json {
            assert_eq!(kind(column), Some("TEXT"), "{table}.{column} holds JSON");
        }
        for column in entity.flags {
            assert_eq!(kind(column), Some("INTEGER"), "{table}.{column} holds a flag");
        }
        match &entity.link {
            Some(link) => {
                assert!(kind(link.owner_column).is_some() && kind(link.item_column).is_some());
                assert!(ENTITIES.iter().any(|owner| owner.name == link.owner), "{table}'s owner");
            }
            None => assert!(!entity.name.is_empty() && !entity.plural.is_empty(), "{table}"),
        }
    }
}
