//! `deskhand host`: serves released sites to the public, and does what is due.

use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{
    failure::Failure,
    launch,
    screen::{Look, Screen},
};
use crate::{
    calendar,
    config::Settings,
    due::Worker,
    forms,
    host::{Host, SiteShown},
    id::ReleaseId,
    principal::Tenant,
    release::store::hosted,
    store::Store,
    webhooks,
};

/// Serves until Ctrl-C, or until the system wants it to end.
pub(super) fn run(settings: &Settings, screen: &Screen) -> Result<(), Failure> {
    let store = launch::open(settings)?;
    let runtime = launch::runtime()?;
    let served = runtime.block_on(async {
        let host =
            Host::open(store.clone(), settings.host.clone()).await.map_err(Failure::Failed)?;
        show(&host, screen)?;
        let stop = CancellationToken::new();
        let worker =
            Worker::new(store.clone(), settings.allowance.clone()).backing_up(settings.backups);
        let worker = tokio::spawn(worker.run(stop.clone()));
        let forms =
            forms::routes(store.clone(), "", forms::by_domain(domains), forms::Limit::default());
        let hooks = webhooks::routes(store.clone()).merge(calendar::routes(store)).merge(forms);
        let serving = host.serve(hooks, stop.clone());
        tokio::pin!(serving);
        tokio::select! {
            () = &mut serving => {}
            ended = ended() => {
                ended?;
                stop.cancel();
                serving.await;
            }
        }
        let _ = worker.await;
        Ok(())
    });
    runtime.shutdown_background();
    served
}

/// The domains of released sites, each with whose site it is and what is public there.
fn domains(store: &Store) -> Vec<(String, Tenant, ReleaseId)> {
    let all = hosted(store).unwrap_or_default().into_iter();
    all.filter_map(|site| Some((site.domain, site.tenant, site.release?))).collect()
}

#[cfg(unix)]
async fn ended() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        ended = tokio::signal::ctrl_c() => ended,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn ended() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn show(host: &Host, screen: &Screen) -> Result<(), Failure> {
    let (http, https) = host.addresses()?;
    let sites = host.sites();
    let url = |scheme: &str, address: SocketAddr| format!("{scheme}://{address}");
    let (http, https) = (url("http", http), https.map(|address| url("https", address)));
    let metrics = host.metrics_address()?.map(|at| format!("{}/metrics", url("http", at)));
    if screen.is_json() {
        let sites: Value = sites.iter().map(described).collect();
        return Ok(screen.json_line(&json!({
            "http": http, "https": https, "metrics": metrics, "sites": sites,
        }))?);
    }
    let mut table = screen.table(&["domain", "tenant", "public"]);
    for SiteShown { domain, tenant, is_released } in &sites {
        table.add_row([&**domain, tenant, if *is_released { "yes" } else { "nothing yet" }]);
    }
    screen.print(
        &table,
        "No site has a domain yet: deskhand target add public host --domain studio.example, then deskhand publish --target public.",
    )?;
    let at = https.map_or_else(|| http.clone(), |https| format!("{http} and {https}"));
    screen.note("");
    screen.note(format!("It answers at {at}."));
    if let Some(site) = sites.iter().find(|site| site.is_released) {
        let domain = &site.domain;
        screen.note(format!("Until {domain} leads here: curl -H \"Host: {domain}\" {http}"));
    }
    if let Some(metrics) = metrics {
        screen.note(format!("Metrics for Prometheus: {metrics}"));
    }
    screen.note(screen.look(Look::Dim, "New releases are served by themselves. Ctrl-C ends it."));
    Ok(())
}

fn described(site: &SiteShown) -> Value {
    let SiteShown { domain, tenant, is_released } = site;
    json!({ "domain": domain, "tenant": tenant, "isReleased": is_released })
}
