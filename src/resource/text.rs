//! The sections of a page as Markdown, in order.
//!
//! It depends on the names of fields and not on templates, so that it works for a tenant's own templates, too.

use serde_json::{Map, Value};

use crate::site::view::{PageView, SectionView};

/// How deep text is searched; templates nest two levels.
const DEPTH_MAX: usize = 6;

/// Fields about layout rather than content.
const LOOKS: [&str; 1] = ["imageSide"];

/// The public content of the page.
pub(super) fn of(page: &PageView) -> String {
    let shown: Vec<&SectionView> = page.sections.iter().filter(|it| it.is_public()).collect();
    let hidden = page.sections.len() - shown.len();
    let mut parts = Vec::new();
    // The hero's heading is the page's title.
    let lead = shown.first().filter(|first| first.template_key == "hero");
    if lead.and_then(|hero| word(hero.content.as_object()?, "heading")).is_none() {
        parts.push(format!("# {}", page.name));
    }
    for section in shown {
        add_section(section, &mut parts);
    }
    match hidden {
        0 => {}
        1 => parts.push("> One more section is not shown to the public.".to_owned()),
        _ => parts.push(format!("> {hidden} more sections are not shown to the public.")),
    }
    parts.join("\n\n")
}

/// `$2,500 · 4 h · includes Portraits, Album`
pub(super) fn facts(price: Option<&str>, duration: Option<&str>, services: &[String]) -> String {
    let includes = format!("includes {}", services.join(", "));
    let includes = Some(includes.as_str()).filter(|_| !services.is_empty());
    [price, duration, includes].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn add_section(section: &SectionView, parts: &mut Vec<String>) {
    let Some(content) = section.content.as_object() else { return };
    let level = if parts.is_empty() { "#" } else { "##" };
    parts.extend(word(content, "heading").map(|heading| format!("{level} {heading}")));
    let special = ["heading", "ctaLabel", "ctaLink"];
    for (name, value) in content.iter().filter(|(name, _)| !special.contains(&name.as_str())) {
        if !LOOKS.contains(&name.as_str()) {
            add(value, DEPTH_MAX, parts);
        }
    }
    let prices = content.get("showPrices") != Some(&Value::Bool(false));
    for package in &section.packages {
        let price = Some(package.price.as_str()).filter(|_| prices);
        let facts = facts(price, package.duration.as_deref(), &package.services);
        let separator = if facts.is_empty() { "" } else { " · " };
        let description = package.description.as_deref().unwrap_or_default();
        let item = format!("**{}**{separator}{facts}\n\n{description}", package.name);
        parts.push(bullet(item.trim_end()));
    }
    if let (Some(label), Some(link)) = (word(content, "ctaLabel"), word(content, "ctaLink")) {
        parts.push(format!("[{label}]({link})"));
    }
}

/// The content of a value as Markdown: text, pictures and lists.
fn add(value: &Value, depth: usize, parts: &mut Vec<String>) {
    let Some(below) = depth.checked_sub(1) else { return };
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
        Value::String(text) => {
            parts.extend(Some(text.trim()).filter(|it| !it.is_empty()).map(str::to_owned));
        }
        Value::Array(items) => {
            let items = items.iter().filter_map(|item| {
                let mut words = Vec::new();
                add(item, below, &mut words);
                (!words.is_empty()).then(|| bullet(&joined(&words)))
            });
            let list = items.collect::<Vec<_>>().join("\n");
            parts.extend(Some(list).filter(|list| !list.is_empty()));
        }
        Value::Object(object) if object.contains_key("imageId") => parts.extend(picture(object)),
        Value::Object(object) => object.values().for_each(|value| add(value, below, parts)),
    }
}

/// Short texts on one line, long ones as paragraphs.
fn joined(words: &[String]) -> String {
    let separator = if words.iter().any(|word| word.contains('\n')) { "\n\n" } else { " · " };
    words.join(separator)
}

/// A list item, with continuation lines indented.
fn bullet(text: &str) -> String {
    format!("- {}", text.replace('\n', "\n  "))
}

fn picture(image: &Map<String, Value>) -> Option<String> {
    let url = word(image, "url")?;
    Some(format!("![{}]({url})", word(image, "alt").unwrap_or_default()))
}

fn word<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str).map(str::trim).filter(|word| !word.is_empty())
}
