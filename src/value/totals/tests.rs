//! Totals against slow decimals.

use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

use super::*;

fn percent(hundredths: u16) -> Percent {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    Percent::parse(&text).unwrap()
}

fn line(unit_minor: i64, quantity: i64, rate: &str) -> LineAmounts {
    let (discount, rate) = (Reduction::default(), Percent::parse(rate).unwrap());
    LineAmounts { unit_minor, quantity, discount, rate }
}

#[test]
fn tax_is_computed_of_the_sum_of_each_rate() {
    // Three lines of 0.10: of each the tax would be 0.02, of their sum it is 0.06 and of 33 of them 0.63.
    let lines = [line(10, 1, "19"), line(10, 1, "19"), line(10, 1, "19")];
    assert_eq!(totals(&lines, Reduction::default(), false).unwrap().tax_minor, 6);
    let many = vec![line(10, 1, "19"); 33];
    assert_eq!(totals(&many, Reduction::default(), false).unwrap().tax_minor, 63);
    // A price with the tax in it stays what it is.
    let gross = totals(&[line(9_99, 3, "7")], Reduction::default(), true).unwrap();
    assert_eq!((gross.total_minor, gross.tax_minor), (29_97, 1_96));
}

#[test]
fn half_a_cent_is_rounded_up_and_a_discount_is_divided_to_the_cent() {
    assert_eq!(share(50, Percent::parse("1").unwrap()), 1);
    assert_eq!(share(49, Percent::parse("1").unwrap()), 0);
    let lines = [line(100, 1, "19"), line(100, 1, "7"), line(100, 1, "0")];
    let off = Reduction { minor: 100, percent: Percent::ZERO };
    let made = totals(&lines, off, false).unwrap();
    let bases: Vec<i64> = made.taxes.iter().map(|share| share.base_minor).collect();
    assert_eq!(bases, [66, 67, 67]);
    assert_eq!(made.total_minor, 200 + 13 + 5);
}

#[test]
fn no_more_is_taken_off_than_there_is() {
    let off = |minor| Reduction { minor, percent: Percent::ZERO };
    let mut lines = [line(100, 2, "19"), line(100, 1, "19")];
    assert_eq!(totals(&lines, off(300), false).unwrap().total_minor, 0);
    assert_eq!(totals(&lines, off(301), false), Err(Excess::Discount(None)));
    lines[1].discount = off(101);
    assert_eq!(totals(&lines, off(0), false), Err(Excess::Discount(Some(1))));
    lines[1].unit_minor = i64::MAX;
    assert_eq!(totals(&lines, off(0), false), Err(Excess::TooLarge));
}

/// The same with decimals, slowly: each number as a fraction that is rounded where the rules say so.
mod slowly {
    use super::*;

    pub(super) fn round(number: Decimal) -> Decimal {
        number.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
    }

    pub(super) fn of(percent: Percent) -> Decimal {
        Decimal::from(percent.hundredths()) / Decimal::from(10_000)
    }

    /// What is taken off, each rate with what is left of it, the tax and the total.
    pub(super) fn sums(
        lines: &[LineAmounts],
        discount: Reduction,
    ) -> (Decimal, Vec<(Percent, Decimal)>) {
        let mut rates: Vec<Percent> = lines.iter().map(|line| line.rate).collect();
        rates.sort();
        rates.dedup();
        let left = |line: &LineAmounts| {
            let whole = Decimal::from(line.unit_minor) * Decimal::from(line.quantity);
            whole - Decimal::from(line.discount.minor) - round(whole * of(line.discount.percent))
        };
        let of_rates = rates.iter().rev().map(|rate| {
            (*rate, lines.iter().filter(|line| line.rate == *rate).map(left).sum::<Decimal>())
        });
        let of_rates: Vec<(Percent, Decimal)> = of_rates.collect();
        let sum: Decimal = of_rates.iter().map(|(_, amount)| *amount).sum();
        (Decimal::from(discount.minor) + round(sum * of(discount.percent)), of_rates)
    }
}

prop_compose! {
    fn any_line()(unit_minor in 0..5_000_000_i64, quantity in 1..500_i64, off in 0..10_000_u16, amount in 0..2_000_i64,
                  by_amount in any::<bool>(), rate in prop::sample::select(vec![0_u16, 550, 700, 1_000, 1_900, 2_000, 2_550]))
        -> LineAmounts {
        let discount = if by_amount {
            Reduction { minor: amount.min(unit_minor), percent: Percent::ZERO }
        } else {
            Reduction { minor: 0, percent: percent(off) }
        };
        LineAmounts { unit_minor, quantity, discount, rate: percent(rate) }
    }
}

proptest! {
    #[test]
    fn every_total_is_that_of_slow_decimals(
        lines in prop::collection::vec(any_line(), 1..12), off in 0..10_000_u16, tax_included in any::<bool>(),
    ) {
        let discount = Reduction { minor: 0, percent: percent(off) };
        let made = totals(&lines, discount, tax_included).unwrap();
        let (slow_off, of_rates) = slowly::sums(&lines, discount);
        prop_assert_eq!(Decimal::from(made.discount_minor), slow_off);
        prop_assert_eq!(made.taxes.len(), of_rates.len());
        let sum: Decimal = of_rates.iter().map(|(_, amount)| *amount).sum();
        let mut taken = Decimal::ZERO;
        for (share, (rate, amount)) in made.taxes.iter().zip(&of_rates) {
            prop_assert_eq!(share.rate, *rate);
            let (base, tax) = (Decimal::from(share.base_minor), Decimal::from(share.tax_minor));
            let left = if tax_included { base + tax } else { base };
            // What is taken off a rate is its part of the whole, to the next cent on either side.
            let off = *amount - left;
            let exact = if sum.is_zero() { sum } else { slow_off * *amount / sum };
            prop_assert!((off - exact).abs() < Decimal::ONE, "{off} of {exact}");
            taken += off;
            if tax_included {
                prop_assert_eq!(base, slowly::round(left / (Decimal::ONE + slowly::of(*rate))));
            } else {
                prop_assert_eq!(tax, slowly::round(base * slowly::of(*rate)));
            }
        }
        prop_assert_eq!(taken, slow_off);
        let total: i64 = made.taxes.iter().map(|share| share.base_minor + share.tax_minor).sum();
        prop_assert_eq!(made.total_minor, total);
        prop_assert_eq!(made.tax_minor, made.taxes.iter().map(|share| share.tax_minor).sum::<i64>());
        if tax_included {
            prop_assert_eq!(Decimal::from(total), sum - slow_off);
        }
    }

    #[test]
    fn parts_of_a_total_are_exact_and_the_whole_is_the_whole(
        lines in prop::collection::vec(any_line(), 1..8), tax_included in any::<bool>(), at in 0..=1_000_i64,
    ) {
        let made = totals(&lines, Reduction::default(), tax_included).unwrap();
        let wanted = i64::try_from(i128::from(made.total_minor) * i128::from(at) / 1_000).unwrap();
        let parts = part(&made.taxes, wanted);
        let sum: i64 = parts.iter().map(|share| share.base_minor + share.tax_minor).sum();
        prop_assert_eq!(sum, wanted);
        prop_assert!(parts.iter().all(|share| share.base_minor >= 0 && share.tax_minor >= 0));
        prop_assert_eq!(part(&made.taxes, made.total_minor), made.taxes);
    }
}
