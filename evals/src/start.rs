//! What is there before the person says anything, made once and copied for each run.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context, Result, ensure};
use jiff::{Timestamp, civil::Date};
use tempfile::TempDir;

use crate::{
    play::Player,
    script::{Act, Script},
    stand_in::{self, StandIn, WHATSAPP_KEY},
    task::{Answer, Rule, Start},
    visitor,
    words::Kept,
    world::{assistant, command, copy, settings},
};

/// A start state, built once and copied for each run.
pub struct Built {
    pub(crate) folder: TempDir,
    /// What its calls have kept: for checks, since an assistant knows nothing of it.
    pub kept: Kept,
}

/// The start states that tasks share.
pub struct Starts {
    pub program: PathBuf,
    folder: PathBuf,
    today: Date,
    built: Mutex<BTreeMap<String, Arc<Built>>>,
}

impl Starts {
    /// Those of a folder, for a program.
    pub fn of(program: &Path, folder: PathBuf, today: Date) -> Starts {
        Starts { program: program.to_owned(), folder, today, built: Mutex::default() }
    }

    /// Builds the start state of a task.
    pub fn build(&self, start: &Start, outside: &StandIn) -> Result<Built> {
        let base = start.from.as_ref().map(|name| self.shared(name)).transpose()?;
        self.make(start, base.as_deref(), outside)
    }

    fn shared(&self, name: &str) -> Result<Arc<Built>> {
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(built) = built.get(name) {
            return Ok(Arc::clone(built));
        }
        let about = || format!("the start state `{name}`");
        let start = Start::read(&self.folder.join(format!("{name}.toml")), self.today);
        let start = start.with_context(about)?;
        ensure!(start.from.is_none(), "the start state `{name}` adds to another: one is enough");
        let outside = StandIn::start(&start.page)?;
        let made = self.make(&start, None, &outside).with_context(about)?;
        let made = Arc::new(made);
        built.insert(name.to_owned(), Arc::clone(&made));
        Ok(made)
    }
}

impl Starts {
    /// A start state on top of another.
    fn make(&self, start: &Start, base: Option<&Built>, outside: &StandIn) -> Result<Built> {
        let folder = tempfile::tempdir()?;
        let (program, data) = (self.program.as_path(), folder.path());
        let mut kept = Kept::new();
        if let Some(base) = base {
            copy(base.folder.path(), data)?;
            kept.clone_from(&base.kept);
        }
        kept.insert("web".to_owned(), outside.url("web").into());
        settings(data, outside)?;
        self.put_files(start, &data.join("inbox"))?;
        let kept = calls(program, data, &start.calls, kept)?;
        if !start.message.is_empty() {
            let now = Timestamp::now().as_second();
            let report = |(message, number)| stand_in::report(message, number, now).to_string();
            let reports: Vec<String> = start.message.iter().zip(1..).map(report).collect();
            command(program, data, &["whatsapp", "import", "-"], &reports.join("\n"))?;
        }
        if !start.post.is_empty() {
            visitor::posts(program, data, &start.post)?;
        }
        Ok(Built { folder, kept })
    }

    fn put_files(&self, start: &Start, inbox: &Path) -> Result<()> {
        fs::create_dir_all(inbox)?;
        for file in &start.file {
            let bytes = match &file.copy {
                Some(name) => fs::read(self.folder.join("files").join(name))
                    .with_context(|| format!("starts/files/{name} cannot be read"))?,
                None => file.text.clone().into_bytes(),
            };
            fs::write(inbox.join(&file.name), bytes)?;
        }
        Ok(())
    }
}

/// Plays the calls of a start state, to which the owner says yes; what they and those before have kept.
fn calls(program: &Path, data: &Path, script: &Script, kept: Kept) -> Result<Kept> {
    let yes = [Rule { tool: "*".to_owned(), shown: None, answer: Answer::Yes, words: None }];
    let mut player = Player::new(&yes, kept);
    // The first commands may be about what a session finds.
    let mut session = None;
    for step in &script.steps {
        if let Act::Command(words) = &step.act {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            command(program, data, &words, &format!("{WHATSAPP_KEY}\n"))?;
            continue;
        }
        let session = match &session {
            Some(session) => session,
            None => session.insert(assistant(program, data, "off")?),
        };
        player.step(session, step).context("the start state cannot be made")?;
    }
    Ok(player.kept)
}
