//! The data from which pages are rendered; all decisions are made before.
//!
//! Prices and durations are text, images have their addresses, menu items their targets; a template only arranges.
//! Paths are relative to the site (`/services`, `/uploads/a.jpg`): the renderer adds `base`.

mod article;
mod book;
mod brand;
mod feed;
mod findable;
mod form;
mod locale;
mod navigation;
mod picture;

use std::sync::Arc;

use serde::Serialize;

use super::{
    link::{Localized, Places, Site},
    theme::ThemeView,
};

pub use self::{
    article::{
        Block, Body, CardView, DateView, EntryView, FactView, ItemView, ListView, Look, PostView,
    },
    book::{BookFormView, BookView, ChoiceView, DayView, MonthView, OwnBookingView, TimesView},
    brand::BrandView,
    feed::{FeedItem, FeedView, SitemapEntry},
    findable::{AddressView, BusinessView, OfferView, OpenView, PlaceView},
    form::{FieldView, FormView, OptionView},
    locale::LocaleLink,
    navigation::{Current, HEADER, HEADER_ITEMS_MAX, NavItemView},
    picture::{CreditPart, CreditView, ImageView, Pictures, SizeView},
};

/// One page of a site, with everything that its HTML needs.
#[derive(Debug, Clone, Serialize)]
pub struct PageView {
    pub site: SiteView,
    /// The page's name, used as the heading unless a hero has one: `Wedding packages`.
    pub name: String,
    /// The path below the site's root, without a leading slash; empty for the home page.
    pub path: String,
    /// The title for browsers and search engines: `meta.title`, otherwise the name.
    pub title: String,
    /// One or two sentences for search engines and shared links.
    pub description: Option<String>,
    /// The picture for shared links.
    pub image: Option<ImageView>,
    /// The path of the picture for shared links that is drawn of all that.
    pub card: Option<String>,
    /// Whether search engines may list the page.
    pub indexing: bool,
    /// Who may see it; pages are always public, posts and entries can be drafts.
    pub status: Status,
    /// The path of the feed for this page.
    pub feed: Option<String>,
    /// In display order.
    pub sections: Vec<SectionView>,
    /// The pictures that its texts show.
    #[serde(skip)]
    pub pictures: Pictures,
    /// The content below the sections: a list of posts or entries, or a single one.
    pub body: Option<Body>,
    /// What search engines are told of it.
    #[serde(skip)]
    pub place: PlaceView,
}

/// A site: what is the same on all its pages.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SiteView {
    /// The name of the business; empty until somebody says.
    pub name: String,
    /// A short text below the name in the footer.
    pub tagline: Option<String>,
    /// Whose rights are reserved: the name in contracts, else the name.
    pub owner: String,
    /// BCP 47: the language of the page.
    pub locale: String,
    /// How it looks.
    pub theme: ThemeView,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// The languages of the site, its own first; empty where it has one.
    pub locales: Vec<LocaleLink>,
    /// Where its pages are in the language of the page, where that is not its own.
    #[serde(skip)]
    pub localized: Option<Arc<Localized>>,
    /// Where everything is in the release that is made.
    #[serde(skip)]
    pub places: Option<Arc<Places>>,
    /// How the business is reached, for the footer.
    pub contact: SiteContact,
    /// What comes before every address of the site: `/main` in the preview, empty in an export.
    pub base: String,
    /// ISO 3166 country, for phone numbers without a country code.
    pub country: String,
    /// Scheme and host of the site (`http://127.0.0.1:4780`), if known.
    pub origin: Option<String>,
    /// The menu at the top, in order.
    pub header: Vec<NavItemView>,
    /// The menu at the bottom, in order.
    pub footer: Vec<NavItemView>,
    /// True in the preview: pages reload automatically, show the preview's banner, and include drafts. False for the
    /// public: unpublished and hidden sections are left out.
    pub live_reload: bool,
    /// Whether what visitors send by a form arrives: somebody of ours serves the site. Where nobody does, forms show
    /// how else the business is reached.
    pub receives_forms: bool,
    /// The year for the footer.
    pub year: i16,
    pub brand: BrandView,
    /// What search engines are told of the business.
    #[serde(skip)]
    pub business: BusinessView,
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
    /// The parts of the site that addresses depend on.
    pub fn place(&self) -> Site<'_> {
        Site {
            base: &self.base,
            country: &self.country,
            language: self.localized.as_ref(),
            places: self.places.as_ref(),
        }
    }
}

/// One section of a page.
#[derive(Debug, Clone, Serialize)]
pub struct SectionView {
    /// The section's id, which is also its anchor: `sec_01h455vb4pex5vsknk084sn02q`.
    pub id: String,
    /// The key of its template: `hero`. Content with an unknown one is shown as plain text.
    pub template_key: String,
    /// Who may see it.
    pub status: Status,
    /// Whether it is temporarily hidden, whatever its status.
    pub hidden: bool,
    /// The fields of its template; images are expanded (`{ imageId, url, alt, width, height, credit? }`).
    pub content: serde_json::Value,
    /// The bookable packages, for a `services` section only.
    pub packages: Vec<PackageView>,
    /// The posts or entries, for a section that lists some.
    pub list: Option<SectionList>,
    /// What a section of the template `form` asks for.
    pub form: Option<FormView>,
    /// The language of its words, where it is not that of the page: none of them is translated.
    pub lang: Option<String>,
}

impl SectionView {
    /// Whether the public sees it.
    pub fn is_public(&self) -> bool {
        self.status == Status::Published && !self.hidden
    }
}

/// Posts or entries of a collection within a section.
#[derive(Debug, Clone, Serialize)]
pub struct SectionList {
    /// The name of the collection.
    pub name: String,
    /// The path of the whole list.
    pub href: String,
    pub cards: Vec<CardView>,
}

/// Who may see a section, post or entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Everybody.
    Published,
    /// Not published yet.
    Draft,
    /// No longer published.
    Unpublished,
}

/// A bookable package, ready to be shown.
#[derive(Debug, Clone, Serialize)]
pub struct PackageView {
    pub id: String,
    pub name: String,
    /// Formatted: `$2,500`; see `format_price`.
    pub price: String,
    /// Formatted: `1 h 30 min`; see `format_duration`.
    pub duration: Option<String>,
    /// Plain text or Markdown.
    pub description: Option<String>,
    /// A picture above the name.
    pub image: Option<ImageView>,
    /// The names of the services that it includes.
    pub services: Vec<String>,
    /// Where visitors book it, if they can.
    pub book: Option<String>,
    /// Where they ask for a date, if they cannot book it and can book others.
    pub ask: Option<String>,
    /// What search engines are told of it.
    #[serde(skip)]
    pub offer: OfferView,
}
