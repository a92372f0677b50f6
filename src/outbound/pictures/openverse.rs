//! Openverse: openly licensed photos of many sources, without a key.
//!
//! Only licences that a business may use and adapt: CC0, public domain, and CC BY, which requires the credit. The
//! sources may remove files, so they are copied.

use serde::Deserialize;
use serde_json::Value;

use super::field::{each, is_photo_type, web, words};
use super::{Credit, File, Library, Orientation, Photo, Search};
use crate::outbound::Provider;

/// The largest page without an account.
const PAGE_SIZE: u32 = 20;

/// How Openverse is asked, and how its answers are read.
pub static OPENVERSE: Library = Library {
    name: "openverse",
    title: "Openverse",
    page_size: PAGE_SIZE,
    ask,
    read,
    ask_one: |service, id| service.address(&["v1", "images", id, ""], &[]),
    read_one: |body| Ok(serde_json::from_slice::<Item>(body)?.photo()),
};

fn ask(service: &Provider, search: &Search, page: u32) -> String {
    let (query, page, size) = (search.words_with_color(), page.to_string(), PAGE_SIZE.to_string());
    let mut asked = vec![
        ("q", query.as_str()),
        ("license", "cc0,pdm,by"),
        ("page", &page),
        ("page_size", &size),
    ];
    if let Some(orientation) = search.orientation {
        let ratio = match orientation {
            Orientation::Landscape => "wide",
            Orientation::Portrait => "tall",
            Orientation::Square => "square",
        };
        asked.push(("aspect_ratio", ratio));
    }
    service.address(&["v1", "images", ""], &asked)
}

#[derive(Deserialize)]
struct SearchAnswer {
    results: Vec<Value>,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    title: Option<String>,
    foreign_landing_url: Option<String>,
    url: Option<String>,
    creator: Option<String>,
    creator_url: Option<String>,
    license: String,
    license_version: Option<String>,
    license_url: Option<String>,
    filetype: Option<String>,
    #[serde(default)]
    mature: bool,
    width: Option<u32>,
    height: Option<u32>,
    thumbnail: Option<String>,
}

fn read(body: &[u8]) -> serde_json::Result<Vec<Photo>> {
    let found: SearchAnswer = serde_json::from_slice(body)?;
    Ok(each(found.results).filter_map(Item::photo).collect())
}

impl Item {
    fn photo(self) -> Option<Photo> {
        let licence = licence(&self.license, self.license_version.as_deref().unwrap_or_default())?;
        if self.mature || self.filetype.is_some_and(|kind| !is_photo_type(&kind)) {
            return None;
        }
        let file = web(self.url.as_deref())?;
        let page_url = web(self.foreign_landing_url.as_deref()).unwrap_or_else(|| file.clone());
        let title = words(self.title.as_deref()).unwrap_or_default();
        let photographer = words(self.creator.as_deref());
        let photographer_url = web(self.creator_url.as_deref());
        let licence_url = web(self.license_url.as_deref());
        let author = photographer.as_deref().map(|name| (name, photographer_url.as_deref()));
        let credit = Credit::of_work(
            (&title, &page_url),
            author,
            (&licence, licence_url.as_deref()),
            self.license == "by",
        );
        Some(Photo {
            photo_id: self.id,
            title,
            photographer,
            photographer_url,
            page_url,
            licence,
            licence_url,
            credit,
            width: self.width.unwrap_or_default(),
            height: self.height.unwrap_or_default(),
            preview_url: web(self.thumbnail.as_deref()),
            file: File::Copied(file),
            color: None,
        })
    }
}

/// The licence in words; `None` for one that does not allow commercial use and adaptation.
fn licence(code: &str, version: &str) -> Option<String> {
    let name = match code {
        "cc0" => "CC0",
        "pdm" => "Public Domain Mark",
        "by" => "CC BY",
        _ => return None,
    };
    Some(format!("{name} {version}").trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"result_count":3,"page_count":1,"page_size":20,"page":1,"results":[
      {"id":"4bc43a04-ef46-4544-a0c1-63c63f56e276","title":"Harbour at dawn","indexed_on":"2020-05-01T00:00:00Z",
       "foreign_landing_url":"https://www.flickr.com/photos/1/2","url":"https://live.staticflickr.com/1/2_b.jpg",
       "creator":"Ada Lens","creator_url":"https://www.flickr.com/photos/1","license":"by","license_version":"4.0",
       "license_url":"https://creativecommons.org/licenses/by/4.0/","provider":"flickr","source":"flickr","category":null,
       "filesize":null,"filetype":"jpg","tags":[{"name":"sea"}],"attribution":"…","mature":false,"width":1024,"height":683,
       "thumbnail":"https://api.openverse.org/v1/images/4bc43a04-ef46-4544-a0c1-63c63f56e276/thumb/"},
      {"id":"b","title":null,"url":"https://museum.example/b.png","creator":null,"license":"cc0","license_version":"1.0",
       "license_url":null,"filetype":null,"width":null,"height":null},
      {"id":"c","url":"https://museum.example/c.jpg","license":"by-nc","license_version":"2.0"},
      {"id":"d","url":"https://museum.example/d.svg","license":"by","license_version":"2.0","filetype":"svg"},
      {"id":"e","url":"https://museum.example/e.jpg","license":"by","mature":true},
      {"id":7}, null]}"#;

    #[test]
    fn what_a_business_may_use_is_read_with_its_credit() {
        let photos = read(BODY.as_bytes()).unwrap();
        let ids: Vec<&str> = photos.iter().map(|photo| photo.photo_id.as_str()).collect();
        assert_eq!(ids, ["4bc43a04-ef46-4544-a0c1-63c63f56e276", "b"]);
        let [photo, plain] = &photos[..] else { panic!("{photos:?}") };
        assert_eq!(photo.credit.text(), "“Harbour at dawn” by Ada Lens, CC BY 4.0");
        let led: Vec<_> =
            photo.credit.parts.iter().filter_map(|part| part.url.as_deref()).collect();
        assert_eq!(
            led,
            [
                "https://www.flickr.com/photos/1/2",
                "https://www.flickr.com/photos/1",
                "https://creativecommons.org/licenses/by/4.0/"
            ]
        );
        assert_eq!((photo.width, photo.height), (1024, 683));
        assert_eq!(photo.file, File::Copied("https://live.staticflickr.com/1/2_b.jpg".to_owned()));
        assert!(photo.credit.required && !plain.credit.required);
        assert_eq!(plain.credit.text(), "Photo, CC0 1.0");
        assert_eq!(plain.page_url, "https://museum.example/b.png");
        assert!(read(b"<html>").is_err() && read(b"{}").is_err());
    }
}
