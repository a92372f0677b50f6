//! Pages to HTML: built-in templates that escape by default, one for each section template.
//!
//! Each section is rendered on its own, so that content which an older template let in costs at
//! most the looks of its section: it is then shown as plain words, like a section whose template is
//! not known. Templates are parsed when the first page is asked for, not when the program starts.

mod filters;
mod section;

use std::sync::OnceLock;

use minijinja::value::Value;
use minijinja::{Environment, UndefinedBehavior};

use crate::site::view::{PageView, SectionView, SiteView};

/// The one stylesheet of a site, for `/assets/site.css`.
pub const STYLESHEET: &str = include_str!("templates/site.css");

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("templates/", $name)))),*]
    };
}

const TEMPLATES: [(&str, &str); 17] = templates![
    "base.html",
    "page.html",
    "not_found.html",
    "index.html",
    "parts.html",
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
    "section_gallery.html",
    "section_plain.html",
];

/// A page that could not be rendered: a fault in a built-in template.
#[derive(Debug, thiserror::Error)]
#[error("the page could not be rendered")]
pub struct RenderError(#[from] minijinja::Error);

/// Turns views into whole HTML documents.
#[derive(Debug, Default)]
pub struct Renderer {
    environment: OnceLock<Environment<'static>>,
}

impl Renderer {
    /// A renderer that has done nothing yet.
    pub fn new() -> Renderer {
        Renderer::default()
    }

    /// The document of a page.
    pub fn page(&self, page: &PageView) -> Result<String, RenderError> {
        self.page_at(page, None)
    }

    /// The document of a page, which knows the revision of the content that it shows.
    ///
    /// The preview's script compares it with the revision that the server reports, so that a change
    /// between rendering and listening is not missed.
    pub fn page_at(&self, page: &PageView, revision: Option<i64>) -> Result<String, RenderError> {
        let environment = self.environment(&page.site.base)?;
        let shown: Vec<&SectionView> = page
            .sections
            .iter()
            .filter(|section| page.site.live_reload || section.is_public())
            .collect();
        let lead = shown.first().is_some_and(|first| section::is_hero_with_heading(first));
        let mut sections = String::new();
        for (at, section) in shown.iter().enumerate() {
            let place = section::Place { lead: lead && at == 0, preview: page.site.live_reload };
            sections.push_str(&section::render(&environment, section, place)?);
        }
        let drafts = shown.iter().filter(|section| !section.is_public()).count();
        let mut pairs = document(&page.site, &full_title(page), revision);
        pairs.extend([
            ("name", Value::from(&page.name)),
            ("description", Value::from(page.description.clone())),
            ("image", filters::value_of(&page.image)),
            ("indexing", Value::from(page.indexing)),
            ("sections", Value::from_safe_string(sections)),
            ("empty", Value::from(shown.is_empty())),
            ("lead", Value::from(lead)),
            ("drafts", Value::from(drafts)),
        ]);
        Ok(environment.get_template("page.html")?.render(Value::from_pairs(pairs))?)
    }

    /// The document for an address at which the site has no page.
    pub fn not_found(&self, site: &SiteView) -> Result<String, RenderError> {
        self.not_found_at(site, None)
    }

    /// The same, which knows the revision that it was made at; see `page_at`.
    pub fn not_found_at(
        &self,
        site: &SiteView,
        revision: Option<i64>,
    ) -> Result<String, RenderError> {
        let environment = self.environment(&site.base)?;
        let mut pairs = document(site, &format!("Not found · {}", site.name), revision);
        pairs.push(("indexing", Value::from(false)));
        Ok(environment.get_template("not_found.html")?.render(Value::from_pairs(pairs))?)
    }

    /// A list of sites to choose from, each with its name in addresses and its title.
    pub fn index(&self, sites: &[(String, String)]) -> Result<String, RenderError> {
        let environment = self.environment("")?;
        let tenants: Value = sites
            .iter()
            .map(|(name, title)| Value::from_pairs([("name", name), ("title", title)]))
            .collect();
        let heading = if sites.is_empty() { "There is no site yet" } else { "Sites" };
        let pairs = [("tenants", tenants), ("heading", Value::from(heading))];
        Ok(environment.get_template("index.html")?.render(Value::from_pairs(pairs))?)
    }

    /// The templates, with `base` known to all of them, macros included.
    fn environment(&self, base: &str) -> Result<Environment<'static>, RenderError> {
        if self.environment.get().is_none() {
            // Two threads may build it at once; the second one's is dropped.
            let _ = self.environment.set(build()?);
        }
        let mut environment = self.environment.get().cloned().unwrap_or_default();
        environment.add_global("base", base);
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
    let mut pairs = vec![("site", filters::value_of(site)), ("title", Value::from(title))];
    if let Some(revision) = revision {
        pairs.push(("revision", Value::from(revision)));
    }
    pairs
}

fn full_title(page: &PageView) -> String {
    if page.title.contains(&page.site.name) {
        page.title.clone()
    } else {
        format!("{} · {}", page.title, page.site.name)
    }
}

#[cfg(test)]
mod tests;
