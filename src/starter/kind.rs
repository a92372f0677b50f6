//! Kinds of business, each with a starter site: a few pages with words of which an owner keeps half.
//!
//! What only the owner knows stands in square brackets, so that it is found and asked for. The files are data: what a
//! section contains is what `createSection` takes, and `[site]` is what `updateSite` takes; a theme belongs there too.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// The kinds by their names on the command line, and their files. The last one fits everybody.
pub const KINDS: [(&str, &str); 7] = [
    ("photographer", include_str!("kinds/photographer.toml")),
    ("salon", include_str!("kinds/salon.toml")),
    ("trades", include_str!("kinds/trades.toml")),
    ("consultant", include_str!("kinds/consultant.toml")),
    ("cafe", include_str!("kinds/cafe.toml")),
    ("shop", include_str!("kinds/shop.toml")),
    ("other", include_str!("kinds/other.toml")),
];

/// A starter site.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StarterSite {
    /// What people call such a business.
    pub about: String,
    /// Arguments of `updateSite`: what search engines call the business, the tagline, the theme.
    pub site: Map<String, Value>,
    pub pages: Vec<StarterPage>,
}

/// One of its pages. The one with the slug `home` is there already; each other one gets an item in the header.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StarterPage {
    #[serde(default)]
    pub name: String,
    pub slug: String,
    pub sections: Vec<StarterSection>,
}

/// A section of a page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StarterSection {
    /// The key of its template.
    pub template: String,
    pub content: Value,
}

/// The starter site of a kind.
///
/// # Errors
/// `INTERNAL` if its file cannot be read, which a test prevents.
pub fn starter_site(text: &str) -> Result<StarterSite> {
    toml::from_str(text).map_err(|error| Error::internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_home_three_more_pages_and_no_price_or_customer_of_its_own() {
        for (name, text) in KINDS {
            let site = starter_site(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(site.pages[0].slug, "home", "{name}");
            assert!((3..=5).contains(&site.pages.len()), "{name}");
            assert!(site.pages.iter().skip(1).all(|page| !page.name.is_empty()), "{name}");
            assert!(text.contains('[') && !text.contains(['$', '€', '£']), "{name}");
            for section in site.pages.iter().flat_map(|page| &page.sections) {
                assert!(section.template != "testimonials", "{name}: nobody has said anything yet");
            }
        }
    }
}
