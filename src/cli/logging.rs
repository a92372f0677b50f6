//! The log of the process, on stderr: stdout is the protocol's.

use std::fmt::Debug;

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

/// Starts to log. What the libraries under us say below a warning is never of use to a person.
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
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    };
    // A second start in one process keeps the first: only tests do that.
    let _ = tracing_subscriber::registry().with(layer.with_filter(ours)).try_init();
}

/// Fields as a person reads them: what clients and services have said starts no line of its own.
fn fields() -> impl for<'w> FormatFields<'w> + 'static {
    let field = |writer: &mut Writer<'_>, field: &Field, value: &dyn Debug| {
        let said = one_line(&format!("{value:?}"));
        match field.name() {
            "message" => write!(writer, "{said}"),
            // Why something failed can quote what was sent.
            name @ ("cause" | "error") => write!(writer, "{name}={}", redact::redacted(&said)),
            name => write!(writer, "{name}={said}"),
        }
    };
    format::debug_fn(field).delimited(" ")
}
