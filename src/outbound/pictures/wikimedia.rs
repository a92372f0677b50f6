//! Wikimedia Commons: photos of an encyclopedia, without a key. Better for things than for moods.
//!
//! Its texts are HTML and are converted to plain text. A licence is known by its short name; photos under a licence
//! not known to allow commercial use and adaptation are skipped.

use serde::{Deserialize, de::Error as _};
use serde_json::Value;

use super::field::{each, is_photo_type, web, words};
use super::{Credit, File, Library, Photo, Search};
use crate::outbound::Provider;
use crate::reading;

const PAGE_SIZE: u32 = 30;

/// A width that Commons has ready, large enough for a page.
const WIDTH: u32 = 1920;

/// The width of previews.
const PREVIEW: &str = "330px-";

/// How Wikimedia Commons is asked, and how its answers are read.
pub static WIKIMEDIA: Library = Library {
    name: "wikimedia",
    title: "Wikimedia Commons",
    page_size: PAGE_SIZE,
    ask,
    read,
    ask_one,
    read_one: |body| Ok(read(body)?.into_iter().next()),
};

/// The parameters of every request.
fn asked(more: &[(&'static str, String)], service: &Provider) -> String {
    let width = WIDTH.to_string();
    let mut asked = vec![
        ("action", "query"),
        ("format", "json"),
        ("formatversion", "2"),
        ("maxlag", "5"),
        ("prop", "imageinfo"),
        ("iiprop", "url|size|mime|extmetadata"),
        ("iiurlwidth", &width),
        ("iiextmetadatalanguage", "en"),
        (
            "iiextmetadatafilter",
            "LicenseShortName|LicenseUrl|Artist|AttributionRequired|ImageDescription|ObjectName",
        ),
    ];
    asked.extend(more.iter().map(|(key, value)| (*key, value.as_str())));
    service.address(&["w", "api.php"], &asked)
}

fn ask(service: &Provider, search: &Search, page: u32) -> String {
    let offset = page.saturating_sub(1).saturating_mul(PAGE_SIZE);
    let more = [
        ("generator", "search".to_owned()),
        // A colon starts a search keyword, such as `filetype:`.
        ("gsrsearch", format!("{} filetype:bitmap", search.words_with_color().replace(':', " "))),
        ("gsrnamespace", "6".to_owned()),
        ("gsrlimit", PAGE_SIZE.to_string()),
        ("gsroffset", offset.to_string()),
    ];
    asked(&more, service)
}

fn ask_one(service: &Provider, id: &str) -> String {
    // Only one number: a bar would separate several ids.
    let id = if id.bytes().all(|digit| digit.is_ascii_digit()) { id } else { "0" };
    asked(&[("pageids", id.to_owned())], service)
}

#[derive(Deserialize)]
struct SearchAnswer {
    /// Present if the answer is complete.
    batchcomplete: Option<Value>,
    query: Option<Pages>,
}

#[derive(Deserialize)]
struct Pages {
    #[serde(default)]
    pages: Vec<Value>,
}

#[derive(Deserialize)]
struct Item {
    pageid: u64,
    title: String,
    /// The rank among the results; the list itself is unordered.
    #[serde(default)]
    index: u32,
    imageinfo: Vec<Info>,
}

#[derive(Deserialize)]
struct Info {
    width: u32,
    height: u32,
    mime: String,
    url: String,
    thumburl: Option<String>,
    descriptionurl: String,
    #[serde(default)]
    extmetadata: Value,
}

fn read(body: &[u8]) -> serde_json::Result<Vec<Photo>> {
    let found: SearchAnswer = serde_json::from_slice(body)?;
    if found.query.is_none() && found.batchcomplete.is_none() {
        return Err(serde_json::Error::custom("neither an answer nor the end of one"));
    }
    let pages = found.query.map(|query| query.pages).unwrap_or_default();
    let mut items: Vec<Item> = each(pages).collect();
    items.sort_by_key(|item| item.index);
    Ok(items.into_iter().filter_map(Item::photo).collect())
}

impl Item {
    fn photo(self) -> Option<Photo> {
        let info = self.imageinfo.into_iter().next()?;
        let said = |name: &str| {
            let value = info.extmetadata.get(name)?.get("value")?.as_str()?;
            words(Some(&reading::shown(value)))
        };
        let licence = said("LicenseShortName").filter(|name| is_free(name))?;
        if !is_photo_type(&info.mime) {
            return None;
        }
        let page_url = web(Some(&info.descriptionurl))?;
        let file = web(info.thumburl.as_deref()).or_else(|| web(Some(&info.url)))?;
        let name = said("ObjectName").unwrap_or_else(|| named(&self.title));
        let photographer = said("Artist");
        let licence_url = web(said("LicenseUrl").as_deref());
        let required =
            said("AttributionRequired").as_deref() == Some("true") || licence.starts_with("CC BY");
        let credit = Credit::of_work(
            (&name, &page_url),
            photographer.as_deref().map(|artist| (artist, None)),
            (&licence, licence_url.as_deref()),
            required,
        );
        Some(Photo {
            photo_id: self.pageid.to_string(),
            title: said("ImageDescription").unwrap_or(name),
            photographer,
            photographer_url: None,
            page_url,
            licence,
            licence_url,
            credit,
            width: info.width,
            height: info.height,
            preview_url: Some(file.replace(&format!("/{WIDTH}px-"), &format!("/{PREVIEW}"))),
            file: File::Copied(file),
            color: None,
        })
    }
}

/// The file name without the namespace and the extension.
fn named(title: &str) -> String {
    let name = title.strip_prefix("File:").unwrap_or(title);
    name.rsplit_once('.').map_or(name, |(name, _)| name).replace('_', " ")
}

/// Whether the licence allows adaptation and commercial use.
fn is_free(licence: &str) -> bool {
    let known = ["CC0", "CC BY ", "CC BY-SA ", "Public domain", "PDM", "No restrictions"];
    // The longest known name has 34 letters.
    licence.len() <= 40 && known.iter().any(|start| licence.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"batchcomplete":true,"continue":{"gsroffset":30,"continue":"gsroffset||"},"query":{"pages":[
      {"pageid":22,"ns":6,"title":"File:Second.png","index":2,"imageinfo":[{"size":1,"width":900,"height":600,"mime":"image/png",
        "url":"https://upload.wikimedia.org/wikipedia/commons/b/bb/Second.png","thumburl":"https://upload.wikimedia.org/wikipedia/commons/b/bb/Second.png",
        "descriptionurl":"https://commons.wikimedia.org/wiki/File:Second.png",
        "extmetadata":{"LicenseShortName":{"value":"Public domain"},"AttributionRequired":{"value":"false"}}}]},
      {"pageid":11,"ns":6,"title":"File:Harbour_at_dawn.jpg","index":1,"imageinfo":[{"size":99,"width":6000,"height":4000,"mime":"image/jpeg",
        "thumburl":"https://upload.wikimedia.org/wikipedia/commons/thumb/a/aa/Harbour.jpg/1920px-Harbour.jpg","thumbwidth":1920,"thumbheight":1280,
        "url":"https://upload.wikimedia.org/wikipedia/commons/a/aa/Harbour.jpg","descriptionurl":"https://commons.wikimedia.org/wiki/File:Harbour_at_dawn.jpg",
        "extmetadata":{"LicenseShortName":{"value":"CC BY-SA 4.0","source":"commons-desc-page"},"LicenseUrl":{"value":"https://creativecommons.org/licenses/by-sa/4.0"},
          "Artist":{"value":"<a href=\"//commons.wikimedia.org/wiki/User:Ada\" title=\"User:Ada\">Ada &amp; Bob</a>"},
          "AttributionRequired":{"value":"true"},"ImageDescription":{"value":"<p>Boats,\n<b>early</b></p>"}}}]},
      {"pageid":33,"title":"File:Old.jpg","index":3,"imageinfo":[{"width":1,"height":1,"mime":"image/jpeg","url":"https://u/o.jpg","descriptionurl":"https://c/o",
        "extmetadata":{"LicenseShortName":{"value":"GFDL"}}}]},
      {"pageid":44,"title":"File:Scan.tif","index":4,"imageinfo":[{"width":1,"height":1,"mime":"image/tiff","url":"https://u/s.tif","descriptionurl":"https://c/s",
        "extmetadata":{"LicenseShortName":{"value":"CC0"}}}]},
      {"pageid":55,"title":"File:Gone.jpg","index":5}]}}"#;

    #[test]
    fn pictures_come_in_order_with_plain_words_and_their_licence() {
        let photos = read(BODY.as_bytes()).unwrap();
        let ids: Vec<&str> = photos.iter().map(|photo| photo.photo_id.as_str()).collect();
        assert_eq!(ids, ["11", "22"]);
        let photo = &photos[0];
        assert_eq!(photo.credit.text(), "“Harbour at dawn” by Ada & Bob, CC BY-SA 4.0");
        assert_eq!(photo.title, "Boats, early");
        assert!(photo.credit.required && !photos[1].credit.required);
        assert!(photo.preview_url.as_ref().unwrap().ends_with("/330px-Harbour.jpg"));
        assert_eq!(
            photos[1].preview_url.as_ref().unwrap(),
            "https://upload.wikimedia.org/wikipedia/commons/b/bb/Second.png"
        );
    }

    #[test]
    fn nothing_found_is_an_answer_and_an_error_is_none() {
        assert_eq!(read(br#"{"batchcomplete":true}"#).unwrap(), []);
        assert!(read(br#"{"error":{"code":"internal_api_error"}}"#).is_err());
        assert!(read(b"[]").is_err());
    }
}
