//! Our entries in the configuration of clients: shown before they are written, and written where a person agrees.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{
    ask::Asker,
    failure::Failure,
    screen::{Look, Screen, Shown},
};
use crate::{
    clients::{self, Client, File, Found, Server, Start, Unreadable, Wanted, by_hand},
    config::{self, Settings},
};

/// Indents what belongs to a line above it.
const INSIDE: &str = "    ";

/// The clients that are looked at, and what is to become of each.
pub(super) struct Entries {
    wanted: Wanted,
    /// Whether a person has said which clients, perhaps none.
    names_clients: bool,
    found: Vec<Found>,
    all: Vec<Entry>,
}

struct Entry {
    client: &'static Client,
    file: PathBuf,
    outcome: Outcome,
}

/// What becomes of a client's file.
pub(super) enum Outcome {
    /// It is as it should be.
    Same,
    /// It is to become this.
    Wanted(File, String),
    /// Written; the copy of what was there before.
    Done(Option<PathBuf>),
    /// The person did not want it, or nothing was to be written.
    Left,
    /// It is not changed here, and why.
    ByHand(String),
}

impl Outcome {
    pub(super) fn is_done(&self) -> bool {
        matches!(self, Outcome::Done(_))
    }

    fn word(&self) -> &'static str {
        match self {
            Outcome::Same => "unchanged",
            Outcome::Wanted(..) | Outcome::Left => "left",
            Outcome::Done(_) => "written",
            Outcome::ByHand(_) => "byHand",
        }
    }
}

impl Entries {
    /// Looks for the clients of these keys, or for all that are on this computer.
    pub(super) fn new(
        settings: &Settings,
        tenant: &str,
        keys: &[String],
    ) -> Result<Entries, Failure> {
        let program = config::program()
            .ok_or_else(|| Failure::Failed("this program cannot find its own file".to_owned()))?;
        let wanted = Wanted {
            command: program.display().to_string(),
            tenant: tenant.to_owned(),
            folder: settings.folder.clone(),
            is_default_folder: settings.is_in_usual_folder(),
        };
        let names_clients = !keys.is_empty();
        Ok(Entries { wanted, names_clients, found: found(keys)?, all: Vec::new() })
    }

    /// Plans that each client starts this desk. `first` is the tenant that entries mean which name none; `adopts` says
    /// that they mean this one.
    pub(super) fn put(&mut self, first: Option<&str>, adopts: bool) {
        let wanted = self.wanted.clone();
        self.plan(Some(&wanted.start()), |format, text| {
            let text = mended(format, text, &wanted, first)?;
            let edits = wanted.put(&clients::servers(format, &text)?, adopts);
            clients::edited(format, &text, &edits)
        });
    }

    /// Plans that entries which name no tenant name `first`.
    pub(super) fn mend(&mut self, first: &str) {
        let wanted = self.wanted.clone();
        self.plan(None, |format, text| mended(format, text, &wanted, Some(first)));
    }

    /// Plans that no client has an entry of this desk.
    pub(super) fn take(&mut self, adopts: bool) {
        let wanted = self.wanted.clone();
        self.plan(None, |format, text| {
            let edits = wanted.take(&clients::servers(format, text)?, adopts);
            clients::edited(format, text, &edits)
        });
    }

    fn plan(
        &mut self,
        put: Option<&Start>,
        change: impl Fn(clients::Format, &str) -> Result<String, Unreadable>,
    ) {
        let all = self.found.iter().map(|Found { client, file }| {
            let outcome = match File::read(file) {
                Ok(read) => match change(client.format, &read.text) {
                    Ok(text) if text == read.text => Outcome::Same,
                    Ok(text) => Outcome::Wanted(read, text),
                    // Where nothing is to be put in, there may be nothing of ours in what cannot be read.
                    Err(_) if put.is_none() && !read.text.contains("deskhand") => Outcome::Same,
                    Err(why) => Outcome::ByHand(why.to_string()),
                },
                Err(why) => Outcome::ByHand(why.to_string()),
            };
            Entry { client, file: file.clone(), outcome }
        });
        self.all = all.collect();
    }

    /// The names of the clients whose files are to change.
    pub(super) fn to_change(&self) -> Vec<&'static str> {
        let waits = |entry: &&Entry| matches!(entry.outcome, Outcome::Wanted(..));
        self.all.iter().filter(waits).map(|entry| entry.client.name).collect()
    }

    pub(super) fn count(&self, is: fn(&Outcome) -> bool) -> usize {
        self.all.iter().filter(|entry| is(&entry.outcome)).count()
    }

    /// Shows each change, and writes it where the person agrees.
    pub(super) fn carry_out(
        &mut self,
        asker: &Asker<'_>,
        dry_run: bool,
        screen: &Screen,
    ) -> Result<(), Failure> {
        if self.found.is_empty() && !self.names_clients {
            screen.note(
                "No client was found on this computer. What one needs, as most of them read it:",
            );
            let common = clients::CLIENTS.first().map(|client| client.format);
            let text = common.map(|format| by_hand(format, "deskhand", &self.wanted.start()));
            show_text(&text.unwrap_or_default(), screen);
        }
        for entry in &mut self.all {
            entry.carry_out(asker, dry_run, &self.wanted, screen)?;
        }
        if self.wanted.command.contains("_npx") && !dry_run {
            screen.note(
                "This program lies in a folder that npx may empty: for good, install it with npm install -g, and run \
                 `deskhand init` once more.",
            );
        }
        Ok(())
    }

    /// What the person does for each change to count.
    pub(super) fn then(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let done = self.all.iter().filter(|entry| entry.outcome.is_done());
        done.map(|entry| (entry.client.name, entry.client.then))
    }

    pub(super) fn described(&self) -> Value {
        self.all.iter().map(Entry::described).collect()
    }
}

