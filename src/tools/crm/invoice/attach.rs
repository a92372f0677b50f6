//! A document that goes with a mail: one that is issued, as the PDF that anybody else would get of it.

use super::{print, require};
use crate::{
    error::{Code, Error, Result},
    id::{self, ContactId, InvoiceId},
    paper::{self, Document},
    store::{TenantRead, entity::OrderRow},
    value::Ref,
};

/// A document that can be sent.
pub(in crate::tools) struct SendableDocument {
    pub(in crate::tools) id: InvoiceId,
    /// As people call it: `Invoice 2026-0001, 1190 EUR`.
    pub(in crate::tools) title: String,
    pub(in crate::tools) file_name: String,
    /// Whose it is.
    pub(in crate::tools) contact: ContactId,
    pub(in crate::tools) print: print::Print,
}

/// The document, by its id or number.
///
/// # Errors
/// `INVOICE_STATUS` for a draft.
pub(in crate::tools) fn sendable(
    db: &TenantRead<'_>,
    invoice: &Ref<id::Invoice>,
) -> Result<SendableDocument> {
    let row = require(db, invoice)?;
    if row.number.is_none() {
        let sentence = format!("the {} is a draft, and a draft is not sent", super::noun(row.kind));
        return Err(Error::new(Code::InvoiceStatus, sentence).suggest(format!(
            "issue it first: updateInvoice {{ id: \"{}\", status: \"issued\" }}",
            row.id
        )));
    }
    let order = OrderRow::by_id(db, row.order_id)?
        .ok_or_else(|| Error::internal("a document without its order"))?;
    let document: Document = row.content.read()?;
    // A number may have signs that are none of a file's name.
    let file_name = format!("{}.pdf", paper::title(&document).replace(['/', '\\', ':'], "-"));
    let print = print::prepared(db, document)?;
    let (id, title, contact) = (row.id, row.title, order.contact_id);
    Ok(SendableDocument { id, title, file_name, contact, print })
}
