//! What a site looks like, as updateSite takes it and getSite shows it: the brand, and the pictures that stand for it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::logo;
use crate::{
    brand::{fonts::FAMILIES, sheet},
    error::{Code, Error, Result},
    id::ImageId,
    store::{
        TenantRead, TenantWrite,
        entity::{ImageRow, Json, SiteRow},
    },
    tools::cms::image,
    value::{Brand, Color, Corners, Density, Font, ImageTreatment, Patch},
};

/// Parts of a brand; those that are left out stay, and null is the theme's.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct BrandInput {
    #[serde(default)]
    color: Patch<Color>,
    #[serde(default)]
    accent: Patch<Color>,
    #[serde(default)]
    heading_font: Patch<Font>,
    #[serde(default)]
    text_font: Patch<Font>,
    #[serde(default)]
    corners: Patch<Corners>,
    #[serde(default)]
    density: Patch<Density>,
    #[serde(default)]
    image_treatment: Patch<ImageTreatment>,
}

/// An image: its id, address or file name, alone or in `{ imageId }`.
#[derive(Clone, Debug, Deserialize)]
pub struct ImageInput(Value);

impl JsonSchema for ImageInput {
    fn schema_name() -> Cow<'static, str> {
        "Image".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "object"] })
    }
}

/// The fonts that a brand can name.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct Fonts {
    /// Where a person can see them.
    #[serde(skip_serializing_if = "Option::is_none")]
    specimen_url: Option<String>,
    /// What each is good for, by its name.
    families: Vec<String>,
}

impl Fonts {
    pub(super) fn of(db: &TenantRead<'_>) -> Fonts {
        let line =
            |family: &crate::brand::fonts::Family| format!("{}: {}", family.name, family.about);
        Fonts {
            specimen_url: db.page_url("assets/fonts"),
            families: FAMILIES.iter().map(line).collect(),
        }
    }
}

/// Puts what was sent into the site.
pub(super) fn put(site: &mut SiteRow, sent: Patch<BrandInput>) -> Result<()> {
    let brand = match sent {
        Patch::Absent => return Ok(()),
        Patch::Null => Brand::default(),
        Patch::Value(parts) => {
            let before = site.brand();
            Brand {
                color: parts.color.applied(before.color),
                accent: parts.accent.applied(before.accent),
                heading_font: parts.heading_font.applied(before.heading_font),
                text_font: parts.text_font.applied(before.text_font),
                corners: parts.corners.applied(before.corners),
                density: parts.density.applied(before.density),
                image_treatment: parts.image_treatment.applied(before.image_treatment),
            }
        }
    };
    site.brand = Json::of(&brand)?;
    Ok(())
}

/// Puts the pictures that were sent into the site; returns what should be known of them.
///
/// # Errors
/// `IMAGE_NOT_FOUND`, and `IMAGE_INVALID` for one that is not ours to change.
pub(super) fn place(
    db: &TenantWrite<'_>,
    site: &mut SiteRow,
    sent: [(&'static str, Patch<ImageInput>); 3],
) -> Result<Vec<String>> {
    let mut placed = Vec::new();
    for (field, image) in sent {
        let stored = match field {
            "logo" => &mut site.logo,
            "logoDark" => &mut site.logo_dark,
            _ => &mut site.icon,
        };
        *stored = match image {
            Patch::Absent => continue,
            Patch::Null => None,
            Patch::Value(ImageInput(value)) => {
                let image = own(db, field, &value)?;
                let stored = json!({ "imageId": image.id });
                placed.push((field, image));
                Some(stored)
            }
        };
    }
    let mut looks = Vec::new();
    for (field, image) in placed {
        looks.extend(logo::look(db, site, field, &image)?);
    }
    Ok(looks)
}

/// The image that an argument names, which must be one of our files: icons are made of it.
fn own(db: &TenantRead<'_>, field: &str, value: &Value) -> Result<ImageRow> {
    let named = image::accept(db, field, value)?;
    let id = named.get("imageId").and_then(Value::as_str).map(str::parse::<ImageId>);
    let Some(Ok(id)) = id else { return Err(Error::internal("an accepted image has an id")) };
    let image = ImageRow::by_id(db, id)?.ok_or_else(|| Error::internal("the image is gone"))?;
    if image.url.starts_with('/') {
        return Ok(image);
    }
    let name = &image.file_name;
    Err(Error::new(
        Code::ImageInvalid,
        format!(
            "{field}: “{name}” is a photo that its service shows and nobody may copy or change"
        ),
    )
    .suggest("send a picture of your own, from createImage"))
}

/// What became of the colours, where they are new.
pub(super) fn notes(before: &SiteRow, after: &SiteRow) -> Option<String> {
    let (before, after) = (before.brand(), after.brand());
    if (before.color, before.accent) == (after.color, after.accent) {
        return None;
    }
    sheet::palette(&after).map(|palette| palette.notes())
}
