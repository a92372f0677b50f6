//! `updateInvoice`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{BuyerInput, InvoiceOut, create, issue, noun};
use crate::{
    error::{Code, Error, Result},
    id::{self, OrderId},
    store::{
        TenantWrite,
        entity::{InvoiceRow, Json},
        ledger,
    },
    tool::{Command, Resource, Spec},
    tools::crm::order,
    value::{
        Day, Discount, DocumentKind, Locale, OrderStatus, Patch, Percent, Reduction, Ref, Text,
    },
};

/// The tool.
pub static TOOL: Command<Input, InvoiceOut> = Command::guarded(
    Spec {
        name: "updateInvoice",
        title: "Change or issue a quote or invoice",
        description: "Update a draft, or set status: issued (numbered, for good), discarded; of a quote accepted, declined.",
    },
    run,
    |input| input.status == Some(Status::Issued),
);

/// What a document becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Status {
    Issued,
    Discarded,
    Accepted,
    Declined,
}

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Ref<id::Invoice>,
    status: Option<Status>,
    amount: Option<Discount>,
    #[serde(default)]
    due_on: Patch<Day>,
    // createInvoice lists the next four.
    #[schemars(extend("x-unlisted" = true))]
    #[serde(default)]
    supplied_on: Patch<Day>,
    #[schemars(extend("x-unlisted" = true))]
    reverse_charge: Option<bool>,
    #[schemars(extend("x-unlisted" = true))]
    buyer: Option<BuyerInput>,
    #[schemars(extend("x-personal" = true))]
    notes: Option<Text<0, 2000>>,
    #[schemars(extend("x-unlisted" = true))]
    locale: Option<Locale>,
    expected_version: Option<i64>,
}

impl Input {
    /// Whether anything that stands on the document would change.
    fn edits(&self) -> bool {
        self.amount.is_some()
            || !matches!(self.due_on, Patch::Absent)
            || !matches!(self.supplied_on, Patch::Absent)
            || self.reverse_charge.is_some()
            || self.buyer.is_some()
            || self.notes.is_some()
            || self.locale.is_some()
    }
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<InvoiceOut>> {
    let mut row = super::require(db, &input.id)?;
    let key = row.id.to_string();
    ledger::expect_version(db, "invoice", &key, row.version, input.expected_version)?;
    let id = row.id;
    if input.edits() {
        edit(db, &mut row, &input)?;
        row.save(db)?;
        create::settled(db, id)?;
        row = super::require(db, &Ref::Id(id))?;
    }
    let credited = credited_order(&row, input.status);
    if let Some(status) = input.status {
        turn(db, row, status)?;
    }
    let note = credited.map(|order| stays_open(db, order)).transpose()?.flatten();
    let written = InvoiceOut::written(db, id)?;
    Ok(if note.is_some() { written.noting(note) } else { written })
}

/// The order about which this is a credit note that is being issued.
fn credited_order(row: &InvoiceRow, status: Option<Status>) -> Option<OrderId> {
    let is_issued = matches!(status, Some(Status::Issued)) && row.number.is_none();
    (is_issued && row.kind == DocumentKind::CreditNote).then_some(row.order_id)
}

/// That an order is as it was before it was invoiced, once all of that is taken back.
fn stays_open(db: &TenantWrite<'_>, order: OrderId) -> Result<Option<String>> {
    let order = order::require(db, &Ref::Id(order))?;
    let is_open = order.status != OrderStatus::Cancelled && order.credited_minor == 0;
    Ok((is_open && order.balance_minor() > 0).then(|| {
        format!(
            "Order {} stands as before it was invoiced, and is owed: invoice it anew, or updateOrder {{ status: cancelled }}.",
            order.number
        )
    }))
}

/// Changes what stands on a draft.
fn edit(db: &TenantWrite<'_>, row: &mut InvoiceRow, input: &Input) -> Result<()> {
    if let Some(number) = &row.number {
        let kind = noun(row.kind);
        return Err(Error::new(
            Code::InvoiceIssued,
            format!("{kind} {number} is issued, so what stands on it stays"),
        )
        .suggest(match row.kind {
            DocumentKind::Quote => "set it to declined and make another quote with createInvoice",
            DocumentKind::Deposit | DocumentKind::Invoice | DocumentKind::CreditNote => {
                "take it back with createInvoice { kind: credit_note, corrects }, then make another one"
            }
        }));
    }
    if let Some(amount) = &input.amount {
        if !matches!(row.kind, DocumentKind::Deposit | DocumentKind::CreditNote) {
            return Err(Error::new(
                Code::ArgumentInvalid,
                "amount: a quote and an invoice are about the whole order",
            )
            .suggest("change the order with updateOrder"));
        }
        let Reduction { minor, percent } = amount.reduction(row.currency)?;
        if minor == 0 && percent == Percent::ZERO {
            return Err(Error::new(Code::ArgumentInvalid, "amount: nothing is no part of it")
                .suggest("send `amount`: \"30%\" or a number"));
        }
        (row.amount_minor, row.percent) = (minor, percent);
    }
    row.due_on = input.due_on.clone().applied(row.due_on);
    order::refuse_due_before(db.site()?.today(), row.due_on)?;
    row.supplied_on = input.supplied_on.clone().applied(row.supplied_on);
    row.reverse_charge = input.reverse_charge.unwrap_or(row.reverse_charge);
    if let Some(buyer) = input.buyer.clone() {
        row.buyer = Json::of(&buyer.over(row.buyer.read()?))?;
    }
    if let Some(notes) = &input.notes {
        row.notes = notes.to_string();
    }
    if let Some(locale) = &input.locale {
        locale.tag().clone_into(&mut row.locale);
    }
    Ok(())
}

/// Gives a document another status, where it can have it.
fn turn(db: &mut TenantWrite<'_>, mut row: InvoiceRow, status: Status) -> Result<()> {
    let refused = |row: &InvoiceRow, next: &str| {
        let sentence = format!("“{}” is {}", row.title, row.status);
        Err(Error::new(Code::InvoiceStatus, sentence).suggest(next))
    };
    let is_quote = row.kind == DocumentKind::Quote;
    match (status, row.status.as_str()) {
        (Status::Issued, "draft") => issue::issue(db, &mut row),
        // Once more changes nothing.
        (Status::Issued, "issued")
        | (Status::Discarded, "discarded")
        | (Status::Accepted, "accepted")
        | (Status::Declined, "declined") => Ok(()),
        (Status::Discarded, "draft") => set(db, &mut row, "discarded"),
        (Status::Accepted, "issued") if is_quote => set(db, &mut row, "accepted"),
        (Status::Declined, "issued" | "accepted") if is_quote => set(db, &mut row, "declined"),
        (Status::Issued, _) => refused(&row, "make another one with createInvoice"),
        (Status::Discarded, _) if is_quote => refused(&row, "set it to declined"),
        (Status::Discarded, _) => refused(
            &row,
            "an issued document stays: take it back with createInvoice { kind: credit_note, corrects }",
        ),
        (Status::Accepted | Status::Declined, _) if is_quote => refused(
            &row,
            "issue the quote first; without one the order goes on with updateOrder { stage, status: confirmed }",
        ),
        (Status::Accepted | Status::Declined, _) => refused(
            &row,
            "only a quote is accepted or declined; note what was paid with createPayment",
        ),
    }
}

fn set(db: &mut TenantWrite<'_>, row: &mut InvoiceRow, status: &str) -> Result<()> {
    status.clone_into(&mut row.status);
    row.save(db)?;
    Ok(())
}
