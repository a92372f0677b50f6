//! `deskhand calendar`: the address at which calendar programs read the bookings.

mod outside;

use serde_json::json;

use super::{args::CalendarArgs, failure::Failure, launch, screen::Screen, whatsapp};
use crate::{calendar, config::Settings};

/// Prints the address, a new one where that is asked for.
pub(super) fn run(
    settings: &Settings,
    args: &CalendarArgs,
    screen: &Screen,
) -> Result<(), Failure> {
    if let Some(what) = &args.what {
        return outside::run(settings, what, screen);
    }
    let store = launch::open(settings)?;
    let base = whatsapp::base(settings, args.at.as_deref())?;
    let tenant = launch::tenant(&store, settings)?;
    if args.renew_links {
        calendar::renew_links(&store, &tenant)?;
        if screen.is_json() {
            return Ok(screen.document(&json!({ "tenant": tenant.name, "linksRenewed": true }))?);
        }
        return Ok(screen.line(
            "The links by which visitors moved and cancelled so far are good no longer; new bookings get new ones.",
        )?);
    }
    let path = calendar::path(&store, &tenant, args.renew)?;
    let address = format!("{}{path}", base.trim_end_matches('/'));
    if screen.is_json() {
        return Ok(
            screen.document(&json!({ "tenant": tenant.name, "url": address, "path": path }))?
        );
    }
    screen.line(&address)?;
    if args.renew {
        screen.note("The address before this one is good no longer: subscribe to this one.");
    }
    screen.note("Subscribe to it in your calendar program; it is read-only.");
    screen.note(
        "Whoever has this address can read all bookings, with names: give it to nobody else.",
    );
    if args.at.is_none() {
        screen.note("It is this machine's. For a phone or Google, lead a public https address here and say it with --at.");
    }
    Ok(())
}
