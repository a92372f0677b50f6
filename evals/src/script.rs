//! Scripts of calls, a line each, as tasks write them.
//!
//! ```text
//! # Who is it? Only the end of the number is known.
//! getContact {"phone": "5 678"} -> ada = /items/0/id
//! createOrder {"contactId": "$ada", "items": [{"packageId": "Wheel class"}]}
//! deletePage {"ids": ["old-prices"]} confirm
//! createContact {"name": "Ada", "phone": "912 345 678"} refused PHONE_DUPLICATE
//! turn
//! say Ada owes 45 euros.
//! ```
//!
//! A line that begins with a blank belongs to the one before. `$name` inside a text is what `-> name = POINTER` has
//! kept of an earlier answer.

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::{Map, Value};

/// What is done, in order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub struct Script {
    pub steps: Vec<Step>,
}

/// A line of a script: a call, words of the assistant, the end of a turn, or a command of the program.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its number in the script, from 1.
    pub line: usize,
    pub act: Act,
}

/// What a line does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Call(Call),
    /// The assistant says something to the person; the last of it are its final words.
    Say(String),
    /// From here on the person has said the next of their turns.
    Turn,
    /// A command of the program itself, which only a start state has.
    Command(Vec<String>),
}

/// A call of a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub tool: String,
    pub arguments: Map<String, Value>,
    /// Asks the person where the answer is a question, and repeats the call after their yes.
    pub confirm: bool,
    /// The code that the call is refused with.
    pub refused: Option<String>,
    /// What of the answer is kept: a name, and where it stands.
    pub keep: Vec<(String, String)>,
}

impl TryFrom<String> for Script {
    type Error = anyhow::Error;

    fn try_from(text: String) -> Result<Self> {
        let mut whole: Vec<(usize, String)> = Vec::new();
        for (line, number) in text.lines().zip(1..) {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            if !line.starts_with([' ', '\t']) {
                whole.push((number, line.trim_end().to_owned()));
                continue;
            }
            let (_, before) = whole.last_mut().context("the first line begins with a blank")?;
            before.push('\n');
            before.push_str(line.trim());
        }
        let step = |(line, text): (usize, String)| {
            let act = act(&text).with_context(|| format!("line {line}: {text}"))?;
            Ok(Step { line, act })
        };
        Ok(Script { steps: whole.into_iter().map(step).collect::<Result<_>>()? })
    }
}

impl Script {
    /// Whether the assistant says something in it.
    pub fn speaks(&self) -> bool {
        self.steps.iter().any(|step| matches!(step.act, Act::Say(_)))
    }

    /// How often it goes on after the person has spoken again.
    pub fn turns(&self) -> usize {
        self.steps.iter().filter(|step| step.act == Act::Turn).count()
    }

    /// Whether it runs commands of the program.
    pub fn commands(&self) -> bool {
        self.steps.iter().any(|step| matches!(step.act, Act::Command(_)))
    }
}

fn act(text: &str) -> Result<Act> {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    match word {
        "say" => {
            ensure!(!rest.is_empty(), "nothing is said");
            Ok(Act::Say(rest.replace('\n', " ")))
        }
        "turn" => {
            ensure!(rest.is_empty(), "`turn` stands alone");
            Ok(Act::Turn)
        }
        "deskhand" => Ok(Act::Command(command_words(rest)?)),
        tool => Ok(Act::Call(call(tool, rest)?)),
    }
}

/// `TOOL [ARGUMENTS]`, as queries of checks have it too.
pub(crate) fn call_of(text: &str) -> Result<Call> {
    let (tool, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    call(tool, rest)
}

fn call(tool: &str, rest: &str) -> Result<Call> {
    let named = tool.chars().all(|c| c.is_alphanumeric() || "_-.:".contains(c));
    ensure!(named, "`{tool}` is no name of a tool");
    let mut call = Call {
        tool: tool.to_owned(),
        arguments: Map::new(),
        confirm: false,
        refused: None,
        keep: Vec::new(),
    };
    let mut rest = rest.trim();
    if rest.starts_with('{') {
        let mut read = serde_json::Deserializer::from_str(rest).into_iter();
        call.arguments = read.next().context("no arguments")?.context("the arguments")?;
        rest = rest.get(read.byte_offset()..).unwrap_or_default().trim();
    }
    if let Some((before, kept)) = rest.split_once("->") {
        call.keep = kept.split(',').map(keep).collect::<Result<_>>()?;
        rest = before.trim();
    }
    let mut words = rest.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "confirm" => call.confirm = true,
            "refused" => {
                let code = words.next().context("`refused` wants the code of the refusal")?;
                call.refused = Some(code.to_owned());
            }
            other => bail!(
                "`{other}`: after the arguments come `confirm`, `refused CODE`, `-> name = /pointer`"
            ),
        }
    }
    Ok(call)
}

/// `name = /pointer`.
fn keep(text: &str) -> Result<(String, String)> {
    let (name, pointer) = text.split_once('=').context("`-> name = /pointer`")?;
    let (name, pointer) = (name.trim(), pointer.trim());
    ensure!(pointer.starts_with('/'), "`{pointer}` is no pointer into the answer");
    Ok((name.to_owned(), pointer.to_owned()))
}

/// The words of a command line; quotes hold several together.
pub(crate) fn command_words(text: &str) -> Result<Vec<String>> {
    let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
    for c in text.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    ensure!(!quoted, "a quote is not closed");
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Act, Script};

    fn read(text: &str) -> anyhow::Result<Script> {
        text.to_owned().try_into()
    }

    #[test]
    fn a_line_is_a_call_with_what_follows_from_it() {
        let text = "# A comment.\n\ngetContact {\"phone\": \"12 -> 3\"} -> ada = /items/0/id, n = /total\n\
                    deletePage {\"ids\": [\n  \"about\"]}\n  confirm\ngetNavItem\nsay Done, and\n  well.\nturn";
        let script = read(text).unwrap();
        let acts: Vec<Act> = script.steps.iter().map(|step| step.act.clone()).collect();
        let [Act::Call(contact), Act::Call(delete), Act::Call(menu), Act::Say(said), Act::Turn] =
            acts.as_slice()
        else {
            panic!("{acts:?}")
        };
        assert_eq!(contact.arguments["phone"], "12 -> 3");
        assert_eq!(
            contact.keep,
            [("ada".into(), "/items/0/id".into()), ("n".into(), "/total".into())]
        );
        assert_eq!((&delete.arguments["ids"], delete.confirm), (&json!(["about"]), true));
        assert!(menu.arguments.is_empty() && !menu.confirm);
        assert_eq!(said, "Done, and well.");
        assert_eq!(script.steps[1].line, 4);
    }

    #[test]
    fn a_line_that_means_nothing_is_named() {
        for (text, why) in [
            ("getPage {\"all\": true", "line 1"),
            ("getPage {} confrim", "confrim"),
            ("getPage {} refused", "code"),
            ("getPage {} -> a", "pointer"),
            ("getPage {} -> a = items", "pointer"),
            ("say", "nothing is said"),
            ("turn 2", "alone"),
            ("  getPage", "blank"),
            ("get/Page", "no name"),
            ("deskhand tenant add \"a", "quote"),
        ] {
            let error = format!("{:#}", read(text).unwrap_err());
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
