//! Where the pages of a site are in one of its other languages: below that language, some by slugs of their own.

use std::collections::HashMap;

use crate::value::BOOKING_PAGES;

/// The addresses of a site in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Localized {
    /// The part of the address that says the language: `pt`.
    pub place: String,
    /// The places of all other languages, which links may name.
    pub others: Vec<String>,
    /// Of what has an address of its own: where it is in the site's own language, and in this one, both without the
    /// place.
    pub paths: HashMap<String, String>,
}

/// What is the same in every language.
const FOLDERS: [&str; 2] = ["uploads", "assets"];
const FILES: [&str; 5] = ["feed", "sitemap.xml", "robots.txt", "llms.txt", "feed.xml"];

impl Localized {
    /// The path in this language of one in the site's own, without a leading slash; what follows `?` and `#` stays.
    pub fn path(&self, own: &str) -> String {
        let (place, rest) = own.split_at(own.find(['?', '#']).unwrap_or(own.len()));
        let place = place.trim_end_matches('/');
        let first = place.split('/').next().unwrap_or_default();
        let is_placed = first == self.place || self.others.iter().any(|other| other == first);
        if is_placed || FOLDERS.contains(&first) || FILES.contains(&place) {
            return own.to_owned();
        }
        if place.starts_with(BOOKING_PAGES) && !self.paths.contains_key(place) {
            // The booking page asks for its language behind its address.
            let (query, anchor) = rest.split_at(rest.find('#').unwrap_or(rest.len()));
            let and = if query.is_empty() { "?" } else { "&" };
            return format!("{place}{query}{and}lang={}{anchor}", self.place);
        }
        let here = self.paths.get(place).map_or(place, String::as_str);
        let between = if here.is_empty() { "" } else { "/" };
        format!("{}{between}{here}{rest}", self.place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_below_its_language_and_files_are_not() {
        let paths = [("weddings", "casamentos"), ("blog/rain", "blog/chuva")];
        let paths = paths.map(|(own, here)| (own.to_owned(), here.to_owned())).into();
        let pt = Localized { place: "pt".to_owned(), others: vec!["fr".to_owned()], paths };
        for (own, here) in [
            ("", "pt"),
            ("weddings", "pt/casamentos"),
            ("weddings/?a=1#b", "pt/casamentos?a=1#b"),
            ("about", "pt/about"),
            ("blog?page=2", "pt/blog?page=2"),
            ("blog/rain", "pt/blog/chuva"),
            ("uploads/a.webp", "uploads/a.webp"),
            ("sitemap.xml", "sitemap.xml"),
            ("pt/casamentos", "pt/casamentos"),
            ("fr", "fr"),
            ("pticular", "pt/pticular"),
            ("book/portrait", "book/portrait?lang=pt"),
            ("book/all/?month=2027-01#times", "book/all?month=2027-01&lang=pt#times"),
            ("book", "pt/book"),
        ] {
            assert_eq!(pt.path(own), here, "{own}");
        }
    }
}
