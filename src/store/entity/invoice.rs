//! Quotes, deposit invoices, invoices and credit notes.

use super::Json;
use crate::{
    clock::Time,
    id::{InvoiceId, OrderId},
    value::{Currency, Day, DocumentKind, Percent},
};
use deskhand_entity::Entity;

/// A row of `invoice`. With its number it is issued, and stays as it is: the law wants it kept whole, also when a
/// person is erased, so its texts are not among those that are blanked.
#[derive(Clone, Debug, Entity)]
#[entity(table = "invoice", alias = "v", people, label = title, sort = "-id", new = NewInvoice, final_once = "number")]
#[join(o = "customer_order", on = "order_id")]
#[join(c = "contact", on = "o.contact_id")]
pub(crate) struct InvoiceRow {
    pub(crate) id: InvoiceId,
    #[column(fixed)]
    pub(crate) order_id: OrderId,
    #[column(from = "o.number", hidden)]
    pub(crate) order_number: i64,
    #[column(from = "c.name", hidden)]
    pub(crate) contact_name: String,
    #[column(from = "c.name_from", hidden)]
    pub(crate) contact_name_from: Option<String>,
    #[column(fixed)]
    pub(crate) kind: DocumentKind,
    /// What does not follow from payments, credit notes and the day: draft, discarded, issued; of a quote accepted,
    /// declined.
    #[column(choice("draft", "discarded", "issued", "accepted", "declined"))]
    pub(crate) status: String,
    #[column(impersonal)]
    pub(crate) title: String,
    #[column(fixed)]
    pub(crate) corrects_id: Option<InvoiceId>,
    #[column(impersonal, hidden, internal)]
    pub(crate) series: Option<String>,
    #[column(hidden, internal)]
    pub(crate) place: Option<i64>,
    #[column(impersonal)]
    pub(crate) number: Option<String>,
    pub(crate) issued_on: Option<Day>,
    pub(crate) due_on: Option<Day>,
    pub(crate) supplied_on: Option<Day>,
    #[column(impersonal)]
    pub(crate) locale: String,
    pub(crate) currency: Currency,
    pub(crate) amount_minor: i64,
    pub(crate) percent: Percent,
    pub(crate) reverse_charge: bool,
    /// `{ name?, address?, taxId? }`, where it is not as the contact says.
    #[column(impersonal, hidden, identity)]
    pub(crate) buyer: Json,
    #[column(impersonal, heavy, external(source = "notes"))]
    pub(crate) notes: String,
    /// With tax; `None` until it is issued.
    #[column(wire = "total")]
    pub(crate) total_minor: Option<i64>,
    pub(crate) tax_minor: Option<i64>,
    /// When it last left with a mail that the server took.
    #[column(
        expr = "(SELECT max(m.sent_at) FROM message m WHERE m.tenant_id = {row}.tenant_id AND m.invoice_id = {row}.id AND m.status IN ('accepted', 'sent', 'delivered', 'read'))"
    )]
    pub(crate) sent_at: Option<Time>,
    /// The document as it was issued.
    #[column(impersonal, hidden, identity, internal)]
    pub(crate) content: Json,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}
