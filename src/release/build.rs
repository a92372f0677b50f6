//! A release as it would be now: its files, made of the published rows by the renderer of the preview.
//!
//! The same rows give the same files, byte for byte. What is drawn (icons, pictures for shared links) is known by its
//! key and drawn only when the release is made, because drawing takes longer than a transaction may.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    brand::fonts,
    error::{Error, Result},
    release::{blobs::digest, files::HEADERS, index_now},
    site::{
        link::Places,
        load::{self, Drawing, Published},
        render::{self, Renderer},
        view::PageView,
    },
    store::TenantRead,
};

/// The files of a release, before they are brought to the disk.
pub(crate) struct Plan {
    /// The files by their path below the site's root, without a leading slash.
    pub(crate) files: BTreeMap<String, Planned>,
    /// What people call the pages among them, by path.
    pub(crate) pages: BTreeMap<String, String>,
    /// Links that lead nowhere, which are words in the release, and on which pages.
    pub(crate) dead: BTreeMap<String, BTreeSet<String>>,
    /// Scheme and host of the site; empty where none is known.
    pub(crate) address: String,
    /// The folder with the tenant's pictures.
    uploads: PathBuf,
    /// Whether what serves the release takes what visitors send.
    receives_forms: bool,
    /// The pages whose forms nobody receives: they show other ways to write.
    pub(crate) silent_forms: BTreeSet<String>,
}

/// A file of a release.
pub(crate) struct Planned {
    pub(crate) content_type: &'static str,
    content: Content,
}

enum Content {
    Text(String),
    Static(&'static [u8]),
    /// The picture of that name, which is that of its content.
    Picture(String),
    Drawing(Box<Drawing>),
}

const HTML: &str = "text/html; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";
const XML: &str = "application/xml; charset=utf-8";
const RSS: &str = "application/rss+xml; charset=utf-8";

/// Makes the release of what is published now, for a site at that address, where somebody receives forms or not.
pub(crate) fn plan(db: &TenantRead<'_>, address: &str, receives_forms: bool) -> Result<Plan> {
    let published = load::published(db)?;
    let mut build = Build::new(db, published, address.to_owned(), receives_forms)?;
    build.places();
    build.summary();
    build.pages()?;
    build.feeds()?;
    build.around()?;
    build.assets();
    if let Some(key) = index_now::key(db)?.filter(|_| !address.is_empty()) {
        build.add(format!("{key}.txt"), PLAIN, Content::Text(key));
    }
    Ok(build.plan)
}

struct Build {
    published: Published,
    places: Arc<Places>,
    renderer: Renderer,
    theme: &'static str,
    plan: Plan,
}

impl Build {
    fn new(
        db: &TenantRead<'_>,
        published: Published,
        address: String,
        receives_forms: bool,
    ) -> Result<Build> {
        let uploads = db.uploads_folder();
        let theme = crate::site::theme::ThemeView::from(db.site()?.theme).name;
        let plan = Plan {
            files: BTreeMap::new(),
            pages: BTreeMap::new(),
            dead: BTreeMap::new(),
            address,
            uploads,
            receives_forms,
            silent_forms: BTreeSet::new(),
        };
        let (places, renderer) = (Arc::default(), Renderer::new());
        Ok(Build { published, places, renderer, theme, plan })
    }

    fn add(&mut self, path: impl Into<String>, content_type: &'static str, content: Content) {
        self.plan.files.insert(path.into(), Planned { content_type, content });
    }

    /// Decides where everything is, before anything names it.
    fn places(&mut self) {
        let mut places = Places::new(names_in(&self.plan.uploads));
        for page in &self.published.pages {
            places.add_page(&path_of(page));
        }
        let has_address = !self.plan.address.is_empty();
        for (path, _) in self.published.feeds.iter().filter(|_| has_address) {
            places.add(path, &format!("/{path}"));
        }
        if let Some((first, _)) = self.published.feeds.first().filter(|_| has_address) {
            places.add("feed", &format!("/{first}"));
        }
        if has_address {
            places.add("sitemap.xml", "/sitemap.xml");
            places.add("llms.txt", "/llms.txt");
        }
        places.add("robots.txt", "/robots.txt");
        for (was, now) in &self.published.redirects {
            let target = places.address(now).filter(|_| !places.has(was));
            if let Some(target) = target {
                places.add(was, &target);
            }
        }
        for icon in &self.published.icons {
            places.add(&icon.path, &format!("/{}", icon.path));
        }
        if has_address {
            for page in &self.published.pages {
                let card = Published::card(page).path;
                places.add(&card, &format!("/{card}"));
            }
        }
        let theme = format!("theme-{}.css", self.theme);
        for name in ["site.css", "book.css", "film.js", "lightbox.js", &*theme] {
            if let Some((_, text)) = render::asset(name) {
                places.add(&format!("assets/{name}"), &hashed(name, text));
            }
        }
        places.add("assets/brand.css", &hashed("brand.css", &self.published.sheet));
        let books = if self.plan.receives_forms { &*self.published.booking_pages } else { &[] };
        for path in books {
            places.add(path, &format!("/{path}"));
        }
        for action in self.published.pages.iter().flat_map(actions) {
            places.add(action.trim_start_matches('/'), action);
        }
        for font in fonts_in(&self.published.sheet) {
            places.add(&format!("assets/fonts/{font}"), &format!("/assets/fonts/{font}"));
        }
        // Nothing has been rendered yet: what led nowhere was not public.
        places.take_dead();
        self.places = Arc::new(places);
    }

