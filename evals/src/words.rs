//! Words in a task that stand for others: days, and what a call has answered.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use jiff::{
    Span, Zoned,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use serde_json::Value;

/// Where the businesses of the tasks are.
const ZONE: &str = "Europe/Lisbon";

/// What stands for `$name`.
pub type Kept = BTreeMap<String, Value>;

/// Today, where the businesses are.
pub fn today() -> Result<Date> {
    Ok(Zoned::now().with_time_zone(TimeZone::get(ZONE)?).date())
}

/// A text with every `{{day}}` written out: `{{today}}`, `{{tomorrow}}`, `{{today+10}}`, `{{next thursday}}` (after
/// today), `{{next thursday+7}}`, `{{last monday}}` (before today), each as `2026-12-03`, or with `|words` as
/// “Thursday 3 December”.
pub fn with_days(text: &str, today: Date) -> Result<String> {
    let (mut written, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").context("a `{{` is not closed")?;
        written.push_str(before);
        written.push_str(&day(name, today).with_context(|| format!("{{{{{name}}}}}"))?);
        rest = after;
    }
    Ok(written + rest)
}

fn day(text: &str, today: Date) -> Result<String> {
    let (name, form) = text.split_once('|').unwrap_or((text, "date"));
    let date = named(name.trim(), today)?;
    let pattern = match form.trim() {
        "date" => "%Y-%m-%d",
        "words" => "%A %-d %B",
        other => bail!("`{other}`: a day is written as `date` or in `words`"),
    };
    Ok(date.strftime(pattern).to_string())
}

fn named(name: &str, today: Date) -> Result<Date> {
    let moved = |days: i64| Ok(today.checked_add(Span::new().try_days(days)?)?);
    let words: Vec<&str> = name.split_whitespace().collect();
    match words.as_slice() {
        ["today"] => Ok(today),
        ["tomorrow"] => moved(1),
        ["yesterday"] => moved(-1),
        ["next", day] => {
            let (day, more) = day.split_once('+').unwrap_or((day, "0"));
            let more: i64 = more.parse().context("no such day")?;
            Ok(today.nth_weekday(1, weekday(day)?)?.checked_add(Span::new().try_days(more)?)?)
        }
        ["last", day] => Ok(today.nth_weekday(-1, weekday(day)?)?),
        [one] => {
            let days = one.strip_prefix("today").context("no such day")?;
            moved(days.parse().context("no such day")?)
        }
        _ => bail!("no such day"),
    }
}

fn weekday(name: &str) -> Result<Weekday> {
    Ok(match name {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => bail!("no such day"),
    })
}

/// A value in whose texts every `$name` is what it stands for. `$5` and a lone `$` are themselves.
pub fn filled(value: &Value, kept: &Kept) -> Result<Value> {
    Ok(match value {
        Value::String(text) => match text.strip_prefix('$').and_then(|name| kept.get(name)) {
            Some(whole) => whole.clone(),
            None => Value::String(filled_text(text, kept)?),
        },
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| filled(item, kept)).collect::<Result<_>>()?)
        }
        Value::Object(fields) => {
            let field = |(key, value): (&String, &Value)| Ok((key.clone(), filled(value, kept)?));
            Value::Object(fields.iter().map(field).collect::<Result<_>>()?)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    })
}

/// The same for a text.
pub fn filled_text(text: &str, kept: &Kept) -> Result<String> {
    let mut pieces = text.split('$');
    let mut written = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(piece.len());
        let (name, rest) = piece.split_at(end);
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            written.push('$');
            written.push_str(piece);
            continue;
        }
        let value = kept.get(name).with_context(|| format!("nothing was kept as `{name}`"))?;
        match value.as_str() {
            Some(text) => written.push_str(text),
            None => written.push_str(&value.to_string()),
        }
        written.push_str(rest);
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::{Kept, filled, with_days};

    #[test]
    fn a_day_is_written_out() {
        // A Monday.
        let today = date(2026, 11, 30);
        for (text, written) in [
            ("on {{today}}.", "on 2026-11-30."),
            ("{{tomorrow}}/{{yesterday}}", "2026-12-01/2026-11-29"),
            ("{{today+10}} {{today-30}}", "2026-12-10 2026-10-31"),
            ("{{next thursday}}T14:30", "2026-12-03T14:30"),
            ("{{next monday}} {{last monday}}", "2026-12-07 2026-11-23"),
            ("{{next thursday+1}} {{next monday+7|words}}", "2026-12-04 Monday 14 December"),
            ("{{next thursday|words}}", "Thursday 3 December"),
            ("{ } {nothing}", "{ } {nothing}"),
        ] {
            assert_eq!(with_days(text, today).unwrap(), written);
        }
        for wrong in
            ["{{someday}}", "{{next}}", "{{next day}}", "{{today|long}}", "{{today+x}}", "{{today"]
        {
            assert!(with_days(wrong, today).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_was_kept_stands_where_it_is_named() {
        let kept = Kept::from([("ada".into(), json!("con_1")), ("total".into(), json!(45))]);
        let value =
            json!({ "id": "$ada", "at": ["a $ada, b", "$total"], "price": "$5 or $", "n": 1 });
        let want = json!({ "id": "con_1", "at": ["a con_1, b", 45], "price": "$5 or $", "n": 1 });
        assert_eq!(filled(&value, &kept).unwrap(), want);
        assert!(filled(&json!("$bob"), &kept).is_err());
    }
}
