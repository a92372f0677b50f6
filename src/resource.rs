//! MCP resources: parts of a tenant's site that a person can add to a conversation by address (`site://…`).
//!
//! They show what the public sees, as Markdown and as HTML. Drafts can be read by address as well, marked as such,
//! because whoever asks is probably working on them. Contacts, orders and messages are not offered, because the
//! addresses appear in menus that others may see. Everything here is also available from tools, since many hosts give
//! models no access to resources.

mod address;
mod links;
mod names;
mod package;
mod page;
mod post;
mod text;

pub use self::{
    links::{Link, Position, links},
    names::{Names, names},
};
use crate::{
    error::{Code, Error, Result},
    site::{markdown, render::Renderer, view::PageView},
    store::TenantRead,
};

/// The most characters of an unknown address that an error repeats.
const ADDRESS_CHARS_SHOWN: usize = 200;

/// The kinds of resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page, by path.
    Page,
    /// A post, by slug.
    Post,
    /// A package, by id or name.
    Package,
}

impl Kind {
    /// Every kind, in the order of the list.
    pub const ALL: [Kind; 3] = [Kind::Page, Kind::Post, Kind::Package];

    /// The URI template, with one variable.
    pub fn template(self) -> &'static str {
        match self {
            Kind::Page => "site://pages/{path}",
            Kind::Post => "site://posts/{slug}",
            Kind::Package => "site://packages/{id}",
        }
    }

    /// The name for people.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Page => "Page",
            Kind::Post => "Post",
            Kind::Package => "Package",
        }
    }

    /// What the resource contains.
    pub fn description(self) -> &'static str {
        match self {
            Kind::Page => {
                "A page as the public sees it; its path may have slashes, and home is the start page."
            }
            Kind::Post => {
                "A post as the public sees it; a draft or archived one says that it is not public."
            }
            Kind::Package => "A package, by its id or its exact name.",
        }
    }

    /// The entity that it shows: whoever may read that may read the resource.
    pub fn entity(self) -> &'static str {
        match self {
            Kind::Page => "page",
            Kind::Post => "post",
            Kind::Package => "package",
        }
    }

    /// The variable of the template: `path`.
    pub fn variable(self) -> &'static str {
        let after = self.template().split_once('{');
        after.map_or("", |(_, name)| name.trim_end_matches('}'))
    }

    /// The address of the resource with that key, which needs no encoding.
    fn uri(self, key: &str) -> String {
        let prefix = self.template().split('{').next().unwrap_or_default();
        format!("{prefix}{key}")
    }
}

/// A resource as it is served.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its current address, which may differ from the one asked for.
    pub uri: String,
    pub markdown: String,
    /// The HTML; `None` if it does not fit.
    pub html: Option<String>,
}

/// A resource as read from the database. Rendering follows outside of the transaction, because it takes time.
#[derive(Debug)]
pub struct Found {
    uri: String,
    says: Says,
    /// The page, for HTML; other resources have only Markdown.
    page: Option<Box<PageView>>,
    /// The tool that reads what does not fit.
    tool: &'static str,
}

/// The text of a resource.
#[derive(Debug)]
enum Says {
    This(String),
    /// The text of its page.
    ItsPage,
}

/// Reads the resource at `uri`, if it is of one of `kinds`.
///
/// # Errors
/// `RESOURCE_NOT_FOUND` for every address without a resource of this tenant, whatever its form.
pub fn read(db: &TenantRead<'_>, kinds: &[Kind], uri: &str) -> Result<Found> {
    let address = address::read(uri).filter(|(kind, _)| kinds.contains(kind));
    let found = match &address {
        Some((Kind::Page, path)) => page::read(db, path)?,
        Some((Kind::Post, slug)) => post::read(db, slug)?,
        Some((Kind::Package, key)) => package::read(db, key)?,
        None => None,
    };
    found.ok_or_else(|| unknown(uri, kinds))
}

fn unknown(uri: &str, kinds: &[Kind]) -> Error {
    let shown: String = uri.chars().take(ADDRESS_CHARS_SHOWN).collect();
    let forms: Vec<&str> = kinds.iter().map(|kind| kind.template()).collect();
    let error = Error::new(Code::ResourceNotFound, format!("there is no resource {shown}"));
    match forms.as_slice() {
        [] => error.suggest("there are none for this agent"),
        some => error.suggest(format!(
            "resources/list names what there is; addresses are {}",
            some.join(", ")
        )),
    }
}

impl Found {
    /// Renders the resource in about `budget` characters: cuts the Markdown, and adds the HTML only if it fits whole.
    /// Takes up to several seconds: do not call it on the event loop.
    pub fn fit(self, renderer: &Renderer, budget: usize) -> Result<Document> {
        let Found { uri, says, page, tool } = self;
        let mut markdown = match says {
            Says::This(markdown) => markdown,
            Says::ItsPage => page.as_deref().map(text::of).unwrap_or_default(),
        };
        let length = markdown.chars().count();
        if length > budget {
            let end = markdown.char_indices().nth(budget).map_or(markdown.len(), |(at, _)| at);
            let fitting = markdown.get(..end).unwrap_or_default();
            let whole_lines = fitting.rfind('\n').filter(|line| *line > end / 2).unwrap_or(end);
            markdown.truncate(whole_lines);
            let shown = markdown.chars().count();
            markdown.extend([
                format!("\n\n> Cut here: {shown} of {length} characters are shown."),
                format!(" {tool} reads the rest."),
            ]);
            return Ok(Document { uri, markdown, html: None });
        }
        let html = match page {
            Some(page) => renderer.page(&page).map_err(Error::internal)?,
            None => markdown::to_html(&markdown, ""),
        };
        let fits = length + html.chars().count() <= budget;
        if !fits {
            markdown += "\n\n> The HTML is left out: there is no room for it beside this.";
        }
        Ok(Document { uri, markdown, html: fits.then_some(html) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_ends_with_a_whole_line_and_says_so() {
        let fit = |markdown: &str, budget| {
            let (uri, tool) = (String::new(), "getPost");
            let says = Says::This(markdown.to_owned());
            let found = Found { uri, says, page: None, tool };
            found.fit(&Renderer::new(), budget).unwrap()
        };
        let cut = fit("first line\nsecond liné\nthird", 25);
        assert!(
            cut.markdown.starts_with("first line\nsecond liné\n\n> Cut here: 22 of 28"),
            "{cut:?}"
        );
        assert_eq!(cut.html, None);
        let whole = fit("short", 30);
        assert_eq!(whole.html.as_deref(), Some("<p>short</p>\n"));
        let tight = fit("short", 10);
        assert!(tight.html.is_none() && tight.markdown.contains("left out"), "{tight:?}");
    }
}
