//! What the law of the business's country wants on a document, and the sentences that it wants said.
//!
//! What is checked here is what is most often missing; it is no legal advice, and nothing says that it is complete.

use super::noun;
use crate::{
    error::{Code, Error, Result},
    paper::{Document, in_language},
    store::entity::SiteRow,
    value::{DocumentKind, Percent},
};

/// Countries whose law follows the directive 2006/112/EC.
const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Up to there Germany and the United Kingdom want no buyer on an invoice, in the smallest unit of their currency.
const SMALL_AMOUNT_MINOR: i64 = 25_000;

/// What France wants on every invoice to a business, where the business has no terms of its own.
const FRENCH_TERMS: &str = "Pénalités de retard : trois fois le taux d’intérêt légal. Indemnité forfaitaire pour \
    frais de recouvrement : 40 €. Pas d’escompte pour paiement anticipé.";

/// Adds what the law wants said, and the terms of payment.
pub(super) fn say(document: &mut Document, site: &SiteRow, reverse_charge: bool) {
    let taxation = site.taxation();
    let (locale, is_german) = (document.locale.clone(), document.locale.starts_with("de"));
    let word = |english| in_language(english, &locale).to_owned();
    if taxation.small_business {
        let known = match document.country.as_str() {
            // The paragraph is that of the country, whatever language the document is in.
            "DE" if is_german => word("Exempt from tax as a small business."),
            "DE" => "No VAT is charged (§ 19 UStG).".to_owned(),
            "AT" if is_german => {
                "Umsatzsteuerbefreit – Kleinunternehmer gemäß § 6 Abs. 1 Z 27 UStG.".to_owned()
            }
            "FR" => "TVA non applicable, art. 293 B du CGI.".to_owned(),
            _ if is_german => "Umsatzsteuerbefreit als Kleinunternehmer.".to_owned(),
            _ if document.locale.starts_with("fr") => {
                "Exonéré de TVA (petite entreprise).".to_owned()
            }
            _ => word("Exempt from tax as a small business."),
        };
        document.texts.push(taxation.exemption.clone().unwrap_or(known));
    }
    if reverse_charge {
        document.texts.push(word("Reverse charge: the customer accounts for the tax."));
    }
    let asks = matches!(document.kind, DocumentKind::Deposit | DocumentKind::Invoice);
    match taxation.terms {
        Some(terms) if asks || document.kind == DocumentKind::Quote => document.texts.push(terms),
        None if asks && document.country == "FR" => document.texts.push(FRENCH_TERMS.to_owned()),
        Some(_) | None => {}
    }
}

/// Everything that the document lacks, in words that say where it goes.
pub(super) fn missing(
    document: &Document,
    reverse_charge: bool,
    small_business: bool,
) -> Vec<String> {
    let mut missing = Vec::new();
    let mut need = |is_there: bool, what: &str| {
        if !is_there {
            missing.push(what.to_owned());
        }
    };
    let Document { seller, buyer, .. } = document;
    let country = document.country.as_str();
    let in_eu = EU.contains(&country);
    need(!seller.name.is_empty(), "the name of the business (updateSite { legalName })");
    need(!buyer.name.is_empty(), "the name of the buyer (buyer.name)");
    if document.kind == DocumentKind::Quote {
        return missing;
    }
    let (is_taxed, is_small) = (document.tax_minor > 0, document.total_minor <= SMALL_AMOUNT_MINOR);
    let wants_address = in_eu || country == "GB" || country == "CH" || country == "NO";
    need(
        !wants_address || seller.address.len() >= 2,
        "the address of the business with street, postal code and city (updateSite { address })",
    );
    let is_simplified =
        is_small && matches!((country, document.currency.as_str()), ("DE", "EUR") | ("GB", "GBP"));
    need(
        !wants_address || is_simplified || buyer.address.len() >= 2,
        "the address of the buyer with street and city (updateContact { address, city } or buyer.address)",
    );
    missing.extend(numbers(document, small_business));
    let mut need = |is_there: bool, what: &str| {
        if !is_there {
            missing.push(what.to_owned());
        }
    };
    if reverse_charge {
        need(buyer.tax_id.is_some(), "the VAT id of the buyer, who owes the tax (buyer.taxId)");
        need(seller.vat_id.is_some(), "the VAT id of the business (updateSite { tax: { vatId } })");
        need(
            !is_taxed,
            "a tax of 0 on every item, as the buyer owes it (updateOrder { items … tax: 0 })",
        );
    } else if in_eu && !small_business && !is_taxed && document.total_minor > 0 {
        need(
            document.lines.iter().all(|line| line.rate > Percent::ZERO),
            "the tax of the items (updateSite { tax: { rates } }, updateOrder { items … tax }), smallBusiness: true or reverseCharge: true",
        );
    }
    if small_business {
        need(
            !is_taxed,
            "no tax on the items, as a small business charges none (updateOrder { items … tax: 0 })",
        );
    }
    missing
}

/// What the country wants of numbers that the business has been given.
fn numbers(document: &Document, small_business: bool) -> Option<String> {
    let seller = &document.seller;
    let vat = "the VAT id (updateSite { tax: { vatId } }), or smallBusiness: true where no tax is charged";
    let has_vat = small_business || seller.vat_id.is_some();
    let (is_there, what) = match document.country.as_str() {
        "DE" => (
            seller.tax_id.is_some() || seller.vat_id.is_some(),
            "the tax number or VAT id (updateSite { tax: { taxId } } or vatId)",
        ),
        "FR" if seller.registration.is_none() && !has_vat => (
            false,
            "the SIREN (updateSite { tax: { registration: \"SIREN …\" } }) and the VAT id (vatId), or smallBusiness: true where no tax is charged",
        ),
        "FR" if seller.registration.is_none() => {
            (false, "the SIREN (updateSite { tax: { registration: \"SIREN …\" } })")
        }
        "GB" => (
            document.tax_minor == 0 || seller.vat_id.is_some(),
            "the VAT number, as VAT is charged (updateSite { tax: { vatId } })",
        ),
        country if EU.contains(&country) => (has_vat, vat),
        _ => (true, ""),
    };
    (!is_there).then(|| what.to_owned())
}

/// Whether the country wants documents of certified software, which this is not.
pub(super) fn is_certified_elsewhere(document: &Document) -> bool {
    document.country == "PT"
}

/// What to do where documents are issued elsewhere.
pub(super) const ELSEWHERE: &str = "issue it in the certified program that the business uses or at the Portal das Finanças; \
    here the order goes on with updateOrder { stage, status: confirmed }, and what is paid is noted with createPayment";

/// Refuses what may not be issued here, and a document that lacks something.
///
/// # Errors
/// `NOT_CERTIFIED` in Portugal, `INVOICE_INCOMPLETE` naming everything that is missing.
pub(super) fn refuse(
    document: &Document,
    reverse_charge: bool,
    small_business: bool,
) -> Result<()> {
    if is_certified_elsewhere(document) {
        let sentence = format!(
            "in Portugal every {} comes from certified software; deskhand is not certified and issues none, so this \
             stays a draft and is no fatura",
            noun(document.kind)
        );
        return Err(Error::new(Code::NotCertified, sentence).suggest(ELSEWHERE));
    }
    let missing = missing(document, reverse_charge, small_business);
    if missing.is_empty() {
        return Ok(());
    }
    let sentence = format!("it lacks {}", missing.join("; "));
    Err(Error::new(Code::InvoiceIncomplete, sentence)
        .suggest("ask the person for all of it at once, set it, then issue"))
}
