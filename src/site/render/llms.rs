//! `llms.txt`: a site for programs that answer questions about it, in Markdown, as <https://llmstxt.org> has it. What the
//! business is, how it is reached, and where what is written about it stands.

use std::fmt::Write as _;

use super::head;
use crate::site::view::{Body, PageView, SiteView, Status};

/// A program that wants more has the sitemap.
const LINKS_MAX: usize = 200;

/// A page as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub title: String,
    /// Relative to the site, without a leading slash; empty for the home page.
    pub path: String,
    pub description: Option<String>,
    /// The day of a post, to have the newest first.
    date: String,
    kind: Kind,
}

/// What is listed together, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Page,
    Post,
    Entry,
}

impl Kind {
    const ALL: [Kind; 3] = [Kind::Page, Kind::Post, Kind::Entry];

    /// A heading for programs, which is the same in every language.
    fn heading(self) -> &'static str {
        match self {
            Kind::Page => "Pages",
            Kind::Post => "Posts",
            Kind::Entry => "More",
        }
    }
}

/// A page as it is listed, if programs may: what is public, not left out of search engines, and in the site's own
/// language.
pub fn listed(page: &PageView) -> Option<Listed> {
    let is_open = page.indexing && page.status == Status::Published;
    if !is_open || page.place.part.is_some() || page.site.localized.is_some() {
        return None;
    }
    let (kind, date) = match &page.body {
        Some(Body::Post(post)) => {
            (Kind::Post, post.date.as_ref().map(|date| date.iso.clone()).unwrap_or_default())
        }
        Some(Body::Entry(_)) => (Kind::Entry, String::new()),
        Some(Body::List(_)) | None => (Kind::Page, String::new()),
    };
    let path = page.path.clone();
    let description = head::description(page);
    Some(Listed { title: page.title.clone(), path, description, date, kind })
}

/// The file; `at` says where a page is, if it is anywhere.
pub fn llms(
    site: &SiteView,
    mut pages: Vec<Listed>,
    at: impl Fn(&str) -> Option<String>,
) -> String {
    let name = [&*site.name, &*site.owner].into_iter().map(plain).find(|name| !name.is_empty());
    let mut text = format!("# {}\n", name.as_deref().unwrap_or("Home"));
    if let Some(tagline) = site.tagline.as_deref().map(plain).filter(|it| !it.is_empty()) {
        let _ = write!(text, "\n> {tagline}\n");
    }
    let reached = reached(site);
    if !reached.is_empty() {
        let _ = write!(text, "\n{reached}");
    }
    // Pages by their paths, as they came; posts the newest first.
    pages.sort_by(|a, b| (a.kind, &b.date).cmp(&(b.kind, &a.date)));
    pages.truncate(LINKS_MAX);
    for kind in Kind::ALL {
        let mut has_heading = false;
        for page in pages.iter().filter(|page| page.kind == kind) {
            let Some(address) = at(&page.path) else { continue };
            if !has_heading {
                let _ = write!(text, "\n## {}\n\n", kind.heading());
                has_heading = true;
            }
            let _ = write!(text, "- [{}](<{address}>)", plain(&page.title));
            match page.description.as_deref().map(plain).filter(|it| !it.is_empty()) {
                Some(description) => _ = writeln!(text, ": {description}"),
                None => text.push('\n'),
            }
        }
    }
    text
}

/// How the business is reached, a line for each way.
fn reached(site: &SiteView) -> String {
    let contact = &site.contact;
    let hours: Vec<String> =
        contact.hours.iter().map(|(days, times)| format!("{days} {}", times.join(", "))).collect();
    let social: Vec<&str> = contact.social.iter().map(|(_, address)| address.as_str()).collect();
    let lines = [
        ("E-mail", contact.email.clone().unwrap_or_default()),
        ("Phone", contact.phone.clone().unwrap_or_default()),
        ("Address", contact.address.join(", ")),
        ("Hours", hours.join("; ")),
        ("Elsewhere", social.join(", ")),
    ];
    let said = lines.iter().filter(|(_, text)| !text.trim().is_empty());
    said.fold(String::new(), |mut all, (what, text)| {
        // Writing to a text cannot fail.
        let _ = writeln!(all, "- {what}: {}", plain(text));
        all
    })
}

/// A text on one line, in which nothing is a link or a tag.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for letter in head::one_line(text).chars() {
        if matches!(letter, '[' | ']' | '<' | '>' | '`' | '\\') {
            plain.push('\\');
        }
        plain.push(letter);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::view::SiteContact;

    fn page(kind: Kind, path: &str, date: &str) -> Listed {
        Listed {
            title: format!("About {path}"),
            path: path.to_owned(),
            description: (kind == Kind::Page).then(|| "Who [we](javascript:x)\nare".to_owned()),
            date: date.to_owned(),
            kind,
        }
    }

    #[test]
    fn it_says_who_that_is_and_where_what_stands() {
        let site = SiteView {
            name: "Wren # <b>".into(),
            tagline: Some("Quiet\n# pictures".into()),
            contact: SiteContact { email: Some("a@wren.example".into()), ..SiteContact::default() },
            ..SiteView::default()
        };
        let pages = vec![
            page(Kind::Post, "blog/old", "2026-01-02"),
            page(Kind::Page, "", ""),
            page(Kind::Post, "blog/new", "2026-03-04"),
            page(Kind::Page, "gone", ""),
        ];
        let at = |path: &str| (path != "gone").then(|| format!("https://wren.example/{path}"));
        assert_eq!(
            llms(&site, pages, at),
            "# Wren # \\<b\\>\n\n> Quiet # pictures\n\n- E-mail: a@wren.example\n\n## Pages\n\n\
             - [About](<https://wren.example/>): Who \\[we\\](javascript:x) are\n\n## Posts\n\n\
             - [About blog/new](<https://wren.example/blog/new>)\n\
             - [About blog/old](<https://wren.example/blog/old>)\n"
        );
    }

    #[test]
    fn a_large_site_is_listed_in_part() {
        let pages = (0..500).map(|at| page(Kind::Post, &format!("p{at}"), "")).collect();
        let text = llms(&SiteView::default(), pages, |path| Some(format!("/{path}")));
        assert_eq!(text.matches("\n- [").count(), LINKS_MAX);
        assert!(text.starts_with("# Home\n\n## Posts\n"), "{text}");
    }
}
