//! The site itself: whose it is, where and when they are found, and in which money, time and language it speaks. There
//! is one, so nothing names it.

pub mod get;
pub mod update;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    clock::Time,
    id::SiteId,
    store::entity::{Address, SiteRow},
    value::{Currency, HoursSpan},
};

/// The site as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct SiteOut {
    id: SiteId,
    name: String,
    tagline: String,
    legal_name: String,
    business_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    address: Address,
    opening_hours: Vec<HoursOut>,
    social: Vec<String>,
    #[schemars(with = "String")]
    currency: Currency,
    country: String,
    timezone: String,
    locale: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    warnings: Option<Vec<String>>,
    version: i64,
    updated_at: Time,
}

/// Days with the same hours, or that are closed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct HoursOut {
    days: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opens: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closes: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    closed: bool,
}

impl From<HoursSpan> for HoursOut {
    fn from(span: HoursSpan) -> HoursOut {
        HoursOut {
            days: span.days.iter().map(|day| day.as_str()).collect(),
            opens: span.opens.map(|at| at.to_string()),
            closes: span.closes.map(|at| at.to_string()),
            closed: span.closed,
        }
    }
}

impl From<SiteRow> for SiteOut {
    fn from(site: SiteRow) -> SiteOut {
        SiteOut {
            address: site.address(),
            opening_hours: site.hours().into_spans().into_iter().map(HoursOut::from).collect(),
            id: site.id,
            name: site.name,
            tagline: site.tagline,
            legal_name: site.legal_name,
            business_type: site.business_type,
            email: site.email,
            phone: site.phone,
            social: site.social,
            currency: site.currency,
            country: site.country,
            timezone: site.timezone,
            locale: site.locale,
            warnings: None,
            version: site.version,
            updated_at: site.updated_at,
        }
    }
}
