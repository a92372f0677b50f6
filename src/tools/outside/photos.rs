//! Stock photos: the services, cached results, and rate limits.

pub(super) mod cache;
pub(super) mod merge;
pub(super) mod photo_out;
pub(super) mod placeholder;
pub(super) mod quota;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    error::Result,
    integration::{self, Integration},
    outbound::pictures::{LIBRARIES, Library, OPENVERSE, PEXELS, UNSPLASH, WIKIMEDIA},
    store::TenantRead,
};

/// Who has pictures, as tools name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(super) enum Source {
    Openverse,
    Pexels,
    Unsplash,
    Wikimedia,
    Placeholder,
    // The person's own. A doc comment would make another schema of it.
    Computer,
}

impl Source {
    /// The service; `None` for placeholders, which are drawn here, and for what is here.
    pub(super) fn library(self) -> Option<&'static Library> {
        match self {
            Source::Openverse => Some(&OPENVERSE),
            Source::Pexels => Some(&PEXELS),
            Source::Unsplash => Some(&UNSPLASH),
            Source::Wikimedia => Some(&WIKIMEDIA),
            Source::Placeholder | Source::Computer => None,
        }
    }
}

/// The service as an integration that can be connected.
pub(super) fn integration(library: &Library) -> &'static Integration {
    // Every library is in the list of integrations; a test checks that.
    integration::of_name(library.name).unwrap_or(&integration::OPENVERSE)
}

/// The services that can be used: those that need no key, and those with one.
pub(super) fn open(db: &TenantRead<'_>) -> Result<Vec<&'static Library>> {
    let (services, connected) = (&db.policy().allowance.services, db.connected()?);
    let tenant = &db.who().tenant.name;
    let is_open = |library: &&Library| {
        let service = integration(library);
        let is_connected = service.key.is_none() || connected.iter().any(|it| it == service.name);
        is_connected && services.has_key(service, tenant)
    };
    Ok(LIBRARIES.iter().copied().filter(is_open).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_library_is_a_service_that_can_be_connected() {
        for library in LIBRARIES {
            assert_eq!(integration(library).name, library.name);
            assert_eq!(integration(library).title, library.title);
        }
    }
}
