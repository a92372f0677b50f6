//! What a site looks like, for templates.

use super::picture;
use crate::{
    brand::sheet,
    error::Result,
    site::{theme::ThemeView, view::BrandView},
    store::{TenantRead, entity::SiteRow},
    value::Brand,
};

/// The brand as templates need it.
pub(super) fn view(db: &TenantRead<'_>, site: &SiteRow) -> Result<BrandView> {
    let said = site.brand();
    let logo = picture::placed(db, site.logo.as_ref())?;
    let palette = sheet::palette(&said);
    let fonts = ThemeView::from(site.theme).fonts;
    Ok(BrandView {
        has_sheet: logo.is_some() || fonts.is_some() || said != Brand::default(),
        font: sheet::first_font(&said, fonts),
        frame: palette.map(|it| (it.light.paper.to_string(), it.dark.paper.to_string())),
        logo_dark: picture::placed(db, site.logo_dark.as_ref())?.filter(|_| logo.is_some()),
        logo,
        said,
    })
}
