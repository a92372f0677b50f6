//! Links that lead nowhere: to no page, post or file, to a draft, to no place on a page, or to somebody's own computer.

use std::collections::{HashMap, HashSet};

use percent_encoding::percent_decode_str;

use super::{
    Kind, Warning, ids_of,
    rows::{Leaf, LeafKind, Part, PartKind, SiteRows, cut_and_quoted, tool_of},
};
use crate::{
    principal::HOME,
    site::{
        link::{Use, address, is_this_computer},
        markdown::{Anchors, outline, to_html_at},
    },
};

/// The most pages whose texts are rendered to find the places in them.
const RENDERED_PAGES_MAX: usize = 20;

/// Where a link within the site leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Target {
    /// Without slashes around it; empty for the home page. `None` for a place on the same page.
    pub(super) path: Option<String>,
    pub(super) anchor: Option<String>,
}

impl Target {
    /// Reads an address; `None` for one that leads elsewhere.
    pub(super) fn of(written: &str) -> Option<Target> {
        let shown = address("", written, Use::Link)?;
        if !shown.starts_with(['/', '#']) {
            return None;
        }
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let (path, anchor) = shown.split_once('#').map_or((&*shown, None), |(a, b)| (a, Some(b)));
        let path = path.split('?').next().unwrap_or_default();
        let is_here = path.is_empty();
        let path = decoded(path.trim_matches('/'));
        let path = if path == HOME { String::new() } else { path };
        Some(Target { path: (!is_here).then_some(path), anchor: anchor.map(decoded) })
    }
}

/// Where the links of a part lead, as they are written.
pub(super) fn written(part: &Part) -> Vec<String> {
    let mut links = Vec::new();
    for leaf in &part.leaves {
        match leaf.kind {
            LeafKind::Link => links.push(leaf.text.clone()),
            LeafKind::Markdown => {
                let outline = outline(&leaf.text);
                links.extend(outline.links);
                links.extend(outline.pictures.into_iter().map(|(address, _)| address));
            }
            LeafKind::Text | LeafKind::Phone | LeafKind::Email => {}
        }
    }
    links
}

/// Every path of the site that something links to, to be looked up.
pub fn targets(site: &SiteRows) -> HashSet<String> {
    let of_parts = site.parts.iter().flat_map(written);
    let of_menu = site.menu.iter().filter_map(|item| item.url.clone());
    of_parts.chain(of_menu).filter_map(|link| Target::of(&link)?.path).collect()
}

pub(super) fn find(site: &SiteRows, all: &mut Vec<Warning>) {
    let mut places = Places { site, known: HashMap::new() };
    for part in &site.parts {
        let mut seen = HashSet::new();
        for link in written(part) {
            if !seen.insert(link.clone()) {
                continue;
            }
            if let Some(dead) = places.dead(&link, Some(part)) {
                let advice = dead.advice(tool_of(part));
                let warning =
                    Warning::new(Kind::DeadLink, site.spoken(part), dead.fault(&link), &advice);
                let warning = warning.about(ids_of(part).chain(dead.place()));
                all.push(Warning { leads_to: dead.path, ..warning });
            }
        }
    }
    for item in &site.menu {
        let Some(link) = &item.url else { continue };
        if let Some(dead) = places.dead(link, None) {
            let place = format!("the menu item {}", cut_and_quoted(&item.label));
            let advice = dead.advice("updateNavItem");
            let warning = Warning::new(Kind::DeadLink, place, dead.fault(link), &advice);
            let warning = warning.about(dead.place().chain([item.id.clone()]));
            all.push(Warning { leads_to: dead.path, ..warning });
        }
    }
}

/// Why a link is dead.
struct Dead {
    path: Option<String>,
    why: Why,
}

enum Why {
    /// There is nothing at its address.
    Nothing,
    /// The site of somebody else, without what stands before its name.
    NoScheme,
    /// The thing of that name is not public.
    Hidden(String),
    /// The page is there, and no place of that name on it.
    NoPlace(String),
    /// A file that is not there.
    NoFile,
    /// An address that only the computer with the desk knows.
    ThisComputer,
    /// A `#` alone.
    Hash,
}

impl Dead {
    /// The place that is not there: the id of a section may be it.
    fn place(&self) -> impl Iterator<Item = String> {
        let place = match &self.why {
            Why::NoPlace(place) => Some(place.clone()),
            Why::Nothing
            | Why::NoScheme
            | Why::Hidden(_)
            | Why::NoFile
            | Why::ThisComputer
            | Why::Hash => None,
        };
        place.into_iter()
    }

    fn fault(&self, link: &str) -> String {
        let link = cut_and_quoted(link);
        match &self.why {
            Why::Nothing | Why::NoScheme => format!("its link {link} leads to nothing"),
            Why::Hidden(name) if name.is_empty() => {
                format!("its link {link} leads to what visitors cannot see")
            }
            Why::Hidden(name) => {
                let name = cut_and_quoted(name);
                format!("its link {link} leads to {name}, which visitors cannot see")
            }
            Why::NoPlace(anchor) => {
                let anchor = cut_and_quoted(anchor);
                format!("its link {link} leads to a page that has no place {anchor}")
            }
            Why::NoFile => format!("its link {link} leads to a file that is not there"),
            Why::ThisComputer => {
                format!("its link {link} works on this computer alone")
            }
            Why::Hash => "its link “#” leads nowhere".to_owned(),
        }
    }

