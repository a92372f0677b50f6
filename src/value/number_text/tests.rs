//! Numbers as people of many countries write them.

use super::*;

fn read(text: &str) -> String {
    match NumberText::read(text) {
        None => "?".to_owned(),
        Some(NumberText::One(number)) => number,
        Some(NumberText::Either { mark, grouped, decimal }) => {
            format!("{grouped} {mark} {decimal}")
        }
    }
}

#[test]
fn a_number_is_read_as_all_who_write_it_so_mean_it() {
    for (text, number) in [
        ("12,50", "12.5"),
        ("12,5", "12.5"),
        ("99,9", "99.9"),
        ("0,05", "0.05"),
        ("12.50", "12.5"),
        ("1.900,00", "1900"),
        ("1,900.00", "1900"),
        ("1.900,000", "1900"),
        ("1.234.567,8", "1234567.8"),
        ("1.900.000", "1900000"),
        ("1,900,000", "1900000"),
        ("1,00,000", "100000"),
        ("12,34,567.50", "1234567.5"),
        ("1 900", "1900"),
        ("1\u{a0}900,50", "1900.5"),
        ("1\u{202f}900,500", "1900.5"),
        ("1'900.50", "1900.5"),
        ("1’900", "1900"),
        ("1_900", "1900"),
        ("1900,500", "1900.5"),
        ("0,900", "0.9"),
        ("0.900", "0.9"),
        (".5", "0.5"),
        (",500", "0.5"),
        ("007", "7"),
        ("1.2345", "1.2345"),
        ("١٬٩٠٠٫٥٠", "1900.5"),
        ("१,००,०००", "100000"),
        ("１９００", "1900"),
        ("-50,5", "-50.5"),
        ("−50", "-50"),
        ("-0", "0"),
        ("+5", "5"),
        ("12345678901234567.25", "12345678901234567.25"),
    ] {
        assert_eq!(read(text), number, "{text}");
    }
}

#[test]
fn a_currency_beside_it_changes_nothing() {
    for (text, number) in [
        ("150 €", "150"),
        ("€150", "150"),
        ("€ 12,50", "12.5"),
        ("R$ 1.900,00", "1900"),
        ("US$12.50", "12.5"),
        ("EUR 1900", "1900"),
        ("1900eur", "1900"),
        ("Rs.50", "50"),
        ("₹1,00,000", "100000"),
        ("150 zł", "150"),
        ("1 900 kr", "1900"),
        ("50,-", "50"),
        ("CHF 50.–", "50"),
        ("50,— €", "50"),
        ("Rs 1900/-", "1900"),
        ("-€50", "-50"),
        ("€ -50", "-50"),
        ("$.50", "0.5"),
        ("د.إ 50", "50"),
    ] {
        assert_eq!(read(text), number, "{text}");
    }
}

#[test]
fn what_can_be_two_numbers_is_both_and_what_is_none_is_none() {
    for (text, both) in [
        ("1.900", "1900 . 1.9"),
        ("1,900", "1900 , 1.9"),
        ("€12.345", "12345 . 12.345"),
        ("-100,000", "-100000 , -100"),
        ("１．９００", "1900 . 1.9"),
    ] {
        assert_eq!(read(text), both, "{text}");
    }
    for text in [
        "",
        "on request",
        "1.9k",
        "1.5 mil",
        "2 x 50",
        "50-60",
        "50–60",
        "12.50.2",
        "1.90.00",
        "12 50",
        "1,2345",
        "50%",
        "50 ¢",
        "12²",
        "1½",
        "1e3",
        "0x10",
        "2026-11-21",
        "1.2,5",
        "1,900.000.000",
        "5 per day",
        "50.5 5",
        "NaN",
        "infinity",
        "12,",
        "$",
        "€",
    ] {
        assert_eq!(read(text), "?", "{text}");
    }
    assert_eq!(read(&"1".repeat(61)), "?");
}

#[test]
fn where_a_whole_number_is_wanted_no_other_is_proposed() {
    let advice = |text| NumberText::advice(text, true).unwrap_or_default();
    assert_eq!(advice("1.900"), "send the number 1900 without quotes");
    assert_eq!(advice("2"), "send the number 2 without quotes");
    assert_eq!(advice("2,0"), "send the number 2 without quotes");
    assert_eq!(advice("12,5"), "");
    assert_eq!(
        NumberText::advice("1.900", false).unwrap(),
        "send 1900 without quotes if the `.` in it groups thousands, 1.9 if it is the decimal mark"
    );
}
