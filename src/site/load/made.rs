//! The files that are made of a site's brand: its style sheet, icons, and the pictures of pages for shared links.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use image::RgbaImage;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{StoreSite, address, picture};
use crate::{
    brand::{
        card::Card,
        icons::{Icon, Identity},
        pixels, sheet,
    },
    error::Result,
    site::{
        preview::{Lookup, MadeFile, SiteSource as _, SourceError},
        theme::ThemeView,
        view::{ImageView, PageView},
    },
    store::TenantRead,
    value::Brand,
};

/// The folder of pictures for shared links.
const CARDS: &str = "assets/og/";

/// Raised when icons are drawn otherwise.
const DESIGN: &str = "1";

/// The widest logo, by its height, that is seen in a square.
const MARK_RATIO_MAX: u32 = 2;

/// Files that were made; drawing one takes some tens of milliseconds.
const MADE_MAX: usize = 48;

/// What was made lately. One file is drawn at a time, so that many requests cannot take all of the machine.
#[derive(Debug, Default)]
pub(super) struct Made(Mutex<VecDeque<(String, Arc<[u8]>)>>);

impl Made {
    fn get(&self, key: &str, draw: impl FnOnce() -> Option<Vec<u8>>) -> Option<Arc<[u8]>> {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, file)) = made.iter().find(|(known, _)| known == key) {
            return Some(Arc::clone(file));
        }
        let file: Arc<[u8]> = draw()?.into();
        if made.len() >= MADE_MAX {
            made.pop_front();
        }
        made.push_back((key.to_owned(), Arc::clone(&file)));
        Some(file)
    }
}

/// Where the picture for links to a page is, below the site's root.
pub(super) fn card_address(page: &PageView) -> String {
    let path = if page.path.is_empty() { "home" } else { &page.path };
    format!("/{CARDS}{}/{path}.jpg", card(page).key())
}

fn card(page: &PageView) -> Card {
    let site = &page.site;
    // What search engines are told of the home page is not always a heading.
    let is_plain_home = page.path.is_empty() && page.title == page.name && !site.name.is_empty();
    let title = if is_plain_home { &site.name } else { &page.title };
    let brand = &site.brand;
    let hero = page
        .sections
        .iter()
        .find_map(|section| section.content.get("image")?.get("url")?.as_str().map(str::to_owned));
    let own = |url: &str| url.strip_prefix("/uploads/").map(str::to_owned);
    Card {
        title: title.clone(),
        name: site.name.clone(),
        brand: brand.said.clone(),
        picture: page
            .image
            .as_ref()
            .map(|image| file_of(image, 1200))
            .or(hero)
            .as_deref()
            .and_then(own),
        logo: brand
            .logo_dark
            .as_ref()
            .or(brand.logo.as_ref())
            .and_then(|logo| own(&file_of(logo, 400))),
    }
}

/// The address of the smallest file that is at least so wide, else of the largest.
fn file_of(image: &ImageView, width: u32) -> String {
    let size = image.sizes.iter().find(|size| size.width >= width);
    size.map_or_else(|| image.url.clone(), |size| size.url.clone())
}

/// What icons are made of, as it is stored.
struct Stored {
    name: String,
    brand: Brand,
    icon: Option<ImageView>,
    logo: Option<ImageView>,
    sheet: String,
}

/// Reads the pixels of a picture's file, by its name.
type Pixels<'p> = &'p dyn Fn(&str) -> Option<RgbaImage>;

impl Stored {
    /// The addresses of what icons are made of: the icon, and the logo.
    fn marks(&self) -> [Option<String>; 2] {
        [&self.icon, &self.logo].map(|image| image.as_ref().map(|image| file_of(image, 512)))
    }

    /// A tag of the icon at a path that changes with its content.
    fn tag(&self, path: &str) -> String {
        let brand = serde_json::to_string(&self.brand).unwrap_or_default();
        let [mark, logo] = self.marks();
        let of = format!("{DESIGN} {mark:?} {logo:?}");
        digest(&[path.as_bytes(), self.name.as_bytes(), brand.as_bytes(), of.as_bytes()])
    }

    fn icon(&self, icon: Icon, pixels: Pixels<'_>) -> Option<Vec<u8>> {
        let of = |url: Option<String>| pixels(url?.strip_prefix("/uploads/")?);
        let [mark, logo] = self.marks();
        let mark = of(mark).or_else(|| {
            let logo = pixels::trimmed(&of(logo)?);
            let (width, height) = logo.dimensions();
            (width.max(height) <= MARK_RATIO_MAX * width.min(height)).then_some(logo)
        });
        Identity { name: &self.name, brand: &self.brand, mark }.file(icon)
    }
}

fn drawn_card(card: &Card, pixels: Pixels<'_>) -> Option<Vec<u8>> {
    let picture = card.picture.as_deref().and_then(pixels);
    let logo = card.logo.as_deref().and_then(pixels);
    card.draw(picture.as_ref(), logo.as_ref())
}

