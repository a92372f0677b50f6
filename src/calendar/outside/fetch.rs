//! Fetches a calendar of others through the guarded client, and reads it beside the calls.

use jiff::tz::TimeZone;

use super::{Reading, read};
use crate::{
    background,
    clock::Time,
    outbound::{Caps, Failure, Headers, Outbound},
};

/// How far ahead busy times are kept: as far as times are usually offered, and a month.
const AHEAD_MS: i64 = 400 * 24 * 60 * 60 * 1000;

/// And back: what began yesterday may go on.
const BACK_MS: i64 = 2 * 24 * 60 * 60 * 1000;

/// The address as it is fetched: calendar programs write `webcal:`.
pub fn address(written: &str) -> String {
    let written = written.trim();
    match written.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("webcal") => format!("https://{rest}"),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("webcals") => format!("https://{rest}"),
        Some(_) | None => written.to_owned(),
    }
}

/// What a calendar is busy with from now on. The error is a sentence for people, without the address.
pub(crate) async fn fetch(
    door: &Outbound,
    address: &str,
    zone: &str,
    now: Time,
) -> Result<Reading, String> {
    let wants = [("Accept", "text/calendar, text/plain;q=0.5")];
    let said = |failure: Failure| failure.to_string();
    let headers = Headers::given(wants).map_err(said)?;
    let answer = door.get(address, headers, Caps::default()).await.map_err(said)?;
    if !answer.is_success() {
        return Err(format!("its address answers {}", answer.status()));
    }
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let home = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let span = (now.plus_ms(-BACK_MS), now.plus_ms(AHEAD_MS));
    let work = move || read(&text, &home, span);
    background::compute(work).await.unwrap_or_else(|error| Err(error.to_string()))
}
