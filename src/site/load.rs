//! The view of a page, filled from the store as it is now.

use serde_json::Value;

use super::{
    format::{format_duration, format_price},
    preview::{Lookup, SiteSource, SourceError, TenantLink},
    view::{ImageView, NavLink, PackageView, PageView, SectionView, SiteView, Status},
};
use crate::{
    error::{Error, Result},
    principal::{Agent, HOME, Principal, Tenant},
    store::{Row, Sql, Store, TenantRead},
};

/// Every tenant's site, for the preview.
pub struct StoreSite {
    store: Store,
}

/// So many pages are in the header, which has one line.
const NAVIGATION_MAX: i64 = 7;

impl StoreSite {
    /// The sites in that store.
    pub fn new(store: Store) -> StoreSite {
        StoreSite { store }
    }

    fn lookup(&self, tenant: &str, path: &str, base: &str) -> Result<Lookup> {
        let Some(tenant) = self.store.tenants()?.into_iter().find(|known| known.name == tenant)
        else {
            return Ok(Lookup::NoTenant);
        };
        let viewer = Principal::new(tenant, Agent::autonomous("preview", "system", "readonly"));
        self.store.read(&viewer, |db| page(db, path, base))
    }
}

impl SiteSource for StoreSite {
    fn tenants(&self) -> std::result::Result<Vec<TenantLink>, SourceError> {
        let link = |tenant: Tenant| TenantLink { name: tenant.name, title: tenant.title };
        let tenants = self.store.tenants().map_err(source_error)?;
        Ok(tenants.into_iter().map(link).collect())
    }

    fn page(
        &self,
        tenant: &str,
        path: &str,
        base: &str,
    ) -> std::result::Result<Lookup, SourceError> {
        self.lookup(tenant, path, base).map_err(source_error)
    }

    fn revision(&self) -> std::result::Result<i64, SourceError> {
        self.store.revision().map_err(source_error)
    }
}

/// The cause, for the log; a person at the preview sees only that something failed.
fn source_error(error: Error) -> SourceError {
    SourceError::from(Box::<dyn std::error::Error + Send + Sync>::from(
        error.cause().unwrap_or(error.message()).to_owned(),
    ))
}

/// The page, redirect or nothing that lies at `path` of a site.
fn page(db: &TenantRead<'_>, path: &str, base: &str) -> Result<Lookup> {
    const PAGE: Sql = Sql::scoped(
        "SELECT id, name, path, indexing, meta FROM page WHERE tenant_id = :tenant AND path = :path",
    );
    const MOVED: Sql = Sql::scoped(
        "SELECT p.path AS path FROM redirect r
         JOIN page p ON p.tenant_id = r.tenant_id AND p.id = r.page_id
         WHERE r.tenant_id = :tenant AND r.path = :path",
    );
    if path == HOME {
        return Ok(Lookup::Redirect(String::new()));
    }
    let own = if path.is_empty() { HOME } else { path };
    let site = site(db, own, base)?;
    let found = db.first(&PAGE, &[(":path", own.into())], |row| {
        let (id, name): (String, String) = (row.text("id")?, row.text("name")?);
        Ok((id, name, row.flag("indexing")?, row.json::<Value>("meta")?))
    })?;
    let Some((id, name, indexing, meta)) = found else {
        let moved = db.first(&MOVED, &[(":path", own.into())], |row| row.text("path"))?;
        return Ok(match moved {
            Some(path) if path == HOME => Lookup::Redirect(String::new()),
            Some(path) => Lookup::Redirect(path),
            None => Lookup::NotFound(Box::new(site)),
        });
    };
    let text = |key: &str| meta.get(key).and_then(Value::as_str).map(str::to_owned);
    let image = meta.get("image").and_then(|image| image.get("imageId")).and_then(Value::as_str);
    Ok(Lookup::Page(Box::new(PageView {
        title: text("title").unwrap_or_else(|| name.clone()),
        description: text("description"),
        image: image.map(|image| image_view(db, image)).transpose()?.flatten(),
        sections: sections(db, &id)?,
        path: path.to_owned(),
        site,
        name,
        indexing,
    })))
}