/// A file that is drawn of the brand, which takes some tens of milliseconds.
#[derive(Clone)]
pub(crate) struct Drawing {
    /// Below the root of the site, without a leading slash.
    pub(crate) path: String,
    pub(crate) kind: &'static str,
    /// Changes with its content.
    pub(crate) key: String,
    what: What,
}

#[derive(Clone)]
enum What {
    Icon(Icon, Arc<Stored>),
    Card(Box<Card>),
}

impl Drawing {
    /// The picture for links to a page.
    pub(super) fn of_card(page: &PageView) -> Drawing {
        let path = card_address(page).trim_start_matches('/').to_owned();
        let card = Box::new(card(page));
        Drawing { path, kind: "image/jpeg", key: card.key(), what: What::Card(card) }
    }

    /// Its content, with the files of pictures read from a folder. One that is lost or broken is as good as none.
    pub(crate) fn draw(&self, uploads: &std::path::Path) -> Option<Vec<u8>> {
        let pixels = |name: &str| pixels::of(&super::bytes_of(&uploads.join(name)).ok()?);
        match &self.what {
            What::Icon(icon, stored) => stored.icon(*icon, &pixels),
            What::Card(card) => drawn_card(card, &pixels),
        }
    }
}

/// The style sheet of the brand, and the icons of the site.
pub(super) fn identity(db: &TenantRead<'_>) -> Result<(String, Vec<Drawing>)> {
    let stored = Arc::new(stored(db)?);
    let icon = |(path, icon): (&'static str, Icon)| Drawing {
        path: path.to_owned(),
        kind: icon.kind(),
        key: stored.tag(path),
        what: What::Icon(icon, Arc::clone(&stored)),
    };
    Ok((stored.sheet.clone(), Icon::ALL.into_iter().map(icon).collect()))
}

fn stored(db: &TenantRead<'_>) -> Result<Stored> {
    let site = db.site()?;
    let image = |stored: &Option<Value>| picture::placed(db, stored.as_ref());
    let brand = site.brand();
    let logo = image(&site.logo)?;
    let sheet = sheet::whole(&brand, logo.is_some(), ThemeView::from(site.theme).fonts);
    Ok(Stored { name: site.name.clone(), icon: image(&site.icon)?, logo, sheet, brand })
}

impl StoreSite {
    /// A file that is made of the brand.
    pub(super) fn made_file(
        &self,
        tenant: &str,
        path: &str,
        known: Option<&str>,
    ) -> std::result::Result<Option<MadeFile>, SourceError> {
        if let Some(card) = path.strip_prefix(CARDS) {
            return self.card_file(tenant, card);
        }
        let icon = Icon::ALL.into_iter().find(|(name, _)| *name == path).map(|(_, icon)| icon);
        let is_sheet = path == "assets/brand.css";
        if icon.is_none() && !is_sheet {
            return Ok(None);
        }
        let Some(stored) = self.read(tenant, stored)? else { return Ok(None) };
        let Some(icon) = icon else {
            let content = stored.sheet.into_bytes();
            let tag = digest(&[&content]);
            return Ok(Some(MadeFile {
                kind: "text/css; charset=utf-8",
                content: (known != Some(&*tag)).then_some(content),
                tag,
                is_final: false,
            }));
        };
        let tag = stored.tag(path);
        let mut made = MadeFile { kind: icon.kind(), tag, content: None, is_final: false };
        if known == Some(&*made.tag) {
            return Ok(Some(made));
        }
        let file =
            self.made.get(&made.tag, || stored.icon(icon, &|name| self.pixels_of(tenant, name)));
        made.content = file.map(|file| file.to_vec());
        Ok(made.content.is_some().then_some(made))
    }

    /// The picture for links to a page, `<key>/<path>.jpg`. One that has another key by now is drawn as it is now, and
    /// not kept by whoever asks.
    fn card_file(
        &self,
        tenant: &str,
        name: &str,
    ) -> std::result::Result<Option<MadeFile>, SourceError> {
        let parts = name.strip_suffix(".jpg").and_then(|name| name.split_once('/'));
        let Some((key, path)) = parts else { return Ok(None) };
        let path = if path == "home" { "" } else { path };
        let found = self.read(tenant, |db| address::lookup(db, path, ""))?;
        let Some(Lookup::Page(page)) = found else { return Ok(None) };
        let card = card(&page);
        let now = card.key();
        let file = self.made.get(&format!("{tenant}/{now}"), || {
            drawn_card(&card, &|name| self.pixels_of(tenant, name))
        });
        let is_final = key == now;
        Ok(file.map(|file| MadeFile {
            kind: "image/jpeg",
            tag: now,
            content: Some(file.to_vec()),
            is_final,
        }))
    }

    /// The pixels of a picture's file. One that is lost or broken is as good as none: what is drawn does without.
    fn pixels_of(&self, tenant: &str, name: &str) -> Option<RgbaImage> {
        pixels::of(&self.file(tenant, name).ok().flatten()?)
    }
}

/// A tag that changes with the content.
fn digest(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
        digest.update([0]);
    }
    URL_SAFE_NO_PAD.encode(digest.finalize())
}
