//! Workflows: common tasks that a person picks from a menu and completes with a few words.
//!
//! Clients offer them as prompts. They are never added to a conversation automatically, and models do not need them.

use serde_json::{Map, Value};

use super::RULES;

/// The most characters of an argument.
const GIVEN_CHARS_MAX: usize = 2_000;

/// One workflow.
pub struct Workflow {
    pub name: &'static str,
    /// The name in a menu.
    pub title: &'static str,
    /// A sentence about what it does.
    pub description: &'static str,
    pub arguments: &'static [Argument],
    /// The operations that its text mentions; without one of them the workflow is not offered.
    pub operations: &'static [&'static str],
    text: &'static str,
}

/// An argument. `page`, `post`, `collection`, `template` and `navigation` name existing things.
pub struct Argument {
    pub name: &'static str,
    /// What to write there.
    pub description: &'static str,
    pub required: bool,
}

const fn needed(name: &'static str, description: &'static str) -> Argument {
    Argument { name, description, required: true }
}

const fn optional(name: &'static str, description: &'static str) -> Argument {
    Argument { name, description, required: false }
}

/// Every workflow, in the order of the menu.
pub const WORKFLOWS: &[Workflow] = &[
    Workflow {
        name: "launch_landing_page",
        title: "Launch a landing page",
        description: "Makes a page with a few sections and puts it into the header.",
        arguments: &[
            needed("name", "What the page is called"),
            optional("goal", "What it is for, and whom it should reach"),
            optional("template", "The key of the section that it opens with, such as hero"),
        ],
        operations: &[
            "getPage",
            "createPage",
            "getSectionTemplate",
            "createSection",
            "getNavItem",
            "createNavItem",
        ],
        text: include_str!("../../guidance/workflows/launch_landing_page.md"),
    },
    Workflow {
        name: "publish_post",
        title: "Publish a post",
        description: "Writes a post as a draft, shows it, and publishes it after a yes.",
        arguments: &[
            needed("topic", "What it is about"),
            optional("collection", "The collection that it belongs into, such as blog"),
            optional("post", "The slug of a draft to start from"),
        ],
        operations: &["getPost", "createPost", "updatePost", "getImage"],
        text: include_str!("../../guidance/workflows/publish_post.md"),
    },
    Workflow {
        name: "set_up_packages",
        title: "Set up packages",
        description: "Makes or updates what the business offers, and shows it on a page.",
        arguments: &[
            needed("packages", "The packages in your own words, with prices"),
            optional("page", "The path of the page that shows them, such as services"),
        ],
        operations: &[
            "manage_packages:list",
            "manage_packages:create",
            "manage_packages:update",
            "manage_services:list",
            "manage_services:create",
            "getSection",
            "createSection",
        ],
        text: include_str!("../../guidance/workflows/set_up_packages.md"),
    },
    Workflow {
        name: "refresh_gallery",
        title: "Refresh the gallery",
        description: "Chooses other pictures for a page's gallery and puts them in after a yes.",
        arguments: &[
            needed("page", "The path of the page with the gallery; home is the start page"),
            optional("theme", "What the pictures should show"),
        ],
        operations: &["getSection", "updateSection", "getImage", "updateImage"],
        text: include_str!("../../guidance/workflows/refresh_gallery.md"),
    },
    Workflow {
        name: "tidy_navigation",
        title: "Tidy the navigation",
        description: "Looks through the menus, proposes better ones, and changes them after a yes.",
        arguments: &[
            optional("navigation", "The key of the only one to look at, such as header"),
            optional("goal", "What visitors should find first"),
        ],
        operations: &["getPage", "getNavItem", "createNavItem", "updateNavItem", "deleteNavItem"],
        text: include_str!("../../guidance/workflows/tidy_navigation.md"),
    },
    Workflow {
        name: "operating_rules",
        title: "Operating rules",
        description: "The rules that every change follows, for clients that do not show them to the model.",
        arguments: &[],
        operations: &[],
        text: RULES,
    },
];