    fn advice(&self, tool: &str) -> String {
        match &self.why {
            Why::NoScheme => format!("write https:// before it: {tool}"),
            Why::Hidden(_) => format!("publish that, or link elsewhere: {tool}"),
            Why::NoPlace(_) => format!("leave out what follows #, or name a place there: {tool}"),
            Why::ThisComputer => format!("write the path alone, such as /services: {tool}"),
            Why::Nothing | Why::NoFile | Why::Hash => {
                format!("lead it somewhere else, or take it out: {tool}")
            }
        }
    }
}

/// The places on pages that links may name.
struct Places<'s> {
    site: &'s SiteRows,
    /// The ids on each page, post or entry that was rendered, by its path.
    known: HashMap<String, HashSet<String>>,
}

impl Places<'_> {
    fn dead(&mut self, link: &str, from: Option<&Part>) -> Option<Dead> {
        let dead = |path: Option<String>, why| Some(Dead { path, why });
        if is_this_computer(link) {
            return dead(None, Why::ThisComputer);
        }
        let target = Target::of(link)?;
        if link.trim() == "#" {
            return dead(None, Why::Hash);
        }
        let Some(path) = target.path else {
            // A package is shown on any page, and a menu on all.
            let path = self.path_of(from?)?;
            return match target.anchor {
                Some(anchor) if !self.has_place(&path, &anchor) => dead(None, Why::NoPlace(anchor)),
                _ => None,
            };
        };
        if let Some(file) = path.strip_prefix("uploads/") {
            let files = self.site.files.as_ref()?;
            let is_there = files.iter().any(|known| known == file);
            return if is_there { None } else { dead(Some(path), Why::NoFile) };
        }
        if is_ours(&path) {
            return None;
        }
        match self.site.found.get(&path) {
            None if looks_like_a_host(&path) => dead(Some(path), Why::NoScheme),
            None => dead(Some(path), Why::Nothing),
            Some(found) if !found.is_public => {
                let name = found.name.clone();
                dead(Some(path), Why::Hidden(name))
            }
            Some(found) => {
                let path = found.leads_on.clone().unwrap_or(path);
                match target.anchor {
                    Some(anchor) if !self.has_place(&path, &anchor) => {
                        dead(Some(path), Why::NoPlace(anchor))
                    }
                    _ => None,
                }
            }
        }
    }

    /// The path of the page on which a part stands; `None` for what stands on several.
    fn path_of(&self, part: &Part) -> Option<String> {
        let page = part.page.as_deref().and_then(|page| self.site.page(page));
        page.map(|page| page.path.clone()).or_else(|| part.path.clone())
    }

    /// Whether there is such a place at a path. What was not read has every place.
    fn has_place(&mut self, path: &str, anchor: &str) -> bool {
        if matches!(anchor, "" | "top" | "main") || anchor.starts_with(":~:") || !self.site.is_whole
        {
            return true;
        }
        if !self.known.contains_key(path) {
            if self.known.len() >= RENDERED_PAGES_MAX {
                return true;
            }
            let ids = self.places_at(path);
            self.known.insert(path.to_owned(), ids);
        }
        // A package's card has the id of its section before its own.
        let section = anchor.split_once("-pkg_").map_or(anchor, |(section, _)| section);
        self.known.get(path).is_none_or(|ids| ids.contains(section))
    }

    fn places_at(&self, path: &str) -> HashSet<String> {
        let mut ids = HashSet::new();
        let mut anchors = Anchors::default();
        for part in &self.site.parts {
            if part.kind == PartKind::Site || self.path_of(part).as_deref() != Some(path) {
                continue;
            }
            ids.insert(part.id.clone());
            ids.extend(part.anchor.clone());
            for Leaf { text, .. } in part.leaves.iter().filter(|it| it.kind == LeafKind::Markdown) {
                let html = to_html_at(3, text, "", &mut anchors);
                let places = html.split(" id=\"").skip(1);
                ids.extend(places.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
            }
        }
        ids
    }
}

/// Addresses that are made and not kept.
fn is_ours(path: &str) -> bool {
    path.starts_with("assets/")
        || path.ends_with("feed.xml")
        || ["feed", "sitemap.xml", "robots.txt", "llms.txt"].contains(&path)
}

/// Whether a path begins as the address of another site: `www.example.com/a`, `example.com`.
fn looks_like_a_host(path: &str) -> bool {
    let host = path.split('/').next().unwrap_or_default();
    let ending = host.rsplit_once('.').map_or("", |(_, ending)| ending);
    host.starts_with("www.")
        || ((2..=6).contains(&ending.len())
            && ending.bytes().all(|byte| byte.is_ascii_alphabetic())
            && !["html", "htm", "php", "pdf", "xml", "txt", "jpg", "png", "webp"].contains(&ending))
}
