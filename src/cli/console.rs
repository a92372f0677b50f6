//! `deskhand console`: prints the address of the console.

use serde_json::{Value, json};

use super::{failure::Failure, launch, screen::Screen};
use crate::{config::Settings, console};

/// Prints the address, which contains the key.
pub(super) fn run(settings: &Settings, screen: &Screen) -> Result<(), Failure> {
    let store = launch::open(settings)?;
    let record = std::fs::read(settings.folder.join("preview.json")).unwrap_or_default();
    let record: Value = serde_json::from_slice(&record).unwrap_or_default();
    let Some(port) = record.get("port").and_then(Value::as_u64) else {
        return Err(Failure::Failed(
            "no server is running for this folder; start a client, or run `deskhand preview`"
                .to_owned(),
        ));
    };
    let address = console::address(&store, &format!("http://127.0.0.1:{port}"))?;
    if screen.is_json() {
        return Ok(screen.document(&json!({ "url": address }))?);
    }
    screen.line(&address)?;
    screen.note("Whoever has this address can approve and take back. It works while a client or `deskhand preview` runs.");
    Ok(())
}