    /// What programs read that answer questions about the site. They need whole addresses.
    fn summary(&mut self) {
        let root = &self.plan.address;
        if root.is_empty() {
            return;
        }
        let listed = self.published.pages.iter().filter_map(render::listed).collect();
        let at = |path: &str| Some(format!("{root}{}", self.places.address(path)?));
        let text = render::llms(&self.published.around, listed, at);
        self.add("llms.txt", PLAIN, Content::Text(text));
    }

    fn pages(&mut self) -> Result<()> {
        for mut page in std::mem::take(&mut self.published.pages) {
            let path = path_of(&page);
            let has_address = !self.plan.address.is_empty();
            page.site.origin = has_address.then(|| self.plan.address.clone());
            page.site.places = Some(Arc::clone(&self.places));
            page.site.receives_forms = self.plan.receives_forms;
            if !self.plan.receives_forms && actions(&page).next().is_some() {
                self.plan.silent_forms.insert(page.name.clone());
            }
            page.feed = page.feed.filter(|feed| self.places.has(feed));
            if has_address {
                let card = Published::card(&page);
                page.card = Some(format!("/{}", card.path));
                self.add(card.path.clone(), card.kind, Content::Drawing(Box::new(card)));
            }
            let html = self.renderer.page(&page).map_err(Error::internal)?;
            let Some(file) = self.places.address(&path).map(|address| index_of(&address)) else {
                return Err(Error::internal("a page without a place"));
            };
            for link in self.places.take_dead() {
                self.plan.dead.entry(link).or_default().insert(page.name.clone());
            }
            let name = page.place.part.map_or_else(|| page.name.clone(), |_| page.title.clone());
            self.plan.pages.insert(file.clone(), named(&name, &page));
            self.add(file, HTML, Content::Text(html));
        }
        Ok(())
    }

    fn feeds(&mut self) -> Result<()> {
        if self.plan.address.is_empty() {
            return Ok(());
        }
        for (path, feed) in std::mem::take(&mut self.published.feeds) {
            let site = crate::site::link::Site {
                places: Some(&self.places),
                ..self.plan.address.as_str().into()
            };
            let text = self.renderer.feed(&feed, site).map_err(Error::internal)?;
            self.add(path, RSS, Content::Text(text));
        }
        let mut entries = std::mem::take(&mut self.published.sitemap);
        for entry in &mut entries {
            let address = self.places.address(&entry.path).unwrap_or_default();
            address.trim_start_matches('/').clone_into(&mut entry.path);
            entry.images.retain(|image| self.places.address(image.trim_matches('/')).is_some());
        }
        for file in render::sitemap(&entries, &self.plan.address) {
            self.add(file.name, XML, Content::Text(file.text));
        }
        Ok(())
    }

    /// What stands beside the pages: what has moved, the page for what is not there, and what programs read first.
    fn around(&mut self) -> Result<()> {
        let mut around = std::mem::take(&mut self.published.around);
        around.places = Some(Arc::clone(&self.places));
        let html = self.renderer.not_found(&around).map_err(Error::internal)?;
        self.add("404.html", HTML, Content::Text(html));
        let mut lines = Vec::new();
        for (was, now) in std::mem::take(&mut self.published.redirects) {
            let file = format!("{was}/index.html");
            let Some(target) = self.places.address(&now) else { continue };
            if self.plan.files.contains_key(&file) {
                continue;
            }
            let html = render::moved_page(&self.plan.address, &target, &around.locale);
            self.add(file, HTML, Content::Text(html));
            lines.push((was, target.trim_start_matches('/').to_owned()));
        }
        self.places.take_dead();
        self.add("_redirects", PLAIN, Content::Text(render::redirects(&lines)));
        self.add("_headers", PLAIN, Content::Text(HEADERS.to_owned()));
        let robots = match self.plan.address.as_str() {
            "" => "User-agent: *\nDisallow:\n".to_owned(),
            root => render::robots(root),
        };
        self.add("robots.txt", PLAIN, Content::Text(robots));
        Ok(())
    }

