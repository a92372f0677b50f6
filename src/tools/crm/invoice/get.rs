//! `getInvoice`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    InvoiceOut, print,
    row::{self, NEWEST, Wanted},
};
use crate::{
    error::{Code, Error, Result},
    id,
    store::TenantRead,
    tool::{Listing, Paging, Query, Spec},
    tools::{
        crm::{contact, order},
        exactly_one,
    },
    value::Ref,
};

/// The tool.
pub static TOOL: Query<Input, InvoiceOut> = Query::new(
    Spec {
        name: "getInvoice",
        title: "Get quotes and invoices",
        description: "Get quotes, invoices and credit notes. One of id, orderId, contactId, all.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Option<Ref<id::Invoice>>,
    order_id: Option<Ref<id::Order>>,
    contact_id: Option<Ref<id::Contact>>,
    #[serde(default)]
    all: bool,
    /// With id: writes a PDF, tells where
    #[serde(default)]
    pdf: bool,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<InvoiceOut>> {
    exactly_one(&[
        ("id", input.id.is_some()),
        ("orderId", input.order_id.is_some()),
        ("contactId", input.contact_id.is_some()),
        ("all", input.all),
    ])?;
    if input.pdf && input.id.is_none() {
        return Err(Error::new(Code::ScopeInvalid, "pdf: a file is of one document; it wants id")
            .suggest("send the id or number of the document"));
    }
    if let Some(invoice) = &input.id {
        let Some(row) = super::find(db, invoice)? else { return Ok(Listing::one(None)) };
        let (out, document) = InvoiceOut::whole(db, row)?;
        if !input.pdf {
            return Ok(Listing::one(Some(out)));
        }
        let print = print::prepared(db, document)?;
        let out = out.at(print.path.display().to_string());
        return Ok(Listing::one(Some(out)).showing(Some(print.show())));
    }
    let order = input.order_id.as_ref().map(|order| order::require(db, order)).transpose()?;
    let contact = input.contact_id.as_ref();
    let contact = contact.map(|contact| contact::require(db, contact)).transpose()?;
    let wanted =
        Wanted { order: order.map(|order| order.id), contact: contact.map(|contact| contact.id) };
    let after: String = paging.after_or(NEWEST.to_owned())?;
    let rows = row::listed(db, &wanted, &after, paging.fetch())?;
    InvoiceOut::listed(db, Listing::page(rows, paging, |row| row.id))
}
