//! Documents as tools return them.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{content, noun, requirements};
use crate::{
    clock::Time,
    error::{Error, Result},
    id::{InvoiceId, OrderId},
    paper::{self, Document},
    store::{TenantRead, entity::InvoiceRow},
    tool::{Listing, Resource},
    tools::crm::{
        account::{self, Standing},
        order,
    },
    value::{
        Choice as _, Currency, Day, DocumentKind, OrderStatus, Percent, Ref, Trust, Untrusted,
        Words, amount_text, words_schema,
    },
};

/// A quote, an invoice or a credit note as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct InvoiceOut {
    id: InvoiceId,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// draft, discarded, issued, accepted, declined, `part_paid`, paid, overdue, credited.
    status: &'static str,
    order_id: OrderId,
    order_number: i64,
    // Only for agents that may read contacts.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trust: Option<Trust>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    corrects_id: Option<InvoiceId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    issued_on: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    due_on: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    supplied_on: Option<Day>,
    locale: String,
    /// With tax; of a draft as it would be issued today.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    total: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    tax: Option<Value>,
    /// What it asks for: the total less the deposits before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    due: Option<Value>,
    /// What of that is not paid yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    open: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    credited: Option<Value>,
    #[schemars(with = "String")]
    currency: Currency,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    reverse_charge: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "words_schema")]
    notes: Option<Untrusted<Words>>,
    /// What a draft still lacks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<String>,
    /// Who buys, lines and taxes, as they stand on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    content: Option<Untrusted<ContentOut>>,
    /// When it last left with an e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_at: Option<Time>,
    /// Where the PDF is on this computer.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    version: i64,
    updated_at: Time,
}

/// What stands on a document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ContentOut {
    buyer: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    address: Vec<String>,
    /// `2 × Travel, 49.95, 19 %: 99.9`
    lines: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    discount: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    taxes: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deposits: Vec<String>,
    /// Before it, beyond the deposits.
    #[serde(skip_serializing_if = "Option::is_none")]
    paid: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    texts: Vec<String>,
}

impl ContentOut {
    fn of(document: &Document, currency: Currency) -> ContentOut {
        let money = |minor: i64| amount_text(minor, currency);
        let is_taxed = |rate: &Percent| *rate > Percent::ZERO;
        let lines = document.lines.iter().map(|line| {
            let rate =
                if is_taxed(&line.rate) { format!(", {} %", line.rate) } else { String::new() };
            let unit = money(line.unit_minor);
            format!(
                "{} × {}, {unit}{rate}: {}",
                line.quantity,
                line.title,
                money(line.amount_minor)
            )
        });
        let taxes = document.taxes.iter().filter(|tax| is_taxed(&tax.rate)).map(|tax| {
            format!("{} % of {}: {}", tax.rate, money(tax.base_minor), money(tax.tax_minor))
        });
        let deposits = document.deposits.iter().map(|deposit| {
            format!("{} of {}: {}", deposit.number, deposit.issued_on, money(deposit.total_minor))
        });
        ContentOut {
            buyer: document.buyer.name.clone(),
            address: document.buyer.address.clone(),
            lines: lines.collect(),
            discount: (document.discount_minor > 0).then(|| money(document.discount_minor)),
            taxes: taxes.collect(),
            deposits: deposits.collect(),
            paid: (document.paid_minor > 0).then(|| money(document.paid_minor)),
            texts: document.texts.clone(),
        }
    }
}

impl InvoiceOut {
    /// A list of documents.
    pub(super) fn listed(
        db: &TenantRead<'_>,
        rows: Listing<InvoiceRow>,
    ) -> Result<Listing<InvoiceOut>> {
        let mut orders: Vec<OrderId> = rows.items().iter().map(|row| row.order_id).collect();
        orders.sort();
        orders.dedup();
        let standings = account::standings(db, &orders, db.site()?.today())?;
        rows.map(|row| {
            let standing = standings.get(&row.id).copied();
            let standing =
                standing.ok_or_else(|| Error::internal("a document without its order"))?;
            Ok(InvoiceOut::of(db, row, standing))
        })
    }

