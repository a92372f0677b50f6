//! `deskhand contact erase`: forgetting a person.

use std::io::{BufRead, IsTerminal};

use serde_json::{Map, Value, json};

use super::{
    args::{ContactArgs, ContactCommand},
    failure::Failure,
    launch, owner,
    screen::Screen,
};
use crate::{config::Settings, gate::Gate, id::ContactId, store::erase::Erased};

/// Erases a contact, after a yes.
pub(super) fn run(settings: &Settings, args: ContactArgs, screen: &Screen) -> Result<(), Failure> {
    let ContactCommand::Erase { contact, yes } = args.what;
    let asks = !yes;
    if asks && !std::io::stdin().is_terminal() {
        return Err(Failure::Usage("nobody can be asked here; say --yes to erase".to_owned()));
    }
    let done = owner::with_gate(settings, async |gate| {
        let (id, name) = find(gate, &contact).await?;
        if asks && !agreed(&name, screen)? {
            return Ok(None);
        }
        Ok(Some((id, gate.erase_contact(id).await?)))
    })?;
    let Some((id, erased)) = done else {
        return Ok(screen.line("Nothing was erased.")?);
    };
    let store = launch::open(settings)?;
    let is_clean = store.compact()?;
    let copies = store.backups()?;
    if screen.is_json() {
        return Ok(screen.document(&described(id, &erased, is_clean, &copies))?);
    }
    table(id, &erased, screen)?;
    if !is_clean {
        screen.note(
            "Another process reads the file, so parts of it that are free now still hold what was erased. \
             Run the command once more when `deskhand serve` has ended.",
        );
    }
    if !copies.is_empty() {
        screen.note(&format!(
            "Copies from before an upgrade still hold the person; delete them when you no longer need them: {}",
            copies.join(", ")
        ));
    }
    Ok(())
}

/// The contact's id, and what people call it. One that is deleted has to be named by its id.
async fn find(gate: &Gate, contact: &str) -> Result<(ContactId, String), Failure> {
    let scope = Map::from_iter([("id".to_owned(), contact.into())]);
    let answer = owner::call(gate, "getContact", scope).await?;
    let found = answer.pointer("/items/0");
    let text = |key: &str| found.and_then(|found| found.get(key)).and_then(Value::as_str);
    if let (Some(id), Some(name)) = (text("id").and_then(|id| id.parse().ok()), text("name")) {
        return Ok((id, format!("{name} ({id})")));
    }
    let gone = contact.parse().map_err(|_| {
        Failure::Failed(format!(
            "there is no contact `{contact}`; one that was deleted needs its id"
        ))
    })?;
    Ok((gone, format!("{gone}, which has been deleted,")))
}

/// Asks the person at the terminal.
fn agreed(name: &str, screen: &Screen) -> Result<bool, Failure> {
    screen.note(&format!(
        "This erases {name} for good, history and call log included, and cannot be taken back. Erase? [y/N]"
    ));
    let mut said = String::new();
    std::io::stdin().lock().read_line(&mut said)?;
    Ok(matches!(said.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn described(id: ContactId, erased: &Erased, is_clean: bool, copies: &[String]) -> Value {
    json!({
        "contact": id,
        "rows": erased.rows,
        "kept": erased.kept,
        "changes": erased.changes,
        "calls": erased.calls.len(),
        "proposals": erased.proposals,
        "answers": erased.answers,
        "compacted": is_clean,
        "backups": copies,
    })
}

fn table(id: ContactId, erased: &Erased, screen: &Screen) -> Result<(), Failure> {
    if *erased == Erased::default() {
        return Ok(screen.line(&format!("{id} had been erased before."))?);
    }
    let mut table = screen.table(&["erased", "how many"]);
    for (what, count) in [
        ("rows of the person", erased.rows),
        ("rows of orders, which stay without the person", erased.kept),
        ("changes in the history, which stay without what they held", erased.changes),
        ("calls in the log, which stay without their arguments", erased.calls.len()),
        ("proposals", erased.proposals),
        ("answers kept for repeated calls", erased.answers),
    ] {
        table.add_row([what.to_owned(), count.to_string()]);
    }
    screen.print(&table, "")?;
    Ok(screen.line(&format!("{id} is erased."))?)
}
