//! The hosts to which the tenant allows sending, and confirmations before data goes to other hosts.
//!
//! Nothing is posted to a host that is not on the list. Reading is free, but an address can carry data out: once a
//! session has read both outside text and personal data, a person must confirm addresses that occurred in no outside
//! text.

use crate::{
    clock,
    error::{Code, Error, Result},
    outbound::target::Target,
    store::{Dml, Sql, TenantRead, TenantWrite},
    tool::{Departure, SessionReads},
    value::one_line,
};

/// The most hosts on the list.
const HOSTS_MAX: usize = 100;

/// Normalises a host that a person typed: a name, or a name and a port.
///
/// # Errors
/// `URL_INVALID`.
pub fn parse(text: &str) -> Result<String> {
    let text = text.trim();
    let says_more = text.contains(['/', '\\', '?', '#', '@', '*']);
    let target = Target::parse(&format!("https://{text}")).ok().filter(|_| !says_more);
    target.map(|target| target.place()).ok_or_else(|| {
        Error::new(Code::UrlInvalid, format!("`{text}` is no host"))
            .suggest("write it as in an address, such as hooks.example.com")
    })
}

/// The hosts on the list.
pub fn all(db: &TenantRead<'_>) -> Result<Vec<String>> {
    const ALL: Sql =
        Sql::scoped("SELECT host FROM outbound_host WHERE tenant_id = :tenant ORDER BY host");
    db.all(&ALL, &[], |row| row.text("host"))
}

/// Adds a host to the list.
///
/// # Errors
/// `ARGUMENT_INVALID` if the list is full.
pub fn add(db: &mut TenantWrite<'_>, host: &str) -> Result<()> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO outbound_host (tenant_id, host, created_at) VALUES (:tenant, :host, :now)
         ON CONFLICT (tenant_id, host) DO NOTHING",
    );
    if all(db)?.len() >= HOSTS_MAX {
        let full = format!("the list has {HOSTS_MAX} hosts already");
        return Err(
            Error::new(Code::ArgumentInvalid, full).suggest("remove some that are not needed")
        );
    }
    db.execute(&ADD, &[(":host", host.into()), (":now", clock::now().into())]).map(|_| ())
}

/// Removes a host from the list, if it is there.
pub fn remove(db: &mut TenantWrite<'_>, host: &str) -> Result<()> {
    const REMOVE: Dml =
        Dml::scoped("DELETE FROM outbound_host WHERE tenant_id = :tenant AND host = :host");
    db.execute(&REMOVE, &[(":host", host.into())]).map(|_| ())
}

fn is_allowed(db: &TenantRead<'_>, target: &Target) -> Result<bool> {
    const LISTED: Sql =
        Sql::scoped("SELECT host FROM outbound_host WHERE tenant_id = :tenant AND host = :host");
    let place = target.place();
    let found = db.first(&LISTED, &[(":host", place.as_str().into())], |row| row.text("host"))?;
    Ok(found.is_some())
}

/// The parsed address, whose host must be on the list.
///
/// # Errors
/// `URL_INVALID`, `HOST_NOT_ALLOWED`.
pub(super) fn require(db: &TenantRead<'_>, url: &str) -> Result<Target> {
    let target = Target::parse(url).map_err(crate::outbound::Failure::into_error)?;
    if is_allowed(db, &target)? {
        return Ok(target);
    }
    let host = target.place();
    Err(Error::new(
        Code::HostNotAllowed,
        format!("nothing is sent to `{host}`: nobody has allowed it"),
    )
    .suggest(format!(
        "a person allows it with `deskhand tenant hosts add {host}`; do not try another way"
    )))
}

/// Whether reading this address needs a confirmation; `carry` says whether its headers can carry data.
///
/// A host name, a path or a query can carry data out. An address from outside text contains no data of ours.
pub(super) fn asks(
    db: &TenantRead<'_>,
    url: &str,
    carry: bool,
    seen: &SessionReads,
) -> Result<bool> {
    if !seen.taint.is_both() {
        return Ok(false);
    }
    // What is no address, or one that nothing goes to, is refused later, by name: a person need not see it.
    let Ok(target) = Target::parse(url) else { return Ok(false) };
    if db.policy().allowance.services.door().refuses(&target) {
        return Ok(false);
    }
    Ok(is_own(url, carry, seen) && !is_allowed(db, &target)?)
}

/// Whether the session made up the request: its address occurred in no outside text, or its headers carry data.
pub(super) fn is_own(url: &str, carry: bool, seen: &SessionReads) -> bool {
    let has_read = |url: &str| seen.has_read(url);
    let is_known =
        has_read(url) || Target::parse(url).is_ok_and(|target| has_read(target.as_str()));
    carry || !is_known
}

/// The departure of a request that only reads: its addresses.
pub(super) fn reading(urls: &[&str]) -> Departure {
    let what = match urls {
        [only] => only.to_string(),
        several => format!("{} addresses", several.len()),
    };
    let why = "Texts from outside and data of people have been read";
    let departure = Departure::new(format!("{why}. Fetch {}", one_line(&what)));
    urls.iter().fold(departure, |departure, url| departure.with("address", *url))
}
