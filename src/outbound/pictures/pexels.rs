//! Pexels: photos that may be copied; requires a key, and asks for a link and the photographer's name.

use serde::Deserialize;
use serde_json::Value;

use super::field::{each, hex_color, web, words};
use super::{Color, Credit, File, Library, Orientation, Photo, Search};
use crate::outbound::Provider;

const PAGE_SIZE: u32 = 30;

/// How Pexels is asked, and how its answers are read.
pub static PEXELS: Library = Library {
    name: "pexels",
    title: "Pexels",
    page_size: PAGE_SIZE,
    ask,
    read,
    ask_one: |service, id| service.address(&["v1", "photos", id], &[]),
    read_one: |body| Ok(serde_json::from_slice::<Item>(body)?.photo()),
};

fn ask(service: &Provider, search: &Search, page: u32) -> String {
    let (page, size) = (page.to_string(), PAGE_SIZE.to_string());
    let mut asked = vec![("query", search.query.as_str()), ("page", &page), ("per_page", &size)];
    if let Some(orientation) = search.orientation {
        let name = match orientation {
            Orientation::Landscape => "landscape",
            Orientation::Portrait => "portrait",
            Orientation::Square => "square",
        };
        asked.push(("orientation", name));
    }
    if let Some(color) = search.color {
        let name = if color == Color::Purple { "violet" } else { color.as_str() };
        asked.push(("color", name));
    }
    service.address(&["v1", "search"], &asked)
}

#[derive(Deserialize)]
struct SearchAnswer {
    photos: Vec<Value>,
}

#[derive(Deserialize)]
struct Item {
    id: u64,
    width: u32,
    height: u32,
    url: String,
    photographer: Option<String>,
    photographer_url: Option<String>,
    avg_color: Option<String>,
    alt: Option<String>,
    src: Sources,
}

#[derive(Deserialize)]
struct Sources {
    original: String,
    medium: Option<String>,
}

fn read(body: &[u8]) -> serde_json::Result<Vec<Photo>> {
    let found: SearchAnswer = serde_json::from_slice(body)?;
    Ok(each(found.photos).filter_map(Item::photo).collect())
}

impl Item {
    fn photo(self) -> Option<Photo> {
        let page_url = web(Some(&self.url))?;
        let original = web(Some(&self.src.original))?;
        // An original can have 30 MB; no page shows more than this size.
        let file = if original.contains('?') {
            original
        } else {
            format!("{original}?auto=compress&cs=tinysrgb&w=2560")
        };
        let photographer = words(self.photographer.as_deref());
        let photographer_url = web(self.photographer_url.as_deref());
        let name = photographer.as_deref().unwrap_or("somebody");
        Some(Photo {
            photo_id: self.id.to_string(),
            title: words(self.alt.as_deref()).unwrap_or_default(),
            credit: Credit::by_on((name, photographer_url.as_deref()), ("Pexels", &page_url)),
            photographer,
            photographer_url,
            page_url,
            licence: "Pexels License".to_owned(),
            licence_url: Some("https://www.pexels.com/license/".to_owned()),
            width: self.width,
            height: self.height,
            preview_url: web(self.src.medium.as_deref()),
            file: File::Copied(file),
            color: hex_color(self.avg_color.as_deref()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHOTO: &str = r##"{"id":2014422,"width":3024,"height":3024,
      "url":"https://www.pexels.com/photo/brown-rocks-during-golden-hour-2014422/",
      "photographer":"Joey Farina","photographer_url":"https://www.pexels.com/@joey","photographer_id":680589,
      "avg_color":"#978E82","liked":false,"alt":"Brown Rocks During Golden Hour",
      "src":{"original":"https://images.pexels.com/photos/2014422/pexels-photo-2014422.jpeg",
             "medium":"https://images.pexels.com/photos/2014422/pexels-photo-2014422.jpeg?auto=compress&cs=tinysrgb&h=350"}}"##;

    #[test]
    fn a_photo_is_read_with_the_credit_that_pexels_asks_for() {
        let body = format!(
            r#"{{"total_results":10000,"page":1,"per_page":1,"photos":[{PHOTO},{{"id":"x"}}],"next_page":"…"}}"#
        );
        let photos = read(body.as_bytes()).unwrap();
        let one = (PEXELS.read_one)(PHOTO.as_bytes()).unwrap().unwrap();
        assert_eq!(photos.first(), Some(&one));
        assert_eq!(photos.len(), 1);
        assert_eq!(
            (one.photo_id.as_str(), one.title.as_str()),
            ("2014422", "Brown Rocks During Golden Hour")
        );
        assert_eq!(one.credit.text(), "Photo by Joey Farina on Pexels");
        assert_eq!(one.color.as_deref(), Some("#978e82"));
        assert_eq!(
            one.file,
            File::Copied("https://images.pexels.com/photos/2014422/pexels-photo-2014422.jpeg?auto=compress&cs=tinysrgb&w=2560".to_owned())
        );
    }
}
