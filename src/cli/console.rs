//! `deskhand console`: prints the address of the console.

use serde_json::{Value, json};

use super::{args::ConsoleArgs, failure::Failure, launch, screen::Screen};
use crate::{config::Settings, console, store::Store};

/// Prints the address, which contains the key.
pub(super) fn run(settings: &Settings, args: &ConsoleArgs, screen: &Screen) -> Result<(), Failure> {
    let store = launch::open(settings)?;
    let record = std::fs::read(settings.folder.join("preview.json")).unwrap_or_default();
    let record: Value = serde_json::from_slice(&record).unwrap_or_default();
    let Some(port) = record.get("port").and_then(Value::as_u64) else {
        return Err(Failure::Failed(
            "no server is running for this folder; start a client, or run `deskhand preview`"
                .to_owned(),
        ));
    };
    if args.lan {
        return for_phone(settings, &store, record.get("lan").and_then(Value::as_str), screen);
    }
    let address = console::address(&store, &format!("http://127.0.0.1:{port}"))?;
    if screen.is_json() {
        return Ok(screen.document(&json!({ "url": address }))?);
    }
    screen.line(&address)?;
    screen.note("Whoever has this address can approve and take back. It works while a client or `deskhand preview` runs.");
    Ok(())
}

/// Prints the address that lets a phone in.
fn for_phone(
    settings: &Settings,
    store: &Store,
    at: Option<&str>,
    screen: &Screen,
) -> Result<(), Failure> {
    let Some(at) = at else {
        let file = settings.folder.join("deskhand.toml");
        return Err(Failure::Failed(format!(
            "phones are not let in; write `lan = \"on\"` into {} and start your client again, or run \
             `deskhand preview --lan on`. If that is done, this computer has no address in a private network",
            file.display()
        )));
    };
    let address = console::phone_address(store, &format!("http://{at}"))?;
    if screen.is_json() {
        return Ok(screen.document(&json!({ "url": address }))?);
    }
    screen.line(&address)?;
    screen.note(
        "Open it on your phone within ten minutes; that browser can then decide for a day. Send it to nobody else.",
    );
    screen.note(
        "What the phone shows and sends is not encrypted: use it only in a network whose people you trust.",
    );
    Ok(())
}
