//! What search engines are told beyond what people read: the business in parts, where a page stands, what is offered.

use serde::Serialize;

/// A business as schema.org describes one.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BusinessView {
    /// A type of schema.org, or empty.
    pub kind: String,
    /// The name in contracts, where it is another.
    pub legal_name: Option<String>,
    /// E.164.
    pub phone: Option<String>,
    pub address: Option<AddressView>,
    /// When it is open; a day that is not named is closed.
    pub hours: Vec<OpenView>,
    /// ISO 4217, of prices that it takes.
    pub currency: String,
}

/// The parts of an address that are known.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AddressView {
    pub street: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postal_code: Option<String>,
    /// ISO 3166.
    pub country: String,
}

/// Days with the same hours.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OpenView {
    /// `monday`, …
    pub days: Vec<&'static str>,
    /// `09:00`
    pub opens: String,
    pub closes: String,
}

/// Where a page stands and since when.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PlaceView {
    /// The names and paths of the pages above, outermost first; without the home page.
    pub above: Vec<(String, String)>,
    /// RFC 3339: when a post was changed.
    pub modified: Option<String>,
    /// The part of a list that is shown, beyond the first.
    pub part: Option<usize>,
}

/// What a package costs, for programs.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OfferView {
    /// With as many decimals as the currency has: `2500.00`.
    pub price: String,
    pub currency: String,
    pub minutes: Option<i64>,
}
