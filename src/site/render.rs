//! Renders pages to HTML: built-in templates that escape by default, one for each section template.
//!
//! Each section is rendered separately, so that content which does not fit its template affects only its section: that
//! is then shown as plain text, like a section with an unknown template. Templates are parsed with the first page, not
//! when the program starts.

mod book;
mod feed;
mod filters;
mod head;
mod json_ld;
mod letter;
mod llms;
mod moved;
mod place;
mod section;
mod sitemap;
mod words;

pub use self::words::in_language;

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use minijinja::value::Value;
use minijinja::{Environment, UndefinedBehavior};

use self::filters::About;
use crate::brand::fonts::{FAMILIES, Family};
use crate::site::link::Site;
use crate::site::markdown::Anchors;
use crate::site::theme;
use crate::site::view::{Body, FeedView, NavItemView, PageView, SectionView, SiteView, Status};

pub use self::letter::{LetterView, letter};
pub use self::llms::{Listed, listed, llms};
pub use self::moved::moved_page;
pub use self::sitemap::{SiteFile, redirects, robots, sitemap};

/// The stylesheet of all sites, for `/assets/site.css`.
pub const STYLESHEET: &str = concat!(
    include_str!("templates/site.css"),
    include_str!("templates/switcher.css"),
    include_str!("templates/pictures.css"),
    include_str!("templates/form.css")
);

/// The stylesheet of the pages on which visitors book, besides that.
const BOOK: &str = include_str!("templates/book.css");

/// The script that loads a film when somebody asks for it.
const FILM: &str = include_str!("templates/film.js");

/// The script of galleries. Pages work without it.
const LIGHTBOX: &str = include_str!("templates/lightbox.js");

/// A file that pages refer to below `/assets/`, with its type.
pub fn asset(name: &str) -> Option<(&'static str, &'static str)> {
    match name {
        "site.css" => Some((CSS, STYLESHEET)),
        "book.css" => Some((CSS, BOOK)),
        "film.js" => Some((SCRIPT, FILM)),
        "lightbox.js" => Some((SCRIPT, LIGHTBOX)),
        name => theme::stylesheet(name).map(|sheet| (CSS, sheet)),
    }
}

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The time limit for formatting a document, which usually takes some milliseconds. Texts that come later are shown as
/// plain text, because somebody waits for the page, and the CPU is needed elsewhere.
const FORMAT_TIME_MAX: Duration = Duration::from_secs(2);

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("templates/", $name)))),*]
    };
}

const TEMPLATES: [(&str, &str); 41] = templates![
    "base.html",
    "locales_head.html",
    "switcher.html",
    "findable_head.html",
    "page.html",
    "list.html",
    "post.html",
    "entry.html",
    "feed.xml",
    "not_found.html",
    "book.html",
    "field.html",
    "index.html",
    "parts.html",
    "new.html",
    "menu.html",
    "brand_head.html",
    "logo.html",
    "fonts.html",
    "section.html",
    "section_hero.html",
    "section_text.html",
    "section_imageText.html",
    "section_services.html",
    "section_pricing.html",
    "section_testimonials.html",
    "section_faq.html",
    "section_cta.html",
    "section_contact.html",
    "section_form.html",
    "section_gallery.html",
    "section_plain.html",
    "section_team.html",
    "section_logos.html",
    "section_stats.html",
    "section_timeline.html",
    "section_video.html",
    "section_map.html",
    "section_posts.html",
    "section_entries.html",
    "section_social.html",
];