    /// The files that pages use, and no others.
    fn assets(&mut self) {
        for icon in std::mem::take(&mut self.published.icons) {
            self.add(icon.path.clone(), icon.kind, Content::Drawing(Box::new(icon)));
        }
        let used = self.places.used_files();
        let theme = format!("theme-{}.css", self.theme);
        for name in ["site.css", "book.css", "film.js", "lightbox.js", &*theme] {
            let Some((kind, text)) = render::asset(name) else { continue };
            let address = hashed(name, text);
            if used.contains(&address) {
                self.add(address.trim_start_matches('/'), kind, Content::Static(text.as_bytes()));
            }
        }
        let sheet = std::mem::take(&mut self.published.sheet);
        let address = hashed("brand.css", &sheet);
        if used.contains(&address) {
            for name in fonts_in(&sheet) {
                if let Some((kind, bytes)) = fonts::file(&name) {
                    self.add(format!("assets/fonts/{name}"), kind, Content::Static(bytes));
                }
            }
            let path = address.trim_start_matches('/').to_owned();
            self.add(path, "text/css; charset=utf-8", Content::Text(sheet));
        }
        for name in self.places.used_uploads() {
            self.add(format!("uploads/{name}"), "image/webp", Content::Picture(name));
        }
    }
}

/// Where the forms of a page are sent.
fn actions(page: &PageView) -> impl Iterator<Item = &str> {
    page.sections.iter().filter_map(|section| section.form.as_ref()?.action.as_deref())
}

impl Plan {
    /// Equal for equal releases.
    pub(crate) fn digest(&self) -> String {
        let lines = self.files.iter().map(|(path, file)| format!("{path}\0{}\n", file.key()));
        digest(lines.collect::<String>().as_bytes())
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When a picture is not on the disk any more.
    pub(crate) fn bytes(&self, file: &Planned) -> Result<Vec<u8>> {
        match &file.content {
            Content::Text(text) => Ok(text.as_bytes().to_vec()),
            Content::Static(bytes) => Ok(bytes.to_vec()),
            Content::Picture(name) => picture(&self.uploads, name),
            Content::Drawing(drawing) => drawing
                .draw(&self.uploads)
                .ok_or_else(|| Error::internal(format!("{} could not be drawn", drawing.path))),
        }
    }
}

impl Planned {
    /// Changes with the content.
    fn key(&self) -> String {
        match &self.content {
            Content::Text(text) => digest(text.as_bytes()),
            Content::Static(bytes) => digest(bytes),
            Content::Picture(name) => name.clone(),
            Content::Drawing(drawing) => drawing.key.clone(),
        }
    }

    /// Whether the file of that path has the same content for ever.
    pub(crate) fn is_final(&self, path: &str) -> bool {
        match &self.content {
            Content::Picture(_) => true,
            Content::Drawing(_) => path.starts_with("assets/"),
            Content::Text(_) | Content::Static(_) => false,
        }
    }

    /// The text of a page.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Static(_) | Content::Picture(_) | Content::Drawing(_) => None,
        }
    }

    /// Whether its bytes become fewer when they are packed.
    pub(crate) fn is_text(&self) -> bool {
        let kind = self.content_type;
        kind.starts_with("text/")
            || ["javascript", "xml", "json"].iter().any(|part| kind.contains(part))
    }
}

fn picture(uploads: &Path, name: &str) -> Result<Vec<u8>> {
    fs::read(uploads.join(name)).map_err(|cause| {
        Error::internal(format!("the picture {name} cannot be read")).caused_by(cause)
    })
}

/// The names of the files in a folder.
fn names_in(folder: &Path) -> HashSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

/// The path of a page, with the number of the part of its list.
fn path_of(page: &PageView) -> String {
    match page.place.part {
        Some(part) => format!("{}?page={part}", page.path),
        None => page.path.clone(),
    }
}

/// The file that is served at an address.
fn index_of(address: &str) -> String {
    format!("{}index.html", address.trim_start_matches('/'))
}

/// What people call a page: its name, and its language where the site has several.
fn named(name: &str, page: &PageView) -> String {
    let current = page.site.locales.iter().find(|locale| locale.current && !locale.own);
    let name = if name.is_empty() { "Home" } else { name };
    current.map_or_else(|| name.to_owned(), |locale| format!("{name} ({})", locale.locale))
}

/// The address of an asset, which changes with its content: so that browsers may keep it for ever.
fn hashed(name: &str, text: &str) -> String {
    let tag = digest(text.as_bytes());
    let tag = tag.get(..10).unwrap_or_default();
    match name.rsplit_once('.') {
        Some((name, ending)) => format!("/assets/{name}.{tag}.{ending}"),
        None => format!("/assets/{name}.{tag}"),
    }
}

/// The names of the font files that a style sheet loads, with the licence of each family.
fn fonts_in(sheet: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for rest in sheet.split("url(fonts/").skip(1) {
        let Some(name) = rest.split(')').next().filter(|name| fonts::file(name).is_some()) else {
            continue;
        };
        let licences = fonts::FAMILIES.iter().filter(|family| {
            name == family.file(fonts::Part::Latin) || name == family.file(fonts::Part::LatinExt)
        });
        names.extend(licences.map(|family| format!("{}-OFL.txt", family.slug)));
        names.insert(name.to_owned());
    }
    names
}
