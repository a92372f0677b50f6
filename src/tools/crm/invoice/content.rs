//! What stands on a document: from its order, its site and its contact as they are now, until it is issued.

use super::{BuyerInput, requirements};
use crate::{
    error::{Error, Result},
    paper::{self, Buyer, Deduction, Document, Row, Seller, Tax},
    store::{
        TenantRead,
        entity::{BookingRow, ContactRow, InvoiceRow, OrderRow, Select, SiteRow, select},
    },
    tools::crm::{
        account,
        order::{self, lines},
    },
    value::{
        Country, Day, DocumentKind, Paper, Percent, Reduction, Ref, TaxShare, Totals, part, share,
    },
};

/// The document of a draft as it would be issued today.
pub(super) fn of_draft(db: &TenantRead<'_>, draft: &InvoiceRow, today: Day) -> Result<Document> {
    let site = db.site()?;
    let order = order::require(db, &Ref::Id(draft.order_id))?;
    let contact = ContactRow::by_id(db, order.contact_id)?;
    let contact = contact.ok_or_else(|| Error::internal("the contact of an order is gone"))?;
    let items = lines::of(db, order.id)?;
    let off = Reduction { minor: order.discount_minor, percent: order.discount_percent };
    let sums = lines::sums(&items, off, order.tax_included)?;
    let mut document = blank(draft, &order, &site, today);
    if draft.kind == DocumentKind::Invoice && document.supplied_on.is_none() {
        document.supplied_on = Some(last_booked(db, &order)?.unwrap_or(today));
    }
    document.buyer = buyer(draft, &contact)?;
    let others = account::documents(db, &[order.id])?;
    match draft.kind {
        DocumentKind::Quote | DocumentKind::Invoice => {
            document.lines = items
                .iter()
                .zip(&sums.lines)
                .map(|(item, (off, left))| Row {
                    title: item.title.clone(),
                    quantity: item.quantity,
                    unit_minor: item.unit_price_minor,
                    discount_minor: *off,
                    rate: item.tax_rate,
                    amount_minor: *left,
                })
                .collect();
            document.tax_included = order.tax_included;
            whole(&mut document, &sums);
            if draft.kind == DocumentKind::Invoice {
                document.deposits = deposits(&others);
                let before: i64 = document.deposits.iter().map(|deposit| deposit.total_minor).sum();
                let left = document.total_minor - before;
                // What was paid is for the deposits first.
                document.paid_minor = (order.paid_minor - before).clamp(0, left.max(0));
                document.due_minor = left - document.paid_minor;
            }
        }
        DocumentKind::Deposit => {
            let asked = asked(draft, order.total_minor);
            let word = paper::in_language("Deposit for order", &document.locale);
            let title = format!("{word} {}", order.number);
            in_part(&mut document, &title, &sums.taxes, asked);
        }
        DocumentKind::CreditNote => credit(&mut document, draft, &others)?,
    }
    requirements::say(&mut document, &site, draft.reverse_charge);
    Ok(document)
}

/// The day of the last booking of an order: when it was, or will be, supplied.
fn last_booked(db: &TenantRead<'_>, order: &OrderRow) -> Result<Option<Day>> {
    const LAST: Select<BookingRow> = select!(
        BookingRow,
        "b.order_id = :order AND b.status IN ('pending', 'confirmed', 'completed')
         ORDER BY b.starts_at DESC LIMIT 1"
    );
    let last = db.row(&LAST, &[(":order", order.id.into())])?;
    Ok(last.map(|booking| Day::of(booking.starts_at.there(&booking.zone).date())))
}

/// What a deposit or a credit in part is about, of a whole.
pub(super) fn asked(draft: &InvoiceRow, whole_minor: i64) -> i64 {
    if draft.percent > Percent::ZERO {
        share(whole_minor, draft.percent)
    } else {
        draft.amount_minor
    }
}

