//! How a business is taxed: what updateSite takes of it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    error::{Code, Error, Result},
    value::{Line, Numbering, Paper, Patch, Percent, Taxation, Text},
};

/// Rates of one business.
const RATES_MAX: usize = 20;

/// Days to pay in.
const PAYMENT_DAYS_MAX: i64 = 365;

/// Settings; those that are left out stay, and \"\" empties.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct TaxInput {
    tax_id: Option<Line<0, 60>>,
    vat_id: Option<Line<0, 60>>,
    registration: Option<Line<0, 100>>,
    small_business: Option<bool>,
    #[schemars(length(max = 20))]
    rates: Option<Vec<Percent>>,
    included: Option<bool>,
    #[serde(default)]
    numbering: Patch<Numbering>,
    #[serde(default)]
    first_number: Patch<i64>,
    #[serde(default)]
    payment_days: Patch<i64>,
    iban: Option<Line<0, 60>>,
    #[serde(default)]
    paper: Patch<Paper>,
    terms: Option<Text<0, 1000>>,
    exemption: Option<Text<0, 300>>,
}

impl TaxInput {
    /// The settings with these.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`
    pub(super) fn applied(self, before: Taxation) -> Result<Taxation> {
        let text = |given: Option<&str>, before: Option<String>| match given {
            None => before,
            Some("") => None,
            Some(given) => Some(given.to_owned()),
        };
        let mut rates = self.rates.unwrap_or(before.rates);
        let mut known = Vec::new();
        rates.retain(|rate| {
            *rate > Percent::ZERO && !known.contains(rate) && {
                known.push(*rate);
                true
            }
        });
        rates.truncate(RATES_MAX);
        let after = Taxation {
            tax_id: text(self.tax_id.as_deref(), before.tax_id),
            vat_id: text(self.vat_id.as_deref(), before.vat_id),
            registration: text(self.registration.as_deref(), before.registration),
            small_business: self.small_business.unwrap_or(before.small_business),
            rates,
            included: self.included.unwrap_or(before.included),
            numbering: self.numbering.applied(before.numbering),
            first_number: self.first_number.applied(before.first_number),
            payment_days: self.payment_days.applied(before.payment_days),
            iban: text(self.iban.as_deref(), before.iban),
            paper: self.paper.applied(before.paper),
            terms: text(self.terms.as_deref(), before.terms),
            exemption: text(self.exemption.as_deref(), before.exemption),
        };
        let within = |name: &str, number: Option<i64>, most: i64| match number {
            Some(number) if !(0..=most).contains(&number) => {
                let sentence = format!("tax.{name}: {number} is not between 0 and {most}");
                Err(Error::new(Code::ArgumentInvalid, sentence).suggest("check the number"))
            }
            Some(_) | None => Ok(()),
        };
        within("paymentDays", after.payment_days, PAYMENT_DAYS_MAX)?;
        within("firstNumber", after.first_number, 1_000_000_000)?;
        Ok(after)
    }
}
