//! What a second tenant means for clients: an entry that names no tenant starts nothing any more.

use serde_json::Value;

use crate::{
    cli::{ask::Asker, client_entries::Entries, failure::Failure, launch, screen::Screen},
    config::Settings,
};

/// Names the first tenant in the entries that name none, if that is wanted or the person agrees; else says which they
/// are. Returns what became of the clients.
pub(super) fn clients(
    settings: &Settings,
    first: &str,
    is_wanted: bool,
    screen: &Screen,
) -> Result<Value, Failure> {
    // Whoever has no home has no clients.
    let Ok(mut entries) = Entries::new(settings, first, &[]) else { return Ok(Value::Null) };
    entries.mend(first);
    let names = entries.to_change().join(", ");
    if names.is_empty() {
        return Ok(entries.described());
    }
    screen.note(format!(
        "{names}: the configuration says deskhand and not for whom, which was enough for one tenant. With two it starts \
         nothing until it names `{first}`."
    ));
    if is_wanted || Asker::is_possible() {
        entries.carry_out(&Asker::new(is_wanted, screen)?, false, screen)?;
    } else {
        let mend = launch::command(settings, &format!("init --tenant {first}"));
        screen.note(format!("To put that right: {mend}"));
    }
    Ok(entries.described())
}