/// A page could not be rendered, because of a fault in a built-in template.
#[derive(Debug, thiserror::Error)]
#[error("the page could not be rendered")]
pub struct RenderError(#[from] minijinja::Error);

/// Renders views to whole HTML documents.
#[derive(Debug, Default)]
pub struct Renderer {
    environment: OnceLock<Environment<'static>>,
}

impl Renderer {
    /// A renderer whose templates are not parsed yet.
    pub fn new() -> Renderer {
        Renderer::default()
    }

    /// The document of a page.
    pub fn page(&self, page: &PageView) -> Result<String, RenderError> {
        self.page_at(page, None)
    }

    /// The document of a page with the revision of its content.
    ///
    /// The preview's script compares it with the revision that the server reports, so that a change between rendering
    /// and listening is not missed.
    pub fn page_at(&self, page: &PageView, revision: Option<i64>) -> Result<String, RenderError> {
        let preview = page.site.live_reload;
        let shown: Vec<&SectionView> =
            page.sections.iter().filter(|section| preview || section.is_public()).collect();
        // Nobody has said yet whose site it is, and nothing stands on its home page.
        let is_new = preview && page.path.is_empty() && page.site.name.is_empty();
        let is_new = is_new && shown.iter().all(|section| section::is_empty_hero(section));
        let shown: Vec<&SectionView> =
            shown.into_iter().filter(|section| !section::is_empty_hero(section)).collect();
        let lead = shown.first().is_some_and(|first| section::is_hero_with_heading(first));
        // The names of sections in links come before the headings of texts.
        let mut anchors = Anchors::default();
        let anchored: Vec<Option<&str>> =
            shown.iter().map(|section| section::anchor(section, &mut anchors)).collect();
        let environment = self.environment(
            page.site.place(),
            About { anchors, pictures: page.pictures.clone(), ..About::of(&page.site.locale) },
        )?;
        let mut sections = String::new();
        for (at, (section, anchor)) in shown.iter().zip(anchored).enumerate() {
            let place = section::Place { first: at == 0, lead: lead && at == 0, preview, anchor };
            sections.push_str(&section::render(&environment, section, &page.site, place)?);
        }
        let films = shown.iter().any(|section| section.template_key == "video");
        let body = page.body.as_ref().map(|body| public(body, preview));
        let draft = page.status != Status::Published;
        let hidden = shown.iter().filter(|section| !section.is_public()).count();
        let drafts = hidden + usize::from(draft) + drafts_in(body.as_ref());
        let template = match body {
            Some(Body::Post(_)) => "post.html",
            Some(Body::Entry(_)) => "entry.html",
            Some(Body::List(_)) | None => "page.html",
        };
        let (image, description) = (place::image(page), head::description(page));
        let head = head::head(page, image.as_ref(), description.as_deref());
        let mut pairs = document(&page.site, &head::title(page), revision);
        pairs.extend([
            ("name", Value::from(&page.name)),
            ("new", Value::from(is_new)),
            ("description", Value::from(description)),
            ("image", head::value_of(image.as_ref())),
            ("card", Value::from(page.card.clone())),
            ("head", head),
            ("indexing", Value::from(page.indexing)),
            ("feed", Value::from(page.feed.clone())),
            ("draft", Value::from(draft)),
            ("sections", Value::from_safe_string(sections)),
            ("body", filters::value_of(&body)),
            ("empty", Value::from(shown.is_empty() && page.body.is_none())),
            ("bare", Value::from(shown.is_empty())),
            ("lead", Value::from(lead)),
            ("films", Value::from(films)),
            ("drafts", Value::from(drafts)),
        ]);
        Ok(environment.get_template(template)?.render(Value::from_pairs(pairs))?)
    }

    /// A feed as RSS 2.0; the base of `root` is the address of the home page.
    pub fn feed<'s>(
        &self,
        feed: &FeedView,
        root: impl Into<Site<'s>>,
    ) -> Result<String, RenderError> {
        Ok(feed::rss(&self.environment(root.into(), About::default())?, feed)?)
    }

    /// The document for an address without a page.
    pub fn not_found(&self, site: &SiteView) -> Result<String, RenderError> {
        self.not_found_at(site, None)
    }

    /// The same with the revision of the content; see `page_at`.
    pub fn not_found_at(
        &self,
        site: &SiteView,
        revision: Option<i64>,
    ) -> Result<String, RenderError> {
        let environment = self.environment(site.place(), About::of(&site.locale))?;
        let words = words::in_language("Not found", &site.locale);
        let title = match &*site.name {
            "" => words.to_owned(),
            name => format!("{words} · {name}"),
        };
        let mut pairs = document(site, &title, revision);
        pairs.push(("indexing", Value::from(false)));
        Ok(environment.get_template("not_found.html")?.render(Value::from_pairs(pairs))?)
    }

    /// The families of type that a brand can name, with a specimen of each.
    pub fn fonts(&self, site: &SiteView) -> Result<String, RenderError> {
        let environment = self.environment(site.place(), About::of(&site.locale))?;
        let family = |family: &Family| {
            let (name, slug, about) = (family.name, family.slug, family.about);
            Value::from_pairs([("name", name), ("slug", slug), ("about", about)])
        };
        let mut pairs = document(site, "Fonts", None);
        let families: Value = FAMILIES.iter().map(family).collect();
        pairs.extend([("indexing", Value::from(false)), ("families", families)]);
        Ok(environment.get_template("fonts.html")?.render(Value::from_pairs(pairs))?)
    }

    /// A list of sites, each with its name in addresses and its title.
    pub fn index(&self, sites: &[(String, String)]) -> Result<String, RenderError> {
        let environment = self.environment("".into(), About::default())?;
        let tenants: Value = sites
            .iter()
            .map(|(name, title)| Value::from_pairs([("name", name), ("title", title)]))
            .collect();
        let heading = if sites.is_empty() { "There is no site yet" } else { "Sites" };
        let pairs = [("tenants", tenants), ("heading", Value::from(heading))];
        Ok(environment.get_template("index.html")?.render(Value::from_pairs(pairs))?)
    }

    /// The templates, with `base` and the time limit as globals, available in macros as well.
    fn environment(
        &self,
        site: Site<'_>,
        about: About<'_>,
    ) -> Result<Environment<'static>, RenderError> {
        if self.environment.get().is_none() {
            // Two threads may build it at once; the second result is dropped.
            let _ = self.environment.set(build()?);
        }
        let mut environment = self.environment.get().cloned().unwrap_or_default();
        environment.add_global("base", site.base);
        environment.add_global("country", site.country);
        let document = filters::Document::new(site, about, Instant::now() + FORMAT_TIME_MAX);
        environment.add_global("document", Value::from_object(document));
        Ok(environment)
    }
}

