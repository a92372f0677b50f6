//! What an operator watches, as Prometheus reads it: on a port of its own, which only private networks reach.
//!
//! Everything is read when somebody asks. No name of a customer, page or visitor is in it; names of tenants are.

use std::{
    fmt::Write as _,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header, uri::Authority},
    response::{IntoResponse as _, Response},
    routing::get,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::store::{
    Store,
    system::{FolderMeasures, TenantMeasures},
};

/// Requests that were answered, by the first digit of their status.
#[derive(Debug, Default)]
pub(super) struct Answered([AtomicU64; 6]);

impl Answered {
    pub(super) fn count(&self, status: StatusCode) {
        if let Some(class) = self.0.get(usize::from(status.as_u16() / 100)) {
            class.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Answers `/metrics` until it is told to stop.
pub(super) async fn serve(
    listener: TcpListener,
    store: Store,
    answered: Arc<Answered>,
    stop: CancellationToken,
) {
    let routes = Router::new().route("/metrics", get(metrics)).with_state((store, answered));
    let served = axum::serve(listener, routes).with_graceful_shutdown(stop.cancelled_owned());
    if let Err(error) = served.await {
        tracing::warn!(%error, "metrics are not answered any more");
    }
}

async fn metrics(
    State((store, answered)): State<(Store, Arc<Answered>)>,
    headers: HeaderMap,
) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    if !host.is_some_and(is_private_name) {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    let read = tokio::task::spawn_blocking(move || {
        store.measures().map(|tenants| (store.folder_measures(), tenants))
    });
    match read.await {
        Ok(Ok((folder, tenants))) => {
            let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
            (kind, text(&answered, &folder, &tenants)).into_response()
        }
        Ok(Err(error)) => {
            tracing::warn!(cause = error.cause(), "metrics cannot be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Whether a `Host` can only be meant for a private network: an address, or a name that no public one ends like. A page
/// of a public name that leads here could otherwise read this through the browser of somebody in the network.
fn is_private_name(host: &str) -> bool {
    const PRIVATE: [&str; 6] = [".local", ".localhost", ".internal", ".lan", ".home.arpa", ".svc"];
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    name.parse::<IpAddr>().is_ok()
        || !name.contains('.')
        || PRIVATE.iter().any(|suffix| name.ends_with(suffix))
}

/// What is known of each tenant: its name, its type, what it is, and how it is read.
type OfTenants = (&'static str, &'static str, &'static str, fn(&TenantMeasures) -> i64);

const OF_TENANTS: &[OfTenants] = &[
    ("deskhand_calls_total", "counter", "Calls of agents.", |it| it.calls),
    ("deskhand_changes_total", "counter", "Changes that were recorded.", |it| it.changes),
    ("deskhand_proposals_open", "gauge", "Proposals that wait for a person.", |it| it.proposals),
    ("deskhand_due_waiting", "gauge", "Things that wait for their time.", |it| it.waiting),
    ("deskhand_due_failed", "gauge", "Things that were due and failed.", |it| it.failed),
    ("deskhand_due_late_seconds", "gauge", "By how much the oldest is late.", |it| {
        it.late_ms / 1000
    }),
    ("deskhand_messages_unknown", "gauge", "Messages that may or may not have left.", |it| {
        it.unknown_messages
    }),
    ("deskhand_contacts", "gauge", "Contacts.", |it| it.contacts),
    ("deskhand_pictures", "gauge", "Pictures.", |it| it.pictures),
];

fn text(answered: &Answered, folder: &FolderMeasures, tenants: &[TenantMeasures]) -> String {
    let mut text = String::new();
    let mut family = |name: &str, kind: &str, help: &str, lines: Vec<(String, String)>| {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in lines {
            let _ = writeln!(text, "{name}{labels} {value}");
        }
    };
    let one = |value: String| vec![(String::new(), value)];
    let build = format!("{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"));
    family("deskhand_build_info", "gauge", "The program.", vec![(build, "1".to_owned())]);
    let classes = answered.0.iter().enumerate().skip(1);
    let lines = classes.map(|(class, count)| {
        (format!("{{status=\"{class}xx\"}}"), count.load(Ordering::Relaxed).to_string())
    });
    family("deskhand_requests_total", "counter", "Requests of visitors.", lines.collect());
    family(
        "deskhand_database_bytes",
        "gauge",
        "Size of the data.",
        one(folder.database.to_string()),
    );
    family(
        "deskhand_log_bytes",
        "gauge",
        "Size of the log beside it.",
        one(folder.log.to_string()),
    );
    if let Some(age) = folder.backup_age {
        let help = "Age of the newest backup in the folder.";
        family("deskhand_backup_age_seconds", "gauge", help, one(age.to_string()));
    }
    for (name, kind, help, read) in OF_TENANTS {
        // A short name is of letters, digits and dashes: nothing has to be escaped.
        let line =
            |it: &TenantMeasures| (format!("{{tenant=\"{}\"}}", it.name), read(it).to_string());
        family(name, kind, help, tenants.iter().map(line).collect());
    }
    text
}
