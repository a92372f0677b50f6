//! One tenant as a file that another desk takes in: a backup that holds nobody else, and nothing of its folder.

use std::{fs, path::Path};

use super::{Made, archive, findings, write};
use crate::{
    error::{Code, Error, Result},
    principal::Tenant,
    store::{
        Store, Synchronous,
        backup_files::Work,
        engine::{Database, bring_in},
        tenant::releases_folder,
        uploads,
    },
};

/// Writes everything that a tenant has to `file`, which must not be there, and reads it back. Servers may run.
///
/// # Errors
/// `STORAGE_FULL`, `STORAGE_BUSY`; nothing is left at `file` then.
pub fn archive_tenant(folder: &Path, tenant: &Tenant, file: &Path, made_at: &str) -> Result<Made> {
    write(folder, Some(tenant), file, made_at)
}

/// Takes in the tenant of an archive, under the name that it had or another one; returns it. Servers may run. What is
/// interrupted has brought nothing in, or all of it.
///
/// # Errors
/// `NAME_TAKEN` where it is there already, or another tenant of that name; `BACKUP_INVALID`.
pub fn import_tenant(
    store: &Store,
    folder: &Path,
    file: &Path,
    name: Option<&str>,
) -> Result<Tenant> {
    let work = Work::new(folder)?;
    if archive::read(file, &work.0)?.tenant.is_none() {
        let sentence = "this is a backup of a whole folder, and not of one tenant";
        return Err(Error::new(Code::BackupInvalid, sentence)
            .suggest("put it back with `deskhand restore FILE`, into a folder of its own"));
    }
    if let Some(fault) = findings(&work.0)?.into_iter().find(|finding| finding.is_fault) {
        let sentence = format!("the archive holds damaged data: {}", fault.what);
        return Err(Error::new(Code::BackupInvalid, sentence).suggest("take another archive"));
    }
    let tenant = only_tenant(&work.0)?;
    refuse_others_files(&work.0, &tenant)?;
    let name = name.unwrap_or(&tenant.name).to_owned();
    let is_known = |known: &Tenant| known.id == tenant.id || known.name == name;
    // Asked first, so that no file is placed in vain; the transaction asks again.
    let is_new = !store.tenants()?.iter().any(is_known);
    if is_new {
        archive::place_pictures(&work.0, folder)?;
    }
    let (into, from) = (Database::file(folder), Database::file(&work.0));
    let brought = bring_in(&into, &from, &tenant.id.to_string(), &name);
    if brought.is_err() && is_new {
        for place in [uploads::folder_of(folder, tenant.id), releases_folder(folder, tenant.id)] {
            let _ = fs::remove_dir_all(place);
        }
    }
    brought?;
    Ok(Tenant { name, ..tenant })
}

/// Refuses an archive that would put a file among those of another tenant.
fn refuse_others_files(folder: &Path, tenant: &Tenant) -> Result<()> {
    let own = tenant.id.to_string();
    let is_others = |name: &str| name.split('/').nth(1) != Some(own.as_str());
    if archive::pictures(folder)?.iter().any(|(name, _)| is_others(name)) {
        return Err(Error::new(Code::BackupInvalid, "the archive holds files of another tenant")
            .suggest("nothing was changed; take another archive"));
    }
    Ok(())
}

/// The tenant of an archive that was read. The store is closed again: its log is in the file by then.
fn only_tenant(folder: &Path) -> Result<Tenant> {
    let store = Store::open(folder, Synchronous::Normal).map_err(Error::internal)?;
    let mut tenants = store.tenants()?;
    match (tenants.pop(), tenants.is_empty()) {
        (Some(only), true) => Ok(only),
        _ => Err(Error::new(Code::BackupInvalid, "the archive does not hold one tenant")
            .suggest("take another archive")),
    }
}
