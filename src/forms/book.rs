//! The booking page: what, on which day, at what time, for whom; and what a visitor does with a booking later.
//!
//! Every step is an address of its own, so that it works without a script, and what is chosen stands in it. A time is
//! only promised once it is written: whoever comes second is told so, keeps what was typed, and chooses another.

mod choose;
mod details;
mod link;
mod own;

use std::collections::BTreeMap;

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    response::{Html, IntoResponse as _, Response},
    routing::{MethodRouter, get},
};

use super::{Domain, Forms, Place, answer, post, receive};
use crate::{
    calendar::{ALL, Bookable, bookable},
    error::{Error, Result},
    site::{
        form::Word,
        format::{Home, format_duration, format_price},
        load::{book::around, form::speak},
        render::Renderer,
        view::{BookView, ChoiceView},
    },
    store::TenantRead,
    value::BOOKING_PAGES,
};

/// What the addresses of bookings that were made begin with: what follows is a secret.
pub const OWN_PAGES: &str = "/book/my/";

/// The routes, below `prefix`.
pub(super) fn routes(prefix: &str) -> Router<Forms> {
    let package: MethodRouter<Forms> = get(shown).post(details::receive);
    let own: MethodRouter<Forms> = get(own::shown).post(own::receive);
    Router::new()
        .route(&format!("{prefix}/book/{{package}}"), package.clone())
        .route(&format!("{prefix}/book/{{package}}/"), package)
        .route(&format!("{prefix}{OWN_PAGES}{{link}}"), own)
}

/// What an address asks for.
struct Asked {
    place: Place,
    /// The last part of the path.
    name: String,
    query: BTreeMap<String, String>,
    /// Where the public finds the site.
    origin: Option<String>,
}

impl Asked {
    fn of(forms: &Forms, request: &Request) -> Option<Asked> {
        let path = request.uri().path().trim_end_matches('/');
        let name = path.rsplit('/').next()?.to_owned();
        let domain = request.extensions().get::<Domain>().map(|domain| domain.0.as_str());
        let place = (forms.find)(&forms.store, request.uri(), domain)?;
        let origin = domain.map(|domain| format!("https://{domain}"));
        Some(Asked { place, name, query: post::query(request.uri()), origin })
    }

    fn of_query(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }
}

/// A page of a step.
struct Step {
    status: StatusCode,
    view: Box<BookView>,
}

impl Step {
    fn page(status: StatusCode, view: BookView) -> Step {
        Step { status, view: Box::new(view) }
    }

    fn answer(self) -> Response {
        match Renderer::new().book(&self.view) {
            Ok(html) => (self.status, [answer::UNKEPT], Html(html)).into_response(),
            Err(error) => receive::failed(&Error::internal(error)),
        }
    }
}

async fn shown(State(forms): State<Forms>, request: Request) -> Response {
    let Some(asked) = Asked::of(&forms, &request) else { return receive::missing() };
    let Ok(_turn) = std::sync::Arc::clone(&forms.pages).acquire_owned().await else {
        return receive::missing();
    };
    let place = asked.place.clone();
    let step = forms.read(&place, move |forms, _, db| {
        let page = Page::of(db, &asked.place, asked.of_query("lang").unwrap_or_default())?;
        let Some(package) = package(db, &asked.name)? else {
            return packages(&page, asked.name != ALL);
        };
        details::step(forms, &page, &package, &asked)
    });
    finished(step.await)
}

fn finished(step: Result<Step>) -> Response {
    step.map_or_else(|error| receive::failed(&error), Step::answer)
}

/// The package that is booked at that address.
fn package(db: &TenantRead<'_>, name: &str) -> Result<Option<Bookable>> {
    Ok(bookable(db)?.into_iter().find(|package| package.slug == name))
}

/// All that can be booked. `is_gone` where something else was asked for.
fn packages(page: &Page<'_, '_>, is_gone: bool) -> Result<Step> {
    let mut view = page.view(&format!("/{BOOKING_PAGES}{ALL}"))?;
    page.said(Word::BookHeading).clone_into(&mut view.heading);
    let packages = bookable(page.db)?;
    view.choices = packages
        .iter()
        .map(|package| ChoiceView {
            label: package.name.clone(),
            facts: page.facts(package),
            href: page.href(&format!("/{BOOKING_PAGES}{}", package.slug), &[]),
        })
        .collect();
    let word = match (is_gone, packages.is_empty()) {
        (_, true) => Some(Word::NothingBookable),
        (true, false) => Some(Word::NotOffered),
        (false, false) => None,
    };
    view.error = word.map(|word| page.said(word).to_owned());
    let status =
        if is_gone || packages.is_empty() { StatusCode::NOT_FOUND } else { StatusCode::OK };
    Ok(Step::page(status, view))
}

/// What pages of a site share: whose they are, and the language.
struct Page<'d, 't> {
    db: &'d TenantRead<'t>,
    base: String,
    locale: String,
    /// In an address, where it is not the site's own.
    lang: Option<String>,
    zone: String,
    country: String,
    currency: &'static str,
}

impl<'d, 't> Page<'d, 't> {
    fn of(db: &'d TenantRead<'t>, place: &Place, lang: &str) -> Result<Page<'d, 't>> {
        let locale = speak(db, lang)?;
        let site = db.site()?;
        Ok(Page {
            db,
            base: place.base.clone(),
            lang: Some(locale.clone()).filter(|locale| *locale != site.locale),
            locale,
            zone: site.timezone.clone(),
            country: site.country.clone(),
            currency: site.currency.code(),
        })
    }

    fn home(&self) -> Home<'_> {
        Home { currency: self.currency, country: &self.country, locale: &self.locale }
    }

    fn said(&self, word: Word) -> &'static str {
        word.said(&self.locale)
    }

    /// A page at that path of the site.
    fn view(&self, path: &str) -> Result<BookView> {
        Ok(BookView { site: around(self.db, &self.base, path)?, ..BookView::default() })
    }

    /// An address of the site in the language of the page.
    fn href(&self, path: &str, pairs: &[(&str, &str)]) -> String {
        let lang = self.lang.as_deref().map(|lang| ("lang", lang));
        let pairs = pairs.iter().copied().chain(lang);
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }

    /// How long a package takes, and what it costs.
    fn facts(&self, package: &Bookable) -> Vec<String> {
        let price = format_price(package.price_minor, &package.currency, self.home());
        vec![format_duration(package.minutes, self.home()), price]
    }
}
