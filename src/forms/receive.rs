//! `POST /assets/form/<section>`: checks what a visitor sends, keeps it, and answers.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::Response,
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use tokio::sync::OwnedSemaphorePermit;

use super::{
    Domain, Forms, Place, Sender, answer, keep,
    post::{self, Post},
    suspicion,
};
use crate::{
    clock,
    error::{Error, Result},
    id::{SectionId, TenantId},
    principal::{Agent, Caller},
    site::{
        form::{self, Age, Answer, FieldKind, Filled, Form, Home, Word, nonce},
        load::form::{FormPlace, alone, packages, page_address, place, place_then, speak},
        view::PageView,
    },
    store::{Sql, TenantRead, entity::ReleaseRow},
    tools::messaging::{
        conversation::reception::{Received, Taken},
        enquiry::FieldValue,
    },
};

/// What is to be done with a post.
enum Checked {
    /// Kept, and then back to this address of the site.
    Good(Box<Received>, String),
    /// Shown again.
    Wrong(Box<PageView>),
    Gone,
}

/// The form by itself, for whoever comes back to the address of an answer.
pub(super) async fn shown(State(forms): State<Forms>, request: Request) -> Response {
    let Some((place, section)) = addressed(&forms, &request) else { return missing() };
    let checked = forms
        .read(&place, move |forms, place, db| forms.again(db, place, section, Filled::default()));
    answered(StatusCode::OK, checked.await, "en")
}

pub(super) async fn receive(State(forms): State<Forms>, request: Request) -> Response {
    let Some((place, section)) = addressed(&forms, &request) else { return missing() };
    let tenant = place.tenant.id;
    let Posted { post, address, place: _turn } = match admitted(&forms, tenant, request).await {
        Ok(posted) => posted,
        Err(refusal) => return refusal,
    };
    let (language, from) = (post.language.clone(), address.clone());
    let checked = forms
        .read(&place, move |forms, place, db| forms.check(db, place, (section, from), &post))
        .await;
    let (received, back) = match checked {
        Ok(Checked::Good(received, back)) => (*received, back),
        other => return answered(StatusCode::UNPROCESSABLE_ENTITY, other, &language),
    };
    let is_spam = received.spam.is_some();
    match keep::keep(&forms.store, place.tenant.clone(), received, forms.limit).await {
        Ok(Taken::Kept(_) | Taken::Known) => answer::sent(&back),
        Ok(Taken::TooMany { of_address }) => {
            // Spam that fills its own share says nothing of customers.
            if of_address || !is_spam {
                forms.limiter.note(tenant, address.as_deref().filter(|_| of_address));
            }
            answer::sentence(StatusCode::TOO_MANY_REQUESTS, Word::TooMany, &language)
        }
        Err(error) => failed(&error),
    }
}

/// A post that was read, and who sent it, as a digest.
pub(super) struct Posted {
    pub(super) post: Post,
    pub(super) address: Option<String>,
    /// One of those that are answered at once.
    pub(super) place: OwnedSemaphorePermit,
}

/// Reads a post, unless it comes from another site or from somebody who has sent too much.
pub(super) async fn admitted(
    forms: &Forms,
    tenant: TenantId,
    request: Request,
) -> std::result::Result<Posted, Response> {
    let headers = request.headers();
    if !post::is_own(headers, host(request.uri(), headers)) {
        return Err(answer::refused((
            StatusCode::FORBIDDEN,
            "A form is sent from the page that it stands on.\n",
        )));
    }
    let address = request.extensions().get::<Sender>().map(|sender| sender.0.to_string());
    let address = address.map(|address| forms.digest(&["address", &address])).transpose();
    let address = address.map_err(|error| failed(&error))?;
    let too_many = || answer::sentence(StatusCode::TOO_MANY_REQUESTS, Word::TooMany, "en");
    let is_known = |from: Option<&str>| forms.limiter.refuses(tenant, from);
    if is_known(None) || is_known(address.as_deref()) {
        return Err(too_many());
    }
    let post = post::read(request).await.map_err(answer::refused)?;
    // Only now: who sends slowly keeps nobody out.
    let Ok(place) = std::sync::Arc::clone(&forms.places).try_acquire_owned() else {
        return Err(too_many());
    };
    Ok(Posted { post, address, place })
}

/// Whose form an address is of.
fn addressed(forms: &Forms, request: &Request) -> Option<(Place, SectionId)> {
    let section = request.uri().path().rsplit('/').next()?.parse().ok()?;
    let domain = request.extensions().get::<Domain>().map(|domain| domain.0.as_str());
    let place = (forms.find)(&forms.store, request.uri(), domain)?;
    Some((place, section))
}

/// The name and port that a request is for: HTTP/2 has them in the address.
fn host<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> Option<&'r str> {
    let named = || headers.get(header::HOST).and_then(|host| host.to_str().ok());
    uri.authority().map(axum::http::uri::Authority::as_str).or_else(named)
}

