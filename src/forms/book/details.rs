//! Whom a time is booked for: the form, and what is sent with it.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use serde_json::json;

use super::{
    Asked, Page, Step,
    choose::{Chooser, month},
    finished, link, package, packages,
};
use crate::{
    calendar::Bookable,
    clock::{self, Time},
    error::{Code, Result},
    forms::{
        Forms, Place, answer, keep,
        post::Post,
        receive::{self, Posted, admitted},
        suspicion,
    },
    principal::Tenant,
    site::{
        form::{self, Age, Answer, FieldKind, Filled, Form, Home, Word},
        load::form::fields,
        view::{BookFormView, BookView, ChoiceView, FieldView, OptionView},
    },
    store::TenantRead,
    tools::messaging::{
        conversation::reception::{self, Received},
        enquiry::FieldValue,
        visit::{self, Booked, Wish},
    },
    value::BOOKING_PAGES,
};

/// So many other times are offered to whoever came second.
const OTHERS: usize = 12;

/// The page of a package: its days, the times of one, or the form for one of those.
pub(super) fn step(
    forms: &Forms,
    page: &Page<'_, '_>,
    package: &Bookable,
    asked: &Asked,
) -> Result<Step> {
    let path = path(package);
    let chooser = chooser(page, package, &path);
    let mut view = headed(page, package, &path)?;
    let Some(written) = asked.of_query("at") else {
        let day = asked.of_query("day").map(str::parse);
        let is_wrong = matches!(day, Some(Err(_)));
        let day = day.and_then(std::result::Result::ok);
        view.error = is_wrong.then(|| page.said(Word::NoTime).to_owned());
        let asks = if day.is_some() { Word::ChooseTime } else { Word::ChooseDay };
        view.asks = Some(page.said(asks).to_owned());
        chooser.fill(&mut view, day, asked.of_query("month").and_then(month))?;
        let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        return Ok(Step::page(status, view));
    };
    let status = match chooser.start(written)? {
        Ok(at) => {
            put_form(forms, page, (package, &chooser), &mut view, (at, &Filled::default()))?;
            StatusCode::OK
        }
        Err(refusal) => {
            view.error = Some(page.said(refusal.word).to_owned());
            view.asks = Some(page.said(Word::ChooseTime).to_owned());
            chooser.fill(&mut view, refusal.day, None)?;
            refusal.status
        }
    };
    Ok(Step::page(status, view))
}

pub(super) async fn receive(State(forms): State<Forms>, request: Request) -> Response {
    let Some(asked) = Asked::of(&forms, &request) else { return receive::missing() };
    let tenant = asked.place.tenant.clone();
    let Posted { post, address, place: _turn } = match admitted(&forms, tenant.id, request).await {
        Ok(posted) => posted,
        Err(refusal) => return refusal,
    };
    let (name, language) = (asked.name.clone(), post.language.clone());
    let again = post.typed.clone();
    let checked = forms.read(&asked.place, move |forms, place, db| {
        check(forms, place, db, &name, (&post, address))
    });
    let wish = match checked.await {
        Ok(Ok(wish)) => *wish,
        Ok(Err(step)) => return step.answer(),
        Err(error) => return receive::failed(&error),
    };
    let (starts_at, from) = (wish.starts_at, wish.received.address.clone());
    match written(&forms, tenant.clone(), wish).await {
        Ok(Booked::Now(id) | Booked::Before(id)) => {
            let lang = forms.read(&asked.place, {
                let language = language.clone();
                move |_, place, db| Ok(Page::of(db, place, &language)?.lang)
            });
            let lang = lang.await.ok().flatten();
            let query = lang.map(|lang| format!("?lang={lang}")).unwrap_or_default();
            match link::path(&forms.store, &tenant, id) {
                Ok(path) => answer::sent(&format!("{}{path}{query}", asked.place.base)),
                Err(error) => receive::failed(&error),
            }
        }
        Ok(Booked::TooMany { of_address }) => {
            forms.limiter.note(tenant.id, from.as_deref().filter(|_| of_address));
            answer::sentence(StatusCode::TOO_MANY_REQUESTS, Word::TooMany, &language)
        }
        Ok(Booked::Spam) => answer::sentence(StatusCode::OK, Word::NotBooked, &language),
        Err(error) if matches!(error.code(), Code::BookingConflict | Code::PackageNotFound) => {
            let name = asked.name.clone();
            let second = forms.read(&asked.place, move |forms, place, db| {
                let page = Page::of(db, place, &language)?;
                let Some(package) = package(db, &name)? else { return packages(&page, true) };
                let filled = Filled { values: again, ..Filled::default() };
                other_times(forms, &page, &package, starts_at, filled)
            });
            finished(second.await)
        }
        Err(error) => receive::failed(&error),
    }
}

