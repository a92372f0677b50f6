//! The log of the process on stderr; stdout belongs to the protocol.

use std::{
    borrow::Cow,
    fmt::Debug,
    io::{self, Write},
};

use serde_json::Value;
use tracing::{field::Field, level_filters::LevelFilter};
use tracing_subscriber::{
    Layer,
    field::MakeExt,
    filter::Targets,
    fmt::{
        self, FormatFields,
        format::{self, Writer},
    },
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use super::relay;
use crate::{
    config::{self, Log, LogFormat},
    value::{one_line, redact},
};

/// Starts logging. Messages of libraries are shown only from warnings on.
pub(super) fn start(log: Log) {
    relay::speak(log.format);
    let ours = Targets::new()
        .with_default(log.level.min(LevelFilter::WARN))
        .with_target("deskhand", log.level);
    let colours = relay::leads_to_terminal() && !config::no_color();
    let layer = fmt::layer().with_writer(std::io::stderr);
    let layer = match log.format {
        LogFormat::Text => {
            layer.compact().fmt_fields(fields()).with_target(false).with_ansi(colours).boxed()
        }
        LogFormat::Json => {
            layer.with_writer(JsonLines::to_stderr).json().flatten_event(true).boxed()
        }
    };
    // A second start in one process keeps the first log; this happens only in tests.
    let _ = tracing_subscriber::registry().with(layer.with_filter(ours)).try_init();
}

/// Formats fields for people: line breaks from clients and services are escaped.
fn fields() -> impl for<'w> FormatFields<'w> + 'static {
    let field = |writer: &mut Writer<'_>, field: &Field, value: &dyn Debug| {
        let said = one_line(&format!("{value:?}"));
        match field.name() {
            "message" => write!(writer, "{said}"),
            // A cause can quote what was sent, so it is redacted.
            name @ ("cause" | "error") => write!(writer, "{name}={}", redact::redacted(&said)),
            name => write!(writer, "{name}={said}"),
        }
    };
    format::debug_fn(field).delimited(" ")
}

/// Writes JSON lines, with redacted causes.
struct JsonLines(std::io::Stderr);

impl JsonLines {
    fn to_stderr() -> JsonLines {
        JsonLines(std::io::stderr())
    }
}

impl Write for JsonLines {
    /// The layer writes one event at a time.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.write_all(&without_quotes(line))?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn without_quotes(line: &[u8]) -> Cow<'_, [u8]> {
    let Ok(Value::Object(mut event)) = serde_json::from_slice(line) else { return line.into() };
    for name in ["cause", "error"] {
        if let Some(Value::String(said)) = event.get_mut(name) {
            *said = redact::redacted(said);
        }
    }
    format!("{}\n", Value::Object(event)).into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_in_json_quotes_no_key_and_no_person() {
        let line = br#"{"level":"WARN","message":"m","cause":"Ada <ada@wren.example> key sk-proj-AbCdEf123456"}"#;
        assert_eq!(
            String::from_utf8_lossy(&without_quotes(line)),
            "{\"level\":\"WARN\",\"message\":\"m\",\"cause\":\"Ada <[personal]> key [secret]\"}\n"
        );
        assert_eq!(&*without_quotes(b"no JSON\n"), b"no JSON\n");
    }
}
