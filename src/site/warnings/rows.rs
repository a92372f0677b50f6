//! The rows of a site as they are inspected: only what the public sees, each text with its kind.

use std::collections::HashMap;

use crate::value::quoted;

/// A site, or the beginning of a very large one.
#[derive(Debug, Default)]
pub struct SiteRows {
    /// ISO 3166, for phone numbers without a country code.
    pub country: String,
    pub pages: Vec<PageRow>,
    /// The sections in the order of their pages, then posts, entries, packages, and the site's own words.
    pub parts: Vec<Part>,
    pub collections: Vec<CollectionRow>,
    pub menu: Vec<MenuRow>,
    /// Whether the header has items; else it shows the pages at the root.
    pub has_own_header: bool,
    /// Placed images by id: what people call the file, and whether it has a description.
    pub images: HashMap<String, (String, bool)>,
    /// What is at the addresses that are linked.
    pub found: HashMap<String, Found>,
    /// The names of the picture files that there are; `None` if they were not read.
    pub files: Option<Vec<String>>,
    /// Whether everything was read.
    pub is_whole: bool,
}

/// A page.
#[derive(Debug, Default)]
pub struct PageRow {
    pub id: String,
    pub name: String,
    /// Empty for the home page.
    pub path: String,
    pub has_parent: bool,
    pub indexing: bool,
    /// `meta.title` and `meta.description`, if they say anything.
    pub title: Option<String>,
    pub description: Option<String>,
}

/// A collection of posts or entries.
#[derive(Debug, Default)]
pub struct CollectionRow {
    pub id: String,
    pub slug: String,
    pub name: String,
}

/// A visible item of the header or the footer.
#[derive(Debug, Default)]
pub struct MenuRow {
    pub id: String,
    pub label: String,
    /// The id of the page, post or entry that it leads to.
    pub target: Option<String>,
    pub url: Option<String>,
}

/// Something that has words: a section, a post, an entry, a package, or the site.
#[derive(Debug, Default, Clone)]
pub struct Part {
    pub kind: PartKind,
    pub id: String,
    /// Its heading or title.
    pub name: String,
    /// The page of a section, by its id.
    pub page: Option<String>,
    /// The key of a section's template.
    pub template: String,
    /// The place that links can name, where somebody has chosen one.
    pub anchor: Option<String>,
    /// The path of a post or entry.
    pub path: Option<String>,
    /// The title and description for search engines, if they have been written.
    pub title: Option<String>,
    pub description: Option<String>,
    pub leaves: Vec<Leaf>,
    pub pictures: Vec<Placed>,
}

/// What a part is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    #[default]
    Section,
    Post,
    Entry,
    Package,
    Site,
}

/// A text of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    pub kind: LeafKind,
    pub text: String,
}

/// What a text is, by the field that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeafKind {
    Text,
    Markdown,
    Link,
    Phone,
    Email,
}

/// A picture in a part.
#[derive(Debug, Clone)]
pub struct Placed {
    pub image: String,
    /// Its description at this place; empty for a picture that only decorates.
    pub alt: Option<String>,
    /// Whether it lies behind text, which says what is to be said.
    pub is_backdrop: bool,
}

/// What is at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Whether the public can see it.
    pub is_public: bool,
    pub name: String,
    /// The path of the page, where it is a redirect to one.
    pub leads_on: Option<String>,
}

impl SiteRows {
    pub(super) fn page(&self, id: &str) -> Option<&PageRow> {
        self.pages.iter().find(|page| page.id == id)
    }

    /// A part in words: `the gallery “Lately” on page “Home”`, `post “Rain”`.
    pub(super) fn spoken(&self, part: &Part) -> String {
        let named = |noun: &str| match part.name.trim() {
            "" => noun.to_owned(),
            name => format!("{noun} {}", cut_and_quoted(name)),
        };
        match part.kind {
            PartKind::Section => {
                let page = part.page.as_deref().and_then(|page| self.page(page));
                let page = page.map(|page| format!(" on {}", page.spoken())).unwrap_or_default();
                format!("{}{page}", named(&format!("the {}", noun_of(&part.template))))
            }
            PartKind::Post => named("post"),
            PartKind::Entry => named("entry"),
            PartKind::Package => named("package"),
            PartKind::Site => "the business".to_owned(),
        }
    }
}

/// The tool that changes a part.
pub(super) fn tool_of(part: &Part) -> &'static str {
    match part.kind {
        PartKind::Section => "updateSection",
        PartKind::Post => "updatePost",
        PartKind::Entry => "updateEntry",
        PartKind::Package => "manage_packages",
        PartKind::Site => "updateSite",
    }
}

impl PageRow {
    pub(super) fn spoken(&self) -> String {
        format!("page {}", cut_and_quoted(&self.name))
    }
}

/// What people call a section of a template: `imageText` is a section, `faq` the questions.
fn noun_of(template: &str) -> String {
    match template {
        "hero" => "opening".to_owned(),
        "faq" => "questions".to_owned(),
        "cta" => "call to action".to_owned(),
        "imageText" | "" => "section".to_owned(),
        template => format!("{template} section"),
    }
}

/// The most characters of a quotation.
const QUOTED_CHARS_MAX: usize = 60;

/// The beginning of a text in quotation marks.
pub(super) fn cut_and_quoted(text: &str) -> String {
    let mut cut: String = text.trim().chars().take(QUOTED_CHARS_MAX).collect();
    if cut.len() < text.trim().len() {
        cut.push('…');
    }
    quoted(&cut)
}
