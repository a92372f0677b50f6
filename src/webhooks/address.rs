//! The secrets in webhook paths: one for each tenant, derived from the data folder's secret key.
//!
//! They are not stored, only how often each was renewed: the paths can be computed again with the data folder's key,
//! but not from another path.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::{
    error::{Error, Result},
    principal::Tenant,
    store::Store,
};

/// The path for WhatsApp's events of a tenant.
///
/// # Errors
/// If the key file can be neither read nor created.
pub fn whatsapp(store: &Store, of: &Tenant) -> Result<String> {
    Ok(format!("/hooks/whatsapp/{}", secret(&store.secret()?, of)?))
}

/// The tenant with that secret.
pub(super) fn tenant_of(store: &Store, given: &str) -> Result<Option<Tenant>> {
    let folder = store.secret()?;
    for tenant in store.tenants()? {
        if same(&secret(&folder, &tenant)?, given) {
            return Ok(Some(tenant));
        }
    }
    Ok(None)
}

fn secret(folder: &[u8], of: &Tenant) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(folder).map_err(Error::internal)?;
    mac.update(format!("whatsapp hook {} {}", of.id, of.hook_renewals).as_bytes());
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

    fn tenant() -> Tenant {
        Tenant { id: TenantId::new(), name: "wren".to_owned(), hook_renewals: 0 }
    }

    #[test]
    fn each_tenant_of_each_folder_has_a_secret_of_its_own() {
        let one = tenant();
        let renewed = Tenant { hook_renewals: 1, ..one.clone() };
        let mine = secret(&[1; 32], &one).unwrap();
        assert_eq!(mine, secret(&[1; 32], &one).unwrap());
        assert_ne!(mine, secret(&[1; 32], &renewed).unwrap());
        assert_ne!(mine, secret(&[1; 32], &tenant()).unwrap());
        assert_ne!(mine, secret(&[2; 32], &one).unwrap());
        assert_eq!(mine.len(), 43);
        assert!(same(&mine, &mine) && !same(&mine, "") && !same(&mine, &mine[1..]));
    }
}