impl Forms {
    /// Runs a read of the site, on another thread.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        place: &Place,
        read: impl FnOnce(&Forms, &Place, &TenantRead<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (forms, place) = (self.clone(), place.clone());
        let work = move || {
            let viewer = Agent::autonomous("visitor", "visitor", "readonly");
            let viewer = Caller::new(place.tenant.clone(), viewer);
            forms.store.read(&viewer, |db| read(&forms, &place, db))
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
    }

    /// The form with what was typed and what is wrong.
    fn again(
        &self,
        db: &TenantRead<'_>,
        site: &Place,
        section: SectionId,
        filled: Filled,
    ) -> Result<Checked> {
        match public(db, site, section)? {
            Some(place) => self.shown_again(db, site, (section, &place), &filled),
            None => Ok(Checked::Gone),
        }
    }

    fn shown_again(
        &self,
        db: &TenantRead<'_>,
        site: &Place,
        (section, place): (SectionId, &FormPlace),
        filled: &Filled,
    ) -> Result<Checked> {
        let mut page = alone(db, (section, place), &site.base, filled)?;
        for form in page.sections.iter_mut().filter_map(|section| section.form.as_mut()) {
            form.nonce = Some(nonce(&self.store.secret()?, section, clock::now())?);
        }
        Ok(Checked::Wrong(Box::new(page)))
    }

    fn check(
        &self,
        db: &TenantRead<'_>,
        site: &Place,
        (section, address): (SectionId, Option<String>),
        post: &Post,
    ) -> Result<Checked> {
        // In the site's own language: so the business reads it.
        let Some(place) = public(db, site, section)? else { return Ok(Checked::Gone) };
        let form = Form::of(&place.content);
        let (home, packages) = (db.site()?, packages(db)?);
        let own = home.locale.clone();
        let locale = speak(db, &post.language)?;
        let read_by = Home { country: &home.country, packages: &packages };
        let answers = form::fill(&form, read_by, &post.typed);
        let age = form::age(&self.store.secret()?, section, &post.time, clock::now())?;
        let is_other = post.version != form.version()
            || post.typed.keys().any(|key| form.fields.iter().all(|field| field.key != *key));
        let again = if is_other {
            Some(Word::Changed)
        } else {
            (age == Age::TooOld).then_some(Word::TooOld)
        };
        let answers = match (answers, again) {
            (Ok(answers), None) => answers,
            (Ok(_), Some(word)) => {
                let filled =
                    Filled { error: Some(word), values: post.typed.clone(), ..Filled::default() };
                return self.shown_again(db, site, (section, &place), &filled);
            }
            (Err(filled), word) => {
                let filled = Filled { error: word.or(filled.error), ..filled };
                return self.shown_again(db, site, (section, &place), &filled);
            }
        };
        let page = address_of(db, site, &place.page)?;
        let back = format!("{}/{page}#sent-{section}", site.base);
        let received = Received {
            form: section.to_string(),
            page: place.page.clone(),
            locale,
            spam: suspicion::reason(&post.trap, age, &answers),
            digest: self.digest_of(section, &answers)?,
            fields: answers.into_iter().map(|answer| value(answer, &own, &packages)).collect(),
            opens_order: form.opens_order,
            address,
        };
        Ok(Checked::Good(Box::new(received), back))
    }

    fn digest_of(&self, section: SectionId, answers: &[Answer]) -> Result<String> {
        let section = section.to_string();
        let mut parts = vec!["form", &section];
        for answer in answers {
            parts.extend([answer.field.key.as_str(), answer.value.as_str()]);
        }
        self.digest(&parts)
    }

    /// A digest that only this data folder can make: an address or a text cannot be tried out.
    pub(super) fn digest(&self, parts: &[&str]) -> Result<String> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.store.secret()?).map_err(Error::internal)?;
        for part in parts {
            mac.update(&part.len().to_be_bytes());
            mac.update(part.as_bytes());
        }
        Ok(form::hex(&mac.finalize().into_bytes(), 16))
    }
}

/// The form of a section, if visitors see it: of a released site as the release has it.
fn public(db: &TenantRead<'_>, site: &Place, section: SectionId) -> Result<Option<FormPlace>> {
    let found = match site.release {
        None => place(db, section)?,
        Some(release) => match ReleaseRow::by_id(db, release)? {
            Some(release) => place_then(db, section, release.change_seq)?,
            None => None,
        },
    };
    Ok(found.filter(|place| place.is_public))
}

/// The address of a page in the language that is spoken; its own where the release has no other.
fn address_of(db: &TenantRead<'_>, site: &Place, own: &str) -> Result<String> {
    const HAS: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM release_file
         WHERE tenant_id = :tenant AND release_id = :release AND path = :path",
    );
    let address = page_address(db, own)?;
    let Some(release) = site.release.filter(|_| address != own) else { return Ok(address) };
    let path = format!("{}/index.html", address.trim_matches('/'));
    let params = [(":release", release.into()), (":path", path.into())];
    Ok(if db.count(&HAS, &params)? > 0 { address } else { own.to_owned() })
}

/// An answer as it is kept: by the name that the business gives the field.
fn value(answer: Answer, own: &str, packages: &[(String, String)]) -> FieldValue {
    let Answer { field, value } = answer;
    let package = (field.kind == FieldKind::Package).then(|| value.clone());
    let name = packages.iter().find(|(id, _)| Some(id) == package.as_ref());
    let value = name.map_or(value, |(_, name)| name.clone());
    FieldValue { kind: field.kind, label: field.called(own), value, package }
}

fn answered(status: StatusCode, checked: Result<Checked>, language: &str) -> Response {
    match checked {
        Ok(Checked::Wrong(page)) => {
            answer::page(status, &page).unwrap_or_else(|error| failed(&Error::internal(error)))
        }
        Ok(Checked::Gone | Checked::Good(..)) => {
            answer::sentence(StatusCode::NOT_FOUND, Word::Gone, language)
        }
        Err(error) => failed(&error),
    }
}

pub(super) fn missing() -> Response {
    answer::refused((StatusCode::NOT_FOUND, "There is nothing at this address.\n"))
}

pub(super) fn failed(error: &Error) -> Response {
    tracing::warn!(cause = error.cause(), "a form could not be taken in: {error}");
    let words = "It could not be kept. Please go back and send it again.\n";
    answer::refused((StatusCode::SERVICE_UNAVAILABLE, words))
}
