//! The links by which visitors change what they have booked: the booking, and a seal that only this data folder can
//! make.
//!
//! Nothing of it is stored, so whoever has a copy of the database has no link. A link is good for as long as its
//! booking can be changed, and no longer once the business has had the links made anew.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::OWN_PAGES;
use crate::{
    error::{Error, Result},
    id::BookingId,
    principal::Tenant,
    site::form::hex,
    store::Store,
};

/// Bytes of the seal.
const SEAL: usize = 16;

/// The length of what an id ends with.
const ID_CHARS: usize = 26;

/// The path of a booking's page.
pub(super) fn path(store: &Store, tenant: &Tenant, booking: BookingId) -> Result<String> {
    let seal = seal(store, tenant, booking)?;
    let id = booking.to_string();
    let (_, id) = id.rsplit_once('_').unwrap_or(("", &id));
    Ok(format!("{OWN_PAGES}{id}{seal}"))
}

/// The booking of a link, if the link is good.
pub(super) fn booking(store: &Store, tenant: &Tenant, link: &str) -> Result<Option<BookingId>> {
    let (Some(id), Some(given)) = (link.get(..ID_CHARS), link.get(ID_CHARS..)) else {
        return Ok(None);
    };
    let prefix = crate::id::prefix_of("booking").unwrap_or_default();
    let Ok(id) = format!("{prefix}_{id}").parse::<BookingId>() else { return Ok(None) };
    let ours = seal(store, tenant, id)?;
    let differ = ours.bytes().zip(given.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    Ok((ours.len() == given.len() && differ == 0).then_some(id))
}

fn seal(store: &Store, tenant: &Tenant, booking: BookingId) -> Result<String> {
    let renewals = store.link_renewals(tenant)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&store.secret()?).map_err(Error::internal)?;
    mac.update(format!("booking {} {booking} {renewals}", tenant.id).as_bytes());
    Ok(hex(&mac.finalize().into_bytes(), SEAL))
}
