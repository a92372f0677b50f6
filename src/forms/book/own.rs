//! What a visitor has booked, at its link: shown, moved, cancelled, and as a file for calendar programs.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use super::{
    Asked, OWN_PAGES, Page, Step,
    choose::{Chooser, Refusal, month, spoken},
    finished, link,
};
use crate::{
    calendar::{bookable, for_visitor},
    clock::Time,
    error::{Code, Result},
    forms::{
        Forms, answer, keep,
        receive::{self, Posted, admitted},
    },
    site::{
        form::Word,
        view::{BookFormView, BookView, ChoiceView, OwnBookingView},
    },
    store::{TenantRead, entity::BookingRow},
    tools::messaging::visit,
    value::BookingStatus,
};

/// What a link can be used for, in its address and in what is sent.
const DO: &str = "do";
/// What the address of the file for calendar programs ends with.
const FILE: &str = ".ics";
const MOVE: &str = "move";
const CANCEL: &str = "cancel";

pub(super) async fn shown(State(forms): State<Forms>, request: Request) -> Response {
    let Some(mut asked) = Asked::of(&forms, &request) else { return receive::missing() };
    let Ok(_turn) = std::sync::Arc::clone(&forms.pages).acquire_owned().await else {
        return receive::missing();
    };
    let link = asked.name.strip_suffix(FILE).map(str::to_owned);
    let wants_file = link.is_some();
    asked.name = link.unwrap_or(asked.name);
    let place = asked.place.clone();
    if wants_file {
        let file = forms.read(&place, move |forms, _, db| file(forms, db, &asked));
        return match file.await {
            Ok(Some(text)) => calendar(text),
            Ok(None) => receive::missing(),
            Err(error) => receive::failed(&error),
        };
    }
    finished(forms.read(&place, move |forms, _, db| step(forms, db, &asked)).await)
}

pub(super) async fn receive(State(forms): State<Forms>, request: Request) -> Response {
    let Some(asked) = Asked::of(&forms, &request) else { return receive::missing() };
    let tenant = asked.place.tenant.clone();
    let Posted { post, place: _turn, .. } = match admitted(&forms, tenant.id, request).await {
        Ok(posted) => posted,
        Err(refusal) => return refusal,
    };
    let text = |name: &str| post.typed.get(name).cloned().unwrap_or_default();
    let (wanted, at) = (text(DO), text("at"));
    let language = post.language.clone();
    let of = asked.place.clone();
    let checked = forms.read(&of, move |forms, place, db| {
        let page = Page::of(db, place, &language)?;
        let Some(booking) = booking(forms, db, &asked)? else { return bad_link(&page).map(Err) };
        let own = Own::of(&page, &booking, &asked.name);
        match (wanted.as_str(), own.chooser().start(&at)?) {
            (CANCEL, _) => Ok(Ok((booking.id, None, own.back("cancelled")))),
            (MOVE, Ok(start)) => Ok(Ok((booking.id, Some(start), own.back("moved")))),
            (MOVE, Err(refusal)) => own.choose(None, None, Some(refusal)).map(Err),
            (_, _) => own.page(None).map(Err),
        }
    });
    let (id, start, back) = match checked.await {
        Ok(Ok(wish)) => wish,
        Ok(Err(step)) => return step.answer(),
        Err(error) => return receive::failed(&error),
    };
    let done = async {
        let caller = keep::visitor(&forms.store, tenant.clone()).await?;
        let arguments = json!({ "booking": id, "start": start });
        keep::recorded(&forms.store, &caller, (visit::FORM, arguments), move |db| {
            match start {
                Some(start) => visit::move_to(db, id, start)?,
                None => visit::cancel(db, id)?,
            }
            Ok(((), true))
        })
        .await
    };
    match done.await {
        Ok(()) => answer::sent(&back),
        Err(error) if error.code() == Code::BookingConflict => answer::sent(&taken(&back)),
        Err(error) if error.code() == Code::BookingCancelled => answer::sent(&late(&back)),
        Err(error) => receive::failed(&error),
    }
}

