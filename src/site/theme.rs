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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        brand::palette::{CONTRAST_MIN, THROUGH_VEIL},
        site::render::STYLESHEET,
        value::Color,
    };

    /// The values of a variable in a sheet: the one of light screens, then that of dark ones.
    fn values(sheet: &str, variable: &str) -> Vec<Color> {
        let begins = format!("--{variable}: ");
        let rest =
            sheet.match_indices(&begins).filter_map(|(at, _)| sheet.get(at + begins.len()..));
        rest.filter_map(|rest| Color::parse(rest.split(';').next()?).ok()).collect()
    }

    /// How much of `deep` is in each ground that a line of a sheet puts over pictures, in percent.
    fn veils(line: &str) -> Vec<f64> {
        let parts = line.split("color-mix(in srgb, var(--deep) ").skip(1);
        parts.filter_map(|part| part.split('%').next()?.parse().ok()).collect()
    }

    #[test]
    fn words_over_any_photograph_can_be_read_in_every_theme() {
        let over_pictures = [".hero-scrim {", ".section-ground::after {", ".credit {"];
        let is_over = |line: &&str| over_pictures.iter().any(|selector| line.contains(selector));
        let shares: Vec<f64> = STYLESHEET.lines().filter(is_over).flat_map(veils).collect();
        assert!(shares.len() >= 4, "{shares:?}");
        let least = shares.iter().copied().fold(100.0, f64::min);
        assert!(least >= (1.0 - THROUGH_VEIL) * 100.0 - 0.01, "{shares:?}");
        for theme in Theme::ALL {
            let sheet = stylesheet(&format!("theme-{}.css", theme.as_str())).unwrap();
            let thinner = sheet.lines().filter(is_over).find(|line| line.contains("background"));
            assert_eq!(thinner, None, "{theme:?} has a ground of its own over pictures");
            let (deeps, lights) = (values(sheet, "deep"), values(sheet, "on-deep"));
            assert!(deeps.len() == 2 && !lights.is_empty(), "{theme:?}: {deeps:?} {lights:?}");
            for deep in deeps {
                for light in &lights {
                    // The lightest that a picture can be.
                    let ground = deep.mixed(Color::WHITE, THROUGH_VEIL);
                    let contrast = light.contrast(ground);
                    assert!(contrast >= CONTRAST_MIN, "{theme:?}: {light} on {ground}: {contrast}");
                }
            }
        }
    }
}