fn blank(draft: &InvoiceRow, order: &OrderRow, site: &SiteRow, today: Day) -> Document {
    let taxation = site.taxation();
    let days = taxation.payment_days.unwrap_or(14);
    let due_on = match draft.kind {
        DocumentKind::CreditNote => None,
        DocumentKind::Quote => Some(draft.due_on.unwrap_or_else(|| today.plus_days(30))),
        DocumentKind::Deposit | DocumentKind::Invoice => Some(
            draft
                .due_on
                .or(order.due_on.filter(|due| *due >= today))
                .unwrap_or_else(|| today.plus_days(days)),
        ),
    };
    Document {
        kind: draft.kind,
        number: None,
        issued_on: today,
        due_on,
        supplied_on: draft.supplied_on,
        locale: paper::language_of(&draft.locale).to_owned(),
        country: country(site),
        currency: order.currency.code().to_owned(),
        paper: taxation.paper.unwrap_or(match site.country.as_str() {
            "US" | "CA" | "MX" => Paper::Letter,
            _ => Paper::A4,
        }),
        order: order.number,
        seller: seller(site, &draft.locale),
        buyer: Buyer::default(),
        lines: Vec::new(),
        discount_minor: 0,
        tax_included: true,
        taxes: Vec::new(),
        tax_minor: 0,
        total_minor: 0,
        deposits: Vec::new(),
        paid_minor: 0,
        due_minor: 0,
        corrects: None,
        texts: Vec::new(),
        notes: draft.notes.clone(),
    }
}

/// The country whose law it is about: where the business is.
pub(super) fn country(site: &SiteRow) -> String {
    site.address().country.unwrap_or_else(|| site.country.clone())
}

fn seller(site: &SiteRow, locale: &str) -> Seller {
    let taxation = site.taxation();
    let name = if site.legal_name.is_empty() { &site.name } else { &site.legal_name };
    let address = site.address();
    let place =
        [address.postal_code, address.city].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let country = Country::name(&country(site)).to_owned();
    let mut lines: Vec<String> =
        [address.street, Some(place), address.region].into_iter().flatten().collect();
    lines.retain(|line| !line.trim().is_empty());
    // Who reads another language may live in another country.
    let language = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    if !lines.is_empty() && language(locale) != language(&site.locale) {
        lines.push(country);
    }
    Seller {
        name: name.clone(),
        address: lines,
        email: site.email.clone(),
        phone: site.phone.clone(),
        tax_id: taxation.tax_id,
        vat_id: taxation.vat_id,
        registration: taxation.registration,
        iban: taxation.iban,
    }
}

fn buyer(draft: &InvoiceRow, contact: &ContactRow) -> Result<Buyer> {
    let said: BuyerInput = draft.buyer.read()?;
    let given = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    let address = match given(said.address.as_deref()) {
        Some(address) => address,
        // The city stands in a field of its own, and often in the address as well.
        None if contact.address.contains(&contact.city) => contact.address.clone(),
        None => format!("{}\n{}", contact.address, contact.city),
    };
    let lines = address.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(Buyer {
        name: given(said.name.as_deref()).unwrap_or_else(|| contact.name.clone()),
        address: lines.map(str::to_owned).collect(),
        tax_id: given(said.tax_id.as_deref()),
    })
}

fn whole(document: &mut Document, sums: &Totals) {
    document.discount_minor = sums.discount_minor;
    document.taxes = sums.taxes.iter().map(tax).collect();
    document.tax_minor = sums.tax_minor;
    document.total_minor = sums.total_minor;
    document.due_minor = sums.total_minor;
}

fn tax(share: &TaxShare) -> Tax {
    let TaxShare { rate, base_minor, tax_minor } = *share;
    Tax { rate, base_minor, tax_minor }
}

/// A part of a whole: a line for each rate, with the tax in it.
fn in_part(document: &mut Document, title: &str, taxes: &[TaxShare], part_minor: i64) {
    let shares = part(taxes, part_minor);
    document.lines = shares
        .iter()
        .filter(|share| share.base_minor + share.tax_minor > 0)
        .map(|share| Row {
            title: title.to_owned(),
            quantity: 1,
            unit_minor: share.base_minor + share.tax_minor,
            discount_minor: 0,
            rate: share.rate,
            amount_minor: share.base_minor + share.tax_minor,
        })
        .collect();
    document.taxes = shares.iter().map(tax).collect();
    document.tax_minor = shares.iter().map(|share| share.tax_minor).sum();
    document.total_minor = part_minor;
    document.due_minor = part_minor;
}

