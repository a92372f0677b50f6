//! Redirects from old addresses of pages and posts.

use deskhand_entity::Entity;

use crate::id::{PageId, PostId};

/// A former path of a page.
#[derive(Clone, Debug, Entity)]
#[entity(table = "redirect", tools("page"), label = path, leads_on)]
#[expect(dead_code, reason = "what is read of it is its page")]
pub(crate) struct RedirectRow {
    path: String,
    page_id: PageId,
}

/// A former slug of a post.
#[derive(Clone, Debug, Entity)]
#[entity(table = "post_redirect", tools("post"), label = slug, leads_on)]
#[expect(dead_code, reason = "what is read of it is its post")]
pub(crate) struct PostRedirectRow {
    slug: String,
    post_id: PostId,
}
