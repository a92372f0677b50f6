//! What lines come to: discounts and tax, in whole minor units.
//!
//! Rounded as EN 16931 wants it. A line is its quantity times its price less its own discount. The tax is computed of
//! the sum of each rate and never of single lines, and what is half a cent is rounded up. What is taken off the whole
//! is divided among the rates in proportion, to the cent. Where prices have the tax in them, the sum stays as it is
//! and the tax is what is left of it without the net.

use super::{AMOUNT_MINOR_MAX, Percent};

/// What is taken off: an amount or a percentage, of which one is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reduction {
    pub minor: i64,
    pub percent: Percent,
}

/// A line before tax is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineAmounts {
    pub unit_minor: i64,
    pub quantity: i64,
    pub discount: Reduction,
    pub rate: Percent,
}

/// What is due at one rate of tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxShare {
    pub rate: Percent,
    /// Without tax.
    pub base_minor: i64,
    pub tax_minor: i64,
}

/// What lines come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Of each line: what is taken off it, and what is left.
    pub lines: Vec<(i64, i64)>,
    /// What is taken off the sum of the lines.
    pub discount_minor: i64,
    /// The highest rate first.
    pub taxes: Vec<TaxShare>,
    pub tax_minor: i64,
    /// What is to be paid, tax included, in the smallest unit of the currency.
    pub total_minor: i64,
}

/// Why lines come to nothing that could be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    TooLarge,
    /// More is taken off than there is: of the line at that place, or of the whole.
    Discount(Option<usize>),
}

impl Reduction {
    /// What it takes off an amount.
    pub fn of(self, amount: i64) -> i64 {
        self.minor.saturating_add(share(amount, self.percent))
    }

    /// Whether it takes off nothing.
    pub fn is_none(self) -> bool {
        self == Reduction::default()
    }
}

/// A percentage of an amount that is not negative, to the minor unit; half of one is rounded up.
pub fn share(amount: i64, percent: Percent) -> i64 {
    rounded(i128::from(amount) * i128::from(percent.hundredths()), 10_000)
}

/// What the lines come to.
///
/// # Errors
/// Where the sum is too large, or more is taken off than there is.
pub fn totals(
    lines: &[LineAmounts],
    discount: Reduction,
    tax_included: bool,
) -> Result<Totals, Excess> {
    let mut of_lines = Vec::with_capacity(lines.len());
    let mut groups: Vec<(Percent, i64)> = Vec::new();
    let mut sum = 0_i64;
    for (at, line) in lines.iter().enumerate() {
        let whole = line.unit_minor.checked_mul(line.quantity).ok_or(Excess::TooLarge)?;
        let off = line.discount.of(whole);
        if off > whole {
            return Err(Excess::Discount(Some(at)));
        }
        let left = whole - off;
        sum =
            sum.checked_add(left).filter(|sum| *sum <= AMOUNT_MINOR_MAX).ok_or(Excess::TooLarge)?;
        of_lines.push((off, left));
        match groups.iter_mut().find(|(rate, _)| *rate == line.rate) {
            Some((_, of_rate)) => *of_rate += left,
            None => groups.push((line.rate, left)),
        }
    }
    let off = discount.of(sum);
    if off > sum {
        return Err(Excess::Discount(None));
    }
    groups.sort_by_key(|(rate, _)| std::cmp::Reverse(*rate));
    let amounts: Vec<i64> = groups.iter().map(|(_, amount)| *amount).collect();
    let offs = allotted(off, &amounts);
    let taxes: Vec<TaxShare> = groups
        .iter()
        .zip(offs)
        .map(|((rate, amount), off)| {
            let left = amount - off;
            if tax_included { out_of(left, *rate) } else { on_top(left, *rate) }
        })
        .collect();
    let tax_minor = taxes.iter().map(|share| share.tax_minor).sum();
    let total_minor = taxes.iter().map(|share| share.base_minor + share.tax_minor).sum();
    if total_minor > AMOUNT_MINOR_MAX {
        return Err(Excess::TooLarge);
    }
    Ok(Totals { lines: of_lines, discount_minor: off, taxes, tax_minor, total_minor })
}

/// A part of what is due, tax included, with the tax in proportion to the whole: of a deposit, of a credit in part.
/// The whole is the whole to the cent.
pub fn part(taxes: &[TaxShare], part_minor: i64) -> Vec<TaxShare> {
    let wholes: Vec<i64> = taxes.iter().map(|share| share.base_minor + share.tax_minor).collect();
    if wholes.iter().sum::<i64>() == part_minor {
        return taxes.to_vec();
    }
    let parts = allotted(part_minor, &wholes);
    taxes.iter().zip(parts).map(|(share, part)| out_of(part, share.rate)).collect()
}

fn on_top(base_minor: i64, rate: Percent) -> TaxShare {
    TaxShare { rate, base_minor, tax_minor: share(base_minor, rate) }
}

fn out_of(whole_minor: i64, rate: Percent) -> TaxShare {
    let base_minor =
        rounded(i128::from(whole_minor) * 10_000, 10_000 + i128::from(rate.hundredths()));
    TaxShare { rate, base_minor, tax_minor: whole_minor - base_minor }
}

/// A fraction rounded to the next whole number; a half is rounded up. Neither is negative.
fn rounded(numerator: i128, denominator: i128) -> i64 {
    i64::try_from((2 * numerator + denominator) / (2 * denominator)).unwrap_or(i64::MAX)
}

/// Divides an amount in proportion to the parts; what does not divide goes to where most of it was cut off, and the
/// first of equal ones. An amount of nothing gets nothing.
fn allotted(amount: i64, parts: &[i64]) -> Vec<i64> {
    let whole: i128 = parts.iter().map(|part| i128::from(*part)).sum();
    if whole == 0 {
        return vec![0; parts.len()];
    }
    let exact = parts.iter().map(|part| i128::from(amount) * i128::from(*part));
    let mut shares: Vec<(usize, i64, i128)> = exact
        .enumerate()
        .map(|(at, exact)| (at, i64::try_from(exact / whole).unwrap_or(i64::MAX), exact % whole))
        .collect();
    let mut left = amount - shares.iter().map(|(_, share, _)| share).sum::<i64>();
    shares.sort_by_key(|(at, _, cut)| (std::cmp::Reverse(*cut), *at));
    for (_, share, _) in &mut shares {
        let more = left.min(1);
        *share += more;
        left -= more;
    }
    shares.sort_by_key(|(at, ..)| *at);
    shares.into_iter().map(|(_, share, _)| share).collect()
}

#[cfg(test)]
mod tests;
