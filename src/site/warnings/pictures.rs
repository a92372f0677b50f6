//! Pictures without a description for those who cannot see them. One behind text needs none, and one whose description
//! at its place is empty only decorates.

use std::collections::BTreeMap;

use super::{
    Kind, Warning,
    rows::{LeafKind, Part, SiteRows, cut_and_quoted, tool_of},
};
use crate::site::markdown::{may_have_pictures, outline};

pub(super) fn find(site: &SiteRows, all: &mut Vec<Warning>) {
    let mut places: BTreeMap<&str, Vec<&Part>> = BTreeMap::new();
    for part in &site.parts {
        for placed in part.pictures.iter().filter(|it| !it.is_backdrop && it.alt.is_none()) {
            let is_described = site.images.get(&placed.image).is_none_or(|(_, has)| *has);
            if !is_described {
                places.entry(&placed.image).or_default().push(part);
            }
        }
    }
    for (image, parts) in places {
        let name = site.images.get(image).map(|(name, _)| name.as_str()).unwrap_or_default();
        let shown = parts.first().map(|part| site.spoken(part)).unwrap_or_default();
        let more = match parts.len() {
            0 | 1 => String::new(),
            more => format!(" and {} more", more - 1),
        };
        let place = format!("the picture {} ({shown}{more})", cut_and_quoted(name));
        let fault = "it has no description for those who cannot see it".to_owned();
        let advice = "look at it and write what it shows with updateImage";
        let warning = Warning::new(Kind::NoDescription, place, fault, advice);
        let ids = parts.iter().flat_map(|part| super::ids_of(part));
        all.push(warning.about(ids.chain([image.to_owned()])));
    }
    for part in &site.parts {
        let bare = bare(part);
        if bare > 0 {
            let fault = match bare {
                1 => "a picture in its text has no description".to_owned(),
                bare => format!("{bare} pictures in its text have no description"),
            };
            let advice = format!("write it between the brackets, ![here](…): {}", tool_of(part));
            let warning = Warning::new(Kind::NoDescription, site.spoken(part), fault, &advice);
            all.push(warning.about(super::ids_of(part)));
        }
    }
}

/// How many pictures in the texts of a part have no description.
fn bare(part: &Part) -> usize {
    let texts = part.leaves.iter().filter(|leaf| leaf.kind == LeafKind::Markdown);
    let texts = texts.filter(|leaf| may_have_pictures(&leaf.text));
    let pictures = texts.flat_map(|leaf| outline(&leaf.text).pictures);
    pictures.filter(|(_, alt)| alt.trim().is_empty()).count()
}
