//! What stands on documents, and where.

use super::*;
use crate::{
    paper::{Buyer, Deduction, Row, Seller, Style, Tax, pdf},
    value::Paper,
};

fn text(text: &str) -> String {
    text.to_owned()
}

pub(super) fn document(kind: DocumentKind, locale: &str) -> Document {
    let day = Day::parse("2026-11-30").unwrap();
    let rate = Percent::parse("19").unwrap();
    let line = |title: &str, quantity: i64, unit_minor: i64| Row {
        title: text(title),
        quantity,
        unit_minor,
        discount_minor: 0,
        rate,
        amount_minor: quantity * unit_minor,
    };
    let mut lines =
        vec![line("Hochzeitsreportage, 10 Stunden", 1, 250_000), line("Album 30 × 30", 2, 32_000)];
    lines.push(Row { discount_minor: 1_000, amount_minor: 9_000, ..line("Anfahrt", 1, 10_000) });
    Document {
        kind,
        number: Some(text("2026-0001")),
        issued_on: day,
        due_on: Some(day.plus_days(14)),
        supplied_on: Some(day),
        locale: text(locale),
        country: text("DE"),
        currency: text("EUR"),
        paper: Paper::A4,
        order: 7,
        seller: Seller {
            name: text("Atelier Sommer"),
            address: vec![text("Lindenweg 3"), text("10115 Berlin"), text("Germany")],
            email: Some(text("hallo@sommer.example")),
            phone: Some(text("+49 30 1234567")),
            tax_id: Some(text("12/345/67890")),
            vat_id: Some(text("DE123456789")),
            registration: None,
            iban: Some(text("DE02 1203 0000 0000 2020 51")),
        },
        buyer: Buyer {
            name: text("Anna Łukasiewicz"),
            address: vec![text("Rosenstraße 12"), text("80331 München")],
            tax_id: None,
        },
        lines,
        discount_minor: 32_300,
        tax_included: false,
        taxes: vec![Tax { rate, base_minor: 290_700, tax_minor: 55_233 }],
        tax_minor: 55_233,
        total_minor: 345_933,
        deposits: vec![Deduction {
            number: text("2026-0000"),
            issued_on: day,
            total_minor: 100_000,
            tax_minor: 15_966,
        }],
        paid_minor: 10_000,
        due_minor: 235_933,
        corrects: None,
        texts: vec![text("Zahlbar innerhalb von 14 Tagen ohne Abzug.")],
        notes: text("Vielen Dank für Ihr Vertrauen!"),
    }
}

const STYLE: Style = Style { color: [0x8a, 0x3b, 0x2e], logo: None };

