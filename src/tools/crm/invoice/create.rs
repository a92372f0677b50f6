//! `createInvoice`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{BuyerInput, InvoiceOut, content, issue, limits, require};
use crate::{
    error::{Code, Error, Result},
    id::{self, InvoiceId},
    store::{
        TenantRead, TenantWrite,
        entity::{InvoiceRow, Json, NewInvoice, OrderRow},
    },
    tool::{Command, Resource, Spec},
    tools::crm::order,
    value::{Day, Discount, DocumentKind, Locale, Percent, Reduction, Ref, Text},
};

/// The tool.
pub static TOOL: Command<Input, InvoiceOut> = Command::new(
    Spec {
        name: "createInvoice",
        title: "Draft a quote or invoice",
        description: "Create a draft of a quote, deposit, invoice or credit note; updateInvoice issues it.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    kind: DocumentKind,
    order_id: Option<Ref<id::Order>>,
    corrects: Option<Ref<id::Invoice>>,
    /// Of a deposit or credit: "30%" or a number
    amount: Option<Discount>,
    due_on: Option<Day>,
    supplied_on: Option<Day>,
    #[serde(default)]
    reverse_charge: bool,
    /// { name?, address?, taxId? }
    buyer: Option<BuyerInput>,
    #[schemars(extend("x-personal" = true))]
    notes: Option<Text<0, 2000>>,
    locale: Option<Locale>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<InvoiceOut>> {
    let (order, corrected) = subject(db, &input)?;
    let site = db.site()?;
    let today = site.today();
    order::refuse_due_before(today, input.due_on)?;
    let amount = match (&input.amount, input.kind) {
        (None, DocumentKind::Deposit) => {
            return Err(Error::new(
                Code::ArgumentInvalid,
                "amount: a deposit is a part of the order",
            )
            .suggest("send `amount`: \"30%\" or a number"));
        }
        (Some(_), DocumentKind::Quote | DocumentKind::Invoice) => {
            return Err(Error::new(
                Code::ArgumentInvalid,
                "amount: a quote and an invoice are about the whole order",
            )
            .suggest("leave `amount` out, or send kind: deposit"));
        }
        (amount, _) => {
            amount.as_ref().map(|amount| amount.reduction(order.currency)).transpose()?
        }
    };
    let Reduction { minor, percent } = amount.unwrap_or_default();
    if amount.is_some() && minor == 0 && percent == Percent::ZERO {
        return Err(Error::new(Code::ArgumentInvalid, "amount: nothing is no part of it")
            .suggest("send `amount`: \"30%\" or a number"));
    }
    let locale = input.locale.as_ref().map_or(site.locale.as_str(), Locale::tag);
    let new = NewInvoice {
        id: InvoiceId::new(),
        order_id: order.id,
        kind: input.kind,
        status: "draft".to_owned(),
        title: String::new(),
        corrects_id: corrected.map(|row| row.id),
        series: None,
        place: None,
        number: None,
        issued_on: None,
        due_on: input.due_on,
        supplied_on: input.supplied_on,
        locale: locale.to_owned(),
        currency: order.currency,
        amount_minor: minor,
        percent,
        reverse_charge: input.reverse_charge,
        buyer: Json::of(&input.buyer.unwrap_or_default())?,
        notes: input.notes.map(|notes| notes.to_string()).unwrap_or_default(),
        total_minor: None,
        tax_minor: None,
        content: Json::of(&serde_json::json!({}))?,
    };
    new.insert(db)?;
    settled(db, new.id)?;
    InvoiceOut::written(db, new.id)
}

/// The order that the document is about, and what it corrects.
fn subject(db: &TenantRead<'_>, input: &Input) -> Result<(OrderRow, Option<InvoiceRow>)> {
    let invalid = |sentence: &str, next: &str| {
        Err(Error::new(Code::ArgumentInvalid, sentence.to_owned()).suggest(next))
    };
    match (input.kind, &input.corrects, &input.order_id) {
        (DocumentKind::CreditNote, Some(corrected), None) => {
            let corrected = require(db, corrected)?;
            let is_correctable =
                matches!(corrected.kind, DocumentKind::Deposit | DocumentKind::Invoice);
            if !is_correctable || corrected.number.is_none() {
                let sentence = format!("“{}” is no issued invoice", corrected.title);
                return Err(Error::new(Code::InvoiceStatus, sentence).suggest(
                    "a draft is changed or discarded with updateInvoice, a quote is declined; only an issued invoice is credited",
                ));
            }
            Ok((order::require(db, &Ref::Id(corrected.order_id))?, Some(corrected)))
        }
        (DocumentKind::CreditNote, _, _) => invalid(
            "a credit note is about an invoice, and about nothing else",
            "send `corrects`, the number or id of the invoice, and no orderId",
        ),
        (_, Some(_), _) => {
            invalid("corrects: only a credit note corrects an invoice", "send kind: credit_note")
        }
        (_, None, Some(order)) => Ok((order::require(db, order)?, None)),
        (_, None, None) => {
            invalid("orderId: is missing", "send `orderId`, the id or number of the order")
        }
    }
}

/// Gives a draft its title, and refuses one that could never be issued.
pub(super) fn settled(db: &mut TenantWrite<'_>, id: InvoiceId) -> Result<()> {
    let draft = InvoiceRow::by_id(db, id)?;
    let mut draft = draft.ok_or_else(|| Error::internal("a draft is gone"))?;
    let document = content::of_draft(db, &draft, db.site()?.today())?;
    limits::refuse_too_much(db, &draft, &document)?;
    draft.title = issue::title(draft.kind, None, &document);
    draft.currency = issue::currency(&document)?;
    draft.save(db)?;
    Ok(())
}
