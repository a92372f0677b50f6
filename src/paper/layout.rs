//! Where everything stands on the pages of a document.

use super::{
    Document, in_language,
    page::{Edge, MARGIN, Mark, Pages, Rgb, Role, Setting},
    type_face::Faces,
};
use crate::{
    site::format::{self, Home},
    value::{Day, DocumentKind, Percent},
};

const INK: Rgb = [0x22, 0x24, 0x28];
const QUIET: Rgb = [0x62, 0x66, 0x6e];
const RULE: Rgb = [0xd6, 0xd8, 0xdc];
const PALE: Rgb = [0xf3, 0xf4, 0xf6];

const BODY: Setting = Setting { size: 9.5, bold: false, color: INK };
const STRONG: Setting = Setting { size: 9.5, bold: true, color: INK };
const SMALL: Setting = Setting { size: 8.0, bold: false, color: QUIET };

/// The largest size of a logo, in points.
const LOGO: (f32, f32) = (170.0, 46.0);

/// What a document is called: `Invoice 2026-0001`.
pub fn title(document: &Document) -> String {
    let kind = in_language(kind(document), &document.locale);
    match &document.number {
        Some(number) => format!("{kind} {number}"),
        None => format!("{kind} ({})", in_language("Draft", &document.locale)),
    }
}

fn kind(document: &Document) -> &'static str {
    match document.kind {
        DocumentKind::Quote => "Quote",
        // No such paper of ours is one in Portugal.
        DocumentKind::Deposit | DocumentKind::Invoice | DocumentKind::CreditNote
            if document.country == "PT" =>
        {
            "Not an invoice"
        }
        DocumentKind::Deposit => "Deposit invoice",
        DocumentKind::Invoice => "Invoice",
        DocumentKind::CreditNote => "Credit note",
    }
}

/// A document being laid out.
struct Sheet<'d, 'f> {
    of: &'d Document,
    color: Rgb,
    pages: Pages<'f>,
}

/// The pages of a document; `logo` is the size of its logo.
pub(super) fn laid_out<'f>(
    faces: &'f Faces,
    document: &Document,
    color: Rgb,
    logo: Option<(u32, u32)>,
) -> Pages<'f> {
    let mut sheet = Sheet { of: document, color, pages: Pages::new(faces, document.paper) };
    sheet.head(logo);
    sheet.parties();
    sheet.table();
    sheet.sums();
    sheet.closing();
    sheet.feet();
    sheet.pages
}

