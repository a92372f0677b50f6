//! What stands on a document, complete: it is kept with it, and nothing else is needed to print it again.

use serde::{Deserialize, Serialize};

use crate::value::{Day, DocumentKind, Paper, Percent};

/// A document as it is issued. Amounts are in the smallest unit of the currency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    pub kind: DocumentKind,
    /// `None` on a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    pub issued_on: Day,
    /// Of a quote: until when it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplied_on: Option<Day>,
    /// BCP 47.
    pub locale: String,
    pub country: String,
    pub currency: String,
    pub paper: Paper,
    pub order: i64,
    pub seller: Seller,
    pub buyer: Buyer,
    pub lines: Vec<Row>,
    /// Off the sum of the lines.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub discount_minor: i64,
    /// Whether the lines have the tax in them.
    pub tax_included: bool,
    pub taxes: Vec<Tax>,
    pub tax_minor: i64,
    /// Tax included, in the smallest unit of the currency.
    pub total_minor: i64,
    /// Deposit invoices that are taken off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deposits: Vec<Deduction>,
    /// What was paid before it, beyond those deposits.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub paid_minor: i64,
    /// What is to be paid.
    pub due_minor: i64,
    /// Of a credit note: what it corrects, and of which day that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<(String, Day)>,
    /// What the law wants said, and the terms of payment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
}

/// The business as the document names it: whoever issues it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Seller {
    pub name: String,
    /// Line by line.
    pub address: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iban: Option<String>,
}

/// The customer as the document names them: to whom it is addressed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Buyer {
    pub name: String,
    /// Line by line.
    pub address: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<String>,
}

/// A line of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    pub title: String,
    pub quantity: i64,
    pub unit_minor: i64,
    /// Off this line.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub discount_minor: i64,
    #[serde(default)]
    pub rate: Percent,
    /// What it comes to.
    pub amount_minor: i64,
}

/// What is due at one rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tax {
    pub rate: Percent,
    /// Without tax.
    pub base_minor: i64,
    pub tax_minor: i64,
}

/// A deposit invoice that is taken off, with the tax in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Deduction {
    pub number: String,
    pub issued_on: Day,
    pub total_minor: i64,
    pub tax_minor: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}