/// What is the same on all pages of the site.
fn site(db: &TenantRead<'_>, current: &str, base: &str) -> Result<SiteView> {
    const ROOTS: Sql = Sql::scoped(
        "SELECT name, path FROM page
         WHERE tenant_id = :tenant AND parent_id IS NULL AND path <> :home ORDER BY id LIMIT :most",
    );
    let root = current.split('/').next().unwrap_or_default();
    let most = (":most", NAVIGATION_MAX.into());
    let navigation = db.all(&ROOTS, &[(":home", HOME.into()), most], |row| {
        let (label, path) = (row.text("name")?, row.text("path")?);
        Ok(NavLink { label, href: format!("/{path}"), current: path == root })
    })?;
    Ok(SiteView {
        name: db.who().tenant.title.clone(),
        tagline: None,
        base: base.to_owned(),
        navigation,
        live_reload: true,
        year: jiff::Zoned::now().year(),
    })
}

fn sections(db: &TenantRead<'_>, page: &str) -> Result<Vec<SectionView>> {
    const SECTIONS: Sql = Sql::scoped(
        "SELECT s.id AS id, t.key AS template_key, s.status AS status, s.hidden AS hidden,
                s.content AS content
         FROM section s
         JOIN section_template t ON t.tenant_id = s.tenant_id AND t.id = s.template_id
         WHERE s.tenant_id = :tenant AND s.page_id = :page ORDER BY s.sort_order, s.id",
    );
    let mut sections = db.all(&SECTIONS, &[(":page", page.into())], |row| {
        Ok(SectionView {
            id: row.text("id")?,
            template_key: row.text("template_key")?,
            status: match row.text("status")?.as_str() {
                "published" => Status::Published,
                "draft" => Status::Draft,
                _ => Status::Unpublished,
            },
            hidden: row.flag("hidden")?,
            content: row.json("content")?,
            packages: Vec::new(),
        })
    })?;
    for section in &mut sections {
        expand_images(db, &mut section.content)?;
        if section.template_key == "services" {
            section.packages = packages(db)?;
        }
    }
    Ok(sections)
}

/// The packages that people can book now, in their order.
fn packages(db: &TenantRead<'_>) -> Result<Vec<PackageView>> {
    const PACKAGES: Sql = Sql::scoped(
        "SELECT id, name, price_minor, currency, description, duration_minutes, image_id
         FROM package WHERE tenant_id = :tenant AND active = 1 ORDER BY sort_order, id",
    );
    const SERVICES: Sql = Sql::scoped(
        "SELECT s.name AS name FROM package_service l
         JOIN service s ON s.tenant_id = l.tenant_id AND s.id = l.service_id
         WHERE l.tenant_id = :tenant AND l.package_id = :package ORDER BY s.name",
    );
    let view = |row: &Row<'_>| -> Result<(PackageView, Option<String>)> {
        let package = PackageView {
            id: row.text("id")?,
            name: row.text("name")?,
            price: format_price(row.integer("price_minor")?, &row.text("currency")?),
            duration: row.integer_or_none("duration_minutes")?.map(format_duration),
            description: Some(row.text("description")?).filter(|text| !text.is_empty()),
            image: None,
            services: Vec::new(),
        };
        Ok((package, row.text_or_none("image_id")?))
    };
    let mut packages = Vec::new();
    for (mut package, image) in db.all(&PACKAGES, &[], view)? {
        package.image = image.map(|image| image_view(db, &image)).transpose()?.flatten();
        let of = [(":package", package.id.as_str().into())];
        package.services = db.all(&SERVICES, &of, |row| row.text("name"))?;
        packages.push(package);
    }
    Ok(packages)
}

fn image_view(db: &TenantRead<'_>, id: &str) -> Result<Option<ImageView>> {
    const IMAGE: Sql = Sql::scoped(
        "SELECT url, description, width, height FROM image WHERE tenant_id = :tenant AND id = :id",
    );
    db.first(&IMAGE, &[(":id", id.into())], |row| {
        Ok(ImageView {
            url: row.text("url")?,
            alt: row.text("description")?,
            width: u32::try_from(row.integer("width")?).ok(),
            height: u32::try_from(row.integer("height")?).ok(),
            credit: None,
        })
    })
}

/// Makes every stored `{ imageId, alt? }` whole; one whose image is gone becomes null.
fn expand_images(db: &TenantRead<'_>, content: &mut Value) -> Result<()> {
    match content {
        Value::Object(object) => {
            let Some(id) = object.get("imageId").and_then(Value::as_str) else {
                return object.values_mut().try_for_each(|value| expand_images(db, value));
            };
            let Some(view) = image_view(db, id)? else {
                *content = Value::Null;
                return Ok(());
            };
            let view = serde_json::to_value(view).map_err(Error::internal)?;
            for (key, value) in view.as_object().into_iter().flatten() {
                object.entry(key).or_insert_with(|| value.clone());
            }
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| expand_images(db, item)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}
