//! `deskhand contact erase`: erases a person.

use std::io::{BufRead, IsTerminal};

use serde_json::{Map, Value, json};

use super::{
    args::{ContactArgs, ContactCommand},
    failure::Failure,
    launch, owner_calls,
    screen::Screen,
};
use crate::{
    config::Settings,
    gate::Session,
    id::ContactId,
    store::erase::{Erasure, MentionPolicy, Remaining, Tense},
    value::quoted,
};

/// The person to erase.
struct Person {
    id: ContactId,
    /// The name, if it is known.
    name: String,
}

/// Erases a contact after a confirmation.
pub(super) fn run(settings: &Settings, args: ContactArgs, screen: &Screen) -> Result<(), Failure> {
    let ContactCommand::Erase { contact, yes, redact } = args.what;
    let asks = !yes;
    if asks && !std::io::stdin().is_terminal() {
        return Err(Failure::Usage(
            "there is no terminal to ask at; say --yes to erase".to_owned(),
        ));
    }
    let done = owner_calls::with_session(settings, async |session| {
        let person = find(session, &contact).await?;
        let wanted = if redact { MentionPolicy::Redact } else { MentionPolicy::Keep };
        let elsewhere =
            if asks { agreed(session, &person, wanted, screen).await? } else { Some(wanted) };
        let Some(elsewhere) = elsewhere else { return Ok(None) };
        let erased = session.erase_contact(person.id, elsewhere).await?;
        Ok(Some((person, erased, elsewhere)))
    })?;
    let Some((person, erased, elsewhere)) = done else {
        return Ok(screen.line("Nothing was erased.")?);
    };
    let store = launch::open(settings)?;
    let is_clean = store.compact()?;
    let copies = store.backups()?;
    if screen.is_json() {
        return Ok(screen.document(&described(person.id, &erased, is_clean, &copies))?);
    }
    told(&person, &erased, elsewhere, screen)?;
    if !is_clean {
        screen.note(
            "Another process reads the file, so parts of it that are free now still hold what was erased. \
             Run the command once more when `deskhand serve` has ended.",
        );
    }
    if !copies.is_empty() {
        screen.note(format!(
            "Copies from before an upgrade still hold the person; delete them when you no longer need them: {}",
            copies.join(", ")
        ));
    }
    Ok(())
}

/// Finds the contact. A deleted one must be named by its id.
async fn find(session: &Session, contact: &str) -> Result<Person, Failure> {
    let scope = Map::from_iter([("id".to_owned(), contact.into())]);
    let answer = owner_calls::call(session, "getContact", scope).await?;
    let found = answer.pointer("/items/0");
    let text = |key: &str| found.and_then(|found| found.get(key)).and_then(Value::as_str);
    if let (Some(id), Some(name)) = (text("id").and_then(|id| id.parse().ok()), text("name")) {
        return Ok(Person { id, name: format!("{name} ({id})") });
    }
    let id: ContactId = contact.parse().map_err(|_| {
        Failure::Failed(format!(
            "there is no contact `{contact}`; one that was deleted needs its id"
        ))
    })?;
    Ok(Person { id, name: id.to_string() })
}

/// Asks the person at the terminal; returns what to do with the name in other places, or `None` to erase nothing.
async fn agreed(
    session: &Session,
    person: &Person,
    wanted: MentionPolicy,
    screen: &Screen,
) -> Result<Option<MentionPolicy>, Failure> {
    let remains = session.rehearse_erasing(person.id).await?.remains;
    let name = &person.name;
    screen.note(format!(
        "This erases {name} for good, history and call log included, and cannot be taken back."
    ));
    if !remains.is_empty() {
        screen.note(format!("Their name also stands in: {}.", places(&remains)));
    }
    if !said_yes("Erase? [y/N]", screen)? {
        return Ok(None);
    }
    if remains.is_empty() || wanted == MentionPolicy::Redact {
        return Ok(Some(wanted));
    }
    let goes = said_yes(
        "Put `[erased]` in its place there as well? Those changes can then not be taken back. [y/N]",
        screen,
    )?;
    Ok(Some(if goes { MentionPolicy::Redact } else { MentionPolicy::Keep }))
}

fn said_yes(question: &str, screen: &Screen) -> Result<bool, Failure> {
    screen.note(question);
    let mut said = String::new();
    std::io::stdin().lock().read_line(&mut said)?;
    Ok(matches!(said.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// `page “About” (2 times), history of post “News” (once)`
fn places(remains: &[Remaining]) -> String {
    const NAMED_MAX: usize = 30;
    let mut named: Vec<String> = remains.iter().take(NAMED_MAX).map(place).collect();
    if let Some(more) = remains.len().checked_sub(NAMED_MAX).filter(|more| *more > 0) {
        named.push(format!("and {more} more places, which --json lists"));
    }
    named.join(", ")
}

fn place(remaining: &Remaining) -> String {
    let Remaining { kind, id, label, tense, times } = remaining;
    let which = label.as_ref().map_or_else(|| id.clone(), |label| quoted(label));
    let times = if *times == 1 { "once".to_owned() } else { format!("{times} times") };
    match tense {
        Tense::Now => format!("{kind} {which} ({times})"),
        Tense::Then => format!("history of {kind} {which} ({times})"),
    }
}

fn described(id: ContactId, erased: &Erasure, is_clean: bool, copies: &[String]) -> Value {
    json!({
        "contact": id,
        "rows": erased.rows,
        "kept": erased.kept,
        "changes": erased.changes,
        "calls": erased.calls.len(),
        "proposals": erased.proposals,
        "answers": erased.answers,
        "redacted": erased.redacted,
        "remains": erased.remains.iter().map(remaining).collect::<Vec<_>>(),
        "compacted": is_clean,
        "backups": copies,
    })
}

fn remaining(remaining: &Remaining) -> Value {
    let Remaining { kind, id, label, tense, times } = remaining;
    let in_history = *tense == Tense::Then;
    json!({ "kind": kind, "id": id, "label": label, "inHistory": in_history, "times": times })
}

fn told(
    person: &Person,
    erased: &Erasure,
    wanted: MentionPolicy,
    screen: &Screen,
) -> Result<(), Failure> {
    let name = &person.name;
    if *erased == Erasure::default() {
        if wanted == MentionPolicy::Redact {
            return Err(Failure::Failed(format!(
                "{name} had been erased before, and nothing here knows the name any more: \
                 change by hand what the erasing listed"
            )));
        }
        return Ok(screen.line(format!("{name} had been erased before."))?);
    }
    let mut table = screen.table(&["erased", "how many"]);
    for (what, count) in [
        ("rows of the person", erased.rows),
        ("rows of orders, which stay without the person", erased.kept),
        ("changes in the history, which stay without what they held", erased.changes),
        ("calls in the log, which stay without their arguments", erased.calls.len()),
        ("proposals", erased.proposals),
        ("answers kept for repeated calls", erased.answers),
        ("other things, which stay without the name", erased.redacted),
    ] {
        table.add_row([what.to_owned(), count.to_string()]);
    }
    screen.print(&table, "")?;
    if erased.remains.is_empty() {
        return Ok(screen.line(format!("{name} is erased."))?);
    }
    let places = places(&erased.remains);
    screen.line(format!("{name} is erased; their name still stands in: {places}."))?;
    screen.note(if erased.redacted > 0 {
        "Addresses, names of other contacts and names of one word are left as they are: change them by hand where \
         that is right."
    } else {
        "Change those by hand: they cannot be found any more by this command. `erase --redact` puts `[erased]` there while it \
         erases."
    });
    Ok(())
}
