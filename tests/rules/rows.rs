//! The rows of the world, read past the tools, and what a visitor sees of them.

use deskhand::{
    error::Result,
    site::{load, preview::Lookup},
    store::{Row, Sql, TenantRead},
};
use serde_json::json;

use super::{
    model::{self, Article, Item, Order, Page, Rows},
    world::{STAGES, World},
};

const PAGES: Sql =
    Sql::scoped("SELECT id, parent_id, slug, path FROM page WHERE tenant_id = :tenant ORDER BY id");
const POSTS: Sql = Sql::scoped(
    "SELECT p.id, c.slug AS collection, p.slug, p.status, p.published_at FROM post p
     JOIN collection c ON c.tenant_id = p.tenant_id AND c.id = p.collection_id
     WHERE p.tenant_id = :tenant ORDER BY p.id",
);
const ENTRIES: Sql = Sql::scoped(
    "SELECT e.id, c.slug AS collection, e.slug, 'draft' AS status, NULL AS published_at FROM entry e
     JOIN collection c ON c.tenant_id = e.tenant_id AND c.id = e.collection_id
     WHERE e.tenant_id = :tenant ORDER BY e.id",
);
const REDIRECTS: Sql = Sql::scoped("SELECT path FROM redirect WHERE tenant_id = :tenant");
const MOVED: Sql = Sql::scoped(
    "SELECT c.slug AS collection, r.slug FROM post_redirect r
     JOIN post p ON p.tenant_id = r.tenant_id AND p.id = r.post_id
     JOIN collection c ON c.tenant_id = p.tenant_id AND c.id = p.collection_id
     WHERE r.tenant_id = :tenant",
);
const ITEMS: Sql = Sql::scoped(
    "SELECT id, navigation_id, parent_id, visible, target_page_id FROM nav_item
     WHERE tenant_id = :tenant ORDER BY id",
);
const ORDERS: Sql = Sql::scoped(
    "SELECT o.id, s.key AS stage, o.total_minor,
            (SELECT sum(i.unit_price_minor * i.quantity) FROM order_item i
             WHERE i.tenant_id = o.tenant_id AND i.order_id = o.id) AS sum
     FROM customer_order o JOIN stage s ON s.tenant_id = o.tenant_id AND s.id = o.stage_id
     WHERE o.tenant_id = :tenant ORDER BY o.id",
);

impl World {
    fn all<T>(&self, sql: &Sql, map: impl FnMut(&Row<'_>) -> Result<T>) -> Vec<T> {
        self.store.read(self.owner.caller(), |db: &TenantRead<'_>| db.all(sql, &[], map)).unwrap()
    }

    /// What is not as it must be, if anything.
    pub fn fault(&self) -> Option<String> {
        let rows = self.rows();
        if let Some(fault) = model::fault(&rows) {
            return Some(fault);
        }
        rows.pages.iter().find_map(|page| {
            let path = if page.path == "home" { "" } else { &page.path };
            let seen = self.store.read(self.owner.caller(), |db| load::lookup(db, path, ""));
            let there = matches!(seen.unwrap(), Lookup::Page(seen) if seen.path == path);
            let found = self.call(&self.owner, "getPage", &json!({ "slug": page.path }));
            (!there || found["items"][0]["id"] != page.id.as_str())
                .then(|| format!("{page:?} is not found at its address"))
        })
    }

    pub fn rows(&self) -> Rows {
        let article = |row: &Row<'_>| {
            Ok(Article {
                id: row.text("id")?,
                collection: row.text("collection")?,
                slug: row.text("slug")?,
                published: row.text("status")? == "published",
                dated: row.integer_or_none("published_at")?.is_some(),
            })
        };
        let limits = STAGES.iter().filter_map(|(key, most)| {
            Some(((*key).to_owned(), usize::try_from((*most)?).unwrap()))
        });
        Rows {
            pages: self.all(&PAGES, |row| {
                let (id, parent) = (row.text("id")?, row.text_or_none("parent_id")?);
                Ok(Page { id, parent, slug: row.text("slug")?, path: row.text("path")? })
            }),
            posts: self.all(&POSTS, article),
            entries: self.all(&ENTRIES, article),
            redirects: self.all(&REDIRECTS, |row| row.text("path")),
            post_redirects: self
                .all(&MOVED, |row| Ok((row.text("collection")?, row.text("slug")?))),
            items: self.all(&ITEMS, |row| {
                Ok(Item {
                    id: row.text("id")?,
                    navigation: row.text("navigation_id")?,
                    parent: row.text_or_none("parent_id")?,
                    visible: row.flag("visible")?,
                    target: row.text_or_none("target_page_id")?.unwrap_or_default(),
                })
            }),
            orders: self.all(&ORDERS, |row| {
                let sum = row.integer_or_none("sum")?.unwrap_or(0);
                Ok(Order {
                    id: row.text("id")?,
                    stage: row.text("stage")?,
                    total: row.integer("total_minor")?,
                    sum,
                })
            }),
            limits: limits.collect(),
        }
    }
}
