//! Fills the views of a site from the store.

mod address;
pub mod book;
mod brand;
mod collection;
mod entries;
mod fields;
mod findable;
pub mod form;
mod inspected;
mod languages;
mod made;
mod navigation;
mod page;
mod picture;
mod posts;
mod published;
mod section;
mod sitemap;
mod surroundings;
mod text;

use std::{io::Read as _, path::Path};

pub use self::{address::lookup, inspected::warnings, languages::versions, page::page};
pub(crate) use self::{
    made::Drawing,
    published::{Published, published},
};
use super::{
    form::nonce,
    preview::{Lookup, MadeFile, SiteSource, SourceError, TenantLink},
    render::Listed,
    view::{FeedView, PageView, SiteView, SitemapEntry},
};
use crate::{
    clock,
    error::{Error, Result},
    id::SectionId,
    principal::{Agent, Caller, Tenant},
    store::{Store, TenantRead, open_named, uploads::is_file_name},
};

/// Every tenant's site, for the preview.
pub struct StoreSite {
    store: Store,
    made: made::Made,
}

/// Bytes. This program makes no larger files.
const FILE_BYTES_MAX: u64 = 10 * 1024 * 1024;

impl StoreSite {
    /// The sites of the tenants in the store.
    pub fn new(store: Store) -> StoreSite {
        StoreSite { store, made: made::Made::default() }
    }

    /// Gives the forms of a page that is made now the time.
    fn sign_forms(&self, page: &mut PageView) -> Result<()> {
        for section in &mut page.sections {
            if let (Some(form), Ok(id)) = (&mut section.form, section.id.parse::<SectionId>()) {
                form.nonce = Some(nonce(&self.store.secret()?, id, clock::now())?);
            }
        }
        Ok(())
    }

    fn tenant(&self, name: &str) -> Result<Option<Tenant>> {
        Ok(self.store.tenants()?.into_iter().find(|known| known.name == name))
    }

    /// Runs a read for a tenant; `None` if it does not exist.
    fn read<T>(
        &self,
        tenant: &str,
        query: impl FnOnce(&TenantRead<'_>) -> Result<T>,
    ) -> std::result::Result<Option<T>, SourceError> {
        let read = || {
            let Some(tenant) = self.tenant(tenant)? else { return Ok(None) };
            let viewer = Caller::new(tenant, Agent::autonomous("preview", "system", "readonly"));
            self.store.read(&viewer, query).map(Some)
        };
        read().map_err(source_error)
    }
}

impl SiteSource for StoreSite {
    fn tenants(&self) -> std::result::Result<Vec<TenantLink>, SourceError> {
        let link = |(tenant, title): (Tenant, String)| TenantLink { name: tenant.name, title };
        let tenants = self.store.titles().map_err(source_error)?;
        Ok(tenants.into_iter().map(link).collect())
    }

    fn page(
        &self,
        tenant: &str,
        path: &str,
        base: &str,
    ) -> std::result::Result<Lookup, SourceError> {
        let mut found = self.read(tenant, |db| address::lookup(db, path, base))?;
        if let Some(Lookup::Page(page)) = &mut found {
            page.card = Some(made::card_address(page));
            self.sign_forms(page).map_err(source_error)?;
        }
        Ok(found.unwrap_or(Lookup::NoTenant))
    }

    fn moved(&self, tenant: &str, path: &str) -> std::result::Result<Option<String>, SourceError> {
        Ok(self.read(tenant, |db| address::moved(db, path))?.flatten())
    }

    fn feed(
        &self,
        tenant: &str,
        collection: Option<&str>,
    ) -> std::result::Result<Option<FeedView>, SourceError> {
        Ok(self.read(tenant, |db| address::feed(db, collection))?.flatten())
    }

    fn sitemap(&self, tenant: &str) -> std::result::Result<Option<Vec<SitemapEntry>>, SourceError> {
        self.read(tenant, sitemap::sitemap)
    }

    fn summary(
        &self,
        tenant: &str,
    ) -> std::result::Result<Option<(SiteView, Vec<Listed>)>, SourceError> {
        self.read(tenant, published::summary)
    }

    fn redirects(
        &self,
        tenant: &str,
    ) -> std::result::Result<Option<Vec<(String, String)>>, SourceError> {
        self.read(tenant, sitemap::redirects)
    }

    fn file(&self, tenant: &str, name: &str) -> std::result::Result<Option<Vec<u8>>, SourceError> {
        if !is_file_name(name) {
            return Ok(None);
        }
        let Some(tenant) = self.tenant(tenant).map_err(source_error)? else { return Ok(None) };
        let path = self.store.uploads(&tenant).folder().join(name);
        // Links are not followed: this program makes none.
        let bytes = match std::fs::symlink_metadata(&path) {
            Ok(about) if about.is_file() && about.len() <= FILE_BYTES_MAX => bytes_of(&path),
            Ok(_) => return Ok(None),
            Err(error) => Err(error),
        };
        match bytes {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(SourceError::from(Box::from(error))),
        }
    }

    fn made(
        &self,
        tenant: &str,
        path: &str,
        known: Option<&str>,
    ) -> std::result::Result<Option<MadeFile>, SourceError> {
        self.made_file(tenant, path, known)
    }

    fn revision(&self) -> std::result::Result<i64, SourceError> {
        self.store.revision().map_err(source_error)
    }
}

fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_named(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The error with its cause for the log; the preview shows only that something failed.
fn source_error(error: Error) -> SourceError {
    SourceError::from(Box::<dyn std::error::Error + Send + Sync>::from(
        error.cause().unwrap_or(error.message()).to_owned(),
    ))
}