fn build() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    filters::add_to(&mut environment);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

fn document(site: &SiteView, title: &str, revision: Option<i64>) -> Vec<(&'static str, Value)> {
    let menu = |items: &[NavItemView]| shown(items, site.live_reload);
    let mut header = menu(&site.header);
    let button = NavItemView::take_button(&mut header);
    let mut pairs = vec![
        ("site", filters::value_of(site)),
        ("title", Value::from(title)),
        (
            "header",
            filters::value_of(&NavItemView::folded(
                header,
                words::in_language("More", &site.locale),
            )),
        ),
        ("button", filters::value_of(&button)),
        ("footer", filters::value_of(&menu(&site.footer))),
    ];
    if let Some(revision) = revision {
        pairs.push(("revision", Value::from(revision)));
    }
    pairs
}

/// The menu items whose targets this reader may see. An item with children stays as a heading.
fn shown(items: &[NavItemView], preview: bool) -> Vec<NavItemView> {
    let item = |item: &NavItemView| {
        let mut item = item.clone();
        item.children = shown(&item.children, preview);
        if !preview && !item.public {
            item.href = None;
        }
        (preview || item.public || !item.children.is_empty()).then_some(item)
    };
    items.iter().filter_map(item).collect()
}

/// A list without what this reader may not see.
fn public(body: &Body, preview: bool) -> Body {
    let mut body = body.clone();
    if let (Body::List(list), false) = (&mut body, preview) {
        list.cards.retain(|card| card.status == Status::Published);
    }
    body
}

fn drafts_in(body: Option<&Body>) -> usize {
    let Some(Body::List(list)) = body else { return 0 };
    list.cards.iter().filter(|card| card.status != Status::Published).count()
}

#[cfg(test)]
mod tests;
