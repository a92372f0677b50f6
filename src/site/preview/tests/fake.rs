//! A fake site: one page with a malicious draft, and a path for each kind of answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::json;

use crate::site::preview::{Lookup, SiteSource, SourceError, TenantLink};
use crate::site::render::Listed;
use crate::site::view::{FeedView, PageView, SectionView, SiteView, SitemapEntry, Status};
use crate::value::Theme;

pub(super) struct Fake {
    tenants: Vec<&'static str>,
    pub(super) revision: AtomicI64,
}

impl Fake {
    pub(super) fn new(tenants: &[&'static str]) -> Arc<Fake> {
        Arc::new(Fake { tenants: tenants.to_vec(), revision: AtomicI64::new(1) })
    }
}

impl SiteSource for Fake {
    fn tenants(&self) -> Result<Vec<TenantLink>, SourceError> {
        let link =
            |name: &&str| TenantLink { name: (*name).to_owned(), title: format!("<{name}>") };
        Ok(self.tenants.iter().map(link).collect())
    }

    fn page(&self, tenant: &str, path: &str, base: &str) -> Result<Lookup, SourceError> {
        if !self.tenants.contains(&tenant) {
            return Ok(Lookup::NoTenant);
        }
        let site = SiteView {
            name: "Studio".to_owned(),
            tagline: None,
            owner: "Wren".to_owned(),
            locale: "en".to_owned(),
            theme: Theme::Classic.into(),
            dir: "ltr",
            locales: Vec::new(),
            localized: None,
            places: None,
            contact: crate::site::view::SiteContact::default(),
            base: base.to_owned(),
            country: "US".to_owned(),
            origin: None,
            header: Vec::new(),
            footer: Vec::new(),
            live_reload: true,
            receives_forms: true,
            year: 2026,
            brand: crate::site::view::BrandView::default(),
            business: crate::site::view::BusinessView::default(),
        };
        match path {
            "" | "services/weddings" => {}
            "old" => return Ok(Lookup::Redirect("services/weddings".to_owned())),
            "broken" => return Err(SourceError("no disk".into())),
            "panic" => panic!("a fault in the source"),
            _ => return Ok(Lookup::NotFound(Box::new(site))),
        }
        Ok(Lookup::Page(Box::new(PageView {
            site,
            name: "Home".to_owned(),
            path: path.to_owned(),
            title: "Home".to_owned(),
            description: None,
            image: None,
            card: None,
            indexing: true,
            status: Status::Published,
            feed: None,
            pictures: crate::site::view::Pictures::default(),
            body: None,
            place: crate::site::view::PlaceView::default(),
            sections: vec![SectionView {
                form: None,
                id: "sec_1".to_owned(),
                template_key: "text".to_owned(),
                status: Status::Draft,
                hidden: false,
                content: json!({ "body": "<script>alert(1)</script>\n\n[x](javascript:alert(1))\n\nshown" }),
                packages: Vec::new(),
                list: None,
                lang: None,
            }],
        })))
    }

    fn moved(&self, _tenant: &str, path: &str) -> Result<Option<String>, SourceError> {
        Ok((path == "blog/old").then(|| "blog/new".to_owned()))
    }

    fn feed(&self, _tenant: &str, slug: Option<&str>) -> Result<Option<FeedView>, SourceError> {
        Ok((slug != Some("none")).then(|| FeedView {
            title: "News".to_owned(),
            description: "All & more".to_owned(),
            path: "blog".to_owned(),
            locale: "en".to_owned(),
            items: Vec::new(),
        }))
    }

    fn sitemap(&self, tenant: &str) -> Result<Option<Vec<SitemapEntry>>, SourceError> {
        let home = SitemapEntry {
            path: String::new(),
            changed: "2026-11-21".to_owned(),
            images: Vec::new(),
            alternates: Vec::new(),
        };
        Ok(self.tenants.contains(&tenant).then(|| vec![home]))
    }

    fn summary(&self, tenant: &str) -> Result<Option<(SiteView, Vec<Listed>)>, SourceError> {
        let site = SiteView { name: "Wren".to_owned(), ..SiteView::default() };
        Ok(self.tenants.contains(&tenant).then(|| (site, Vec::new())))
    }

    fn redirects(&self, tenant: &str) -> Result<Option<Vec<(String, String)>>, SourceError> {
        let moved = ("old".to_owned(), "new".to_owned());
        Ok(self.tenants.contains(&tenant).then(|| vec![moved]))
    }

    fn file(&self, _tenant: &str, name: &str) -> Result<Option<Vec<u8>>, SourceError> {
        Ok((name == "a.webp").then(|| b"picture".to_vec()))
    }

    fn revision(&self) -> Result<i64, SourceError> {
        Ok(self.revision.load(Ordering::SeqCst))
    }
}
