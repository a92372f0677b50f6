//! `updateImage`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Word, get::ImageOut, row, words};
use crate::{
    clock,
    error::{Error, Result},
    id,
    store::{Dml, TenantWrite, ledger},
    tool::{Command, Resource, Spec},
    value::{Ref, Text},
};

/// The tool.
pub static TOOL: Command<Input, ImageOut> = Command::new(
    Spec {
        name: "updateImage",
        title: "Update an image",
        description: "Update an image: description, tags, categories. Returns the image.",
    },
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
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<ImageOut>> {
    const SAVE: Dml = Dml::scoped(
        "UPDATE image SET description = :description, tags = :tags, categories = :categories,
                          version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id
           AND (description, tags, categories) IS NOT (:description, :tags, :categories)",
    );
    let before = super::require(db, &input.id)?;
    let key = before.id.to_string();
    ledger::expect_version(db, "image", &key, before.version, input.expected_version)?;

    let list = |new: Option<&Vec<Word>>, old: &Vec<String>| {
        new.map_or_else(|| serde_json::json!(old).to_string(), |new| words(new))
    };
    let description = input.description.as_deref().unwrap_or(&before.description);
    db.execute(
        &SAVE,
        &[
            (":id", before.id.into()),
            (":description", description.into()),
            (":tags", list(input.tags.as_ref(), &before.tags).into()),
            (":categories", list(input.categories.as_ref(), &before.categories).into()),
            (":now", clock::now().into()),
        ],
    )?;
    let after = row::by_id(db, before.id)?.ok_or_else(|| Error::internal("the image is gone"))?;
    Ok(Resource::new(ImageOut::of(after)))
}