/// Writes it: enquiry, contact and booking together, or nothing.
async fn written(forms: &Forms, tenant: Tenant, wish: Wish) -> Result<Booked> {
    let caller = keep::visitor(&forms.store, tenant).await?;
    let arguments = json!({ "package": wish.package, "start": wish.starts_at });
    let limit = forms.limit;
    keep::recorded(&forms.store, &caller, (visit::FORM, arguments), move |db| {
        let booked = visit::book(db, wish, limit)?;
        let is_kept = matches!(booked, Booked::Now(_) | Booked::Spam);
        Ok((booked, is_kept))
    })
    .await
}

/// What a post asks for, or the page that says what is wrong with it.
fn check(
    forms: &Forms,
    place: &Place,
    db: &TenantRead<'_>,
    name: &str,
    (post, address): (&Post, Option<String>),
) -> Result<std::result::Result<Box<Wish>, Step>> {
    let page = Page::of(db, place, &post.language)?;
    let Some(package) = package(db, name)? else { return packages(&page, true).map(Err) };
    let path = path(&package);
    let chooser = chooser(&page, &package, &path);
    let written = post.typed.get("at").map(String::as_str).unwrap_or_default();
    let at = match chooser.start(written)? {
        Ok(at) => at,
        Err(refusal) => {
            if let Some(wish) = second_copy(forms, db, (&page, &package), (post, &address))? {
                return Ok(Ok(wish));
            }
            let filled = Filled { values: post.typed.clone(), ..Filled::default() };
            let near = refusal.day.and_then(|day| Time::start_of(day, &page.zone));
            let near = Time::parse(written).or_else(|| read(written, &page.zone)).or(near);
            let near = near.unwrap_or(db.now()?);
            let Step { mut view, .. } = other_times(forms, &page, &package, near, filled)?;
            view.error = Some(page.said(refusal.word).to_owned());
            return Ok(Err(Step { status: refusal.status, view }));
        }
    };
    let answers = answers(db, post)?;
    let age = form::age(&forms.store.secret()?, &path, &post.time, clock::now())?;
    let answers = match (answers, age) {
        (Ok(answers), Age::Fresh | Age::Untold) => answers,
        (Ok(_), Age::TooFast | Age::TooOld | Age::Forged) => {
            let values = post.typed.clone();
            let filled = Filled { error: Some(Word::TooOld), values, ..Filled::default() };
            return form_again(forms, &page, &package, (at, &filled)).map(Err);
        }
        (Err(filled), _) => return form_again(forms, &page, &package, (at, &filled)).map(Err),
    };
    let received = received(forms, db, (&page, &package, at), (post, address, &answers))?;
    Ok(Ok(Box::new(wish(&package, at, received, &answers))))
}

fn answers(db: &TenantRead<'_>, post: &Post) -> Result<std::result::Result<Vec<Answer>, Filled>> {
    let country = db.site()?.country.clone();
    Ok(form::fill(&form_of(), Home { country: &country, packages: &[] }, &post.typed))
}

fn wish(package: &Bookable, starts_at: Time, received: Received, answers: &[Answer]) -> Wish {
    let said = answers.iter().find(|answer| answer.field.kind == FieldKind::LongText);
    let message = said.map(|answer| answer.value.clone()).unwrap_or_default();
    Wish { package: package.id, starts_at, received, message }
}

/// What a post wants that has come before: the time is taken by its own booking, to which it leads.
fn second_copy(
    forms: &Forms,
    db: &TenantRead<'_>,
    (page, package): (&Page<'_, '_>, &Bookable),
    (post, address): (&Post, &Option<String>),
) -> Result<Option<Box<Wish>>> {
    let written = post.typed.get("at").map(String::as_str).unwrap_or_default();
    let (Some(at), Ok(answers)) = (read(written, &page.zone), answers(db, post)?) else {
        return Ok(None);
    };
    let received = received(forms, db, (page, package, at), (post, address.clone(), &answers))?;
    let is_known = reception::has_come(db, &received)?;
    Ok(is_known.then(|| Box::new(wish(package, at, received, &answers))))
}

/// The enquiry that comes with a booking.
fn received(
    forms: &Forms,
    db: &TenantRead<'_>,
    (page, package, at): (&Page<'_, '_>, &Bookable, Time),
    (post, address, answers): (&Post, Option<String>, &[Answer]),
) -> Result<Received> {
    let own = db.site()?.locale.clone();
    let (id, start) = (package.id.to_string(), at.to_string());
    let spam = suspicion::reason(&post.trap, Age::Untold, answers);
    // What was taken for spam has booked nothing: the same without its trap is something else.
    let mut parts = vec![visit::FORM, &id, &start, &post.time, spam.unwrap_or_default()];
    for answer in answers {
        parts.extend([answer.field.key.as_str(), answer.value.as_str()]);
    }
    let digest = forms.digest(&parts)?;
    let field = |answer: &Answer| FieldValue {
        kind: answer.field.kind,
        label: answer.field.called(&own),
        value: answer.value.clone(),
        package: None,
    };
    let mut fields: Vec<FieldValue> = answers.iter().map(field).collect();
    fields.push(FieldValue {
        kind: FieldKind::Package,
        label: Word::Package.said(&own).to_owned(),
        value: package.name.clone(),
        package: Some(id),
    });
    fields.push(FieldValue {
        kind: FieldKind::Date,
        label: Word::Date.said(&own).to_owned(),
        value: at.local(&page.zone),
        package: None,
    });
    Ok(Received {
        form: visit::FORM.to_owned(),
        page: format!("{BOOKING_PAGES}{}", package.slug),
        locale: page.locale.clone(),
        fields,
        opens_order: false,
        spam,
        digest,
        address,
    })
}

