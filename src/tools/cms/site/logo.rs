//! Looks at a picture that is to stand for the site, and says what an owner would wish to know before visitors see it.

use crate::{
    brand::pixels::{self, Ground},
    error::Result,
    store::{
        TenantWrite,
        entity::{ImageRow, SiteRow},
        open_named,
    },
};

/// Bytes. The file that is looked at is 400 pixels wide.
const FILE_BYTES_MAX: u64 = 2 << 20;

/// A drawing has fewer colours, those that look alike as one.
const COLOURS_MAX: usize = 48;

/// A wider one is small in a header.
const RATIO_MAX: i64 = 8;

/// What should be known of it, if anything.
pub(super) fn look(
    db: &TenantWrite<'_>,
    site: &SiteRow,
    field: &str,
    image: &ImageRow,
) -> Result<Option<String>> {
    let name = &image.file_name;
    let (width, height) = (image.width.max(1), image.height.max(1));
    if field == "icon" {
        let is_square = width * 4 <= height * 5 && height * 4 <= width * 5;
        return Ok((!is_square).then(|| {
            format!("The icon “{name}” is no square ({width} × {height}): it stands in one with room around it.")
        }));
    }
    if width > RATIO_MAX * height || height > 2 * width {
        return Ok(Some(format!(
            "“{name}” is {width} × {height}: as a logo it is small in a header, where a form of about three to one is \
             seen best."
        )));
    }
    let Some(pixels) = smallest(db, image)? else { return Ok(None) };
    let is_clear = pixels::ground(&pixels) == Ground::Clear;
    if !is_clear && pixels::colours(&pixels) > COLOURS_MAX {
        return Ok(Some(format!(
            "“{name}” looks like a photograph: it is shown small in the header. A logo is a drawing (SVG, or PNG with a \
             transparent ground)."
        )));
    }
    Ok(match field {
        _ if !is_clear => Some(format!(
            "“{name}” has no transparent ground: it stands in the header as a block of its own colour."
        )),
        "logo" if pixels::is_light(&pixels) => Some(format!(
            "“{name}” is light and hard to see on a light page: send it as logoDark, and a dark one as logo."
        )),
        "logo" if pixels::is_dark(&pixels) && site.logo_dark.is_none() => Some(format!(
            "“{name}” is dark: visitors with dark screens see it on a light ground, until there is a logoDark."
        )),
        "logoDark" if pixels::is_dark(&pixels) => Some(format!(
            "“{name}” is dark and hard to see on a dark page: send a light one as logoDark."
        )),
        _ => None,
    })
}

/// The pixels of its smallest file. What cannot be read now is said by nobody: the logo is not wrong for that.
fn smallest(db: &TenantWrite<'_>, image: &ImageRow) -> Result<Option<image::RgbaImage>> {
    let sizes: serde_json::Value = image.sizes.read()?;
    let first = sizes.as_array().and_then(|sizes| sizes.first()?.get("url")?.as_str());
    let url = first.unwrap_or(&image.url);
    let Some(name) = url.strip_prefix("/uploads/").filter(|name| !name.contains('/')) else {
        return Ok(None);
    };
    let path = db.uploads().folder().join(name);
    let is_small = path.metadata().is_ok_and(|about| about.len() <= FILE_BYTES_MAX);
    let read = |path| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut open_named(path).ok()?, &mut bytes).ok()?;
        pixels::of(&bytes)
    };
    Ok(if is_small { read(&path) } else { None })
}
