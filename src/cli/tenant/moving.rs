//! `deskhand tenant archive|import`: one tenant from one desk to another.

use std::path::Path;

use serde_json::json;

use super::short_name;
use crate::{
    cli::{backup::megabytes, failure::Failure, launch, screen::Screen},
    clock,
    config::Settings,
    principal::Caller,
    starter,
    store::backup,
    value::Zone,
};

/// Where archives are put when nobody says where, below the data folder.
const FOLDER: &str = "archives";

/// Writes everything that a tenant has to one file. Servers may run.
pub(super) fn archive(
    settings: &Settings,
    tenant: &str,
    to: Option<&Path>,
    screen: &Screen,
) -> Result<(), Failure> {
    let store = launch::open(settings)?;
    let tenant = launch::named(&store, tenant)?;
    let stamp = Zone::of("UTC").at(clock::now().0).strftime("%Y%m%d-%H%M%S");
    let name = format!("{}-{stamp}.tar", tenant.name);
    let file = match to {
        Some(file) if file.extension().is_some_and(|ending| ending == "tar") => file.to_owned(),
        Some(folder) => folder.join(name),
        None => settings.folder.join(FOLDER).join(name),
    };
    if file.exists() {
        return Err(Failure::Usage(format!("{} is there already", file.display())));
    }
    let made = backup::archive_tenant(&settings.folder, &tenant, &file, &clock::now().to_string())?;
    if let Some(fault) = made.findings.iter().find(|finding| finding.is_fault) {
        return Err(Failure::Failed(format!(
            "the archive is made, but the data in it is damaged: {}; {}",
            fault.what, fault.next
        )));
    }
    let (file, name) = (made.file.display(), &tenant.name);
    if screen.is_json() {
        return Ok(screen.document(&json!({
            "tenant": name, "file": file.to_string(), "bytes": made.bytes, "pictures": made.pictures,
        }))?);
    }
    let (bytes, pictures) = (megabytes(made.bytes), made.pictures);
    screen.line(format!("`{name}` is in {file} ({bytes}, {pictures} files), and read back."))?;
    screen.note("Another desk takes it in with `deskhand tenant import FILE`. It holds customers' data: keep it where only you can read it.");
    Ok(())
}

/// Takes a tenant in from its archive.
pub(super) fn import(
    settings: &Settings,
    file: &Path,
    name: Option<&str>,
    screen: &Screen,
) -> Result<(), Failure> {
    let name = name.map(|name| short_name("tenant", name)).transpose()?;
    let store = launch::open_as_it_is(settings)?;
    let tenant = backup::import_tenant(&store, &settings.folder, file, name.as_deref())?;
    // The search is made of its rows; whoever is interrupted here has it made by the next start.
    let owner = Caller::new(tenant.clone(), store.owner(&tenant)?);
    store.write_now(&owner, |db| {
        starter::complete(db)?;
        db.index_all()
    })?;
    store.set_templates(&tenant, &starter::templates_digest())?;
    let name = &tenant.name;
    if screen.is_json() {
        return Ok(screen.document(&json!({ "tenant": name, "id": tenant.id }))?);
    }
    screen.line(format!("`{name}` is here, with everything that it had."))?;
    let serve = launch::command(settings, &format!("serve --tenant {name}"));
    screen.note(format!("Serve it with: {serve}"));
    screen.note(
        "Not in an archive: keys of services (`deskhand integration connect`), and what belongs to a folder: the addresses \
         of its WhatsApp hook and its calendar are new here (`deskhand whatsapp hook`, `deskhand calendar`).",
    );
    Ok(())
}