impl Entry {
    fn carry_out(
        &mut self,
        asker: &Asker<'_>,
        dry_run: bool,
        wanted: &Wanted,
        screen: &Screen,
    ) -> Result<(), Failure> {
        let (name, file) = (self.client.name, self.file.display().to_string());
        match &self.outcome {
            Outcome::Same | Outcome::Done(_) | Outcome::Left => {
                screen.note(format!("{name}: nothing to change in {file}"));
            }
            Outcome::ByHand(why) => {
                screen.note(format!(
                    "{name}: {file} is left alone: {why}. Change it by hand; our entry is:"
                ));
                show_text(&by_hand(self.client.format, "deskhand", &wanted.start()), screen);
            }
            Outcome::Wanted(read, text) => {
                screen.note(format!("{name}: {file}"));
                show_difference(&clients::difference(&read.text, text), screen);
                if dry_run || !asker.agrees("Write this?")? {
                    self.outcome = Outcome::Left;
                    return Ok(());
                }
                self.outcome = match read.replace(text) {
                    Ok(copy) => Outcome::Done(copy),
                    Err(why) => Outcome::ByHand(why.to_string()),
                };
                self.tell(screen);
            }
        }
        Ok(())
    }

    /// Says what was written, or why not.
    fn tell(&self, screen: &Screen) {
        let (name, file) = (self.client.name, self.file.display());
        match &self.outcome {
            Outcome::Done(Some(copy)) => {
                screen.note(format!("Written; what was there is in {}", copy.display()));
            }
            Outcome::Done(None) => screen.note("Written."),
            Outcome::ByHand(why) => {
                screen.note(format!(
                    "{name}: {file} was not changed: {why}. Make the change above by hand."
                ));
            }
            Outcome::Same | Outcome::Wanted(..) | Outcome::Left => {}
        }
    }

    fn described(&self) -> Value {
        let (copy, why) = match &self.outcome {
            Outcome::Done(copy) => (copy.as_ref(), None),
            Outcome::ByHand(why) => (None, Some(why)),
            Outcome::Same | Outcome::Wanted(..) | Outcome::Left => (None, None),
        };
        json!({
            "client": self.client.key,
            "file": self.file,
            "outcome": self.outcome.word(),
            "copy": copy,
            "why": why,
        })
    }
}

fn mended(
    format: clients::Format,
    text: &str,
    wanted: &Wanted,
    first: Option<&str>,
) -> Result<String, Unreadable> {
    let Some(first) = first else { return Ok(text.to_owned()) };
    let first = Wanted { tenant: first.to_owned(), ..wanted.clone() };
    let servers: Vec<Server> = clients::servers(format, text)?;
    clients::edited(format, text, &first.mend(&servers))
}

/// The clients of these keys, whether they are here or not; all that are here if no key is given.
fn found(keys: &[String]) -> Result<Vec<Found>, Failure> {
    let places = config::client_places().ok_or_else(|| {
        Failure::Failed("there is no home folder to look for clients in".to_owned())
    })?;
    if keys.is_empty() {
        return Ok(clients::found(&places));
    }
    let mut found = Vec::new();
    for key in keys.iter().filter(|key| *key != "none") {
        let client = Client::of(key).ok_or_else(|| {
            let all: Vec<&str> = clients::CLIENTS.iter().map(|client| client.key).collect();
            Failure::Usage(format!(
                "there is no client `{key}`; choose {}, or none",
                all.join(", ")
            ))
        })?;
        let mut files = client.files(&places);
        if files.is_empty() {
            files.push(client.usual_file(&places));
        }
        found.extend(files.into_iter().map(|file| Found { client, file }));
    }
    Ok(found)
}

fn show_difference(lines: &[(char, String)], screen: &Screen) {
    for (sign, line) in lines {
        let line = format!("{INSIDE}{sign} {line}");
        screen.note(match sign {
            '+' => screen.look(Look::Green, Shown::lines(&line)),
            '-' => screen.look(Look::Red, Shown::lines(&line)),
            _ => Shown::lines(&line),
        });
    }
}

fn show_text(text: &str, screen: &Screen) {
    for line in text.lines() {
        screen.note(Shown::lines(&format!("{INSIDE}{line}")));
    }
}
