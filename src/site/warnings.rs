//! What is wrong with a site and nobody has said: placeholder text, links that lead nowhere, pictures without a
//! description, pages that nothing leads to, titles that search engines cut.
//!
//! Pure: `load` reads the rows with a fixed number of statements, and everything here looks only at them. A doubt
//! accuses nobody: what public content may mean on purpose is left out, and where a site is too large to be read whole,
//! so is everything that only the whole site can tell. Of contrast over a photograph nothing has to be said: what lies
//! between it and words is dark enough for any (`brand::palette::THROUGH_VEIL`).

mod links;
mod pictures;
mod placeholders;
mod reach;
mod results;
pub mod rows;

use std::{collections::HashSet, fmt};

use self::rows::{Part, SiteRows};

pub use self::links::targets;

/// A fault of the site, in words of its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub kind: Kind,
    /// Where: `the text “Prices” on page “About”`.
    pub place: String,
    /// What is wrong there.
    pub fault: String,
    /// The next step.
    pub advice: String,
    /// The ids of the things that it is about.
    about: Vec<String>,
    /// The address that it leads to, for a link.
    leads_to: Option<String>,
}

/// What is wrong, the most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Placeholder,
    DeadLink,
    Phone,
    Unreached,
    NoDescription,
    Headings,
    SameInResults,
    LengthInResults,
}

/// What a conversation has changed, for the warnings that are its own.
#[derive(Debug, Default)]
pub struct Changed {
    /// The ids of what it wrote.
    pub ids: HashSet<String>,
    /// The names and addresses, in small letters and without slashes around them, of what it deleted or hid.
    pub gone: HashSet<String>,
    /// Whether it took something out of a menu.
    pub has_cut_menu: bool,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Warning { place, fault, advice, .. } = self;
        write!(f, "{place}: {fault}; {advice}")
    }
}

impl Warning {
    fn new(kind: Kind, place: String, fault: String, advice: &str) -> Warning {
        let advice = advice.to_owned();
        Warning { kind, place, fault, advice, about: Vec::new(), leads_to: None }
    }

    fn about(mut self, ids: impl IntoIterator<Item = String>) -> Warning {
        self.about.extend(ids);
        self
    }

    /// Whether it is about something that has changed, or a consequence of it.
    pub fn concerns(&self, changed: &Changed) -> bool {
        let is_gone = |path: &String| {
            let path = path.to_lowercase();
            let last = path.rsplit('/').next().unwrap_or_default();
            changed.gone.contains(&path) || changed.gone.contains(last)
        };
        self.about.iter().any(|id| changed.ids.contains(id))
            || self.leads_to.as_ref().is_some_and(is_gone)
            || (self.kind == Kind::Unreached && changed.has_cut_menu)
    }
}

/// Everything that is wrong with a site, the most important first.
pub fn of(site: &SiteRows) -> Vec<Warning> {
    let mut all = Vec::new();
    for part in &site.parts {
        placeholders::find(site, part, &mut all);
    }
    links::find(site, &mut all);
    reach::find(site, &mut all);
    pictures::find(site, &mut all);
    results::find(site, &mut all);
    all.sort_by_key(|warning| warning.kind);
    all
}

/// The ids that a fault of a part is about: its own, and its page's.
fn ids_of(part: &Part) -> impl Iterator<Item = String> {
    std::iter::once(part.id.clone()).chain(part.page.clone())
}

#[cfg(test)]
mod tests;
