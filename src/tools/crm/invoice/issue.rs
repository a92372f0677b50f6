//! Issuing: a draft gets the next number of its series and what stands on it, and is not changed any more.
//!
//! The number is taken in the transaction that freezes the document, which has the tenant to itself: numbers have no
//! gap and stand in the order of their days, however many processes issue.

use super::{content, limits, noun, requirements, row};
use crate::{
    error::{Code, Error, Result},
    paper::Document,
    store::{
        TenantWrite,
        entity::{InvoiceRow, Json},
    },
    value::{Day, DocumentKind, amount_text},
};

/// Issues a draft.
pub(super) fn issue(db: &mut TenantWrite<'_>, draft: &mut InvoiceRow) -> Result<()> {
    let site = db.site()?;
    let taxation = site.taxation();
    let today = site.today();
    let mut document = content::of_draft(db, draft, today)?;
    limits::refuse_too_much(db, draft, &document)?;
    requirements::refuse(&document, draft.reverse_charge, taxation.small_business)?;
    if let Some(due) = document.due_on.filter(|due| *due < today) {
        let sentence = format!("dueOn: {due} is before today, {today}, when it would be issued");
        return Err(Error::new(Code::ArgumentInvalid, sentence).suggest("send a later dueOn"));
    }
    let numbering = taxation.numbering.clone().unwrap_or_default();
    // Deposit invoices are invoices, and share their numbers.
    let (group, prefix) = match draft.kind {
        DocumentKind::Quote => ("quote", "Q-"),
        DocumentKind::Deposit | DocumentKind::Invoice => ("invoice", ""),
        DocumentKind::CreditNote => ("credit_note", "C-"),
    };
    let series =
        if numbering.is_yearly() { format!("{group} {}", today.year()) } else { group.to_owned() };
    let place = match row::last_of(db, &series)? {
        None if group == "invoice" => taxation.first_number.unwrap_or(1),
        None => 1,
        Some((_, Some(last))) if last > today => return Err(early(last, today)),
        Some((last, _)) => last.saturating_add(1),
    };
    let number = format!("{prefix}{}", numbering.written(today.year(), place));
    if row::by_number(db, &number)?.is_some() {
        let sentence =
            format!("the number {number} is taken: the pattern of numbers has changed back");
        return Err(Error::new(Code::NameTaken, sentence)
            .suggest("use another pattern: updateSite { tax: { numbering: \"R{year}-{n:4}\" } }"));
    }
    document.number = Some(number.clone());
    draft.title = title(draft.kind, Some(&number), &document);
    "issued".clone_into(&mut draft.status);
    draft.currency = currency(&document)?;
    (draft.series, draft.place, draft.number) = (Some(series), Some(place), Some(number));
    (draft.issued_on, draft.due_on) = (Some(today), document.due_on);
    draft.supplied_on = document.supplied_on;
    (draft.total_minor, draft.tax_minor) = (Some(document.total_minor), Some(document.tax_minor));
    draft.content = Json::of(&document)?;
    draft.save(db)?;
    Ok(())
}

fn early(last: Day, today: Day) -> Error {
    let sentence = format!(
        "the last number is of {last}, and today is {today}: numbers stand in the order of days"
    );
    Error::new(Code::InvoiceStatus, sentence)
        .suggest("tell the person that the clock of this computer was set back")
}

pub(super) fn currency(document: &Document) -> Result<crate::value::Currency> {
    crate::value::Currency::stored(&document.currency)
        .ok_or_else(|| Error::internal("a document in no currency"))
}

/// What people call a document: `Invoice 2026-0001, 1190 EUR`. Whose it is, stands beside it where a person is asked
/// (`ledger::told`): agents may read documents without contacts.
pub(super) fn title(kind: DocumentKind, number: Option<&str>, document: &Document) -> String {
    let noun = noun(kind);
    let noun = noun.get(..1).map_or_else(String::new, str::to_uppercase)
        + noun.get(1..).unwrap_or_default();
    let what = number.map_or_else(|| format!("for order {}", document.order), str::to_owned);
    let amount = currency(document).map(|currency| amount_text(document.total_minor, currency));
    format!("{noun} {what}, {}", amount.unwrap_or_default())
}
