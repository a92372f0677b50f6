//! What a session is told of the present: the day at the business, its zone, currency and language, and whether a
//! person decides on every write. It stands in the instructions, and in the first answer after any of it has changed: a
//! session lasts over midnight, and another process changes the site.

use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;

use super::{Answer, PolicySnapshot, Session};
use crate::{clock, store::effective_settings::SiteSettings, value::Locale};

/// What holds now, as far as sessions are told.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Present {
    day: Date,
    zone: String,
    currency: &'static str,
    locale: String,
    locales: Vec<String>,
    is_supervised: bool,
    /// How much of what is scheduled failed, or waits for a person.
    unmet: i64,
}

/// What a session has been told last; nothing before it has read its instructions.
#[derive(Default)]
pub(super) struct Told(Mutex<Option<(Present, Enquiries)>>);

/// How many enquiries have come by forms so far.
type Enquiries = i64;

/// The words for new ones, where the session may read them.
fn news(now: &PolicySnapshot, told: Enquiries) -> Option<String> {
    let new = now.enquiries() - told;
    let count = match new {
        ..=0 => return None,
        1 => "1 new enquiry has".to_owned(),
        new => format!("{new} new enquiries have"),
    };
    let words = format!("{{getConversation: {count} come by a form; getConversation shows what.}}");
    Some(now.scope.shown(&words)).filter(|words| !words.is_empty())
}

impl Present {
    fn of(now: &PolicySnapshot) -> Option<Present> {
        let SiteSettings { zone, currency, locale, locales, unmet, .. } = now.site()?;
        Some(Present {
            day: zone.at(clock::now().0).date(),
            zone: zone.name().to_owned(),
            currency: currency.code(),
            locale: locale.clone(),
            locales: locales.clone(),
            is_supervised: now.is_supervised(),
            unmet: *unmet,
        })
    }

    /// `Monday, 30 November 2026 (Europe/Berlin); currency EUR, language de (German).`
    fn sentence(&self) -> String {
        let Present { day, zone, currency, locale, locales, is_supervised, unmet } = self;
        let day = day.strftime("%A, %-d %B %Y");
        let language = Locale::name(locale);
        let others: Vec<String> =
            locales.iter().map(|tag| format!("{tag} ({})", Locale::name(tag))).collect();
        let others = if others.is_empty() {
            String::new()
        } else {
            format!("; get and update take locale {} for those texts", others.join(", "))
        };
        let waits = if *is_supervised { WAITS } else { "" };
        let unmet = match unmet {
            0 => String::new(),
            count => format!(
                " Scheduled and held up: {count}; tell the person, `deskhand schedule` says why."
            ),
        };
        format!(
            "{day} ({zone}); currency {currency}, language {locale} ({language}){others}.{waits}{unmet}"
        )
    }
}

/// What holds for an agent whose every write is a proposal.
const WAITS: &str = " Every write waits for a person's yes: until then it is not done. Reads take proposed: true and \
    then show what waits as if it were done.";

/// Whose site it is has to be asked. What is in braces needs that tool.
const NO_NAME: &str = " {updateSite: The site has no name yet: ask once for name, country, currency and language, \
    then updateSite.}";

impl Session {
    /// The line of the instructions that says what holds now; the session has been told it then.
    pub(super) fn present(&self, now: &PolicySnapshot) -> String {
        let Some(present) = Present::of(now) else { return String::new() };
        let is_new = now.site().is_some_and(|site| !site.has_name);
        let line =
            format!("- Today is {}{}", present.sentence(), if is_new { NO_NAME } else { "" });
        *self.told.0.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((present, now.enquiries()));
        now.scope.shown(&line)
    }

    /// An answer that says what holds now, where that is not what the session has been told. What it has done to the
    /// site itself it knows.
    pub(super) fn up_to_date(&self, answer: Answer, operation: &str) -> Answer {
        let is_own = operation == OWN && answer.change.is_some();
        let now = if is_own { self.policy.anew() } else { self.policy.now() };
        let mut told = self.told.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(present) = Present::of(&now) else { return answer };
        let Some((before, enquiries)) = &*told else { return answer };
        let news = news(&now, *enquiries);
        let changed =
            (*before != present && !is_own).then(|| format!("It is now {}", present.sentence()));
        *told = Some((present, now.enquiries()));
        answer.noting(changed.as_deref()).noting(news.as_deref())
    }
}

/// The operation whose caller knows how the site is after it.
const OWN: &str = "updateSite";
