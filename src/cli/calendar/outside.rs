//! `deskhand calendar connect`, `list` and `disconnect`: calendars of others whose busy times count.

use serde_json::{Value, json};

use crate::{
    calendar::{fetch, outside_address},
    cli::{args::CalendarCommand, failure::Failure, launch, screen::Screen, set_up::OperatorStore},
    clock,
    config::Settings,
    store::outside::{OutsideCalendar, READ_CALENDAR},
    value::Slug,
};

/// When a calendar is read again that was just read, in milliseconds.
const AGAIN_MS: i64 = 30 * 60 * 1000;

pub(super) fn run(
    settings: &Settings,
    what: &CalendarCommand,
    screen: &Screen,
) -> Result<(), Failure> {
    match what {
        CalendarCommand::Connect { url, name } => connect(settings, url, name, screen),
        CalendarCommand::List => list(settings, screen),
        CalendarCommand::Disconnect { name } => disconnect(settings, name, screen),
    }
}

fn connect(settings: &Settings, url: &str, name: &str, screen: &Screen) -> Result<(), Failure> {
    let name = Slug::parse(name).map_err(Failure::usage)?.to_string();
    let operator = OperatorStore::open(settings)?;
    let zone = operator.read(|db| Ok(db.site()?.timezone.clone()))?;
    let address = outside_address(url);
    let services = &settings.allowance.services;
    // Read first: what cannot be read is not connected.
    let reading = launch::runtime()?
        .block_on(fetch(services.door(), &address, &zone, clock::now()))
        .map_err(|why| Failure::Failed(format!("the calendar could not be read: {why}")))?;
    let kept = services.keep_calendar_address(operator.tenant(), &name, &address);
    kept.map_err(|error| Failure::Failed(format!("the address could not be kept: {error}")))?;
    let (count, unclear, called) = (reading.busy.len(), reading.unclear, name.clone());
    operator.change("calendar connect", move |db| {
        db.add_outside_calendar(&called)?;
        db.keep_outside_reading(&called, &reading.busy, reading.unclear)?;
        db.due(READ_CALENDAR, &called, clock::now().plus_ms(AGAIN_MS))
    })?;
    if screen.is_json() {
        return Ok(screen.document(&json!({ "name": name, "busy": count, "unclear": unclear }))?);
    }
    screen.line(format!(
        "The calendar `{name}` is read every half hour from now on; it is busy {count} {}.",
        if count == 1 { "time" } else { "times" }
    ))?;
    if unclear > 0 {
        screen.note(format!(
            "{unclear} of its events could not be understood whole; they count as busy as far as they say when they are."
        ));
    }
    screen.note(
        "Nothing of what stands in it is kept but when it is busy. Nobody is offered those times.",
    );
    Ok(())
}

fn list(settings: &Settings, screen: &Screen) -> Result<(), Failure> {
    let operator = OperatorStore::open(settings)?;
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method is of one lifetime, and what is read has any"
    )]
    let all = operator.read(|db| db.outside_calendars())?;
    if screen.is_json() {
        let items: Vec<Value> = all.iter().map(described).collect();
        return Ok(screen.document(&json!({ "count": items.len(), "items": items }))?);
    }
    let mut table = screen.table(&["calendar", "last read (UTC)", "unclear events", "what failed"]);
    for OutsideCalendar { name, read_at, error, unclear } in &all {
        let read = read_at.map_or_else(|| "never".to_owned(), |at| at.local("UTC"));
        table.add_row([name.clone(), read, unclear.to_string(), error.clone()]);
    }
    let none = "No calendar is connected: deskhand calendar connect URL.";
    Ok(screen.print(&table, none)?)
}

fn disconnect(settings: &Settings, name: &str, screen: &Screen) -> Result<(), Failure> {
    let operator = OperatorStore::open(settings)?;
    let gone = name.to_owned();
    operator.change("calendar disconnect", move |db| db.remove_outside_calendar(&gone))?;
    settings.allowance.services.forget_calendar_address(operator.tenant(), name)?;
    if screen.is_json() {
        return Ok(screen.document(&json!({ "name": name, "disconnected": true }))?);
    }
    Ok(screen.line(format!("The calendar `{name}` does not count any more."))?)
}

fn described(calendar: &OutsideCalendar) -> Value {
    let OutsideCalendar { name, read_at, error, unclear } = calendar;
    json!({ "name": name, "readAt": read_at, "error": error, "unclear": unclear })
}
