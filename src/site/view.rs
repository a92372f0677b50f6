//! What a page is rendered from: plain data with every decision already taken.
//!
//! Prices and durations arrive as text, images with their addresses, links of the navigation with
//! their targets; a template only arranges. Addresses are relative to the site (`/services`,
//! `/uploads/a.jpg`): the renderer puts `base` before them.

mod article;
mod feed;
mod navigation;
mod picture;

use serde::Serialize;

use super::link::Site;

pub use self::{
    article::{
        Block, Body, CardView, DateView, EntryView, FactView, ItemView, ListView, Look, PostView,
    },
    feed::{FeedItem, FeedView, SitemapEntry},
    navigation::{Current, HEADER, HEADER_ITEMS_MAX, NavItemView},
    picture::{CreditPart, CreditView, ImageView, SizeView},
};

/// One page of a site, with all that its HTML needs.
#[derive(Debug, Clone, Serialize)]
pub struct PageView {
    /// The site around the page.
    pub site: SiteView,
    /// The page's name, which is its heading where no hero gives one: `Wedding packages`.
    pub name: String,
    /// The path below the site's root, without a leading slash; empty for the home page.
    pub path: String,
    /// The title for browsers and search engines: `meta.title`, else the name.
    pub title: String,
    /// One or two sentences for search engines and shared links.
    pub description: Option<String>,
    /// The picture that represents the page where it is shared.
    pub image: Option<ImageView>,
    /// Whether search engines may list the page.
    pub indexing: bool,
    /// Who gets to see the whole of it; pages are for everybody, posts and entries have drafts.
    pub status: Status,
    /// The path of the feed that tells of what is new here.
    pub feed: Option<String>,
    /// In the order in which they are shown.
    pub sections: Vec<SectionView>,
    /// What comes below the sections: a list of posts or entries, or the one that the page is.
    pub body: Option<Body>,
}

/// A site: what is the same on all its pages.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SiteView {
    /// The name of the business; empty until somebody says.
    pub name: String,
    /// A few words below the name, in the footer.
    pub tagline: Option<String>,
    /// Whose rights are reserved: the name in contracts, else the name.
    pub owner: String,
    /// BCP 47: the language of its pages.
    pub locale: String,
    /// How the business is reached, for the footer.
    pub contact: SiteContact,
    /// What comes before every address of the site: `/main` in the preview, empty in an export.
    pub base: String,
    /// ISO 3166 country, in which phone numbers are read that say none.
    pub country: String,
    /// Where the site is, scheme and host (`http://127.0.0.1:4780`), where that is known.
    pub origin: Option<String>,
    /// The menu at the top, in order.
    pub header: Vec<NavItemView>,
    /// The menu at the bottom, in order.
    pub footer: Vec<NavItemView>,
    /// True in the preview: pages reload by themselves, carry the preview's banner, and show drafts.
    /// False is what the public gets: sections that are not published, or hidden, are left out.
    pub live_reload: bool,
    /// The year for the footer.
    pub year: i16,
}

/// How a business is reached, each as people write it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SiteContact {
    pub email: Option<String>,
    pub phone: Option<String>,
    /// The lines of the address.
    pub address: Vec<String>,
    /// Days with their hours, Monday first: `Mon–Fri`, `09:00–17:00`.
    pub hours: Vec<(String, Vec<String>)>,
    /// Where it is found elsewhere: what people call the place, and the address.
    pub social: Vec<(String, String)>,
}

impl SiteView {
    /// What addresses of the site need to know of it.
    pub fn place(&self) -> Site<'_> {
        Site { base: &self.base, country: &self.country }
    }
}

/// One section of a page.
#[derive(Debug, Clone, Serialize)]
pub struct SectionView {
    /// The section's id, which is its anchor too: `sec_01h455vb4pex5vsknk084sn02q`.
    pub id: String,
    /// The key of its template: `hero`. An unknown one is shown as plain text.
    pub template_key: String,
    /// Who gets to see it.
    pub status: Status,
    /// Taken off the page for now, whatever its status.
    pub hidden: bool,
    /// The fields of its template; images are whole (`{ imageId, url, alt, width, height, credit? }`).
    pub content: serde_json::Value,
    /// The bookable packages, for a `services` section only.
    pub packages: Vec<PackageView>,
}

impl SectionView {
    /// Whether the public sees it.
    pub fn is_public(&self) -> bool {
        self.status == Status::Published && !self.hidden
    }
}

/// Who gets to see a section, a post or an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Everybody.
    Published,
    /// Nobody yet: it is being written.
    Draft,
    /// Nobody any more: it was taken down.
    Unpublished,
}

/// A bookable package, ready to be shown.
#[derive(Debug, Clone, Serialize)]
pub struct PackageView {
    pub id: String,
    /// `Elopement Package`.
    pub name: String,
    /// As people write it: `$2,500`; see `format_price`.
    pub price: String,
    /// As people write it: `1 h 30 min`; see `format_duration`.
    pub duration: Option<String>,
    /// Plain text or Markdown.
    pub description: Option<String>,
    /// A picture above the name.
    pub image: Option<ImageView>,
    /// The names of the services that it includes.
    pub services: Vec<String>,
}
