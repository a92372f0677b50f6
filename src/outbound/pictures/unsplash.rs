//! Unsplash: requires a key, and by its terms photos are linked and never copied, photographer and Unsplash are
//! credited with referral links, and each use is reported.

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::field::{each, hex_color, web, words};
use super::{Color, Credit, File, Library, Orientation, Photo, Search, UseNotice};
use crate::outbound::Provider;

const PAGE_SIZE: u32 = 30;

/// The referral parameters.
const SENT_BY: [(&str, &str); 2] = [("utm_source", "deskhand"), ("utm_medium", "referral")];

/// How Unsplash is asked, and how its answers are read.
pub static UNSPLASH: Library = Library {
    name: "unsplash",
    title: "Unsplash",
    page_size: PAGE_SIZE,
    ask,
    read,
    ask_one: |service, id| service.address(&["photos", id], &[]),
    read_one: |body| Ok(serde_json::from_slice::<Item>(body)?.photo()),
};

fn ask(service: &Provider, search: &Search, page: u32) -> String {
    let color = search.color.map(|color| (color, name_of(color)));
    let query = match color {
        Some((_, None)) => search.words_with_color(),
        Some((_, Some(_))) | None => search.query.clone(),
    };
    let (page, size) = (page.to_string(), PAGE_SIZE.to_string());
    let mut asked = vec![
        ("query", query.as_str()),
        ("page", &page),
        ("per_page", &size),
        ("content_filter", "high"),
    ];
    if let Some(orientation) = search.orientation {
        let name = match orientation {
            Orientation::Landscape => "landscape",
            Orientation::Portrait => "portrait",
            Orientation::Square => "squarish",
        };
        asked.push(("orientation", name));
    }
    if let Some((_, Some(name))) = color {
        asked.push(("color", name));
    }
    service.address(&["search", "photos"], &asked)
}

/// Unsplash's name of a color, if it has one.
fn name_of(color: Color) -> Option<&'static str> {
    match color {
        Color::Turquoise => Some("teal"),
        Color::Pink => Some("magenta"),
        Color::Brown | Color::Gray => None,
        Color::Red
        | Color::Orange
        | Color::Yellow
        | Color::Green
        | Color::Blue
        | Color::Purple
        | Color::Black
        | Color::White => Some(color.as_str()),
    }
}

#[derive(Deserialize)]
struct SearchAnswer {
    results: Vec<Value>,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    width: u32,
    height: u32,
    color: Option<String>,
    description: Option<String>,
    alt_description: Option<String>,
    urls: Urls,
    links: Links,
    user: User,
    #[serde(default)]
    premium: bool,
    #[serde(default)]
    plus: bool,
}

#[derive(Deserialize)]
struct Urls {
    raw: String,
    small: Option<String>,
}

#[derive(Deserialize)]
struct Links {
    html: String,
    download_location: String,
}

#[derive(Deserialize)]
struct User {
    name: Option<String>,
    links: Option<UserLinks>,
}

#[derive(Deserialize)]
struct UserLinks {
    html: Option<String>,
}

fn read(body: &[u8]) -> serde_json::Result<Vec<Photo>> {
    let found: SearchAnswer = serde_json::from_slice(body)?;
    Ok(each(found.results).filter_map(Item::photo).collect())
}

impl Item {
    fn photo(self) -> Option<Photo> {
        let url = web(Some(&self.urls.raw))?;
        if self.premium || self.plus || url.contains("//plus.unsplash.com") {
            return None;
        }
        let photographer = words(self.user.name.as_deref());
        let photographer_url = self.user.links.and_then(|links| sent(links.html.as_deref()?));
        let name = photographer.as_deref().unwrap_or("somebody");
        let home = sent("https://unsplash.com/")?;
        let title = words(self.alt_description.as_deref()).or(words(self.description.as_deref()));
        Some(Photo {
            file: File::Linked { notice: notice(&self.links.download_location)?, url },
            photo_id: self.id,
            title: title.unwrap_or_default(),
            credit: Credit::by_on((name, photographer_url.as_deref()), ("Unsplash", &home)),
            photographer,
            photographer_url,
            page_url: sent(&self.links.html)?,
            licence: "Unsplash License".to_owned(),
            licence_url: Some("https://unsplash.com/license".to_owned()),
            width: self.width,
            height: self.height,
            preview_url: web(self.urls.small.as_deref()),
            color: hex_color(self.color.as_deref()),
        })
    }
}

/// A link with the referral parameters.
fn sent(address: &str) -> Option<String> {
    let mut url = Url::parse(&web(Some(address))?).ok()?;
    url.query_pairs_mut().extend_pairs(SENT_BY);
    Some(url.into())
}

/// The request that reports a use. Only path and query are taken from the address, because the operator may have
/// configured another base address.
fn notice(address: &str) -> Option<UseNotice> {
    let url = Url::parse(address).ok()?;
    let steps = url.path_segments()?.map(str::to_owned).collect();
    let query = url.query_pairs().map(|(key, value)| (key.into(), value.into())).collect();
    Some(UseNotice { steps, query })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbound::pictures::linked_at;

    const BODY: &str = r##"{"total":133,"total_pages":7,"results":[
      {"id":"eOLpJytrbsQ","slug":"a-slug","width":4000,"height":3000,"color":"#A7A2A1","blur_hash":"LaLX","description":null,
       "alt_description":"a man drinking coffee","premium":false,
       "user":{"id":"Ul0QVz12Goo","username":"ugmonk","name":"Jeff Sheldon","links":{"html":"https://unsplash.com/@ugmonk"}},
       "urls":{"raw":"https://images.unsplash.com/photo-1416339306562?ixid=M3w&ixlib=rb-4.0.3","small":"https://images.unsplash.com/photo-1416339306562?ixid=M3w&w=400"},
       "links":{"self":"https://api.unsplash.com/photos/eOLpJytrbsQ","html":"https://unsplash.com/photos/a-slug-eOLpJytrbsQ",
                "download":"…","download_location":"https://api.unsplash.com/photos/eOLpJytrbsQ/download?ixid=M3w"}},
      {"id":"plus","width":1,"height":1,"urls":{"raw":"https://plus.unsplash.com/premium_photo-1"},"premium":true,
       "links":{"html":"https://unsplash.com/photos/plus","download_location":"https://api.unsplash.com/photos/plus/download"},"user":{"name":"P"}}]}"##;

    #[test]
    fn a_photo_is_a_link_that_credits_photographer_and_unsplash() {
        let photos = read(BODY.as_bytes()).unwrap();
        let [photo] = &photos[..] else { panic!("{photos:?}") };
        assert_eq!(photo.credit.text(), "Photo by Jeff Sheldon on Unsplash");
        let led: Vec<_> =
            photo.credit.parts.iter().filter_map(|part| part.url.as_deref()).collect();
        assert_eq!(
            led,
            [
                "https://unsplash.com/@ugmonk?utm_source=deskhand&utm_medium=referral",
                "https://unsplash.com/?utm_source=deskhand&utm_medium=referral"
            ]
        );
        let File::Linked { url, notice } = &photo.file else { panic!("{photo:?}") };
        assert_eq!(
            linked_at(url, 800),
            "https://images.unsplash.com/photo-1416339306562?ixid=M3w&ixlib=rb-4.0.3&w=800&q=80&fit=max&fm=webp"
        );
        let steps = ["photos", "eOLpJytrbsQ", "download"].map(str::to_owned).to_vec();
        let query = vec![("ixid".to_owned(), "M3w".to_owned())];
        assert_eq!(*notice, UseNotice { steps, query });
    }
}