    /// One document with what stands on it.
    pub(super) fn whole(db: &TenantRead<'_>, row: InvoiceRow) -> Result<(InvoiceOut, Document)> {
        let site = db.site()?;
        let is_draft = row.number.is_none();
        let document: Document = if is_draft {
            content::of_draft(db, &row, site.today())?
        } else {
            row.content.read()?
        };
        let standings = account::standings(db, &[row.order_id], site.today())?;
        let standing = standings.get(&row.id).copied();
        let standing = standing.ok_or_else(|| Error::internal("a document without its order"))?;
        let (reverse_charge, status) = (row.reverse_charge, row.status.clone());
        let mut out = InvoiceOut::of(db, row, standing);
        let currency = out.currency;
        if is_draft {
            out.total = Some(currency.to_major(document.total_minor));
            out.tax = (document.tax_minor > 0).then(|| currency.to_major(document.tax_minor));
            out.due = Some(currency.to_major(document.due_minor + document.paid_minor));
            out.open = (document.paid_minor != 0).then(|| currency.to_major(document.due_minor));
            out.supplied_on = document.supplied_on;
            out.due_on = document.due_on;
        }
        if status == "draft" {
            let small = site.taxation().small_business;
            out.missing = requirements::missing(&document, reverse_charge, small);
        }
        if db.may_read("contact") {
            out.content = Some(Untrusted::new("notes", ContentOut::of(&document, currency)));
        }
        Ok((out, document))
    }

    fn of(db: &TenantRead<'_>, row: InvoiceRow, standing: Standing) -> InvoiceOut {
        let currency = row.currency;
        let is_asking = row.total_minor.is_some()
            && matches!(row.kind, DocumentKind::Deposit | DocumentKind::Invoice);
        let some = |minor: i64| (minor != 0).then(|| currency.to_major(minor));
        let names = db.may_read("contact");
        let from = row.contact_name_from.filter(|_| names);
        InvoiceOut {
            id: row.id,
            kind: row.kind.as_str(),
            number: row.number,
            status: standing.status,
            order_id: row.order_id,
            order_number: row.order_number,
            contact_name: names.then_some(row.contact_name),
            trust: from.as_ref().map(|_| Trust::Untrusted),
            source: from,
            corrects_id: row.corrects_id,
            issued_on: row.issued_on,
            due_on: row.due_on,
            supplied_on: row.supplied_on,
            locale: row.locale,
            total: row.total_minor.map(|minor| currency.to_major(minor)),
            tax: row.tax_minor.and_then(some),
            due: is_asking.then(|| currency.to_major(standing.due_minor)),
            open: is_asking.then(|| currency.to_major(standing.open_minor)),
            credited: some(standing.credited_minor),
            currency,
            reverse_charge: row.reverse_charge,
            notes: Untrusted::words("notes", row.notes),
            missing: Vec::new(),
            content: None,
            sent_at: row.sent_at,
            file: None,
            version: row.version,
            updated_at: row.updated_at,
        }
    }

    /// With where its PDF is.
    pub(super) fn at(mut self, file: String) -> InvoiceOut {
        self.file = Some(file);
        self
    }

    /// The document after a write.
    pub(super) fn written(db: &TenantRead<'_>, id: InvoiceId) -> Result<Resource<InvoiceOut>> {
        let row =
            InvoiceRow::by_id(db, id)?.ok_or_else(|| Error::internal("a document is gone"))?;
        let is_draft = row.status == "draft";
        let (out, document) = InvoiceOut::whole(db, row)?;
        let notes = if is_draft { draft_notes(db, &document)? } else { Vec::new() };
        let note = (!notes.is_empty()).then(|| notes.join(" "));
        Ok(Resource::new(out).noting(note))
    }
}

/// What is to be known of a draft before it is issued.
fn draft_notes(db: &TenantRead<'_>, document: &Document) -> Result<Vec<String>> {
    let mut notes = Vec::new();
    if requirements::is_certified_elsewhere(document) {
        let kind = noun(document.kind);
        notes.push(format!(
            "In Portugal every {kind} comes from certified software, which deskhand is not: this stays a draft. {}.",
            capitalised(requirements::ELSEWHERE)
        ));
    }
    let missing = paper::missing_letters(document)?;
    if !missing.is_empty() {
        notes.push(format!(
            "The PDF cannot show these letters: {missing}. Ask the person for a spelling in Latin, Greek or Cyrillic \
             letters (buyer, notes, items) before it is issued."
        ));
    }
    if document.kind == DocumentKind::Quote {
        let order = order::require(db, &Ref::Name(document.order.to_string()))?;
        if order.status == OrderStatus::Confirmed && order.balance_minor() > 0 {
            notes.push(format!(
                "Order {} is confirmed and counts as owed: if it is only quoted, updateOrder {{ status: pending }}.",
                order.number
            ));
        }
    }
    Ok(notes)
}

/// The sentence with a capital at its beginning.
fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
