//! The outside services, from the settings of a launch.

use std::path::Path;

use super::{
    ConfigError, File, Flags, given,
    setting::{MEANING_MODEL, OUTBOUND_ALLOW, OUTBOUND_CONTACT, PROVIDERS},
    variable,
};
use crate::{
    integration::{self, INTEGRATIONS, Services},
    outbound::{Outbound, Secret},
};

/// The outside services as this launch reaches them.
pub(super) fn services(flags: &Flags, file: &File, folder: &Path) -> Result<Services, ConfigError> {
    let allow = (!flags.outbound_allow.is_empty()).then(|| flags.outbound_allow.join(" "));
    let allowed = given::value(&OUTBOUND_ALLOW, allow.as_deref(), file, &given::PLACES)?;
    let contact = flags.outbound_contact.as_deref();
    let contact = given::value(&OUTBOUND_CONTACT, contact, file, &given::CONTACT)?;
    let model = flags.meaning_model.as_deref();
    let model = given::value(&MEANING_MODEL, model, file, &given::MODEL)?;
    let bases = file.texts(PROVIDERS);
    if let Some(name) = bases.keys().find(|name| integration::of_name(name).is_none()) {
        let known: Vec<&str> = INTEGRATIONS.iter().map(|service| service.name).collect();
        return Err(ConfigError(format!(
            "`{PROVIDERS}.{name}` in {} is no service; there are {}",
            file.path().display(),
            known.join(", ")
        )));
    }
    let given = INTEGRATIONS.iter().filter_map(|service| {
        let key = variable(service.key.as_ref()?.variable)?.into_string().ok()?;
        Some((service.name, Secret::new(key.trim())))
    });
    let door = Outbound::new(allowed.unwrap_or_default());
    let services = Services::new(door, folder.to_owned(), bases, given.collect());
    Ok(services.with_contact(contact).with_model(model))
}
