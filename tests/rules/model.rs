//! What must hold of the rows, worked out from the rows alone and in another way than the program does.

use std::collections::{HashMap, HashSet};

/// A page.
#[derive(Debug)]
pub struct Page {
    pub id: String,
    pub parent: Option<String>,
    pub slug: String,
    pub path: String,
}

/// A post or an entry.
#[derive(Debug)]
pub struct Article {
    pub id: String,
    pub collection: String,
    pub slug: String,
    pub published: bool,
    pub dated: bool,
}

/// An item of a menu.
#[derive(Debug)]
pub struct Item {
    pub id: String,
    pub navigation: String,
    pub parent: Option<String>,
    pub visible: bool,
    pub target: String,
}

/// An order with what its lines add up to.
#[derive(Debug)]
pub struct Order {
    pub id: String,
    pub stage: String,
    pub total: i64,
    pub sum: i64,
}

/// Everything that rules are about.
#[derive(Debug, Default)]
pub struct Rows {
    pub pages: Vec<Page>,
    pub posts: Vec<Article>,
    pub entries: Vec<Article>,
    /// Old paths of pages.
    pub redirects: Vec<String>,
    /// Old slugs of posts, each with its collection.
    pub post_redirects: Vec<(String, String)>,
    pub items: Vec<Item>,
    pub orders: Vec<Order>,
    /// How many orders each stage takes.
    pub limits: HashMap<String, usize>,
}

const RESERVED: [&str; 8] =
    ["uploads", "assets", "console", "hooks", "mcp", "feed", "sitemap", "events"];

/// The first thing that is not as it must be.
pub fn fault(rows: &Rows) -> Option<String> {
    pages(rows).or_else(|| addresses(rows)).or_else(|| menus(rows)).or_else(|| orders(rows))
}

fn pages(rows: &Rows) -> Option<String> {
    let by_id: HashMap<&str, &Page> = rows.pages.iter().map(|p| (p.id.as_str(), p)).collect();
    for page in &rows.pages {
        let (mut slugs, mut next, mut seen) = (Vec::new(), Some(page), HashSet::new());
        while let Some(here) = next {
            if !seen.insert(&here.id) {
                return Some(format!("{page:?} is below itself"));
            }
            slugs.push(here.slug.as_str());
            next = match &here.parent {
                None => None,
                Some(parent) => match by_id.get(parent.as_str()) {
                    None => return Some(format!("{here:?} is below nothing")),
                    some => some.copied(),
                },
            };
        }
        slugs.reverse();
        if page.path != slugs.join("/") {
            return Some(format!("{page:?} belongs at {}", slugs.join("/")));
        }
        if RESERVED.contains(&page.path.as_str()) {
            return Some(format!("{page:?} is where the site itself is"));
        }
    }
    None
}

fn addresses(rows: &Rows) -> Option<String> {
    let article = |article: &Article| format!("{}/{}", article.collection, article.slug);
    let mut taken = HashSet::new();
    let pages = rows.pages.iter().map(|page| page.path.clone());
    let articles = rows.posts.iter().chain(&rows.entries).map(article);
    for address in pages.chain(articles) {
        if !taken.insert(address.clone()) {
            return Some(format!("two things are at {address}"));
        }
    }
    if let Some(path) = rows.redirects.iter().find(|path| taken.contains(*path)) {
        return Some(format!("{path} leads on from something"));
    }
    let leads_from = |(collection, slug): &&(String, String)| {
        taken.contains(&format!("{collection}/{slug}"))
            || rows.posts.iter().any(|post| post.slug == *slug)
    };
    if let Some(moved) = rows.post_redirects.iter().find(leads_from) {
        return Some(format!("{moved:?} leads on from something"));
    }
    let undated = rows.posts.iter().find(|post| post.published && !post.dated);
    undated.map(|post| format!("{post:?} is published since never"))
}

fn menus(rows: &Rows) -> Option<String> {
    let by_id: HashMap<&str, &Item> = rows.items.iter().map(|i| (i.id.as_str(), i)).collect();
    let mut shown: HashMap<&str, usize> = HashMap::new();
    for item in &rows.items {
        let (mut levels, mut next) = (1, item.parent.as_deref());
        while let Some(parent) = next {
            let Some(above) = by_id.get(parent) else {
                return Some(format!("{item:?} is below nothing"));
            };
            if above.navigation != item.navigation {
                return Some(format!("{item:?} is in another menu than {above:?}"));
            }
            levels += 1;
            if levels > 3 {
                return Some(format!("{item:?} is too deep, or below itself"));
            }
            next = above.parent.as_deref();
        }
        if item.parent.is_none() && item.visible {
            *shown.entry(&item.navigation).or_default() += 1;
        }
        if !rows.pages.iter().any(|page| page.id == item.target) {
            return Some(format!("{item:?} leads nowhere"));
        }
    }
    let crowded = shown.into_iter().find(|(_, shown)| *shown > 5);
    crowded.map(|(menu, shown)| format!("{menu} shows {shown} items"))
}

fn orders(rows: &Rows) -> Option<String> {
    let mut there: HashMap<&str, usize> = HashMap::new();
    for order in &rows.orders {
        *there.entry(&order.stage).or_default() += 1;
        if order.total != order.sum {
            return Some(format!("{order:?} adds up to something else"));
        }
    }
    let over =
        |(stage, there): &(&str, usize)| rows.limits.get(*stage).is_some_and(|most| there > most);
    there.into_iter().find(over).map(|(stage, there)| format!("{stage} has {there} orders"))
}

#[test]
fn the_model_sees_each_fault() {
    let page = |id: &str, parent: Option<&str>, slug: &str, path: &str| Page {
        id: id.to_owned(),
        parent: parent.map(str::to_owned),
        slug: slug.to_owned(),
        path: path.to_owned(),
    };
    let of = |pages: Vec<Page>| Rows { pages, ..Rows::default() };
    assert_eq!(fault(&of(vec![page("1", None, "a", "a"), page("2", Some("1"), "b", "a/b")])), None);
    for pages in [
        vec![page("1", Some("2"), "a", "b/a"), page("2", Some("1"), "b", "a/b")],
        vec![page("1", None, "a", "b")],
        vec![page("1", None, "a", "a"), page("2", Some("1"), "b", "c/b")],
        vec![page("1", None, "a", "a"), page("2", None, "a", "a")],
        vec![page("1", None, "mcp", "mcp")],
    ] {
        assert!(fault(&of(pages)).is_some());
    }
}