fn words(document: &Document) -> String {
    let faces = crate::paper::type_face::faces().unwrap();
    let pages = laid_out(faces, document, STYLE.color, None);
    let texts = pages.marks.iter().flatten().filter_map(|(_, mark)| match mark {
        Mark::Text { text, .. } => Some(text.clone()),
        Mark::Block { .. } | Mark::Picture { .. } => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_document_says_everything_that_is_on_it_in_its_language() {
    let words = words(&document(DocumentKind::Invoice, "de"));
    for said in [
        "Rechnung",
        "2026-0001",
        "Atelier Sommer",
        "10115 Berlin",
        "Rechnung an",
        "Anna Łukasiewicz",
        "30. November 2026",
        "Hochzeitsreportage, 10 Stunden",
        "2.500,00",
        "Rabatt: −10,00",
        "Zwischensumme",
        "−323,00",
        "USt. 19 %",
        "552,33",
        "3.459,33",
        "Abschlag 2026-0000 abgezogen",
        "−1.000,00",
        "−159,66",
        "Bereits gezahlt",
        "2.359,33",
        "Zu zahlen",
        "Steuernummer 12/345/67890",
        "DE02 1203 0000 0000 2020 51",
        "Seite 1/1",
    ] {
        assert!(words.replace('\u{a0}', " ").contains(said), "{said}: {words}");
    }
}

#[test]
fn no_paper_in_portugal_calls_itself_an_invoice() {
    for locale in ["pt", "en", "de"] {
        let mut paper = document(DocumentKind::Invoice, locale);
        (paper.country, paper.number) = (text("PT"), None);
        let heading = words(&paper);
        assert!(
            !heading.lines().any(|line| matches!(line, "Fatura" | "Invoice" | "Rechnung")),
            "{heading}"
        );
        assert!(heading.contains(in_language("Not an invoice", locale)), "{heading}");
    }
}

#[test]
fn long_documents_have_several_pages_and_every_language_makes_one() {
    let mut long = document(DocumentKind::Invoice, "fr");
    let line = long.lines[0].clone();
    long.lines = (0..80)
        .map(|at| Row { title: format!("{at}. {}", line.title.repeat(3)), ..line.clone() })
        .collect();
    let made = pdf(&long, &STYLE).unwrap();
    assert!(
        made.pages > 3 && made.bytes.starts_with(b"%PDF-") && made.missing.is_empty(),
        "{}",
        made.pages
    );
    assert_eq!(pdf(&long, &STYLE).unwrap().bytes, made.bytes, "the same document is the same file");
    for locale in ["en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "da", "uk", "tr", "ja"] {
        for kind in DocumentKind::ALL {
            let made = pdf(&document(*kind, crate::paper::language_of(locale)), &STYLE).unwrap();
            assert_eq!((made.pages, made.missing.as_str()), (1, ""), "{locale}");
        }
    }
}

#[test]
fn letters_that_the_font_has_not_are_told_and_a_broken_logo_is_left_out() {
    let mut paper = document(DocumentKind::Quote, "en");
    paper.buyer.name = text("田中 🎉 Anna\tB");
    paper.lines[0].title = "x".repeat(500);
    let made = pdf(&paper, &Style { logo: Some(b"no picture".to_vec()), ..STYLE }).unwrap();
    assert_eq!(made.missing, "中田🎉");
}

#[test]
fn amounts_of_any_length_stand_beside_each_other() {
    let mut paper = document(DocumentKind::Invoice, "en");
    paper.lines[0].unit_minor = 1_234_567_890_123;
    paper.lines[0].amount_minor = 1_234_567_890_123;
    paper.lines[0].quantity = 1_000_000;
    (paper.total_minor, paper.due_minor) = (9_234_567_890_123, 9_234_567_890_123);
    paper.deposits[0].number = text("INVOICE/2026/0000000001-NUMBER");
    let faces = crate::paper::type_face::faces().unwrap();
    let pages = laid_out(faces, &paper, STYLE.color, None);
    let mut spans: Vec<(i64, f32, f32)> = Vec::new();
    for (_, mark) in pages.marks.iter().flatten() {
        if let Mark::Text { at: (x, y), size, bold, text, .. } = mark {
            let width = pages.face(*bold).width(text.trim(), *size);
            #[expect(clippy::cast_possible_truncation, reason = "a place on a page is small")]
            spans.push(((y * 10.0) as i64, *x, x + width));
        }
    }
    spans.sort_by(|one, other| one.partial_cmp(other).unwrap());
    for pair in spans.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        assert!(pair[0].2 <= pair[1].1 + 0.01, "{pair:?}");
    }
}

/// For looking at: `DESKHAND_PDF=/tmp/x cargo test --lib a_document_to_look_at`.
#[test]
fn a_document_to_look_at() {
    #[expect(clippy::disallowed_methods, reason = "asks whoever runs the test, not the program")]
    let Some(folder) = std::env::var_os("DESKHAND_PDF") else { return };
    for (name, kind, locale) in [
        ("invoice-de", DocumentKind::Invoice, "de"),
        ("quote-fr", DocumentKind::Quote, "fr"),
        ("deposit-uk", DocumentKind::Deposit, "uk"),
        ("credit-en", DocumentKind::CreditNote, "en"),
    ] {
        let made = pdf(&document(kind, locale), &STYLE).unwrap();
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.pdf")), made.bytes)
            .unwrap();
    }
    let mut hard = document(DocumentKind::Invoice, "en");
    hard.currency = text("IDR");
    hard.buyer.name = text(
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH & Co. KG",
    );
    hard.buyer
        .address
        .push("A very long street name that goes on and on until it has to be broken 123 b".into());
    hard.seller.name = text("Photography and Film Productions of the Northern Coast Ltd.");
    hard.seller.registration = Some(text(
        "Registered in England and Wales, company number 12345678, Companies House Cardiff",
    ));
    hard.texts.push("Terms: ".to_owned() + &"payment is due as agreed. ".repeat(30));
    let lines = hard.lines.clone();
    hard.lines = (0..40).map(|at| lines[at % 3].clone()).collect();
    hard.lines[1].title = "A wedding of two days with everything that one can think of, ".repeat(4);
    hard.lines[2].title = "אנה 田中 محمد".into();
    hard.lines[3].unit_minor = 1_234_567_890_123;
    hard.lines[3].amount_minor = 1_234_567_890_123;
    hard.total_minor = 9_234_567_890_123;
    hard.due_minor = 9_234_567_890_123;
    let made = pdf(&hard, &STYLE).unwrap();
    std::fs::write(std::path::Path::new(&folder).join("hard.pdf"), made.bytes).unwrap();
}
