//! Another server, and the adapter by which it can be given tasks that were written for ours.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context, Result, bail, ensure};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    check::Check,
    model::key,
    play::Player,
    script::{Script, command_words},
    session::Session,
    stand_in::StandIn,
    task::{Answer, Rule, Task},
    words::{self, Kept},
    world::{self, World},
};

/// An MCP server other than deskhand, by its command or its address, with what its tools are to our tasks.
pub struct Other {
    place: Place,
    pub adapter: Adapter,
}

enum Place {
    /// A command that speaks over its pipes. `{folder}` is a new folder in each run.
    Command(Vec<String>),
    /// An address, of a server that runs already.
    Address(String),
}

/// What somebody has to say about a server so that it can be given tasks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adapter {
    /// Where visitors find its pages.
    site: Option<String>,
    /// The environment variable that has the key, of a server at an address.
    key_env: Option<String>,
    #[serde(default)]
    task: BTreeMap<String, Part>,
}

/// What a task is for that server. One that is not here is not for it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The calls that make the start state.
    #[serde(default)]
    start: Script,
    /// The calls that take it away again, where the server lives on.
    #[serde(default)]
    end: Script,
    /// What replaces the task's check with the same sentence.
    #[serde(default)]
    check: Vec<Check>,
}

impl Other {
    /// A server by its command or address, with its adapter.
    pub fn new(server: &str, adapter: &Path, today: Date) -> Result<Other> {
        let place = if server.starts_with("http://") || server.starts_with("https://") {
            Place::Address(server.to_owned())
        } else {
            let words = command_words(server).context("--server")?;
            ensure!(!words.is_empty(), "--server is a command, or an address");
            Place::Command(words)
        };
        let about = || format!("the adapter {}", adapter.display());
        let text = fs::read_to_string(adapter).with_context(about)?;
        let text = words::with_days(&text, today).with_context(about)?;
        let adapter: Adapter = toml::from_str(&text).with_context(about)?;
        adapter.is_whole().with_context(about)?;
        Ok(Other { place, adapter })
    }

    /// Whether each run has a server of its own.
    pub fn is_shared(&self) -> bool {
        matches!(self.place, Place::Address(_))
    }

    /// A world with the start state of a task.
    pub(crate) fn open<'s>(
        &'s self,
        part: &Part,
        outside: &'s StandIn,
    ) -> Result<(World<'s>, Kept)> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().to_str().context("the folder's path is no text")?.to_owned();
        let session = match &self.place {
            Place::Address(url) => {
                let key = self.adapter.key_env.as_deref().map(key).transpose()?;
                Session::at(url, key)?
            }
            Place::Command(words) => {
                let words: Vec<String> =
                    words.iter().map(|word| word.replace("{folder}", &path)).collect();
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let (program, args) = words.split_first().context("no command")?;
                let log = world::log(folder.path());
                let session = Session::open(Path::new(program), args, &[], &log);
                session.with_context(|| world::last_words(folder.path()))?
            }
        };
        outside.forget();
        let world = World::other(folder, session, self.adapter.site.as_deref(), outside);
        let known = [("web", outside.url("web")), ("folder", path)];
        let known = known.map(|(name, value)| (name.to_owned(), Value::from(value)));
        let kept = play(&world, &part.start, known.into_iter().collect())?;
        Ok((world, kept))
    }
}

impl Adapter {
    fn is_whole(&self) -> Result<()> {
        for (name, part) in &self.task {
            for check in &part.check {
                check.is_whole().with_context(|| format!("{name}: the check “{}”", check.must))?;
            }
            let commands = part.start.commands() || part.end.commands();
            ensure!(!commands, "{name}: another server has tools, and no commands of ours");
        }
        Ok(())
    }

    /// What a task is for this server.
    pub(crate) fn part(&self, task: &Task) -> Result<&Part> {
        let part = self.task.get(&task.name).context("the adapter does not have this task")?;
        let known: BTreeSet<&str> =
            task.verify.iter().chain(&task.policy).map(|check| check.must.as_str()).collect();
        for check in &part.check {
            ensure!(
                known.contains(check.must.as_str()),
                "the task has no check “{}”: the adapter's has the same sentence",
                check.must
            );
        }
        Ok(part)
    }

    /// The task's checks as this server can be asked. What a visitor sees and what is said are the same everywhere.
    pub(crate) fn checks(&self, part: &Part, checks: &[Check]) -> Result<Vec<Check>> {
        let adapted = |check: &Check| {
            if let Some(own) = part.check.iter().find(|own| own.must == check.must) {
                return Ok(own.clone());
            }
            if check.is_anybodys(self.site.is_some()) {
                return Ok(check.clone());
            }
            bail!("the adapter does not say how the check “{}” is asked here", check.must)
        };
        checks.iter().map(adapted).collect()
    }

    /// Whether each task that it has is one.
    pub(crate) fn fits(&self, is_known: impl Fn(&String) -> bool) -> Result<()> {
        let unknown = self.task.keys().find(|name| !is_known(name));
        unknown.map_or(Ok(()), |name| bail!("the adapter has `{name}`, and there is no such task"))
    }

    /// Whether it has a task of this name.
    pub fn has(&self, name: &str) -> bool {
        self.task.contains_key(name)
    }
}

impl Part {
    /// Takes the start state away, and what was done with it.
    pub(crate) fn end(&self, world: &World<'_>, kept: Kept) -> Result<()> {
        play(world, &self.end, kept).map(|_| ())
    }
}

/// Plays calls to which the owner says yes.
fn play(world: &World<'_>, script: &Script, kept: Kept) -> Result<Kept> {
    let yes = [Rule { tool: "*".to_owned(), shown: None, answer: Answer::Yes, words: None }];
    let mut player = Player::new(&yes, kept);
    player.play(&world.assistant, script, |_, _| Ok(()))?;
    Ok(player.kept)
}

/// What a look at another server finds. One that finds nothing may refuse in words.
pub(crate) fn looked(
    world: &World<'_>,
    tool: &str,
    arguments: Map<String, Value>,
) -> Result<Value> {
    let reply = world.assistant.call(tool, arguments)?;
    match reply.error() {
        None => Ok(reply.value),
        Some(_) if reply.text.to_lowercase().contains("not found") => Ok(Value::Null),
        Some(_) => bail!("{tool} was refused: {}", reply.text),
    }
}
