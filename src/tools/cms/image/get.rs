//! `getImage`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{credit, show};
use crate::{
    clock::Time,
    error::Result,
    id::{self, ImageId},
    picture::view::CELLS_MAX,
    store::{
        TenantRead,
        entity::{ImageRow, Select, select},
    },
    tool::{Listing, Paging, Query, Spec},
    tools::{exactly_one, found},
    value::{Focus, Line, Ref},
};

/// The tool.
pub static TOOL: Query<Input, ImageOut> = Query::new(
    Spec {
        name: "getImage",
        title: "Get images",
        description: "Get local images. One of id, query, all.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    id: Option<Ref<id::Image>>,
    query: Option<Line<1, 200>>,
    #[serde(default)]
    all: bool,
    #[serde(default)]
    show: bool,
}

/// An image as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct ImageOut {
    /// On the sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<usize>,
    id: ImageId,
    file_name: String,
    /// Use it exactly as it is.
    url: String,
    description: String,
    tags: Vec<String>,
    categories: Vec<String>,
    width: i64,
    height: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    focus: Option<Focus>,
    /// It moves.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    animated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "credit::schema")]
    credit: Option<Value>,
    version: i64,
    updated_at: Time,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<ImageOut>> {
    const ALL: Select<ImageRow> = select!(ImageRow, "id < :after ORDER BY id DESC LIMIT :fetch");
    exactly_one(&[
        ("id", input.id.is_some()),
        ("query", input.query.is_some()),
        ("all", input.all),
    ])?;
    if let Some(image) = &input.id {
        let found = super::find(db, image)?;
        let seen = found.as_ref().filter(|_| input.show);
        let show = seen.map(|image| show::one(db, image)).transpose()?;
        return Ok(Listing::one(found.map(ImageOut::of)).showing(show));
    }
    if let Some(query) = &input.query {
        return listed(db, found(db, query, paging)?, input.show);
    }
    // Newest first; every id sorts before this text.
    let after: String = paging.after_or("img_{".to_owned())?;
    let params = [(":after", after.into()), (":fetch", paging.fetch().into())];
    let rows = db.rows(&ALL, &params)?;
    listed(db, Listing::page(rows, paging, |image| image.id), input.show)
}

/// A list of images, with their numbers and the sheet on which these stand where it is wanted.
fn listed(
    db: &TenantRead<'_>,
    images: Listing<ImageRow>,
    is_shown: bool,
) -> Result<Listing<ImageOut>> {
    if !is_shown {
        return images.map(|image| Ok(ImageOut::of(image)));
    }
    let (show, mut number) = (show::several(db, images.items())?, 0);
    let images = images.map(|image| {
        number += 1;
        let is_on_it = number <= CELLS_MAX;
        Ok(ImageOut { number: is_on_it.then_some(number), ..ImageOut::of(image) })
    });
    Ok(images?.showing(Some(show)))
}

/// The point that no crop may hide, if one was set.
pub(super) fn focus(image: &ImageRow) -> Option<Focus> {
    image.focus.as_ref().and_then(|focus| serde_json::from_value(focus.clone()).ok())
}

/// Whether it is an animation: then its files have stills.
fn moves(image: &ImageRow) -> bool {
    let sizes: Value = image.sizes.read().unwrap_or_default();
    sizes.get(0).is_some_and(|size| size.get("still").is_some())
}

impl ImageOut {
    /// Which one it is, and its address.
    pub(crate) fn which(self) -> (ImageId, String) {
        (self.id, self.url)
    }

    pub(crate) fn of(image: ImageRow) -> ImageOut {
        let credit = credit::whole(&image);
        let focus = focus(&image);
        let animated = moves(&image);
        let ImageRow {
            id,
            file_name,
            url,
            description,
            tags,
            categories,
            width,
            height,
            version,
            updated_at,
            ..
        } = image;
        ImageOut {
            number: None,
            id,
            file_name,
            url,
            description,
            tags,
            categories,
            width,
            height,
            focus,
            animated,
            credit,
            version,
            updated_at,
        }
    }
}