/// The form once more, with other times to choose from and all that was typed.
fn other_times(
    forms: &Forms,
    page: &Page<'_, '_>,
    package: &Bookable,
    near: Time,
    filled: Filled,
) -> Result<Step> {
    let path = path(package);
    let chooser = chooser(page, package, &path);
    let mut view = headed(page, package, &path)?;
    let day = near.there(&page.zone).date();
    let others = chooser.others(day, near, OTHERS)?;
    view.error = Some(page.said(Word::Taken).to_owned());
    if others.is_empty() {
        view.asks = Some(page.said(Word::ChooseTime).to_owned());
        chooser.fill(&mut view, None, None)?;
        return Ok(Step::page(StatusCode::CONFLICT, view));
    }
    put_form(forms, page, (package, &chooser), &mut view, (near, &filled))?;
    if let Some(form) = &mut view.form {
        form.when.clear();
        form.hidden.retain(|(name, _)| name != "at");
        let option = |at: &Time| OptionView {
            value: at.there(&page.zone).strftime("%Y-%m-%dT%H:%M").to_string(),
            label: chooser.spoken(*at),
        };
        let times = FieldView {
            key: "at".to_owned(),
            kind: "choice",
            input: "select",
            autocomplete: None,
            label: page.said(Word::ChooseTime).to_owned(),
            required: true,
            chars_max: 20,
            options: others.iter().map(option).collect(),
            value: String::new(),
            error: None,
        };
        form.fields.insert(0, times);
    }
    Ok(Step::page(StatusCode::CONFLICT, view))
}

fn form_again(
    forms: &Forms,
    page: &Page<'_, '_>,
    package: &Bookable,
    (at, filled): (Time, &Filled),
) -> Result<Step> {
    let path = path(package);
    let mut view = headed(page, package, &path)?;
    view.error = filled.error.map(|word| page.said(word).to_owned());
    put_form(forms, page, (package, &chooser(page, package, &path)), &mut view, (at, filled))?;
    Ok(Step::page(StatusCode::UNPROCESSABLE_ENTITY, view))
}

fn put_form(
    forms: &Forms,
    page: &Page<'_, '_>,
    (package, chooser): (&Bookable, &Chooser<'_, '_, '_>),
    view: &mut BookView,
    (at, filled): (Time, &Filled),
) -> Result<()> {
    let there = at.there(&page.zone);
    let button = if package.at_once { Word::Book } else { Word::BookRequest };
    let nonce = form::nonce(&forms.store.secret()?, chooser.path, clock::now())?;
    view.asks = view.asks.take().or_else(|| Some(page.said(Word::Details).to_owned()));
    view.form = Some(BookFormView {
        action: chooser.path.to_owned(),
        when: chooser.spoken(at),
        hidden: [
            ("at", there.strftime("%Y-%m-%dT%H:%M").to_string()),
            ("_language", page.locale.clone()),
            ("_time", nonce),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into(),
        fields: fields(&form_of(), &page.locale, filled),
        has_trap: true,
        button: page.said(button).to_owned(),
        says: None,
    });
    view.back = Some(ChoiceView {
        label: page.said(Word::ChooseTime).to_owned(),
        facts: Vec::new(),
        href: page.href(chooser.path, &[("day", &there.date().to_string())]),
    });
    Ok(())
}

/// Whom it is for.
fn form_of() -> Form {
    Form::of(&json!({ "fields": [
        { "type": "name", "required": true },
        { "type": "email", "required": true },
        { "type": "phone" },
        { "type": "longText" },
    ] }))
}

fn headed(page: &Page<'_, '_>, package: &Bookable, path: &str) -> Result<BookView> {
    let mut view = page.view(path)?;
    view.heading.clone_from(&package.name);
    view.facts = page.facts(package);
    Ok(view)
}

fn chooser<'p, 'd, 't>(
    page: &'p Page<'d, 't>,
    package: &Bookable,
    path: &'p str,
) -> Chooser<'p, 'd, 't> {
    let (package, minutes) = (Some(package.id), package.minutes);
    Chooser { page, path, with: None, package, minutes, but: None }
}

fn path(package: &Bookable) -> String {
    format!("/{BOOKING_PAGES}{}", package.slug)
}

fn read(written: &str, zone: &str) -> Option<Time> {
    match clock::LocalTime::read(written, zone)? {
        clock::LocalTime::Moment { at, .. } => Some(at),
        clock::LocalTime::Day(_) | clock::LocalTime::Skipped { .. } => None,
    }
}
