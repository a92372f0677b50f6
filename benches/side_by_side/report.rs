//! The rows for people, for docs/performance.md, and for programs.
//!
//! The documentation gets ratios only: its readers have other machines.

use std::fmt::Write as _;

use anyhow::Result;
use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Value, json};

use crate::measure::Numbers;
use crate::rows::{Row, Target, Unit};

pub(crate) fn table(rows: &[Row]) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header([
        "what",
        "ratio",
        "middle half",
        "target",
        "met",
        "p50",
        "p99",
        "cpu",
        "bytes",
        "÷ p50",
        "÷ p99",
        "÷ cpu",
        "÷ bytes",
    ]);
    for row in rows {
        let mut cells = vec![row.name.clone(), value(row), middle(row), target(row), met(row)];
        cells.extend(numbers(&row.left));
        cells.extend(numbers(&row.right));
        table.add_row(cells);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!(
        "{table}\nTimes in µs a call, throughput in calls a second, bytes of an answer's line; ÷ is what \
         the measured server is divided by.\ncpu is the processor time of all threads of a \
         server, in the background too."
    )
}

pub(crate) fn markdown(rows: &[Row]) -> String {
    let mut text = String::from(
        "| what | target | measured | middle half of the rounds | processor time |\n|---|---|---|---|---|\n",
    );
    for row in rows {
        let cpu = match (row.left.cpu, row.right.cpu) {
            (Some(left), Some(right)) if right > 0.0 => format!("{:.2}×", left / right),
            _ => String::new(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {cpu} |",
            row.name,
            target(row),
            value(row),
            middle(row)
        );
    }
    text
}

pub(crate) fn json(rows: &[Row]) -> Result<String> {
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "name": row.name,
                "unit": match row.unit { Unit::Ratio => "ratio", Unit::Mib => "MiB" },
                "value": row.value,
                "middleHalf": row.middle.map(|(low, high)| [low, high]),
                "target": target(row),
                "met": row.met(),
                "clear": row.is_clear(),
                "measured": row.left,
                "against": row.right,
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&rows)?)
}

fn value(row: &Row) -> String {
    match row.unit {
        _ if row.value.is_nan() => "not measured here".to_owned(),
        Unit::Ratio => format!("{:.2}×", row.value),
        Unit::Mib => format!("{:.1} MiB", row.value),
    }
}

fn middle(row: &Row) -> String {
    row.middle.map_or_else(String::new, |(low, high)| format!("{low:.2}–{high:.2}"))
}

fn target(row: &Row) -> String {
    let (sign, limit) = match row.target {
        Target::AtMost(limit) => ("≤", limit),
        Target::AtLeast(limit) => ("≥", limit),
        Target::None => return String::new(),
    };
    match row.unit {
        Unit::Ratio => format!("{sign} {limit}×"),
        Unit::Mib => format!("{sign} {limit} MiB"),
    }
}

/// With a question mark where the middle half of the rounds is on both sides of the limit.
fn met(row: &Row) -> String {
    let word = match row.met() {
        Some(true) => "yes",
        Some(false) => "NO",
        None => "",
    };
    if row.is_clear() { word.to_owned() } else { format!("{word}?") }
}

fn numbers(numbers: &Numbers) -> [String; 4] {
    let short = |number: f64| match number {
        _ if number.is_nan() => String::new(),
        _ if number < 100.0 => format!("{number:.1}"),
        _ => format!("{number:.0}"),
    };
    [
        short(numbers.p50),
        short(numbers.p99),
        numbers.cpu.map_or_else(String::new, short),
        numbers.bytes.map_or_else(String::new, |bytes| bytes.to_string()),
    ]
}
