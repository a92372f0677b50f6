//! `deletePost`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    error::Result,
    id,
    store::TenantWrite,
    tool::{Deletion, Spec},
    tools::each_once,
    value::Ref,
};

/// The tool.
pub static TOOL: Deletion<Input> = Deletion::new(
    Spec { name: "deletePost", title: "Delete posts", description: "Delete blog posts." },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[schemars(length(min = 1, max = 100), extend("x-also" = ["slugs", "id"]))]
    ids: Vec<Ref<id::Post>>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<()> {
    let posts = each_once(&input.ids, |post| super::require(db, post), |post| post.id)?;
    for (done, post) in posts.iter().enumerate() {
        db.report(done, posts.len(), "deleting posts");
        post.delete(db)?;
    }
    Ok(())
}
