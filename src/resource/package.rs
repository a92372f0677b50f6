//! A package as a resource: the text of its card on the site, and whether it can be booked.

use super::{Found, Kind, Says, text};
use crate::{
    error::Result,
    site::format::{format_duration, format_price},
    store::{Sql, TenantRead},
};

/// A package for reading.
struct Package {
    id: String,
    name: String,
    price: String,
    duration: Option<String>,
    description: String,
    is_active: bool,
}

/// The package with that id or exact name.
pub(super) fn read(db: &TenantRead<'_>, key: &str) -> Result<Option<Found>> {
    const PACKAGE: Sql = Sql::scoped(
        "SELECT id, name, price_minor, currency, description, duration_minutes, active FROM package
         WHERE tenant_id = :tenant AND (id = :key OR name = :key) ORDER BY id <> :key, id LIMIT 1",
    );
    const SERVICES: Sql = Sql::scoped(
        "SELECT s.name AS name FROM package_service l
         JOIN service s ON s.tenant_id = l.tenant_id AND s.id = l.service_id
         WHERE l.tenant_id = :tenant AND l.package_id = :package ORDER BY text_fold(s.name), s.id",
    );
    let package = db.first(&PACKAGE, &[(":key", key.into())], |row| {
        Ok(Package {
            id: row.text("id")?,
            name: row.text("name")?,
            price: format_price(row.integer("price_minor")?, &row.text("currency")?, &*db.site()?),
            duration: row
                .integer_or_none("duration_minutes")?
                .map(|minutes| Ok(format_duration(minutes, &*db.site()?)))
                .transpose()?,
            description: row.text("description")?,
            is_active: row.flag("active")?,
        })
    })?;
    let Some(package) = package else { return Ok(None) };
    let of = [(":package", package.id.as_str().into())];
    let services = db.all(&SERVICES, &of, |row| row.text("name"))?;
    let mut parts = vec![format!("# {}", package.name)];
    if !package.is_active {
        parts.push("> Not active: the site does not show it.".to_owned());
    }
    parts.push(text::facts(Some(&package.price), package.duration.as_deref(), &services));
    parts.extend(Some(package.description).filter(|text| !text.is_empty()));
    let uri = Kind::Package.uri(&package.id);
    let markdown = parts.join("\n\n");
    Ok(Some(Found { uri, says: Says::This(markdown), page: None, tool: "manage_packages" }))
}