impl Workflow {
    /// The text with the arguments filled in. A line with an argument that was not given is left out.
    ///
    /// # Errors
    /// A sentence for the person: what is missing, too long or unknown.
    pub fn fill(&self, given: &Map<String, Value>) -> Result<String, String> {
        let takes = || self.arguments.iter().map(|argument| argument.name).collect::<Vec<_>>();
        if let Some(unknown) = given.keys().find(|name| !takes().contains(&name.as_str())) {
            let unknown: String = unknown.chars().take(80).collect();
            let takes = if takes().is_empty() { "no arguments".into() } else { takes().join(", ") };
            return Err(format!("`{unknown}` is no argument of {}; it takes {takes}", self.name));
        }
        for argument in self.arguments {
            let wrong = match given.get(argument.name) {
                None | Some(Value::Null) if argument.required => "is missing",
                Some(Value::String(text)) if argument.required && text.trim().is_empty() => {
                    "is empty"
                }
                Some(Value::String(text)) if text.chars().count() > GIVEN_CHARS_MAX => {
                    "is longer than 2000 characters"
                }
                None | Some(Value::Null | Value::String(_)) => continue,
                Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                    "has to be text"
                }
            };
            return Err(format!("`{}` {wrong}: {}", argument.name, argument.description));
        }
        let word = |name: &str| given.get(name).and_then(Value::as_str).map(str::trim);
        let lines = self.text.lines().filter_map(|line| filled(line, word));
        Ok(lines.collect::<Vec<_>>().join("\n").trim().to_owned())
    }
}

/// The line with its `{arguments}` filled in; `None` if one of them was not given.
fn filled<'a>(line: &str, word: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
    let (mut text, mut rest) = (String::new(), line);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        text.push_str(before);
        text.push_str(word(name).filter(|word| !word.is_empty())?);
        rest = after;
    }
    Some(text + rest)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fill(name: &str, given: &Value) -> Result<String, String> {
        let workflow = WORKFLOWS.iter().find(|workflow| workflow.name == name).unwrap();
        workflow.fill(given.as_object().unwrap())
    }

    #[test]
    fn a_line_without_its_word_is_left_out() {
        let text = fill("refresh_gallery", &json!({ "page": " work ", "theme": "" })).unwrap();
        assert!(text.starts_with("Refresh the gallery on the page `work`.\n\n- Find"), "{text}");
        let text =
            fill("refresh_gallery", &json!({ "page": "{theme}", "theme": "{page}" })).unwrap();
        assert!(
            text.contains("`{theme}`.\nIt should show: {page}\n"),
            "words are put in once: {text}"
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        let long = "x".repeat(GIVEN_CHARS_MAX + 1);
        for (given, says) in [
            (json!({}), "`page` is missing: The path"),
            (json!({ "page": "" }), "`page` is empty"),
            (json!({ "page": 7 }), "`page` has to be text"),
            (json!({ "page": long }), "`page` is longer than 2000"),
            (json!({ "page": "home", "colour": "red" }), "it takes page, theme"),
        ] {
            assert!(fill("refresh_gallery", &given).unwrap_err().contains(says), "{says}");
        }
        assert!(fill("operating_rules", &json!({ "x": "" })).unwrap_err().contains("no arguments"));
    }

    #[test]
    fn a_text_fills_in_its_arguments_and_speaks_of_its_operations() {
        for workflow in WORKFLOWS {
            for argument in workflow.arguments {
                let slot = format!("{{{}}}", argument.name);
                assert!(workflow.text.contains(&slot), "{} has no {slot}", workflow.name);
            }
            for operation in workflow.operations {
                let tool = operation.split(':').next().unwrap();
                assert!(workflow.text.contains(&format!("`{tool}`")), "{} {tool}", workflow.name);
            }
            let quoted = workflow.text.split('`').skip(1).step_by(2);
            let tools =
                quoted.filter(|word| word.contains(char::is_uppercase) || word.contains('_'));
            for tool in tools.filter(|_| workflow.name != "operating_rules") {
                let mut known = workflow.operations.iter().map(|known| known.split(':').next());
                assert!(
                    known.any(|known| known == Some(tool)),
                    "{} speaks of {tool}",
                    workflow.name
                );
            }
        }
    }
}