/// Where it goes on when somebody else was faster, or it is too late.
fn taken(back: &str) -> String {
    back.replace("done=moved", "do=move&done=taken")
}

fn late(back: &str) -> String {
    back.replace("done=moved", "done=late").replace("done=cancelled", "done=late")
}

/// The page of a booking, or a step of what is done with it.
fn step(forms: &Forms, db: &TenantRead<'_>, asked: &Asked) -> Result<Step> {
    let page = Page::of(db, &asked.place, asked.of_query("lang").unwrap_or_default())?;
    let Some(booking) = booking(forms, db, asked)? else { return bad_link(&page) };
    let own = Own::of(&page, &booking, &asked.name);
    if !visit::is_changeable(db, &booking)? {
        return own.page(asked.of_query("done"));
    }
    match asked.of_query(DO) {
        Some(MOVE) => match asked.of_query("at").map(|at| own.chooser().start(at)).transpose()? {
            Some(Ok(start)) => own.confirm(Some(start)),
            Some(Err(refusal)) => own.choose(None, None, Some(refusal)),
            None => {
                let taken = asked.of_query("done").filter(|done| *done == "taken");
                let refusal = taken.map(|_| Refusal {
                    word: Word::Taken,
                    status: StatusCode::CONFLICT,
                    day: None,
                });
                let day = asked.of_query("day").and_then(|day| day.parse().ok());
                own.choose(day, asked.of_query("month").and_then(month), refusal)
            }
        },
        Some(CANCEL) => own.confirm(None),
        Some(_) | None => own.page(asked.of_query("done")),
    }
}

fn booking(forms: &Forms, db: &TenantRead<'_>, asked: &Asked) -> Result<Option<BookingRow>> {
    match link::booking(&forms.store, &asked.place.tenant, &asked.name)? {
        Some(id) => BookingRow::by_id(db, id),
        None => Ok(None),
    }
}

fn bad_link(page: &Page<'_, '_>) -> Result<Step> {
    let mut view = page.view(OWN_PAGES)?;
    page.said(Word::BookHeading).clone_into(&mut view.heading);
    view.error = Some(page.said(Word::BadLink).to_owned());
    Ok(Step::page(StatusCode::NOT_FOUND, view))
}

/// A booking on its own page.
struct Own<'p, 'd, 't> {
    page: &'p Page<'d, 't>,
    booking: &'p BookingRow,
    path: String,
}