impl Sheet<'_, '_> {
    fn word<'w>(&self, english: &'w str) -> &'w str {
        in_language(english, &self.of.locale)
    }

    fn home(&self) -> Home<'_> {
        let Document { currency, country, locale, .. } = self.of;
        Home { currency, country, locale }
    }

    fn money(&self, minor: i64) -> String {
        let shown = format::format_money(minor.abs(), &self.of.currency, self.home());
        if minor < 0 { format!("−{shown}") } else { shown }
    }

    fn day(&self, day: Day) -> String {
        format::format_civil_day(day.date(), self.home())
    }

    fn percent(&self, percent: Percent) -> String {
        format!("{} %", format::format_number(&percent.to_string(), self.home()))
    }

    /// The logo or the name, and what the document is.
    fn head(&mut self, logo: Option<(u32, u32)>) {
        let right = self.pages.right();
        let strip =
            Mark::Block { at: (0.0, 0.0), size: (self.pages.size.0, 6.0), color: self.color };
        self.pages.mark(None, strip);
        let name = self.of.seller.name.clone();
        let top = self.pages.y;
        let mut y = top;
        if let Some((width, height)) = logo.filter(|(width, height)| width * height > 0) {
            #[expect(clippy::cast_precision_loss, reason = "sizes of pictures are small")]
            let (width, height) = (width as f32, height as f32);
            let scale = (LOGO.0 / width).min(LOGO.1 / height);
            let size = (width * scale, height * scale);
            let part = self.pages.part(Role::Figure(name.clone()), None);
            self.pages.mark(Some(part), Mark::Picture { at: (MARGIN, y - 8.0), size });
            y += size.1;
        } else {
            let setting = Setting { size: 17.0, bold: true, color: INK };
            let part = self.pages.part(Role::Paragraph, None);
            y = self.pages.text(Some(part), (MARGIN, y - 12.0, 250.0), setting, &name) + 3.0;
        }
        let part = self.pages.part(Role::Paragraph, None);
        let contact = [&self.of.seller.email, &self.of.seller.phone];
        let mut lines = if logo.is_some() { vec![name] } else { Vec::new() };
        lines.extend(self.of.seller.address.iter().cloned());
        lines.extend(contact.into_iter().flatten().cloned());
        for line in lines {
            y = self.pages.text(Some(part), (MARGIN, y, 250.0), SMALL, &line);
        }
        let title = title(self.of);
        let part = self.pages.part(Role::Heading(1, title), None);
        let word = self.word(kind(self.of)).to_owned();
        // A long word is set smaller, so that it stays on its half of the page.
        let setting = Setting { size: 22.0, bold: true, color: self.color };
        let setting = self.pages.fitted(setting, &word, 235.0);
        self.pages.line(Some(part), (Edge::Right(right), top + 6.0), setting, &word);
        let number = self.of.number.clone().unwrap_or_else(|| self.word("Draft").to_owned());
        let setting = Setting { size: 11.0, bold: false, color: QUIET };
        self.pages.line(Some(part), (Edge::Right(right), top + 24.0), setting, &number);
        self.pages.y = y.max(top + 30.0) + 30.0;
    }

    /// Who buys, and the days.
    fn parties(&mut self) {
        let (top, right) = (self.pages.y, self.pages.right());
        let is_quote = self.of.kind == DocumentKind::Quote;
        let part = self.pages.part(Role::Paragraph, None);
        let to = self.word(if is_quote { "For" } else { "Bill to" }).to_owned();
        let mut y = self.pages.text(Some(part), (MARGIN, top, 230.0), SMALL, &to);
        let buyer = self.of.buyer.clone();
        y = self.pages.text(
            Some(part),
            (MARGIN, y, 230.0),
            Setting { size: 11.0, ..STRONG },
            &buyer.name,
        );
        for line in &buyer.address {
            y = self.pages.text(Some(part), (MARGIN, y, 230.0), BODY, line);
        }
        if let Some(tax_id) = &buyer.tax_id {
            let line = format!("{}: {tax_id}", self.word("VAT ID"));
            y = self.pages.text(Some(part), (MARGIN, y, 230.0), BODY, &line);
        }
        let mut days = vec![("Date", self.day(self.of.issued_on))];
        if let Some((number, day)) = &self.of.corrects {
            days.push(("Corrects", format!("{number}, {}", self.day(*day))));
        }
        days.extend(self.of.supplied_on.map(|day| ("Date of supply", self.day(day))));
        let due = if is_quote { "Valid until" } else { "Due" };
        days.extend(self.of.due_on.map(|day| (due, self.day(day))));
        days.push(("Order", self.of.order.to_string()));
        let mut at = top + SMALL.size * 1.35;
        for (name, value) in days {
            at += BODY.size * 1.5;
            let part = self.pages.part(Role::Paragraph, None);
            let name = format!("{}: ", self.word(name));
            self.pages.line(
                Some(part),
                (Edge::Left(right - 215.0), at),
                Setting { color: QUIET, ..BODY },
                &name,
            );
            self.pages.line(Some(part), (Edge::Right(right), at), BODY, &value);
        }
        self.pages.y = y.max(at) + 28.0;
    }

    /// The right edges of quantity, unit price, tax and amount.
    fn columns(&self) -> [f32; 4] {
        let right = self.pages.right();
        [right - 210.0, right - 118.0, right - 76.0, right]
    }

    fn table_head(&mut self, table: usize) {
        let band = Mark::Block {
            at: (MARGIN, self.pages.y),
            size: (self.pages.right() - MARGIN, 20.0),
            color: PALE,
        };
        self.pages.mark(None, band);
        let row = self.pages.part(Role::Row, Some(table));
        let y = self.pages.y + 13.0;
        let setting = Setting { size: 8.0, bold: true, color: QUIET };
        let cell = self.pages.part(Role::HeadCell, Some(row));
        let word = self.word("Description");
        self.pages.line(Some(cell), (Edge::Left(MARGIN + 6.0), y), setting, word);
        let columns = ["Quantity", "Unit price", "Tax", "Amount"];
        for (word, x) in columns.into_iter().zip(self.columns()) {
            let cell = self.pages.part(Role::HeadCell, Some(row));
            let word = self.word(word);
            self.pages.line(Some(cell), (Edge::Right(x - 6.0), y), setting, word);
        }
        self.pages.y += 26.0;
    }

    fn table(&mut self) {
        let table = self.pages.part(Role::Table, None);
        self.table_head(table);
        let width = self.columns()[0] - MARGIN - 52.0;
        for line in &self.of.lines.clone() {
            let titles = self.pages.face(false).lines(&line.title, BODY.size, width).len();
            #[expect(clippy::cast_precision_loss, reason = "a title has few lines")]
            let height = titles as f32 * BODY.size * 1.35
                + if line.discount_minor > 0 { 24.0 } else { 12.0 };
            if self.pages.make_room(height) {
                self.table_head(table);
            }
            let row = self.pages.part(Role::Row, Some(table));
            let cell = self.pages.part(Role::Cell, Some(row));
            let top = self.pages.y;
            let mut y =
                self.pages.text(Some(cell), (MARGIN + 6.0, top - 3.0, width), BODY, &line.title);
            if line.discount_minor > 0 {
                let off =
                    format!("{}: {}", self.word("Discount"), self.money(-line.discount_minor));
                y = self.pages.text(Some(cell), (MARGIN + 6.0, y, width), SMALL, &off);
            }
            let rate =
                if line.rate == Percent::ZERO { "–".to_owned() } else { self.percent(line.rate) };
            let quantity = format::format_number(&line.quantity.to_string(), self.home());
            let cells =
                [quantity, self.money(line.unit_minor), rate, self.money(line.amount_minor)];
            let mut before = MARGIN + 6.0 + width;
            for (text, x) in cells.iter().zip(self.columns()) {
                let cell = self.pages.part(Role::Cell, Some(row));
                let at = (Edge::Right(x - 6.0), top - 3.0 + BODY.size * 1.35);
                let setting = self.pages.fitted(BODY, text, x - 6.0 - before - 4.0);
                self.pages.line(Some(cell), at, setting, text);
                before = x - 6.0;
            }
            self.pages.y = y + 7.0;
            self.pages.rule(self.pages.y, RULE);
            self.pages.y += 6.0;
        }
    }

    /// What it comes to, with the tax of each rate and what has been invoiced before.
    fn sums(&mut self) {
        let of = self.of;
        let mut sums: Vec<(String, String)> = Vec::new();
        let lines: i64 = of.lines.iter().map(|line| line.amount_minor).sum();
        if of.discount_minor > 0 {
            sums.push((self.word("Subtotal").to_owned(), self.money(lines)));
            sums.push((self.word("Discount").to_owned(), self.money(-of.discount_minor)));
        }
        let is_taxed = of.tax_minor != 0;
        if is_taxed && !of.tax_included {
            sums.push((self.word("Net").to_owned(), self.money(of.total_minor - of.tax_minor)));
        }
        for tax in of.taxes.iter().filter(|tax| tax.rate > Percent::ZERO && !of.tax_included) {
            let (rate, base) = (self.percent(tax.rate), self.money(tax.base_minor));
            let name = format!("{} {rate} ({} {base})", self.word("Tax"), self.word("of"));
            sums.push((name, self.money(tax.tax_minor)));
        }
        let needed = 40.0 + 15.0 * count(sums.len() + of.taxes.len() + of.deposits.len());
        self.pages.make_room(needed);
        self.pages.y += 6.0;
        let left = self.pages.right() - 260.0;
        self.sum_lines(left, &sums, BODY);
        let total = (self.word("Total").to_owned(), self.money(of.total_minor));
        self.sum_lines(left, &[total], Setting { size: 11.0, ..STRONG });
        let included = of.taxes.iter().filter(|tax| tax.rate > Percent::ZERO && of.tax_included);
        let included: Vec<(String, String)> = included
            .map(|tax| {
                let (rate, base) = (self.percent(tax.rate), self.money(tax.base_minor));
                let name =
                    format!("{} {rate} ({} {base})", self.word("Tax included"), self.word("of"));
                (name, self.money(tax.tax_minor))
            })
            .collect();
        self.sum_lines(left, &included, SMALL);
        for deposit in &of.deposits {
            let name =
                format!("{} {} {}", self.word("Deposit"), deposit.number, self.word("deducted"));
            self.sum_lines(left, &[(name, self.money(-deposit.total_minor))], BODY);
            if deposit.tax_minor != 0 {
                let name = format!("{}, {}", self.day(deposit.issued_on), self.word("tax"));
                self.sum_lines(left, &[(name, self.money(-deposit.tax_minor))], SMALL);
            }
        }
        if of.paid_minor != 0 {
            let paid = (self.word("Paid already").to_owned(), self.money(-of.paid_minor));
            self.sum_lines(left, &[paid], BODY);
        }
        let due = match of.kind {
            DocumentKind::Quote => return,
            DocumentKind::CreditNote => "Amount credited",
            DocumentKind::Deposit | DocumentKind::Invoice => "Amount due",
        };
        self.pages.y += 6.0;
        let band = Mark::Block { at: (left, self.pages.y), size: (260.0, 26.0), color: self.color };
        self.pages.mark(None, band);
        let part = self.pages.part(Role::Paragraph, None);
        let (y, right) = (self.pages.y + 17.0, self.pages.right());
        let setting = Setting { size: 11.0, bold: true, color: on(self.color) };
        let (name, amount) = (format!("{}: ", self.word(due)), self.money(of.due_minor));
        let setting = self.pages.fitted(setting, &format!("{name}{amount}"), right - left - 14.0);
        self.pages.line(Some(part), (Edge::Left(left + 8.0), y), setting, &name);
        self.pages.line(Some(part), (Edge::Right(right - 6.0), y), setting, &amount);
        self.pages.y += 34.0;
    }

    fn sum_lines(&mut self, left: f32, sums: &[(String, String)], setting: Setting) {
        let right = self.pages.right();
        for (name, amount) in sums {
            self.pages.make_room(setting.size * 1.6);
            self.pages.y += setting.size * 1.6;
            let (part, y) = (self.pages.part(Role::Paragraph, None), self.pages.y);
            let name = format!("{name}: ");
            let setting =
                self.pages.fitted(setting, &format!("{name}{amount}"), right - left - 14.0);
            self.pages.line(Some(part), (Edge::Left(left + 8.0), y), setting, &name);
            self.pages.line(Some(part), (Edge::Right(right - 6.0), y), setting, amount);
        }
    }

    /// What the law wants said, notes, and where to pay.
    fn closing(&mut self) {
        self.pages.y += 18.0;
        let width = self.pages.right() - MARGIN;
        let mut texts = self.of.texts.clone();
        texts.push(self.of.notes.clone());
        if let Some(iban) = &self.of.seller.iban
            && matches!(self.of.kind, DocumentKind::Deposit | DocumentKind::Invoice)
        {
            let number = self.of.number.clone().unwrap_or_default();
            texts.push(format!("{}: {iban} · {number}", self.word("Account")));
        }
        for text in texts.iter().filter(|text| !text.trim().is_empty()) {
            let part = self.pages.part(Role::Paragraph, None);
            for line in self.pages.face(false).lines(text, BODY.size, width) {
                self.pages.make_room(BODY.size * 1.35);
                let (x, y) = (MARGIN, self.pages.y);
                self.pages.y =
                    self.pages.text(Some(part), (x, y, width), BODY, &line).max(y + BODY.size);
            }
            self.pages.y += 7.0;
        }
    }

    /// The foot of every page: who it is from, and which page it is.
    fn feet(&mut self) {
        let seller = &self.of.seller;
        let mut parts = vec![seller.name.clone()];
        let ids = [
            ("Tax number", &seller.tax_id),
            ("VAT ID", &seller.vat_id),
            ("", &seller.registration),
        ];
        for (name, id) in ids {
            if let Some(id) = id {
                let name = self.word(name);
                parts.push(if name.is_empty() { id.clone() } else { format!("{name} {id}") });
            }
        }
        let line = parts.join("  ·  ");
        let (count, bottom) = (self.pages.marks.len(), self.pages.size.1 - 38.0);
        let setting = Setting { size: 7.5, ..SMALL };
        let right = self.pages.right();
        // A page that is lost says where it belongs.
        let page = match &self.of.number {
            Some(number) if count > 1 => format!("{number} · {}", self.word("Page")),
            Some(_) | None => self.word("Page").to_owned(),
        };
        let done = std::mem::take(&mut self.pages.marks);
        for (at, marks) in (1..).zip(done) {
            self.pages.marks.push(marks);
            self.pages.rule(bottom - 14.0, RULE);
            let width = right - MARGIN - 150.0;
            self.pages.text(None, (MARGIN, bottom - 12.0, width), setting, &line);
            let number = format!("{page} {at}/{count}");
            self.pages.line(None, (Edge::Right(right), bottom), setting, &number);
        }
    }
}

fn count(lines: usize) -> f32 {
    u16::try_from(lines).map_or(f32::from(u16::MAX), f32::from)
}

/// Black or white, whichever can be read on a colour.
fn on([red, green, blue]: Rgb) -> Rgb {
    let light = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    if light > 150_000 { INK } else { [0xff; 3] }
}

#[cfg(test)]
mod tests;
