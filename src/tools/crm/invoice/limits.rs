//! How much documents can be about: no more than is left of their order, or of what they correct.

use super::content::left_of;
use crate::{
    error::{Code, Error, Result},
    paper::Document,
    store::{TenantRead, entity::InvoiceRow},
    tools::crm::{account, order},
    value::{DocumentKind, OrderStatus, Ref, amount_text},
};

/// Refuses a document about more than is left, or one that its order is not ready for.
pub(super) fn refuse_too_much(
    db: &TenantRead<'_>,
    draft: &InvoiceRow,
    document: &Document,
) -> Result<()> {
    let order = order::require(db, &Ref::Id(draft.order_id))?;
    let number = order.number;
    if order.status == OrderStatus::Cancelled && draft.kind != DocumentKind::CreditNote {
        let sentence = format!("order {number} is cancelled");
        return Err(Error::new(Code::InvoiceStatus, sentence)
            .suggest("if it is to be after all, updateOrder { status: confirmed } first"));
    }
    if draft.kind == DocumentKind::Quote {
        return Ok(());
    }
    let others = account::documents(db, &[draft.order_id])?;
    let live = |kind: DocumentKind| {
        let issued = others.iter().filter(move |row| row.kind == kind && row.number.is_some());
        issued.filter(|row| left_of(row, &others) > 0 || row.total_minor == Some(0))
    };
    let invoice = live(DocumentKind::Invoice).next().and_then(|row| row.number.as_deref());
    if draft.kind == DocumentKind::CreditNote {
        return credit(draft, document, &others, invoice);
    }
    if let Some(invoice) = invoice {
        return too_much(
            format!("order {number} is invoiced already, as {invoice}"),
            "show that one with getInvoice, or take it back by a credit note first",
        );
    }
    if draft.kind == DocumentKind::Invoice {
        return if document.due_minor < 0 {
            too_much(
                format!("the deposit invoices of order {number} are about more than it comes to"),
                "credit a deposit invoice first: createInvoice { kind: credit_note, corrects }",
            )
        } else {
            Ok(())
        };
    }
    if document.total_minor <= 0 {
        return Err(Error::new(Code::ArgumentInvalid, "amount: a deposit of nothing is none")
            .suggest("send `amount`: \"30%\" or a number"));
    }
    let before: i64 = live(DocumentKind::Deposit).map(|row| left_of(row, &others)).sum();
    let left = order.total_minor - before;
    if document.total_minor <= left {
        return Ok(());
    }
    let (asked, left) =
        (amount_text(document.total_minor, draft.currency), amount_text(left, draft.currency));
    too_much(
        format!("{asked} is more than is left of order {number}: {left}"),
        "send a smaller amount, or make the invoice for the whole",
    )
}

/// The same for a credit note, where the order has that invoice.
fn credit(
    draft: &InvoiceRow,
    document: &Document,
    others: &[InvoiceRow],
    invoice: Option<&str>,
) -> Result<()> {
    let of = others.iter().find(|row| Some(row.id) == draft.corrects_id);
    let of = of.ok_or_else(|| Error::internal("what a credit note corrects is gone"))?;
    let number = of.number.as_deref().unwrap_or_default();
    if let Some(invoice) = invoice.filter(|_| of.kind == DocumentKind::Deposit) {
        return too_much(
            format!("{invoice} takes the deposit {number} off already"),
            "make a credit note about that invoice instead",
        );
    }
    let left = left_of(of, others);
    if left <= 0 {
        return too_much(
            format!("{number} is credited whole already"),
            "look at it with getInvoice",
        );
    }
    if document.total_minor > 0 && document.total_minor <= left {
        return Ok(());
    }
    let (asked, left) =
        (amount_text(document.total_minor, draft.currency), amount_text(left, draft.currency));
    too_much(
        format!("{asked} is not a part of what is left of {number}: {left}"),
        "send at most that as `amount`, or leave it out for all of it",
    )
}

fn too_much(sentence: String, next: &str) -> Result<()> {
    Err(Error::new(Code::InvoiceTooMuch, sentence).suggest(next))
}
