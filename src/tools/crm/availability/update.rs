//! `updateAvailability`.

use jiff::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Exception, ExceptionChange, Exceptions, Offer, Rules, availability},
    clock::{Time, spoken_span},
    error::{Error, Result},
    id::{self, AvailabilityId, PackageId},
    store::{
        TenantRead, TenantWrite,
        entity::{AvailabilityRow, Json, NewAvailability},
        ledger,
    },
    tool::{Command, Resource, Spec},
    tools::business::package,
    value::{Hours, HoursSpan, OnlineBooking, Patch, Ref},
};

/// The tool.
pub static TOOL: Command<Input, AvailabilityOut> = Command::new(
    Spec {
        name: "updateAvailability",
        title: "Update when customers can come",
        description: "Update when customers can come, to all or one package; null is as usual.",
    },
    run,
);

/// Minutes: 60 days.
const NOTICE_MAX: i64 = 60 * 24 * 60;

/// Bookings are told of that lie outside of new hours, within these days.
const LOOK_DAYS: i32 = 100;

/// So many of them are named.
const NAMED_MAX: usize = 3;

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    package_id: Option<Ref<id::Package>>,
    /// [{ days: [mon, …], opens: "09:00", closes }]
    #[serde(default)]
    #[schemars(length(max = 50))]
    hours: Patch<Vec<HoursSpan>>,
    /// [{ date, until?, opens?, closes?, usual?, note? }]; without opens closed
    #[serde(default)]
    #[schemars(length(max = 100))]
    exceptions: Vec<ExceptionChange>,
    #[serde(default)]
    #[schemars(range(min = 0, max = NOTICE_MAX))]
    notice_minutes: Patch<i64>,
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_830))]
    horizon_days: Patch<i64>,
    #[serde(default)]
    #[schemars(range(min = 0, max = 1_440))]
    buffer_before_minutes: Patch<i64>,
    #[serde(default)]
    #[schemars(range(min = 0, max = 1_440))]
    buffer_after_minutes: Patch<i64>,
    #[serde(default)]
    #[schemars(range(min = 5, max = 1_440))]
    step_minutes: Patch<i64>,
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000))]
    daily_limit: Patch<i64>,
    #[serde(default)]
    online: Patch<OnlineBooking>,
    expected_version: Option<i64>,
}

/// The rules of the business or of a package as tools return them.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct AvailabilityOut {
    id: AvailabilityId,
    #[serde(skip_serializing_if = "Option::is_none")]
    package_id: Option<PackageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<serde_json::Map<String, serde_json::Value>>>")]
    hours: Option<serde_json::Value>,
    #[schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")]
    exceptions: Vec<Exception>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice_minutes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    horizon_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    buffer_before_minutes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    buffer_after_minutes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step_minutes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    daily_limit: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    online: Option<OnlineBooking>,
    version: i64,
    updated_at: Time,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<AvailabilityOut>> {
    let package = input.package_id.as_ref().map(|named| package::require(db, named)).transpose()?;
    let of = package.map(|package| package.id);
    let (business, own) = availability(db, of)?;
    let online_before = Rules::online(business.as_ref(), own.as_ref());
    let known = if of.is_some() { own } else { business };
    let version = known.as_ref().map_or(0, |row| row.version);
    let key = known.as_ref().map(|row| row.id.to_string()).unwrap_or_default();
    ledger::expect_version(db, "availability", &key, version, input.expected_version)?;

    let other_hours = !matches!(input.hours, Patch::Absent) || !input.exceptions.is_empty();
    let hours = input.hours.try_map(|said| {
        let hours = Hours::of_field("hours", &said)?;
        serde_json::to_value(&hours).map_err(Error::internal)
    })?;
    let exceptions = known.as_ref().map(|row| row.exceptions.read::<Exceptions>()).transpose()?;
    let exceptions = Json::of(&exceptions.unwrap_or_default().changed(&input.exceptions)?)?;
    let was = |column: fn(&AvailabilityRow) -> Option<i64>| known.as_ref().and_then(column);
    let new = NewAvailability {
        id: known.as_ref().map_or_else(AvailabilityId::new, |row| row.id),
        package_id: of,
        hours: hours.applied(known.as_ref().and_then(|row| row.hours.clone())),
        exceptions,
        notice_minutes: input.notice_minutes.applied(was(|row| row.notice_minutes)),
        horizon_days: input.horizon_days.applied(was(|row| row.horizon_days)),
        buffer_before_minutes: input
            .buffer_before_minutes
            .applied(was(|row| row.buffer_before_minutes)),
        buffer_after_minutes: input
            .buffer_after_minutes
            .applied(was(|row| row.buffer_after_minutes)),
        step_minutes: input.step_minutes.applied(was(|row| row.step_minutes)),
        daily_limit: input.daily_limit.applied(was(|row| row.daily_limit)),
        online: input.online.applied(known.as_ref().and_then(|row| row.online)),
    };
    let id = new.id;
    put(db, known, new)?;
    let row = AvailabilityRow::by_id(db, id)?;
    let row = row.ok_or_else(|| Error::internal("an availability is gone"))?;
    let (business, own) = availability(db, of)?;
    let online = Rules::online(business.as_ref(), own.as_ref());
    let news = (online != online_before).then(|| on_site(online).to_owned());
    let outside = if other_hours && of.is_none() { outside(db)? } else { None };
    let notes: Vec<String> = [news, outside].into_iter().flatten().collect();
    let note = Some(notes.join(" ")).filter(|note| !note.is_empty());
    Ok(Resource::new(AvailabilityOut::of(row)?).noting(note))
}

