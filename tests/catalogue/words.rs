//! What a model reads: short, true, and in sentences.

use deskhand::{catalogue, guidance};

use super::world;

/// About how many tokens a text is: a short word is one, a longer one is more, a mark is one.
fn tokens(text: &str) -> usize {
    let (mut tokens, mut letters) = (0, 0_usize);
    for c in text.chars().chain([' ']) {
        if c.is_alphanumeric() {
            letters += 1;
            continue;
        }
        tokens += letters.div_ceil(8);
        letters = 0;
        tokens += usize::from(!c.is_whitespace());
    }
    tokens
}

/// How the names of tools begin.
pub const VERBS: [&str; 18] = [
    "merge",
    "find",
    "replace",
    "get",
    "create",
    "update",
    "delete",
    "manage_",
    "search",
    "undo",
    "send",
    "browse",
    "import",
    "fetch",
    "http",
    "query",
    "acknowledge",
    "withdraw",
];

/// Words in a text that look like a tool's name.
fn tool_words(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let is_tool = |word: &&str| {
        VERBS.iter().any(|verb| {
            word.strip_prefix(verb).is_some_and(|rest| {
                verb.ends_with('_') || rest.starts_with(|c: char| c.is_ascii_uppercase())
            })
        })
    };
    // An argument of mergeContact is called like a tool and is none.
    words.filter(is_tool).filter(|word| *word != "mergeId").collect()
}

#[test]
fn guidance_is_short() {
    for (toolset, tool) in catalogue::all() {
        let (name, text) = (tool.spec().name, guidance::of(toolset.name, tool.spec().name));
        let text = text.unwrap_or_else(|| panic!("{name} has no guidance")).guidance;
        let length = text.chars().count();
        assert!(length <= guidance::LENGTH_MAX, "{name}: {length} characters");
        // What is marked for another tool is a sentence as well.
        assert!(
            !text.is_empty() && text.trim_end_matches('}').ends_with('.'),
            "{name}: guidance is sentences"
        );
        assert!(!text.contains('\n'), "{name}: guidance is one paragraph");
    }
}

#[test]
fn the_rules_are_short() {
    let all = world::gate("admin").instructions();
    let (rules, present) = all.split_at(all.find("- Today is ").unwrap());
    // The day, the zone, the currency, the language, and what to ask of who has no name yet.
    assert!(tokens(present) <= 60, "{present}");
    let count = tokens(rules);
    assert!((180..=260).contains(&count), "rules.md has about {count} tokens");
    let bytes = rules.len();
    assert!(bytes <= 260 * 4, "rules.md has {bytes} bytes, about {} tokens", bytes / 4);
    // Where the list is short it is said how the rest is reached, and no more.
    let short = world::discovering("admin").instructions();
    let more = short.find("- Today is ").unwrap() - bytes;
    assert!((1..=30 * 4).contains(&more), "{more} bytes more");
}

#[test]
fn nothing_speaks_of_a_tool_that_is_not_there() {
    let names = world::names();
    let mut texts = vec![("rules.md".to_owned(), guidance::RULES.to_owned())];
    for tool in world::listed("admin").into_iter().chain(world::short("admin")) {
        texts.push((tool.name.to_owned(), tool.description.clone()));
        let input = serde_json::to_string(&*tool.input_schema).unwrap();
        texts.push((format!("{}'s arguments", tool.name), input));
        let output = serde_json::to_string(&*tool.output_schema()).unwrap();
        texts.push((format!("{}'s answers", tool.name), output));
    }
    for (place, text) in &texts {
        for word in tool_words(text) {
            assert!(names.contains(&word), "{place} speaks of `{word}`");
        }
    }
    assert_eq!(
        tool_words("use getPage, manage_packages or getaway"),
        ["getPage", "manage_packages"]
    );
    let missed: Vec<&str> = names.into_iter().filter(|name| tool_words(name).is_empty()).collect();
    assert_eq!(missed, ["finalAnswer"], "names that no text would be found to speak of");
}

#[test]
fn a_description_is_sentences() {
    for (_, tool) in catalogue::all() {
        let spec = tool.spec();
        let name = spec.name;
        assert!(spec.description.ends_with('.') && !spec.description.contains(".."), "{name}");
        for sentence in spec.description.trim_end_matches('.').split(". ") {
            let first = sentence.chars().next();
            assert!(first.is_some_and(char::is_uppercase), "{name}: `{sentence}`");
        }
        // The verb of the name is the first word: that is how a model finds the tool again.
        let verb: String = name.chars().take_while(|c| c.is_lowercase()).collect();
        let starts = spec.description.to_lowercase().starts_with(&verb);
        assert!(starts || verb == "manage", "{name}: `{}`", spec.description);
        assert!(spec.description.chars().count() <= 300, "{name} is described at length");
    }
}

#[test]
fn an_answer_of_its_own_is_said() {
    // `items` of a query, the thing that was written, what was deleted: the kind says it, for all tools at once.
    for tool in world::listed("admin") {
        let has_own = tool.served_output_schema().is_some();
        let says = tool.description.contains("Returns ");
        assert!(says || !has_own, "{} does not say what it returns", tool.name);
    }
}

#[test]
fn a_title_is_for_people() {
    let mut seen = Vec::new();
    for (_, tool) in catalogue::all() {
        let title = tool.spec().title;
        assert!(title.starts_with(|c: char| c.is_uppercase()), "`{title}`");
        assert!(!title.ends_with('.') && title.len() <= 40, "`{title}`");
        assert!(!seen.contains(&title), "`{title}` names two tools");
        seen.push(title);
    }
}

#[test]
fn no_text_promises_what_needs_a_tool_that_is_not_there() {
    let texts = |profile: &str| -> Vec<(&'static str, String)> {
        world::listed(profile).into_iter().map(|tool| (tool.name, tool.description)).collect()
    };
    let of = |profile: &str, tool: &str| {
        texts(profile).into_iter().find(|(name, _)| *name == tool).map(|(_, text)| text)
    };
    for (tool, promise) in [
        ("getConversation", "write freely"),
        ("getHistory", "to undo"),
        ("manage_packages", "create"),
        ("manage_services", "delete or"),
    ] {
        let reader = of("readonly", tool).unwrap_or_default();
        assert!(!reader.contains(promise), "{tool}: {reader}");
    }
    assert!(of("admin", "getConversation").unwrap().contains("write freely"));
    assert!(of("admin", "manage_packages").unwrap().starts_with("List, create, update or delete"));
    assert!(of("readonly", "manage_packages").unwrap().starts_with("List packages"));
    let reader = world::gate("readonly").instructions();
    assert!(!reader.contains("browse outside"), "{reader}");
    // Nothing makes a model invent, and nobody can book.
    let all = texts("admin").into_iter().map(|(name, text)| (name.to_owned(), text));
    let files = std::fs::read_dir("guidance/workflows").unwrap().map(|file| file.unwrap().path());
    let workflows =
        files.map(|file| (file.display().to_string(), std::fs::read_to_string(&file).unwrap()));
    for (place, text) in all.chain(workflows) {
        for word in ["500 words", "or more words", "bookable", "people can book"] {
            assert!(!text.contains(word), "{place} says `{word}`");
        }
    }
}
