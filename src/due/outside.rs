//! Reads the calendars of others again and again. It is no call of a tool: nothing of the business changes by it.

use super::DEADLINE;
use crate::{
    calendar, clock,
    error::Result,
    principal::Caller,
    store::{Deadline, Store, TenantWrite, outside::READ_CALENDAR},
};

/// How often they are read. Most services make the file anew no more often than that.
const EVERY_MS: i64 = 30 * 60 * 1000;

/// Reads one, keeps what it says or why it says nothing, and notes when it is read next. Returns whether it was this
/// process that did it.
pub(super) async fn read(
    store: &Store,
    who: &Caller,
    name: &str,
    claim: impl FnOnce(&mut TenantWrite<'_>) -> Result<bool> + Send + 'static,
) -> Result<bool> {
    let zone = store.read(who, |db| Ok(db.site()?.timezone.clone()))?;
    let services = &who.policy.allowance.services;
    let address = services.calendar_address(&who.principal.tenant.name, name)?;
    let read = match address {
        Some(address) => calendar::fetch(services.door(), &address, &zone, clock::now()).await,
        None => Err("its address is not kept here any more".to_owned()),
    };
    let name = name.to_owned();
    let keep = move |db: &mut TenantWrite<'_>| {
        if !claim(db)? {
            return Ok(false);
        }
        match &read {
            Ok(reading) => db.keep_outside_reading(&name, &reading.busy, reading.unclear)?,
            Err(why) => {
                tracing::warn!(calendar = name, "a calendar could not be read: {why}");
                db.note_outside_failure(&name, why)?;
            }
        }
        db.due(READ_CALENDAR, &name, clock::now().plus_ms(EVERY_MS))?;
        Ok(true)
    };
    store.write(who, &Deadline::of(DEADLINE), keep).await
}
