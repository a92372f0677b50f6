//! Discounts, taxes, payments and invoices that cannot be.

use serde_json::{Value, json};

use super::table::{Mistake, each_is_refused, mistake};
use crate::desk::Desk;

/// Anna, and an order of 119 dollars of which nothing is paid.
fn given(desk: &mut Desk) {
    desk.ok("createContact", json!({ "name": "Anna", "email": "anna@wren.example" }));
    desk.ok("updateSite", json!({ "tax": { "rates": [19, 7] } }));
    let items = json!([{ "title": "Album", "unitPrice": 100 }]);
    desk.ok(
        "createOrder",
        json!({ "contactId": "Anna", "items": items, "orderedOn": "2026-01-10" }),
    );
}

/// Arguments with others over them.
fn with(arguments: &Value, more: &Value) -> Value {
    let mut arguments = arguments.clone();
    for (name, value) in more.as_object().into_iter().flatten() {
        arguments[name] = value.clone();
    }
    arguments
}

fn item(more: &Value) -> Value {
    json!({ "items": [with(&json!({ "title": "A", "unitPrice": 10 }), more)] })
}

#[test]
fn nothing_is_sold_that_cannot_be() {
    each_is_refused(|desk| {
        given(desk);
        let mut table: Vec<Mistake> = Vec::new();
        let order = json!({ "contactId": "Anna", "items": [{ "title": "A", "unitPrice": 10 }] });
        for (more, code, words, next) in [
            (
                json!({ "orderedOn": "2026-03-01", "dueOn": "2026-02-01" }),
                "ARGUMENT_INVALID",
                "2026-02-01 is before its own day",
                "not earlier",
            ),
            (json!({ "orderedOn": "1 March" }), "ARGUMENT_INVALID", "orderedOn", ""),
            (json!({ "dueOn": "2026-02-30" }), "ARGUMENT_INVALID", "dueOn", ""),
            (
                json!({ "discount": 10.01 }),
                "DISCOUNT_INVALID",
                "more would be taken off the order",
                "10%",
            ),
            (json!({ "discount": "110%" }), "ARGUMENT_INVALID", "more than 100", ""),
            (json!({ "discount": "-5%" }), "ARGUMENT_INVALID", "negative", ""),
            (json!({ "discount": -5 }), "PRICE_INVALID", "negative", "0 or more"),
            (
                json!({ "discount": "a lot" }),
                "ARGUMENT_INVALID",
                "neither an amount nor a percentage such as 10%",
                "",
            ),
            (item(&json!({ "discount": 11 })), "DISCOUNT_INVALID", "items[0]", "check the number"),
            (item(&json!({ "tax": 1900 })), "ARGUMENT_INVALID", "1900 is not a percentage", ""),
            (
                item(&json!({ "tax": 20 })),
                "TAX_RATE_UNKNOWN",
                "20 is none of the business's rates: 19, 7",
                "one of them",
            ),
            (item(&json!({ "tax": -7 })), "ARGUMENT_INVALID", "negative", ""),
        ] {
            table.push(mistake("createOrder", with(&order, &more), code, words, next));
        }
        table
    });
}

#[test]
fn nothing_is_paid_that_cannot_be() {
    each_is_refused(|desk| {
        given(desk);
        let mut table: Vec<Mistake> = Vec::new();
        let pay = json!({ "orderId": "1", "method": "cash" });
        for (more, code, words, next) in [
            (json!({ "amount": 0 }), "PAYMENT_INVALID", "a payment of nothing", "amount"),
            (json!({ "amount": -5 }), "PAYMENT_INVALID", "without a reason", "reason"),
            (json!({ "amount": -5, "reason": "x" }), "OVERPAID", "0 USD has come in", "at most"),
            (
                json!({ "amount": 119.01 }),
                "OVERPAID",
                "more than is due for order 1: 119 USD",
                "updateOrder",
            ),
            (
                json!({ "amount": 5, "currency": "EUR" }),
                "CURRENCY_MISMATCH",
                "is in USD, and the payment in EUR",
                "worth in USD",
            ),
            (
                json!({ "amount": 5, "paidOn": "2999-01-01" }),
                "PAYMENT_INVALID",
                "has not come yet",
                "dueOn",
            ),
            (json!({ "amount": 5.001 }), "PRICE_INVALID", "3 decimals", "at most 2"),
            (
                json!({ "amount": 5, "method": "barter" }),
                "ARGUMENT_INVALID",
                "must be one of cash, transfer, card, other, not `barter`",
                "",
            ),
            (
                json!({ "amount": 5, "orderId": "99" }),
                "ORDER_NOT_FOUND",
                "no order `99`",
                "getOrder",
            ),
            (
                json!({ "amount": 5, "invoiceId": "1" }),
                "SCOPE_INVALID",
                "exactly one of orderId, invoiceId",
                "",
            ),
        ] {
            table.push(mistake("createPayment", with(&pay, &more), code, words, next));
        }
        table
    });
}

