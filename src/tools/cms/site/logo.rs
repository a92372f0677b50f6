//! Looks at a picture that is to stand for the site.

use crate::{
    error::Result,
    store::{TenantRead, entity::ImageRow},
};

/// What should be known of it before it is shown.
pub(super) fn look(_: &TenantRead<'_>, _: &str, _: &ImageRow) -> Result<Option<String>> {
    Ok(None)
}
