//! `deskhand demo`: the main job in one command, on a machine where nothing is set up.
//!
//! It starts `deskhand serve` as a child and talks MCP to it, as any client does, and shows every call
//! with its answer. It works in a folder of its own and never in the user's data. What it says has been
//! checked: an answer that is not as told ends it with a failure.

mod answer;
mod narrator;
mod proof;
mod site;
mod story;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use self::{narrator::Narrator, site::Site, story::Story};
use super::{args::DemoArgs, failure::Failure, history, launch, screen::Screen};
use crate::{
    clock,
    config::{self, Flags, Settings},
    mcp::client::Client,
    starter,
    store::system::NewTenant,
    value::Currency,
};

/// Tells the story; then waits for Ctrl-C, unless there is no preview to look at.
pub(super) fn run(flags: &Flags, args: &DemoArgs, screen: &Screen) -> Result<(), Failure> {
    let folder = folder(flags)?;
    let settings = Settings::apart(flags, folder)?;
    let site = Site::read()?;
    let narrator = Narrator::new(screen);
    narrator.opens(&settings.folder)?;
    add_tenant(&settings, &site)?;
    let runtime = launch::runtime()?;
    let told = runtime.block_on(tell(flags, &settings, args, site, &narrator, screen));
    runtime.shutdown_background();
    told
}

/// The tenant that everything is set up for, made as `deskhand tenant add` makes one: people add tenants,
/// no tool can.
fn add_tenant(settings: &Settings, site: &Site) -> Result<(), Failure> {
    let store = launch::open_as_it_is(settings)?;
    let business = &site.business;
    let new = NewTenant {
        name: business.name.clone(),
        title: business.title.clone(),
        country: business.country.clone(),
        currency: Currency::parse(&business.currency)?,
        timezone: business.timezone.clone(),
    };
    store.add_tenant(new, starter::add)?;
    Ok(())
}

async fn tell(
    flags: &Flags,
    settings: &Settings,
    args: &DemoArgs,
    site: Site,
    narrator: &Narrator<'_>,
    screen: &Screen,
) -> Result<(), Failure> {
    let client = start(flags, &settings.folder, args).await?;
    let tools = client.list_tools().await?;
    narrator.introduces(&site.business.title, tools.len())?;
    let story = Story { client: &client, narrator, site: &site };
    let ending = story.tell().await?;
    proof::visitor_sees_the_packages(settings, &site)?;
    narrator.visitor_saw()?;
    let past = story.past().await?;
    if screen.is_json() {
        let (folder, url) = (settings.folder.display().to_string(), &ending.url);
        let end =
            json!({ "verified": true, "folder": folder, "url": url, "calls": narrator.calls() });
        screen.json_line(&end)?;
    } else {
        narrator.shows_history()?;
        history::table(&past, screen)?;
    }
    narrator.closes(&settings.folder, ending.url.as_deref())?;
    if !args.no_preview {
        let url = ending.url.context("the server shows no preview; its reason is above")?;
        narrator.waits(&url)?;
        tokio::signal::ctrl_c().await?;
    }
    // After a Ctrl-C the child has heard it too and is gone already.
    let _ = client.stop().await;
    Ok(())
}

/// Starts this program as the server. Nothing of the caller's own set-up reaches it.
async fn start(flags: &Flags, folder: &Path, args: &DemoArgs) -> Result<Client> {
    let program = std::env::current_exe().context("this program cannot find its own file")?;
    let folder = folder.to_str().context("the demo needs a folder whose path is text")?;
    let preview = if args.no_preview { "off" } else { "auto" };
    let log = flags.log.as_deref().unwrap_or("warn");
    let serve = ["serve", "--data-dir", folder, "--preview", preview, "--log", log];
    let unset: Vec<_> = config::variables().map(|name| (name, "")).collect();
    Client::start(&program, &serve, &unset).await
}

/// A folder that holds nothing yet: the one that was asked for, or a new one among the temporary ones.
fn folder(flags: &Flags) -> Result<PathBuf, Failure> {
    if let Some(folder) = &flags.data_dir {
        let used = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
        return if used {
            let folder = folder.display();
            let why = "the demo never works on data that is there";
            Err(Failure::Usage(format!("{folder} is not empty and {why}; name a new folder")))
        } else {
            Ok(folder.clone())
        };
    }
    let (now, process) = (clock::now().0, std::process::id());
    let folder = config::temporary_folder().join(format!("deskhand-demo-{now}-{process}"));
    // Fails where something is there already: whatever it is, it is not ours.
    fs::create_dir(&folder).with_context(|| {
        format!("{} cannot be made; name a folder with --data-dir", folder.display())
    })?;
    Ok(folder)
}

/// The text under that key; a failure of the demo where there is none.
fn text<'v>(answer: &'v Value, pointer: &str) -> Result<&'v str> {
    let found = answer.pointer(pointer).and_then(Value::as_str);
    found.with_context(|| format!("the answer has no {pointer}"))
}

/// Holds the story to what it says.
fn expect(holds: bool, what: &str) -> Result<()> {
    ensure!(holds, "the demo went otherwise than it says: {what}");
    Ok(())
}
