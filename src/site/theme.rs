//! Themes: how a site looks. Each is a stylesheet over the common one, and what its pages show where nobody has said.

use serde::Serialize;

use crate::value::{Choice as _, Theme};

/// A theme, as templates need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ThemeView {
    /// The name in the address of its stylesheet.
    pub name: &'static str,
    /// The families of type that its sheet names first, for who serves their files: of headings, and of text.
    pub fonts: Option<(&'static str, &'static str)>,
    /// How a hero is arranged that does not say.
    pub hero: &'static str,
    /// How a gallery is arranged that does not say.
    pub gallery: &'static str,
    /// Whether the header stands on the deep colour.
    pub deep_header: bool,
    /// Whether the footer does.
    pub deep_footer: bool,
    /// The kinds of sections on a tinted ground.
    tinted: &'static [&'static str],
}

impl Default for ThemeView {
    fn default() -> ThemeView {
        Theme::Classic.into()
    }
}

impl From<Theme> for ThemeView {
    fn from(theme: Theme) -> ThemeView {
        let plain = ThemeView {
            name: theme.as_str(),
            fonts: fonts(theme),
            hero: "full",
            gallery: "grid",
            deep_header: false,
            deep_footer: false,
            tinted: &["services"],
        };
        match theme {
            Theme::Classic => plain,
            Theme::Portfolio => ThemeView { gallery: "justified", tinted: &[], ..plain },
            Theme::Salon => ThemeView {
                hero: "split",
                deep_footer: true,
                tinted: &["services", "testimonials"],
                ..plain
            },
            Theme::Trades => ThemeView {
                hero: "split",
                deep_header: true,
                deep_footer: true,
                tinted: &["services", "faq", "logos"],
                ..plain
            },
            Theme::Consulting => {
                ThemeView { hero: "text", gallery: "masonry", tinted: &[], ..plain }
            }
            Theme::Bistro => ThemeView {
                deep_header: true,
                deep_footer: true,
                tinted: &["services", "testimonials", "contact"],
                ..plain
            },
            Theme::Maker => ThemeView {
                hero: "split",
                deep_footer: true,
                tinted: &["services", "entries", "posts"],
                ..plain
            },
        }
    }
}

impl ThemeView {
    /// What stands behind a section of this kind that does not say.
    pub fn ground(&self, kind: &str) -> &'static str {
        match kind {
            "cta" => "dark",
            _ if self.tinted.contains(&kind) => "tint",
            _ => "plain",
        }
    }
}

fn fonts(theme: Theme) -> Option<(&'static str, &'static str)> {
    match theme {
        Theme::Classic => None,
        Theme::Portfolio => Some(("Instrument Sans", "Instrument Sans")),
        Theme::Salon => Some(("Cormorant", "Figtree")),
        Theme::Trades => Some(("Bricolage Grotesque", "Work Sans")),
        Theme::Consulting => Some(("Newsreader", "Inter")),
        Theme::Bistro => Some(("Playfair Display", "Lora")),
        Theme::Maker => Some(("Fraunces", "DM Sans")),
    }
}

/// The stylesheet of a theme by its name in addresses: `theme-bistro.css`.
pub fn stylesheet(file: &str) -> Option<&'static str> {
    let name = file.strip_prefix("theme-")?.strip_suffix(".css")?;
    let theme = Theme::ALL.iter().find(|theme| theme.as_str() == name)?;
    Some(match theme {
        Theme::Classic => include_str!("templates/themes/classic.css"),
        Theme::Portfolio => include_str!("templates/themes/portfolio.css"),
        Theme::Salon => include_str!("templates/themes/salon.css"),
        Theme::Trades => include_str!("templates/themes/trades.css"),
        Theme::Consulting => include_str!("templates/themes/consulting.css"),
        Theme::Bistro => include_str!("templates/themes/bistro.css"),
        Theme::Maker => include_str!("templates/themes/maker.css"),
    })
}
