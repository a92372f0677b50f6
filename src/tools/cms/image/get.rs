//! `getImage`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::credit;
use crate::{
    clock::Time,
    error::Result,
    id::{self, ImageId},
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
        description: "Get local images. Exactly one of id, query, all. Returns items with their url.",
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
}

/// An image as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct ImageOut {
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
        return Ok(Listing::one(found.map(ImageOut::of)));
    }
    if let Some(query) = &input.query {
        return found(db, query, paging)?.map(|image| Ok(ImageOut::of(image)));
    }
    // Newest first; every id sorts before this text.
    let after: String = paging.after_or("img_{".to_owned())?;
    let params = [(":after", after.into()), (":fetch", paging.fetch().into())];
    let rows = db.rows(&ALL, &params)?;
    Listing::page(rows, paging, |image| image.id).map(|image| Ok(ImageOut::of(image)))
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
