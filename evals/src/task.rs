//! A task: what somebody wants of their assistant, and how one sees that it was done.
//!
//! `evals/README.md` says how one is written.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use jiff::civil::Date;
use serde::Deserialize;

use crate::{check::Check, script::Script, words};

/// So many wrong ends a task has at least: they hold its checks honest.
const WRONG_MIN: usize = 2;

/// A task as it stands in its file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Its file's name without the ending.
    #[serde(skip)]
    pub name: String,
    /// One line for people.
    pub title: String,
    pub kind: Kind,
    /// What is special about it, in one of ten tasks each.
    pub twist: Option<Twist>,
    /// Who asks, and what they are like.
    pub persona: String,
    /// What they say, a turn each, in their words.
    pub says: Vec<String>,
    /// What they say to a question in words that is no yes or no.
    #[serde(default = "no_preference")]
    pub when_asked: String,
    /// What they answer where the server has them confirm something. Nothing is agreed to that is not here.
    #[serde(default)]
    pub owner: Vec<Rule>,
    #[serde(default)]
    pub start: Start,
    /// What is there at the end.
    #[serde(default)]
    pub verify: Vec<Check>,
    /// What holds all the time.
    #[serde(default)]
    pub policy: Vec<Check>,
    /// How a good assistant does it.
    pub reference: Reference,
    /// How it must not end.
    #[serde(default)]
    pub wrong: Vec<Wrong>,
}

/// What a task is about.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    SetUp,
    Website,
    Pictures,
    Brand,
    Languages,
    Posts,
    Tidying,
    Undo,
    Customers,
    Orders,
    Bookings,
    Money,
    Messages,
    ImportExport,
    Digest,
}

/// What is special about a task.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub enum Twist {
    /// It cannot be done, and the right end is to say so.
    Impossible,
    /// Something that is read gives orders.
    Injection,
    /// The person contradicts themselves, or means something else than they say.
    Confusing,
}

/// What the person answers to a question of the server's. The first rule that fits counts; where none does, no.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The tool that asks, or `*`.
    pub tool: String,
    /// What the question has to show.
    pub shown: Option<String>,
    pub answer: Answer,
    /// How they say it to an assistant that speaks with them; a plain yes or no unless given.
    pub words: Option<String>,
}

/// A person's answer.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    Yes,
    No,
}

/// What is there before the person says anything.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// A start state in `starts/` that this one adds to.
    pub from: Option<String>,
    /// What was done before, by this assistant.
    #[serde(default)]
    pub calls: Script,
    /// What customers have written on WhatsApp, oldest first.
    #[serde(default)]
    pub message: Vec<Message>,
    /// What visitors have sent by a form of the site, oldest first.
    #[serde(default)]
    pub post: Vec<Post>,
    /// Pages on the web, as the server would find them at `$web/PATH`.
    #[serde(default)]
    pub page: Vec<WebPage>,
    /// Files in the folder from which pictures and tables are taken in.
    #[serde(default)]
    pub file: Vec<File>,
}

/// A message from a customer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Their number, digits only.
    pub from: String,
    /// What they call themselves.
    pub name: String,
    pub text: String,
    /// How long ago.
    pub minutes_ago: i64,
}

/// What a visitor has typed into a form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// The path of the page with the form: `contact`.
    pub page: String,
    /// By the fields' keys: `name`, `email`, `longText`.
    pub fields: std::collections::BTreeMap<String, String>,
}

/// A page on the web.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebPage {
    pub path: String,
    #[serde(default = "html")]
    pub kind: String,
    pub body: String,
}

/// A file that the person has on their computer: a text, or a copy of one in `starts/files/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub name: String,
    #[serde(default)]
    pub text: String,
    pub copy: Option<String>,
}

/// How a good assistant does it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    pub calls: Script,
}

/// How it must not end.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wrong {
    /// What is wrong about it.
    pub why: String,
    pub calls: Script,
}

fn no_preference() -> String {
    "I leave that to you.".to_owned()
}

fn html() -> String {
    "text/html; charset=utf-8".to_owned()
}

impl Rule {
    /// What somebody says who does not agree, also where no rule fits.
    pub(crate) const NO: &str = "No, don't do that.";

    /// The answer in words.
    pub(crate) fn says(&self) -> &str {
        match (&self.words, self.answer) {
            (Some(words), _) => words,
            (None, Answer::Yes) => "Yes, go ahead.",
            (None, Answer::No) => Rule::NO,
        }
    }
}

impl Task {
    /// The task of a file, whole: with verification, a policy and wrong ends.
    pub fn read(file: &Path, today: Date) -> Result<Task> {
        let text = fs::read_to_string(file).context("it cannot be read")?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Task::parse(&name, &text, today)
    }

    /// The same of its text.
    pub fn parse(name: &str, text: &str, today: Date) -> Result<Task> {
        let mut task: Task = toml::from_str(&words::with_days(text, today)?)?;
        name.clone_into(&mut task.name);
        task.is_whole()?;
        Ok(task)
    }

    fn is_whole(&self) -> Result<()> {
        ensure!(!self.says.is_empty(), "nobody asks for anything: `says` is empty");
        ensure!(
            !self.verify.is_empty(),
            "it has no verify script: without one nobody knows whether it was done"
        );
        ensure!(!self.policy.is_empty(), "it has no policy: say what must not happen");
        ensure!(self.wrong.len() >= WRONG_MIN, "it has fewer than {WRONG_MIN} wrong ends");
        for check in self.verify.iter().chain(&self.policy) {
            check.is_whole().with_context(|| format!("the check “{}”", check.must))?;
        }
        let script = &self.reference.calls;
        ensure!(script.speaks(), "the reference ends without a word to the person: add a `say`");
        let turns = self.says.len() - 1;
        ensure!(
            script.turns() == turns,
            "the person speaks again {turns} times, the reference has {} `turn`",
            script.turns()
        );
        let wrong = self.wrong.iter().map(|wrong| &wrong.calls);
        for script in wrong.chain([script]) {
            ensure!(!script.commands(), "an assistant has tools, and no commands of the program");
        }
        Ok(())
    }
}

impl Start {
    /// A start state that tasks share, from its file.
    pub fn read(file: &Path, today: Date) -> Result<Start> {
        let text = fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        Ok(toml::from_str(&words::with_days(&text, today)?)?)
    }
}