/// What visitors can do from now on.
fn on_site(online: OnlineBooking) -> &'static str {
    match online {
        OnlineBooking::Off => "Visitors cannot book it on the site.",
        OnlineBooking::Pending => {
            "Visitors can book it on the site where `deskhand host` serves it, if it has a duration; each booking is \
             pending until it is confirmed. online: confirmed books at once, off ends it."
        }
        OnlineBooking::Confirmed => {
            "Visitors can book it on the site where `deskhand host` serves it, if it has a duration; it is booked at once."
        }
    }
}

/// Adds the rules, or saves them where there are some.
fn put(
    db: &mut TenantWrite<'_>,
    known: Option<AvailabilityRow>,
    new: NewAvailability,
) -> Result<()> {
    let Some(known) = known else { return new.insert(db) };
    let NewAvailability { hours, exceptions, notice_minutes, horizon_days, .. } = new;
    let row = AvailabilityRow {
        hours,
        exceptions,
        notice_minutes,
        horizon_days,
        buffer_before_minutes: new.buffer_before_minutes,
        buffer_after_minutes: new.buffer_after_minutes,
        step_minutes: new.step_minutes,
        daily_limit: new.daily_limit,
        online: new.online,
        ..known
    };
    row.save(db).map(|_| ())
}

/// The bookings to come that lie outside of the hours now: they stay as they are.
fn outside(db: &TenantRead<'_>) -> Result<Option<String>> {
    let now = db.now()?;
    let zone = db.site()?.timezone.clone();
    let today = now.there(&zone).date();
    let last = today.checked_add(Span::new().days(LOOK_DAYS)).unwrap_or(today);
    let offer = Offer::read(db, None, 1, (today, last), None)?;
    let question = offer.question();
    let is_outside = |row: &&crate::store::entity::BookingRow| {
        let date = row.starts_at.there(&zone).date();
        let is_closed = offer.rules.windows(date).is_empty();
        row.starts_at > now
            && (is_closed || !row.all_day && !question.is_within_hours(row.starts_at, row.ends_at))
    };
    let outside: Vec<_> = offer.bookings.iter().filter(is_outside).collect();
    if outside.is_empty() {
        return Ok(None);
    }
    let may_read = db.may_read("booking");
    let named = outside.iter().take(NAMED_MAX).filter(|_| may_read).map(|row| {
        let when = spoken_span(row.starts_at, row.ends_at, row.all_day, &zone);
        format!("“{}” {when}", row.title)
    });
    let named: Vec<String> = named.collect();
    let named = if named.is_empty() { String::new() } else { format!(": {}", named.join("; ")) };
    let (count, are) =
        (outside.len(), if outside.len() == 1 { "booking lies" } else { "bookings lie" });
    Ok(Some(format!(
        "{count} {are} outside of these hours and stay{} as before{named}.",
        if count == 1 { "s" } else { "" }
    )))
}

impl AvailabilityOut {
    fn of(row: AvailabilityRow) -> Result<AvailabilityOut> {
        let exceptions: Exceptions = row.exceptions.read()?;
        Ok(AvailabilityOut {
            id: row.id,
            package_id: row.package_id,
            hours: row.hours,
            exceptions: exceptions.all().to_vec(),
            notice_minutes: row.notice_minutes,
            horizon_days: row.horizon_days,
            buffer_before_minutes: row.buffer_before_minutes,
            buffer_after_minutes: row.buffer_after_minutes,
            step_minutes: row.step_minutes,
            daily_limit: row.daily_limit,
            online: row.online,
            version: row.version,
            updated_at: row.updated_at,
        })
    }
}
