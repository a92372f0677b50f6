//! What programs fetch beside the pages: sitemaps, `robots.txt`, and the redirects of an export.

use std::fmt::Write as _;

use minijinja::HtmlEscape;

use crate::site::{
    link::{Use, address},
    view::SitemapEntry,
};

/// A sitemap may have so many addresses and bytes; what is more goes into several, with an index of them.
const ENTRIES_MAX: usize = 50_000;
const BYTES_MAX: usize = 50 * 1024 * 1024 - 1024;

/// A file at the root of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFile {
    /// `sitemap.xml`
    pub name: String,
    pub text: String,
}

const BEGIN: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
    <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
    xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";
const END: &str = "</urlset>\n";

/// The sitemap of a site, first `sitemap.xml`; `root` is the address of the home page.
pub fn sitemap(entries: &[SitemapEntry], root: &str) -> Vec<SiteFile> {
    split(entries, root, ENTRIES_MAX, BYTES_MAX)
}

fn split(entries: &[SitemapEntry], root: &str, most: usize, bytes: usize) -> Vec<SiteFile> {
    let mut parts: Vec<(String, usize, &str)> = Vec::new();
    for entry in entries {
        let url = url(entry, root);
        let fits = parts.last().is_some_and(|(text, count, _)| {
            *count < most && text.len() + url.len() + END.len() <= bytes
        });
        if !fits {
            parts.push((BEGIN.to_owned(), 0, ""));
        }
        if let Some((text, count, newest)) = parts.last_mut() {
            text.push_str(&url);
            *count += 1;
            *newest = (*newest).max(entry.changed.as_str());
        }
    }
    if parts.len() < 2 {
        let text = parts.pop().map_or_else(|| BEGIN.to_owned(), |(text, _, _)| text) + END;
        return vec![SiteFile { name: "sitemap.xml".to_owned(), text }];
    }
    let mut index = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
        <sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        .to_owned();
    let mut files = Vec::with_capacity(parts.len());
    for (number, (text, _, newest)) in (1..).zip(parts) {
        let name = format!("sitemap-{number}.xml");
        let at = escaped(&format!("{root}/{name}"));
        let _ = writeln!(index, "<sitemap><loc>{at}</loc><lastmod>{newest}</lastmod></sitemap>");
        files.push(SiteFile { name, text: text + END });
    }
    index.push_str("</sitemapindex>\n");
    files.insert(0, SiteFile { name: "sitemap.xml".to_owned(), text: index });
    files
}

fn url(entry: &SitemapEntry, root: &str) -> String {
    let whole = |path: &str| match path {
        "" => root.to_owned(),
        path => format!("{root}/{path}"),
    };
    let mut text = format!(
        "<url><loc>{}</loc><lastmod>{}</lastmod>",
        escaped(&whole(&entry.path)),
        escaped(&entry.changed)
    );
    for (language, path) in &entry.alternates {
        let (language, at) = (escaped(language), escaped(&whole(path)));
        let _ =
            write!(text, "<xhtml:link rel=\"alternate\" hreflang=\"{language}\" href=\"{at}\"/>");
    }
    for image in &entry.images {
        let Some(src) = address("", image, Use::Image) else { continue };
        let at = if src.starts_with('/') { format!("{root}{src}") } else { src };
        let _ = write!(text, "<image:image><image:loc>{}</image:loc></image:image>", escaped(&at));
    }
    text.push_str("</url>\n");
    text
}

/// A text as XML has it, without characters that XML cannot have.
fn escaped(text: &str) -> String {
    let plain: String = text.chars().filter(|c| super::feed::is_writable(*c)).collect();
    // A slash needs no escape in XML.
    HtmlEscape(&plain).to_string().replace("&#x2f;", "/")
}

/// The `robots.txt` of a site. Pages that are not to be listed say so themselves: who must not fetch them would not
/// read it.
pub fn robots(root: &str) -> String {
    format!("User-agent: *\nDisallow:\n\nSitemap: {root}/sitemap.xml\n")
}

/// The moved paths as hosts of static sites read them: `_redirects`.
pub fn redirects(moved: &[(String, String)]) -> String {
    let lines = moved.iter().map(|(was, now)| format!("/{was} /{now} 301\n"));
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str) -> SitemapEntry {
        SitemapEntry {
            path: path.to_owned(),
            changed: "2026-11-21".to_owned(),
            images: Vec::new(),
            alternates: Vec::new(),
        }
    }

    #[test]
    fn a_sitemap_has_whole_addresses_pictures_and_languages() {
        let mut page = entry("a&b");
        page.images = vec![
            "/uploads/a-800.webp".to_owned(),
            "https://b.example/?c=1&d=<\u{1}>".to_owned(),
            "javascript:alert(1)".to_owned(),
        ];
        page.alternates =
            vec![("pt-PT".to_owned(), "pt/a".to_owned()), ("x-default".to_owned(), String::new())];
        let files = sitemap(&[entry(""), page], "http://a.example/main");
        assert_eq!(files.len(), 1);
        let text = &files[0].text;
        for part in [
            "<loc>http://a.example/main</loc><lastmod>2026-11-21</lastmod>",
            "<loc>http://a.example/main/a&amp;b</loc>",
            "hreflang=\"pt-PT\" href=\"http://a.example/main/pt/a\"/>",
            "hreflang=\"x-default\" href=\"http://a.example/main\"/>",
            "<image:loc>http://a.example/main/uploads/a-800.webp</image:loc>",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("javascript") && !text.contains('\u{1}'), "{text}");
        assert!(sitemap(&[], "")[0].text.ends_with("/xhtml\">\n</urlset>\n"));
    }

    #[test]
    fn a_large_sitemap_is_split_by_addresses_and_by_bytes() {
        let entries: Vec<_> = (0..5).map(|at| entry(&format!("page-{at}"))).collect();
        let names = |files: &[SiteFile]| files.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
        let three = ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"];
        let files = split(&entries, "http://a.example", 2, BYTES_MAX);
        assert_eq!(names(&files), three);
        assert!(
            files[0].text.contains("<loc>http://a.example/sitemap-3.xml</loc><lastmod>2026-11-21")
        );
        assert_eq!(files[1].text.matches("<url>").count(), 2);
        let most = files[1].text.len();
        assert_eq!(names(&split(&entries, "http://a.example", 50, most)), three);
        assert_eq!(names(&split(&entries, "http://a.example", 5, BYTES_MAX)), ["sitemap.xml"]);
    }

    #[test]
    fn robots_and_redirects_are_lines() {
        assert!(
            robots("https://a.example").ends_with("\nSitemap: https://a.example/sitemap.xml\n")
        );
        let moved = [("old".to_owned(), "new".to_owned()), ("blog/a".to_owned(), String::new())];
        assert_eq!(redirects(&moved), "/old /new 301\n/blog/a / 301\n");
        assert_eq!(redirects(&[]), "");
    }
}
