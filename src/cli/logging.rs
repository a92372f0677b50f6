//! The log of the process, on stderr: stdout is the protocol's.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    Layer, filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt,
};

use super::relay;
use crate::config::{self, Log, LogFormat};

/// Starts to log. What the libraries under us say below a warning is never of use to a person.
pub(super) fn start(log: Log) {
    relay::speak(log.format);
    let ours = Targets::new()
        .with_default(log.level.min(LevelFilter::WARN))
        .with_target("deskhand", log.level);
    let colours = relay::leads_to_terminal() && !config::no_color();
    let layer = fmt::layer().with_writer(std::io::stderr);
    let layer = match log.format {
        LogFormat::Text => layer.compact().with_target(false).with_ansi(colours).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    };
    // A second start in one process keeps the first: only tests do that.
    let _ = tracing_subscriber::registry().with(layer.with_filter(ours)).try_init();
}
