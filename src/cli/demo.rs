//! `deskhand demo`: shows the main features in one command, on a machine without any set-up.
//!
//! The story and its MCP client are a package of their own (`demo/`). This starts `deskhand serve` as a child process,
//! in a temporary folder and never on the user's data, and finally checks the site as a visitor would see it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use deskhand_demo::{Client, Demo, Ending, Site, Style, expect};
use serde_json::Value;

use super::{
    args::DemoArgs,
    failure::Failure,
    history, launch,
    screen::{Look, Screen, Shown},
};
use crate::{
    clock,
    config::{self, Flags, Settings},
    site::{
        load::StoreSite,
        preview::{Lookup, SiteSource},
        render::Renderer,
    },
    starter,
    store::{Store, system::NewTenant},
    value::Currency,
};

impl deskhand_demo::Screen for Screen {
    fn is_json(&self) -> bool {
        Screen::is_json(self)
    }

    fn width(&self) -> usize {
        Screen::width(self)
    }

    fn line(&self, pieces: &[(Style, &str)]) -> io::Result<()> {
        let pieces = pieces.iter().map(|(style, text)| match style {
            Style::Plain => Shown::from(*text),
            Style::Own => Shown::lines(text),
            Style::Heading => self.look(Look::Bold, *text),
            Style::Note => self.look(Look::Dim, *text),
            Style::Name => self.look(Look::Cyan, *text),
            Style::Done => self.look(Look::Green, *text),
            Style::Asks => self.look(Look::Yellow, *text),
            Style::Refused => self.look(Look::Red, *text),
        });
        Screen::line(self, pieces.fold(Shown::default(), Shown::then))
    }

    fn json_line(&self, value: &Value) -> io::Result<()> {
        Screen::json_line(self, value)
    }
}

/// Runs the story; then serves the preview until Ctrl-C, unless it is off.
pub(super) fn run(flags: &Flags, args: &DemoArgs, screen: &Screen) -> Result<(), Failure> {
    let settings = Settings::apart(flags, folder(flags)?)?;
    let site = Site::read()?;
    let demo = Demo::new(&site, &settings.folder, screen)?;
    add_tenant(&settings, &site)?;
    let runtime = launch::runtime()?;
    let told = runtime.block_on(async {
        let client = start(flags, &settings.folder, args).await?;
        let ending = demo.tell(&client, || visitor_sees_the_packages(&settings, &site)).await?;
        finish(&demo, &ending, args, screen).await?;
        // Ctrl-C also ends the child, so this can fail.
        let _ = client.stop().await;
        Ok(())
    });
    runtime.shutdown_background();
    told
}

async fn finish(
    demo: &Demo<'_>,
    ending: &Ending,
    args: &DemoArgs,
    screen: &Screen,
) -> Result<(), Failure> {
    if !screen.is_json() {
        history::table(&ending.changes, screen)?;
    }
    let url = ending.url.as_deref();
    demo.close(url)?;
    if !args.no_preview {
        demo.wait(url.context("the server shows no preview; its reason is above")?)?;
        tokio::signal::ctrl_c().await?;
    }
    Ok(())
}

/// Adds the tenant like `deskhand tenant add` does; no tool can do that.
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

/// Starts this program as the server, without the caller's configuration.
async fn start(flags: &Flags, folder: &Path, args: &DemoArgs) -> Result<Client> {
    let program = std::env::current_exe().context("this program cannot find its own file")?;
    let folder = folder.to_str().context("the demo needs a folder whose path is text")?;
    let preview = if args.no_preview { "off" } else { "auto" };
    let log = flags.log.as_deref().unwrap_or("warn");
    let serve = ["serve", "--data-dir", folder, "--preview", preview, "--log", log];
    let unset: Vec<_> = config::variables().map(|name| (name, "")).collect();
    Client::start(&program, &serve, &unset).await
}

/// An empty folder: the one that was asked for, or a new temporary one.
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
    // Fails if the folder exists, because its content is not ours.
    fs::create_dir(&folder).with_context(|| {
        format!("{} cannot be made; name a folder with --data-dir", folder.display())
    })?;
    Ok(folder)
}

/// Renders the Services page as a visitor's browser gets it, and checks that it has every package and the formatted
/// price.
fn visitor_sees_the_packages(settings: &Settings, site: &Site) -> Result<()> {
    let store = Store::open(&settings.folder, settings.synchronous)?;
    let found = StoreSite::new(store).page(&site.business.name, "services", "")?;
    let Lookup::Page(page) = found else { anyhow::bail!("there is no Services page") };
    let html = Renderer::new().page(&page)?;
    for package in &site.packages {
        let name = package.get("name").and_then(Value::as_str).context("a package has a name")?;
        expect(html.contains(name), &format!("the Services page shows {name}"))?;
    }
    expect(html.contains("$2,500"), "the Services page shows $2,500")
}
