//! `deleteContact`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    error::{Code, Error, Result},
    id,
    store::{Sql, TenantRead, TenantWrite, entity::ContactRow},
    tool::{Deletion, Spec},
    tools::each_once,
    value::Ref,
};

/// The tool.
pub static TOOL: Deletion<Input> = Deletion::new(
    Spec {
        name: "deleteContact",
        title: "Delete contacts",
        description: "Delete contacts without orders.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[schemars(length(min = 1, max = 100), extend("x-also" = ["id"]))]
    ids: Vec<Ref<id::Contact>>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<()> {
    let contacts = each_once(&input.ids, |named| super::require(db, named), |contact| contact.id)?;
    contacts.iter().try_for_each(|contact| refuse_with_orders(db, contact))?;
    for (done, contact) in contacts.iter().enumerate() {
        db.report(done, contacts.len(), "deleting contacts");
        contact.delete(db)?;
    }
    Ok(())
}

/// Orders belong to the books of the business, so a contact with orders cannot be deleted.
fn refuse_with_orders(db: &TenantRead<'_>, contact: &ContactRow) -> Result<()> {
    const ORDERS: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM customer_order
         WHERE tenant_id = :tenant AND contact_id = :contact",
    );
    match db.count(&ORDERS, &[(":contact", contact.id.into())])? {
        0 => Ok(()),
        orders => {
            let many = if db.may_read("order") { format!(" ({orders})") } else { String::new() };
            let told = contact.told(db);
            let sentence = format!("{told} has orders{many}; an order keeps its customer");
            Err(Error::new(Code::ContactInUse, sentence).suggest(format!(
                "archive the contact: updateContact {{ id: \"{}\", archived: true }}; who wants to be forgotten is \
                 erased by the person, with `deskhand contact erase {}`",
                contact.id, contact.id
            )))
        }
    }
}
