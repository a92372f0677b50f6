//! Configuration files of MCP clients: where they are, and an entry for this program, put in, mended or taken out.
//!
//! These files belong to others, and hold keys and servers that exist nowhere else. So a change is text to text: what
//! it is not about stays to the letter (comments, order, indentation, byte order mark, ends of lines), a file that
//! cannot be read whole is left alone, and every result is held against what was there before anything is written.

mod difference;
mod file;
mod json_text;
mod known;
mod server;
mod toml_text;

use std::collections::BTreeMap;

pub use self::{
    difference::difference,
    file::{File, Trouble},
    known::{CLIENTS, Client, Found, Places, System, found},
    server::{Server, Start, Wanted},
};

/// How a client writes its servers down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON, with the comments and trailing commas that some clients allow. `also` is what each of its servers has
    /// besides `command` and `args`.
    Json {
        servers: &'static str,
        also: &'static [(&'static str, &'static str)],
    },
    Toml {
        servers: &'static str,
    },
    /// No library changes YAML and keeps its form: a person adds the entry.
    Yaml,
}

/// Why a text is left alone, in words that end a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(String);

type Result<T> = std::result::Result<T, Unreadable>;

/// What a change is to achieve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The server of this name starts so.
    Put(String, Start),
    /// There is no server of this name.
    Take(String),
}

impl Edit {
    fn name(&self) -> &str {
        match self {
            Edit::Put(name, _) | Edit::Take(name) => name,
        }
    }
}

/// The servers in a client's file.
///
/// # Errors
/// If the text is not what the client reads.
pub fn servers(format: Format, text: &str) -> Result<Vec<Server>> {
    let text = Outside::of(text).inside;
    match format {
        Format::Json { servers, .. } => json_text::servers(&text, servers),
        Format::Toml { servers } => toml_text::servers(&text, servers),
        Format::Yaml => Err(by_hand_only()),
    }
}

/// The text with all of these changes, and everything else as it was.
///
/// # Errors
/// If the text is not what the client reads, or anything else would change.
pub fn edited(format: Format, text: &str, edits: &[Edit]) -> Result<String> {
    let outside = Outside::of(text);
    let mut after = outside.inside.clone();
    for edit in edits {
        after = match format {
            Format::Json { servers, also } => json_text::edited(&after, servers, also, edit)?,
            Format::Toml { servers } => toml_text::edited(&after, servers, edit)?,
            Format::Yaml => return Err(by_hand_only()),
        };
    }
    let names: Vec<&str> = edits.iter().map(Edit::name).collect();
    if rest(format, &outside.inside, &names)? != rest(format, &after, &names)? {
        return Err(Unreadable("it is written in a way that a change here would not keep".into()));
    }
    Ok(outside.around(&after))
}

/// Everything that the text says, without the servers of these names.
fn rest(format: Format, text: &str, names: &[&str]) -> Result<serde_json::Value> {
    let (mut all, servers) = match format {
        Format::Json { servers, .. } => (json_text::value(text)?, servers),
        Format::Toml { servers } => (toml_text::value(text)?, servers),
        Format::Yaml => return Err(by_hand_only()),
    };
    let Some(top) = all.as_object_mut() else { return Ok(all) };
    if let Some(list) = top.get_mut(servers).and_then(serde_json::Value::as_object_mut) {
        for name in names {
            list.shift_remove(*name);
        }
    }
    // An empty list of servers says what none says.
    if top.get(servers).is_some_and(|list| list.as_object().is_some_and(serde_json::Map::is_empty))
    {
        top.shift_remove(servers);
    }
    Ok(all)
}

/// What a person adds where no change is made here.
pub fn by_hand(format: Format, name: &str, start: &Start) -> String {
    let entry = Edit::Put(name.to_owned(), start.clone());
    let made = match format {
        Format::Json { servers, also } => json_text::edited("{}\n", servers, also, &entry),
        Format::Toml { servers } => toml_text::edited("", servers, &entry),
        Format::Yaml => Ok(goose(name, start)),
    };
    made.unwrap_or_default()
}

/// An extension as Goose reads it. JSON text is YAML text as well.
fn goose(name: &str, start: &Start) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let args: Vec<String> = start.args.iter().map(|arg| quoted(arg)).collect();
    format!(
        "extensions:\n  {name}:\n    enabled: true\n    name: {name}\n    type: stdio\n    cmd: {}\n    args: [{}]\n    \
         envs: {{}}\n    timeout: 300\n",
        quoted(&start.command),
        args.join(", ")
    )
}

fn by_hand_only() -> Unreadable {
    Unreadable("it is YAML, which is not changed here".to_owned())
}

/// What is around and between the lines of a text: kept aside while it is changed.
struct Outside {
    has_mark: bool,
    /// Every line ends with CR and LF.
    is_windows: bool,
    inside: String,
}

impl Outside {
    fn of(text: &str) -> Outside {
        let bare = text.strip_prefix('\u{feff}');
        let has_mark = bare.is_some();
        let text = bare.unwrap_or(text);
        let ends = text.matches('\n').count();
        let is_windows = ends > 0 && text.matches("\r\n").count() == ends;
        let inside = if is_windows { text.replace("\r\n", "\n") } else { text.to_owned() };
        Outside { has_mark, is_windows, inside }
    }

    fn around(&self, text: &str) -> String {
        let text = if self.is_windows { text.replace('\n', "\r\n") } else { text.to_owned() };
        if self.has_mark { format!("\u{feff}{text}") } else { text }
    }
}

/// How to get from one list to another: the range that is replaced, and by what. The parts around it are equal.
fn replaced(before: &[String], after: &[String]) -> (std::ops::Range<usize>, Vec<String>) {
    let same = |(one, other): &(&String, &String)| one == other;
    let start = before.iter().zip(after).take_while(same).count();
    let left = before.len().min(after.len()) - start;
    let end = before.iter().rev().zip(after.iter().rev()).take(left).take_while(same).count();
    let new = after.iter().take(after.len() - end).skip(start).cloned().collect();
    (start..before.len() - end, new)
}

/// Text values of a table.
type Texts = BTreeMap<String, String>;
