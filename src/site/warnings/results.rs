//! How pages look in lists of results, and their headings: titles and descriptions that are cut, say too little or
//! stand twice, and headings that do.
//!
//! Only what somebody has written is too short or too long; what is made of a page's own words fits.

use std::collections::BTreeMap;

use super::{
    Kind, Warning, ids_of,
    rows::{LeafKind, Part, PartKind, SiteRows, cut_and_quoted},
};
use crate::site::markdown::outline;

/// What fits into a line of results, in widths of a Latin letter.
const TITLE_WIDTH_MAX: usize = 65;
const DESCRIPTION_WIDTH_MAX: usize = 170;

/// Less says nothing.
const TITLE_WIDTH_MIN: usize = 4;
const DESCRIPTION_WIDTH_MIN: usize = 25;

/// A page, post or entry in results.
struct Listed<'s> {
    id: &'s str,
    place: String,
    tool: &'static str,
    /// The title that was written for results, and that which is shown.
    title: Option<&'s str>,
    shown: &'s str,
    description: Option<&'s str>,
}

pub(super) fn find(site: &SiteRows, all: &mut Vec<Warning>) {
    let listed = listed(site);
    for one in &listed {
        lengths(one, all);
    }
    twice(&listed, all);
    for page in &site.pages {
        let on_it = |part: &&Part| part.page.as_deref() == Some(&*page.id);
        let openings = site.parts.iter().filter(on_it).filter(|part| part.template == "hero");
        let openings: Vec<&Part> = openings.filter(|part| !part.name.trim().is_empty()).collect();
        if openings.len() > 1 {
            let fault = format!("it has {} openings, each with a main heading", openings.len());
            let advice = "keep the first, make a text or imageText of the others";
            let warning = Warning::new(Kind::Headings, page.spoken(), fault, advice);
            let ids = openings.iter().map(|part| part.id.clone());
            all.push(warning.about(ids.chain([page.id.clone()])));
        }
    }
    for post in site.parts.iter().filter(|part| part.kind == PartKind::Post) {
        let text = post.leaves.iter().find(|leaf| leaf.kind == LeafKind::Markdown);
        let heading = text.and_then(|text| outline(&text.text).heading);
        if heading.is_some_and(|heading| same(&heading) == same(&post.name)) {
            let fault = "its text begins with its title, which stands above it already".to_owned();
            let advice = "take the heading out of the text: updatePost";
            let warning = Warning::new(Kind::Headings, site.spoken(post), fault, advice);
            all.push(warning.about(ids_of(post)));
        }
    }
}

fn listed(site: &SiteRows) -> Vec<Listed<'_>> {
    let pages = site.pages.iter().filter(|page| page.indexing).map(|page| Listed {
        id: &page.id,
        place: page.spoken(),
        tool: "updatePage",
        title: page.title.as_deref(),
        shown: page.title.as_deref().unwrap_or(&page.name),
        description: page.description.as_deref(),
    });
    let articles = site.parts.iter().filter(|part| part.path.is_some()).map(|part| Listed {
        id: &part.id,
        place: site.spoken(part),
        tool: if part.kind == PartKind::Post { "updatePost" } else { "updateEntry" },
        title: part.title.as_deref(),
        shown: part.title.as_deref().unwrap_or(&part.name),
        description: part.description.as_deref(),
    });
    pages.chain(articles).collect()
}

fn lengths(one: &Listed<'_>, all: &mut Vec<Warning>) {
    let mut add = |fault: String, advice: &str| {
        let advice = format!("{advice}: {} meta", one.tool);
        let warning = Warning::new(Kind::LengthInResults, one.place.clone(), fault, &advice);
        all.push(warning.about([one.id.to_owned()]));
    };
    if let Some(title) = one.title {
        let shown = cut_and_quoted(title);
        match width(title) {
            width if width > TITLE_WIDTH_MAX => add(
                format!("its title for results, {shown}, is too long and will be cut"),
                "say the same in 60 characters",
            ),
            width if width < TITLE_WIDTH_MIN => add(
                format!("its title for results, {shown}, says too little"),
                "say what it is about, or leave it to the name",
            ),
            _ => {}
        }
    }
    if let Some(description) = one.description {
        match width(description) {
            width if width > DESCRIPTION_WIDTH_MAX => add(
                "its description for results is too long and will be cut".to_owned(),
                "say the same in 155 characters",
            ),
            width if width < DESCRIPTION_WIDTH_MIN => add(
                format!(
                    "its description for results, {}, says too little",
                    cut_and_quoted(description)
                ),
                "one or two sentences, or null to take the page's own words",
            ),
            _ => {}
        }
    }
}

/// Titles and descriptions that several have.
fn twice(listed: &[Listed<'_>], all: &mut Vec<Warning>) {
    let shown = |one: &Listed<'_>| Some(one.shown.to_owned());
    let described = |one: &Listed<'_>| one.description.map(str::to_owned);
    of_several(listed, "title", shown, all);
    of_several(listed, "description", described, all);
}

fn of_several(
    listed: &[Listed<'_>],
    what: &str,
    text: impl Fn(&Listed<'_>) -> Option<String>,
    all: &mut Vec<Warning>,
) {
    let mut by_text: BTreeMap<String, Vec<&Listed<'_>>> = BTreeMap::new();
    for one in listed {
        if let Some(text) = text(one).map(|text| same(&text)).filter(|text| !text.is_empty()) {
            by_text.entry(text).or_default().push(one);
        }
    }
    for alike in by_text.values().filter(|alike| alike.len() > 1) {
        let [first, others @ ..] = &alike[..] else { continue };
        let others: Vec<&str> = others.iter().map(|one| one.place.as_str()).take(3).collect();
        let fault = format!("it has the same {what} in results as {}", others.join(", "));
        let advice = format!("say what is special about each: {} meta", first.tool);
        let warning = Warning::new(Kind::SameInResults, first.place.clone(), fault, &advice);
        all.push(warning.about(alike.iter().map(|one| one.id.to_owned())));
    }
}

/// A text as it is compared.
fn same(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// How wide a text is in results: letters of East Asia take two places.
fn width(text: &str) -> usize {
    let of = |c: char| match c {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    };
    text.trim().chars().map(of).sum()
}
