//! Which call a write is, among the things that there are.

use serde_json::{Value, json};

use super::{
    model::{Article, Rows},
    steps::Write,
    world::{STAGES, World},
};

/// Slugs that everybody wants, at the root and below; two are collections', one is the site's own.
const SLUGS: [&str; 7] = ["a", "b", "c", "blog", "portfolio", "mcp", "d"];

impl World {
    /// The call that a write is; nothing where there is nothing to write to.
    pub fn of(&self, write: &Write) -> Option<(&'static str, Value)> {
        let rows = self.rows();
        let pages: Vec<&str> = rows.pages.iter().map(|page| page.id.as_str()).collect();
        let items: Vec<&str> = rows.items.iter().map(|item| item.id.as_str()).collect();
        let orders: Vec<&str> = rows.orders.iter().map(|order| order.id.as_str()).collect();
        let stage = |at: &usize| STAGES[at % STAGES.len()].0;
        Some(match write {
            Write::Page { slug: at, parent } => {
                let made = json!({ "name": title(*at), "slug": slug(*at), "parentId": or_none(&pages, *parent) });
                ("createPage", made)
            }
            Write::MovePage { page, parent } => {
                let moved =
                    json!({ "id": one(&pages, *page)?, "parentId": or_none(&pages, *parent) });
                ("updatePage", moved)
            }
            Write::RenamePage { page, slug: at } => {
                ("updatePage", json!({ "id": one(&pages, *page)?, "slug": slug(*at) }))
            }
            Write::DeletePage { page } => ("deletePage", json!({ "ids": [one(&pages, *page)?] })),
            Write::Post { .. }
            | Write::RenamePost { .. }
            | Write::PublishPost { .. }
            | Write::DeletePost { .. }
            | Write::Entry { .. }
            | Write::RenameEntry { .. }
            | Write::DeleteEntry { .. } => return article(&rows, write),
            Write::Item { page, parent } => {
                let made = json!({ "navigationId": "header", "label": title(*page), "targetType": "page",
                                   "targetId": one(&pages, *page)?, "parentId": or_none(&items, *parent) });
                ("createNavItem", made)
            }
            Write::MoveItem { item, parent } => (
                "updateNavItem",
                json!({ "id": one(&items, *item)?, "parentId": or_none(&items, *parent) }),
            ),
            Write::ShowItem { item, visible } => {
                ("updateNavItem", json!({ "id": one(&items, *item)?, "visible": visible }))
            }
            Write::DeleteItem { item } => {
                ("deleteNavItem", json!({ "ids": [one(&items, *item)?] }))
            }
            Write::Order { stage: at } => (
                "createOrder",
                json!({ "contactId": "a@wren.example", "pipeline": "work", "stage": stage(at), "items": lines(1) }),
            ),
            Write::MoveOrder { order, stage: at } => {
                ("updateOrder", json!({ "id": one(&orders, *order)?, "stage": stage(at) }))
            }
            Write::Lines { order, count } => (
                "updateOrder",
                json!({ "id": one(&orders, *order)?, "items": lines(count % 3 + 1) }),
            ),
        })
    }
}

fn slug(at: usize) -> &'static str {
    SLUGS[at % SLUGS.len()]
}

fn title(at: usize) -> String {
    format!("Thing {at}")
}

/// The call of a write to a post or an entry.
fn article(rows: &Rows, write: &Write) -> Option<(&'static str, Value)> {
    Some(match write {
        Write::Post { slug: at } => {
            let content = json!({ "body": "x" });
            (
                "createPost",
                json!({ "collectionSlug": "blog", "title": title(*at), "slug": slug(*at), "content": content }),
            )
        }
        Write::RenamePost { post, slug: at } => {
            ("updatePost", json!({ "slug": of_article(&rows.posts, *post)?, "newSlug": slug(*at) }))
        }
        Write::PublishPost { post, status } => {
            let status = ["published", "draft", "archived"][status % 3];
            ("updatePost", json!({ "slug": of_article(&rows.posts, *post)?, "status": status }))
        }
        Write::DeletePost { post } => {
            ("deletePost", json!({ "slugs": [of_article(&rows.posts, *post)?] }))
        }
        Write::Entry { slug: at } => (
            "createEntry",
            json!({ "collectionId": "portfolio", "title": title(*at), "slug": slug(*at) }),
        ),
        Write::RenameEntry { entry, slug: at } => {
            ("updateEntry", json!({ "id": of_article(&rows.entries, *entry)?, "slug": slug(*at) }))
        }
        Write::DeleteEntry { entry } => {
            ("deleteEntry", json!({ "ids": [of_article(&rows.entries, *entry)?] }))
        }
        Write::Page { .. }
        | Write::MovePage { .. }
        | Write::RenamePage { .. }
        | Write::DeletePage { .. }
        | Write::Item { .. }
        | Write::MoveItem { .. }
        | Write::ShowItem { .. }
        | Write::DeleteItem { .. }
        | Write::Order { .. }
        | Write::MoveOrder { .. }
        | Write::Lines { .. } => return None,
    })
}

fn lines(count: usize) -> Value {
    (0..count).map(|at| json!({ "title": "Album", "unitPrice": 10 + at })).collect()
}

/// One of several; none where there is none.
pub fn one<T: Clone>(all: &[T], at: usize) -> Option<T> {
    all.get(at.checked_rem(all.len())?).cloned()
}

/// One of several, or null.
fn or_none(all: &[&str], at: usize) -> Value {
    all.get(at % (all.len() + 1)).map_or(Value::Null, |id| (*id).into())
}

fn of_article(all: &[Article], at: usize) -> Option<String> {
    all.get(at.checked_rem(all.len())?).map(|article| article.id.clone())
}
