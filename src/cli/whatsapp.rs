//! `deskhand whatsapp hook|import`: how customers' messages come in.

use std::{
    io::{self, BufReader, Read},
    path::Path,
    sync::mpsc,
};

use serde_json::{Deserializer, Value, json};

use super::{
    args::{WhatsappArgs, WhatsappCommand},
    failure::Failure,
    launch,
    screen::Screen,
    set_up::OperatorStore,
};
use crate::{
    config::Settings,
    store::open_named,
    tools::messaging::ingest::{self, ReportedEvents, Tally},
    webhooks,
};

/// The most events in one change.
const BATCH: usize = 500;

/// Prints the webhook address, or imports events from a file.
pub(super) fn run(settings: &Settings, args: WhatsappArgs, screen: &Screen) -> Result<(), Failure> {
    match args.what {
        WhatsappCommand::Hook { at, renew } => hook(settings, at.as_deref(), renew, screen),
        WhatsappCommand::Import { file } => import(&OperatorStore::open(settings)?, &file, screen),
    }
}

fn hook(
    settings: &Settings,
    at: Option<&str>,
    renew: bool,
    screen: &Screen,
) -> Result<(), Failure> {
    let store = launch::open(settings)?;
    let base = base(settings, at)?;
    let mut tenant = launch::tenant(&store, settings)?;
    if renew {
        tenant = store.renew_hook(&tenant)?;
    }
    let path = webhooks::whatsapp_path(&store, &tenant)?;
    let address = format!("{}{path}", base.trim_end_matches('/'));
    if screen.is_json() {
        return Ok(
            screen.document(&json!({ "tenant": tenant.name, "url": address, "path": path }))?
        );
    }
    screen.line(&address)?;
    if renew {
        screen.note("The address before this one is good no longer: give 360dialog this one.");
    }
    screen.note("Whoever has this address can write as a customer: give it to 360dialog only.");
    if at.is_none() {
        screen.note("It is this machine's. For 360dialog, lead a public https address here and say it with --at.");
    }
    Ok(())
}

/// Where this server can be reached: the address that was said, or the local one.
pub(super) fn base(settings: &Settings, at: Option<&str>) -> Result<String, Failure> {
    match at {
        Some(at) if at.starts_with("https://") || at.starts_with("http://") => Ok(at.to_owned()),
        Some(at) => Err(Failure::Usage(format!(
            "`{at}` is not an address; write one such as https://desk.example.com"
        ))),
        None => Ok(local(settings)),
    }
}

/// The local address of the preview's server, running or not.
fn local(settings: &Settings) -> String {
    let record = std::fs::read(settings.folder.join("preview.json")).unwrap_or_default();
    let record: Value = serde_json::from_slice(&record).unwrap_or_default();
    let port = record.get("port").and_then(Value::as_u64).unwrap_or(4780);
    format!("http://127.0.0.1:{port}")
}

fn import(operator: &OperatorStore, file: &Path, screen: &Screen) -> Result<(), Failure> {
    let input: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        let opened = open_named(file);
        Box::new(opened.map_err(|error| Failure::Failed(format!("{}: {error}", file.display())))?)
    };
    let mut tally = Tally::default();
    let mut waiting = ReportedEvents::default();
    let mut read = 0;
    let mut write = |waiting: &mut ReportedEvents, tally: &mut Tally| -> Result<(), Failure> {
        let part = waiting.first(BATCH);
        read += part.len();
        tally.add(take(operator, part)?);
        screen.note(format!("{read} events …"));
        Ok(())
    };
    let input =
        text(input).map_err(|error| Failure::Failed(format!("{}: {error}", file.display())))?;
    for report in Deserializer::from_reader(input).into_iter::<Value>() {
        let report = match report {
            Ok(report) => report,
            Err(error) => {
                // The events before the error are imported, and the corrected file can be imported again.
                write(&mut waiting, &mut tally)?;
                return Err(Failure::Failed(format!(
                    "the file is not JSON there: {error}; what stood before is in"
                )));
            }
        };
        let reports = if let Value::Array(reports) = report { reports } else { vec![report] };
        for report in &reports {
            waiting.extend(ReportedEvents::read(report));
            while waiting.len() >= BATCH {
                write(&mut waiting, &mut tally)?;
            }
        }
    }
    write(&mut waiting, &mut tally)?;
    told(&tally, screen)
}

/// The file as UTF-8, whatever byte order mark or encoding it has.
fn text(input: Box<dyn Read>) -> io::Result<Box<dyn Read>> {
    const UTF_8: &[u8] = b"\xef\xbb\xbf";
    let mut input = BufReader::new(input);
    let mut beginning = Vec::new();
    input.by_ref().take(3).read_to_end(&mut beginning)?;
    if beginning.starts_with(UTF_8) {
        return Ok(Box::new(input));
    }
    // JSON begins with an ASCII character, which reveals UTF-16 even without a byte order mark.
    let is_wide = matches!(*beginning, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, ..] | [0, ..]);
    let whole = io::Cursor::new(beginning.clone()).chain(input);
    if !is_wide {
        return Ok(Box::new(BufReader::new(whole)));
    }
    let is_big = matches!(*beginning, [0xfe | 0, ..]);
    let encoding = if is_big { encoding_rs::UTF_16BE } else { encoding_rs::UTF_16LE };
    let mut bytes = Vec::new();
    { whole }.read_to_end(&mut bytes)?;
    let (text, _) = encoding.decode_with_bom_removal(&bytes);
    Ok(Box::new(io::Cursor::new(text.into_owned())))
}

fn take(operator: &OperatorStore, reported: ReportedEvents) -> Result<Tally, Failure> {
    let (send, tally) = mpsc::channel();
    operator.change("whatsapp import", move |db| {
        // The only receiver is waiting.
        let _ = send.send(ingest::take(db, reported)?);
        Ok(())
    })?;
    tally.recv().map_err(|error| Failure::Failed(error.to_string()))
}

fn told(tally: &Tally, screen: &Screen) -> Result<(), Failure> {
    let Tally { messages, statuses, contacts, known, passed_over, unreadable } = *tally;
    if screen.is_json() {
        return Ok(screen.document(&json!({
            "messages": messages, "statuses": statuses, "contacts": contacts, "known": known,
            "passedOver": passed_over, "unreadable": unreadable,
        }))?);
    }
    screen.line(format!(
        "Took in {messages} messages and {statuses} delivery states; {contacts} new contacts. \
         {known} were known, {passed_over} passed over."
    ))?;
    if unreadable > 0 {
        screen.line(format!(
            "{unreadable} messages could not be kept: nothing in them says who wrote them, or which they are."
        ))?;
    }
    Ok(())
}
