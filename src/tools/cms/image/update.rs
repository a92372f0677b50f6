//! `updateImage`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Word, get::ImageOut, words};
use crate::{
    error::{Error, Result},
    id,
    store::{TenantWrite, entity::ImageRow, ledger},
    tool::{Command, Resource, Spec},
    value::{Focus, Patch, Ref, Text},
};

/// The tool.
pub static TOOL: Command<Input, ImageOut> = Command::new(
    Spec { name: "updateImage", title: "Update an image", description: "Update an image." },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Ref<id::Image>,
    description: Option<Text<0, 5_000>>,
    #[schemars(length(max = 50))]
    tags: Option<Vec<Word>>,
    #[schemars(length(max = 50))]
    categories: Option<Vec<Word>>,
    /// { x, y } that no crop hides, 0 to 1
    #[serde(default)]
    focus: Patch<Focus>,
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<ImageOut>> {
    // It must exist, in the version that the caller expects.
    let mut image = super::require(db, &input.id)?;
    let key = image.id.to_string();
    ledger::expect_version(db, "image", &key, image.version, input.expected_version)?;
    if let Some(description) = &input.description {
        image.description = description.to_string();
    }
    if let Some(tags) = &input.tags {
        image.tags = words(tags);
    }
    if let Some(categories) = &input.categories {
        image.categories = words(categories);
    }
    let focus = input.focus.try_map(serde_json::to_value).map_err(Error::internal)?;
    image.focus = focus.applied(image.focus);
    image.save(db)?;
    let after = ImageRow::by_id(db, image.id)?;
    let after = after.ok_or_else(|| Error::internal("the image is gone"))?;
    Ok(Resource::new(ImageOut::of(after)))
}