impl<'p, 'd, 't> Own<'p, 'd, 't> {
    fn of(page: &'p Page<'d, 't>, booking: &'p BookingRow, link: &str) -> Own<'p, 'd, 't> {
        Own { page, booking, path: format!("{OWN_PAGES}{link}") }
    }

    fn chooser(&self) -> Chooser<'_, 'd, 't> {
        Chooser {
            page: self.page,
            path: &self.path,
            with: Some((DO, MOVE)),
            package: self.booking.package_id,
            minutes: visit::minutes(self.booking),
            but: Some(self.booking.id),
        }
    }

    /// Where the page says what was done.
    fn back(&self, done: &str) -> String {
        format!("{}{}", self.page.base, self.page.href(&self.path, &[("done", done)]))
    }

    fn view(&self) -> Result<BookView> {
        let mut view = self.page.view(&self.path)?;
        let packages = bookable(self.page.db)?;
        let package = packages.into_iter().find(|it| Some(it.id) == self.booking.package_id);
        view.heading = package.map_or_else(|| self.booking.title.clone(), |package| package.name);
        Ok(view)
    }

    /// What was booked, and what can be done with it.
    fn page(&self, done: Option<&str>) -> Result<Step> {
        let (page, booking) = (self.page, self.booking);
        let mut view = self.view()?;
        let is_open = visit::is_changeable(page.db, booking)?;
        let is_over = booking.ends_at <= page.db.now()?;
        let word = match (booking.status, done) {
            (BookingStatus::Cancelled, _) => Word::IsCancelled,
            (_, Some("moved")) => Word::IsMoved,
            (BookingStatus::Pending, _) => Word::IsRequested,
            (_, _) => Word::IsBooked,
        };
        let is_cancelled = booking.status == BookingStatus::Cancelled;
        view.done = (is_cancelled || !is_over).then(|| page.said(word).to_owned());
        view.error = (done == Some("late")).then(|| page.said(Word::TooLate).to_owned());
        let says = match (is_cancelled, is_over, is_open) {
            (true, _, _) => None,
            (false, true, _) => Some(Word::IsOver),
            (false, false, true) => Some(Word::KeepLink),
            (false, false, false) => Some(Word::TooLate),
        };
        let leads = |wanted: &str| is_open.then(|| page.href(&self.path, &[(DO, wanted)]));
        view.zone = Some(page.zone.clone());
        view.booking = Some(OwnBookingView {
            title: booking.title.clone(),
            when: spoken(page, booking.starts_at),
            file: (!is_cancelled).then(|| format!("{}{FILE}", self.path)),
            move_to: leads(MOVE),
            cancel: leads(CANCEL),
            says: says.map(|word| page.said(word).to_owned()),
        });
        Ok(Step::page(StatusCode::OK, view))
    }

    /// The days and times to which it can be moved.
    fn choose(
        &self,
        day: Option<jiff::civil::Date>,
        month: Option<jiff::civil::Date>,
        refusal: Option<Refusal>,
    ) -> Result<Step> {
        let mut view = self.view()?;
        view.asks = Some(self.page.said(Word::ChooseNewTime).to_owned());
        let day = day.or_else(|| refusal.as_ref().and_then(|refusal| refusal.day));
        view.error = refusal.as_ref().map(|refusal| self.page.said(refusal.word).to_owned());
        self.chooser().fill(&mut view, day, month)?;
        view.back = Some(self.leave());
        Ok(Step::page(refusal.map_or(StatusCode::OK, |refusal| refusal.status), view))
    }

    /// The last question: move it there, or cancel it.
    fn confirm(&self, start: Option<Time>) -> Result<Step> {
        let page = self.page;
        let mut view = self.view()?;
        let (wanted, word) =
            if start.is_some() { (MOVE, Word::MoveIt) } else { (CANCEL, Word::CancelIt) };
        let before = spoken(page, self.booking.starts_at);
        let when = match start {
            Some(start) => format!("{before} → {}", spoken(page, start)),
            None => before,
        };
        let mut hidden = vec![(DO, wanted.to_owned()), ("_language", page.locale.clone())];
        if let Some(start) = start {
            hidden.push(("at", start.there(&page.zone).strftime("%Y-%m-%dT%H:%M").to_string()));
        }
        view.form = Some(BookFormView {
            action: self.path.clone(),
            when,
            hidden: hidden.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            fields: Vec::new(),
            has_trap: false,
            button: page.said(word).to_owned(),
            says: None,
        });
        view.back = Some(self.leave());
        Ok(Step::page(StatusCode::OK, view))
    }

    fn leave(&self) -> ChoiceView {
        let label = self.page.said(Word::KeepIt).to_owned();
        ChoiceView { label, facts: Vec::new(), href: self.page.href(&self.path, &[]) }
    }
}

/// The booking as a file for calendar programs.
fn file(forms: &Forms, db: &TenantRead<'_>, asked: &Asked) -> Result<Option<String>> {
    let Some(booking) = booking(forms, db, asked)? else { return Ok(None) };
    let site = db.site()?;
    let address = site.address();
    let parts = [address.street, address.postal_code, address.city];
    let place: Vec<String> = parts.into_iter().flatten().collect();
    let link = asked.origin.as_ref().map(|origin| format!("{origin}{OWN_PAGES}{}", asked.name));
    let place = place.join(", ");
    Ok(Some(for_visitor(&site.name, &site.timezone, &booking, (&place, link.as_deref()))))
}

fn calendar(text: String) -> Response {
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    let name = HeaderValue::from_static("attachment; filename=\"appointment.ics\"");
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    (headers, [answer::UNKEPT], text).into_response()
}
