//! The booking page as it is shown: what can be booked, days and times, who comes, and what was booked.

use serde::Serialize;

use super::{FieldView, SiteView};

/// A page on which visitors book, or change what they have booked. What a step does not show is `None` or empty.
#[derive(Debug, Default, Serialize)]
pub struct BookView {
    #[serde(skip)]
    pub site: SiteView,
    pub heading: String,
    /// How long it takes, and what it costs.
    pub facts: Vec<String>,
    /// What went well.
    pub done: Option<String>,
    /// What went wrong.
    pub error: Option<String>,
    /// What this step asks for.
    pub asks: Option<String>,
    /// What there is to choose from.
    pub choices: Vec<ChoiceView>,
    pub month: Option<MonthView>,
    pub times: Option<TimesView>,
    pub form: Option<BookFormView>,
    pub booking: Option<OwnBookingView>,
    /// Where the step before is.
    pub back: Option<ChoiceView>,
    /// The name of the clock, where times are shown.
    pub zone: Option<String>,
}

/// Something that leads on.
#[derive(Debug, Clone, Serialize)]
pub struct ChoiceView {
    pub label: String,
    pub facts: Vec<String>,
    /// Relative to the site.
    pub href: String,
}

/// A month of days.
#[derive(Debug, Serialize)]
pub struct MonthView {
    pub name: String,
    pub weekdays: Vec<String>,
    /// The days, by weeks; a place before the first and after the last is empty.
    pub weeks: Vec<Vec<Option<DayView>>>,
    pub before: Option<String>,
    pub after: Option<String>,
    /// The next month with something free, where this one has nothing.
    pub next_free: Option<ChoiceView>,
}

/// A day.
#[derive(Debug, Clone, Serialize)]
pub struct DayView {
    pub number: String,
    /// The whole date, for who does not see the table.
    pub name: String,
    /// Where it leads to, if something is free.
    pub href: Option<String>,
    pub is_chosen: bool,
}

/// The times of a day.
#[derive(Debug, Serialize)]
pub struct TimesView {
    pub day: String,
    pub times: Vec<ChoiceView>,
    /// Why there are none.
    pub none: Option<String>,
}

/// What is sent.
#[derive(Debug, Serialize)]
pub struct BookFormView {
    /// Relative to the site.
    pub action: String,
    /// What is chosen: the day and the time.
    pub when: String,
    pub hidden: Vec<(String, String)>,
    pub fields: Vec<FieldView>,
    /// Whether it has a field that nobody sees.
    pub has_trap: bool,
    pub button: String,
    /// Said above the button.
    pub says: Option<String>,
}

/// What a visitor has booked.
#[derive(Debug, Serialize)]
pub struct OwnBookingView {
    pub title: String,
    pub when: String,
    /// The file for calendar programs.
    pub file: Option<String>,
    pub move_to: Option<String>,
    pub cancel: Option<String>,
    /// Why it cannot be changed any more, or that this address is kept.
    pub says: Option<String>,
}
