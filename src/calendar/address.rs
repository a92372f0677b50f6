//! The secret in the address of a tenant's calendar, derived from the data folder's secret key.
//!
//! It is not stored, only how often it was renewed: whoever has a copy of the database cannot read the calendar by it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::{
    error::{Error, Result},
    principal::Tenant,
    store::Store,
};

/// The path of a tenant's calendar. With `renew` it is a new one, and those before are good no longer.
///
/// # Errors
/// If the key file can be neither read nor created.
pub fn path(store: &Store, of: &Tenant, renew: bool) -> Result<String> {
    let folder = store.secret()?;
    let renewals = if renew { store.renew_calendar(of)? } else { renewals(store, of)? };
    Ok(format!("/hooks/calendar/{}.ics", secret(&folder, of, renewals)?))
}

/// Makes the links good no longer by which visitors of a site could change their bookings.
///
/// # Errors
/// Those of the store.
pub fn renew_links(store: &Store, of: &Tenant) -> Result<()> {
    store.renew_links(of).map(|_| ())
}

/// The tenant with that secret.
pub(super) fn tenant_of(store: &Store, given: &str) -> Result<Option<Tenant>> {
    let folder = store.secret()?;
    for (tenant, renewals) in store.calendars()? {
        if same(&secret(&folder, &tenant, renewals)?, given) {
            return Ok(Some(tenant));
        }
    }
    Ok(None)
}

/// How often the address has been renewed.
fn renewals(store: &Store, of: &Tenant) -> Result<i64> {
    let found = store.calendars()?.into_iter().find(|(tenant, _)| tenant.id == of.id);
    found
        .map(|(_, renewals)| renewals)
        .ok_or_else(|| Error::internal("the tenant is no longer there"))
}

fn secret(folder: &[u8], of: &Tenant, renewals: i64) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(folder).map_err(Error::internal)?;
    mac.update(format!("calendar {} {renewals}", of.id).as_bytes());
    Ok(URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// Compares in constant time.
fn same(ours: &str, given: &str) -> bool {
    let differ = ours.bytes().zip(given.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    ours.len() == given.len() && differ == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TenantId;

    #[test]
    fn each_tenant_of_each_folder_has_a_secret_of_its_own_and_a_new_one_when_it_is_renewed() {
        let tenant = || Tenant { id: TenantId::new(), name: "wren".to_owned(), hook_renewals: 0 };
        let one = tenant();
        let mine = secret(&[1; 32], &one, 0).unwrap();
        assert_eq!(mine, secret(&[1; 32], &one, 0).unwrap());
        for other in [
            secret(&[1; 32], &one, 1).unwrap(),
            secret(&[1; 32], &tenant(), 0).unwrap(),
            secret(&[2; 32], &one, 0).unwrap(),
        ] {
            assert!(!same(&mine, &other));
        }
        assert!(same(&mine, &mine) && !same(&mine, "") && !same(&mine, &mine[1..]));
    }
}