/// The deposit invoices of an order that are not taken back.
fn deposits(others: &[InvoiceRow]) -> Vec<Deduction> {
    let issued = others.iter().filter(|row| row.kind == DocumentKind::Deposit);
    let deduction = |row: &InvoiceRow| {
        let notes = others.iter().filter(|note| note.corrects_id == Some(row.id));
        let notes: Vec<(i64, i64)> =
            notes.filter_map(|note| Some((note.total_minor?, note.tax_minor?))).collect();
        let total_minor = row.total_minor? - notes.iter().map(|(total, _)| total).sum::<i64>();
        let tax_minor = row.tax_minor? - notes.iter().map(|(_, tax)| tax).sum::<i64>();
        let (number, issued_on) = (row.number.clone()?, row.issued_on?);
        (total_minor > 0).then_some(Deduction { number, issued_on, total_minor, tax_minor })
    };
    issued.filter_map(deduction).collect()
}

/// A credit note: all that is left of what it corrects, or a part of that.
fn credit(document: &mut Document, draft: &InvoiceRow, others: &[InvoiceRow]) -> Result<()> {
    let of = others.iter().find(|row| Some(row.id) == draft.corrects_id);
    let of = of.ok_or_else(|| Error::internal("what a credit note corrects is gone"))?;
    let corrected: Document = of.content.read()?;
    let left = left_of(of, others);
    let (number, day) = (of.number.clone().unwrap_or_default(), corrected.issued_on);
    let asked = if draft.amount_minor == 0 && draft.percent == Percent::ZERO {
        left
    } else {
        asked(draft, corrected.total_minor)
    };
    document.corrects = Some((number.clone(), day));
    document.buyer = corrected.buyer.clone();
    if asked == corrected.total_minor {
        document.lines = corrected.lines;
        document.discount_minor = corrected.discount_minor;
        document.tax_included = corrected.tax_included;
        document.taxes = corrected.taxes;
        document.tax_minor = corrected.tax_minor;
        document.total_minor = asked;
        document.due_minor = asked;
        return Ok(());
    }
    let word = paper::in_language("Credit for", &document.locale);
    let shares = uncredited(of, &corrected, others)?;
    in_part(document, &format!("{word} {number}"), &shares, asked);
    Ok(())
}

/// What of each rate has not been credited yet: the last of several credits has the tax that is left, to the cent.
fn uncredited(
    of: &InvoiceRow,
    corrected: &Document,
    others: &[InvoiceRow],
) -> Result<Vec<TaxShare>> {
    let mut left = corrected.taxes.clone();
    for note in others.iter().filter(|row| row.corrects_id == Some(of.id) && row.number.is_some()) {
        let note: Document = note.content.read()?;
        for tax in &note.taxes {
            if let Some(left) = left.iter_mut().find(|left| left.rate == tax.rate) {
                left.base_minor -= tax.base_minor;
                left.tax_minor -= tax.tax_minor;
            }
        }
    }
    let shares = left.into_iter().map(|Tax { rate, base_minor, tax_minor }| {
        // Parts are rounded on their own, which can be a cent too much of tax.
        let whole = base_minor + tax_minor;
        let tax_minor = tax_minor.clamp(0, whole.max(0));
        TaxShare { rate, base_minor: whole - tax_minor, tax_minor }
    });
    Ok(shares.collect())
}

/// What of an issued document has not been credited yet.
pub(super) fn left_of(of: &InvoiceRow, others: &[InvoiceRow]) -> i64 {
    let notes = others.iter().filter(|row| row.corrects_id == Some(of.id));
    of.total_minor.unwrap_or_default() - notes.filter_map(|row| row.total_minor).sum::<i64>()
}