#[test]
fn nothing_is_invoiced_that_cannot_be() {
    each_is_refused(|desk| {
        given(desk);
        let mut table: Vec<Mistake> = Vec::new();
        for (arguments, code, words, next) in [
            (
                json!({ "kind": "invoice", "orderId": "9" }),
                "ORDER_NOT_FOUND",
                "no order `9`",
                "getOrder",
            ),
            (json!({ "kind": "invoice" }), "ARGUMENT_INVALID", "orderId", "orderId"),
            (
                json!({ "kind": "deposit", "orderId": "1" }),
                "ARGUMENT_INVALID",
                "a deposit is a part",
                "30%",
            ),
            (
                json!({ "kind": "deposit", "orderId": "1", "amount": 200 }),
                "INVOICE_TOO_MUCH",
                "more than is left of order 1: 119 USD",
                "smaller",
            ),
            (
                json!({ "kind": "deposit", "orderId": "1", "amount": "0%" }),
                "ARGUMENT_INVALID",
                "nothing is no part",
                "",
            ),
            (
                json!({ "kind": "invoice", "orderId": "1", "amount": 5 }),
                "ARGUMENT_INVALID",
                "about the whole order",
                "deposit",
            ),
        ] {
            table.push(mistake("createInvoice", arguments, code, words, next));
        }
        table
    });
}

#[test]
fn nothing_is_credited_or_late_before_its_day() {
    each_is_refused(|desk| {
        given(desk);
        let mut table: Vec<Mistake> = Vec::new();
        for (arguments, code, words, next) in [
            (
                json!({ "kind": "credit_note", "orderId": "1" }),
                "ARGUMENT_INVALID",
                "about an invoice",
                "corrects",
            ),
            (
                json!({ "kind": "credit_note", "corrects": "2026-0009" }),
                "INVOICE_NOT_FOUND",
                "2026-0009",
                "getInvoice",
            ),
            (
                json!({ "kind": "invoice", "orderId": "1", "corrects": "x" }),
                "ARGUMENT_INVALID",
                "only a credit note",
                "",
            ),
            (
                json!({ "kind": "fatura", "orderId": "1" }),
                "ARGUMENT_INVALID",
                "must be one of quote, deposit, invoice, credit_note, not `fatura`",
                "",
            ),
            (
                json!({ "kind": "invoice", "orderId": "1", "dueOn": "2020-01-01" }),
                "ARGUMENT_INVALID",
                "before its own day",
                "",
            ),
        ] {
            table.push(mistake("createInvoice", arguments, code, words, next));
        }
        table
    });
}

#[test]
fn nothing_is_taxed_or_looked_for_that_cannot_be() {
    each_is_refused(|desk| {
        given(desk);
        let mut table: Vec<Mistake> = Vec::new();
        for (tax, words) in [
            (json!({ "rates": [1900] }), "1900 is not a percentage"),
            (json!({ "rates": ["many"] }), "many is not a percentage"),
            (json!({ "numbering": "{year}" }), "has no {n}"),
            (json!({ "numbering": "{n}<script>" }), "other characters"),
            (json!({ "paymentDays": 9999 }), "paymentDays"),
            (json!({ "paper": "a3" }), "must be one of a4, letter, not `a3`"),
        ] {
            table.push(mistake("updateSite", json!({ "tax": tax }), "ARGUMENT_INVALID", words, ""));
        }
        table.push(mistake(
            "getInvoice",
            json!({ "all": true, "pdf": true }),
            "SCOPE_INVALID",
            "a file is of one document",
            "number",
        ));
        table.push(mistake(
            "getOrder",
            json!({ "unpaid": true, "all": true, "stage": "new" }),
            "SCOPE_INVALID",
            "exactly one",
            "",
        ));
        table.push(mistake(
            "updateInvoice",
            json!({ "id": "2026-0009", "notes": "x" }),
            "INVOICE_NOT_FOUND",
            "2026-0009",
            "getInvoice",
        ));
        table
    });
}
