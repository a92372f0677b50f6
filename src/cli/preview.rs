//! `deskhand preview`: serves the sites for the browser.

use std::{path::Path, time::Duration};

use serde_json::{Value, json};

use super::{
    failure::Failure,
    launch, near,
    screen::{Look, Screen},
};
use crate::{
    config::Settings,
    console,
    principal::Tenant,
    site::preview::{PortChoice, Preview},
};

/// How long to wait for the preview before a problem is reported.
const READY_WAIT: Duration = Duration::from_secs(3);

/// How often to check whether this process has taken over the preview.
const LOOK: Duration = Duration::from_millis(500);

/// Serves the preview, or waits for the process that does, until Ctrl-C.
pub(super) fn run(settings: &Settings, screen: &Screen) -> Result<(), Failure> {
    let store = launch::open(settings)?;
    let mut tenants = store.titles()?;
    if settings.tenant.is_some() {
        let only = launch::tenant(&store, settings)?;
        tenants.retain(|(tenant, _)| tenant.id == only.id);
    }
    let runtime = launch::runtime()?;
    let shown = runtime.block_on(async {
        let port = settings.preview.unwrap_or(PortChoice::Auto);
        let preview = near::start(settings, &store, port);
        let address = tokio::time::timeout(READY_WAIT, preview.ready()).await.ok().flatten();
        let address = address.ok_or_else(|| no_port(port))?;
        show(&settings.folder, &address, &tenants, screen)?;
        if let Ok(console) = console::address(&store, &address) {
            screen.note(format!("What waits for you, and what was done: {console}"));
        }
        if settings.lan.is_some() {
            screen.note(
                "Phones in this network are let in by the address that `deskhand console --lan` prints.",
            );
        }
        tokio::select! {
            ended = tokio::signal::ctrl_c() => ended?,
            () = tell_when_taken_over(&settings.folder, &preview, screen) => {}
        }
        Ok(())
    });
    runtime.shutdown_background();
    shown
}

/// Why there is no address: the port, and who has it as far as that is known.
fn no_port(port: PortChoice) -> Failure {
    Failure::Failed(match port {
        PortChoice::Fixed(port) => {
            format!(
                "port {port} of this computer is taken by another program; name another one, or --port auto"
            )
        }
        PortChoice::Auto => "no port of this computer could be opened for the preview".to_owned(),
    })
}

fn show(
    folder: &Path,
    address: &str,
    tenants: &[(Tenant, String)],
    screen: &Screen,
) -> Result<(), Failure> {
    let ours = is_ours(folder);
    if screen.is_json() {
        let sites = tenants.iter().map(|(tenant, title)| {
            json!({ "tenant": tenant.name, "title": title, "url": site(address, tenant) })
        });
        let sites = Value::Array(sites.collect());
        let shown = json!({ "url": address, "servedHere": ours, "sites": sites });
        return Ok(screen.json_line(&shown)?);
    }
    let mut table = screen.table(&["tenant", "title", "address"]);
    for (tenant, title) in tenants {
        table.add_row([&tenant.name, title, &site(address, tenant)]);
    }
    screen.print(&table, "There is no site yet.")?;
    screen.note("");
    if !ours {
        screen.note(
            "Another process serves this preview; this one waits and takes over when that one ends.",
        );
    }
    screen.note(screen.look(Look::Dim, "Pages reload by themselves. Ctrl-C ends it."));
    Ok(())
}

fn site(address: &str, tenant: &Tenant) -> String {
    format!("{address}/{}", tenant.name)
}

/// Waits while another process serves, and tells the person when this one has taken over. Never returns.
async fn tell_when_taken_over(folder: &Path, preview: &Preview, screen: &Screen) {
    let mut ours = is_ours(folder);
    loop {
        tokio::time::sleep(LOOK).await;
        let now = is_ours(folder);
        if now && !ours {
            let address = preview.address().unwrap_or_default();
            screen.note(format!("This process serves the preview now: {address}"));
        }
        ours = now;
    }
}

/// Whether this process serves the folder's preview: the preview's record contains its process id.
fn is_ours(folder: &Path) -> bool {
    let record = std::fs::read(folder.join("preview.json")).unwrap_or_default();
    let record: Value = serde_json::from_slice(&record).unwrap_or_default();
    record.get("pid").and_then(Value::as_u64) == Some(u64::from(std::process::id()))
}
