//! What visitors have sent by a form of the site: from its page, as a browser does.

use std::{
    net::{TcpListener, TcpStream},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::{http::agent, task::Post, world::assistant};

/// How long the site may take to come up, or to answer.
const WAIT: Duration = Duration::from_secs(30);

/// Sends each post from its page.
pub(crate) fn posts(program: &Path, data: &Path, posts: &[Post]) -> Result<()> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    // The site is served as long as this session lives.
    let _session = assistant(program, data, &port.to_string())?;
    let site = format!("127.0.0.1:{port}");
    let since = Instant::now();
    while TcpStream::connect(&site).is_err() {
        ensure!(since.elapsed() < WAIT, "the site does not come up");
        thread::park_timeout(Duration::from_millis(2));
    }
    posts.iter().try_for_each(|post| {
        send(&site, post).with_context(|| format!("the form on `{}` was not sent", post.page))
    })
}

fn send(site: &str, post: &Post) -> Result<()> {
    let page = format!("http://{site}/main/{}", post.page);
    let client = agent(&page, WAIT);
    let document = client.get(&page).call()?.body_mut().read_to_string()?;
    let (_, form) = document.split_once("<form").context("the page has no form")?;
    let action = attribute(form, "action")?.replace("&#x2f;", "/");
    let mut fields = Vec::new();
    for hidden in form.split("type=\"hidden\"").skip(1) {
        let (name, value) = (attribute(hidden, "name")?, attribute(hidden, "value")?);
        // A person takes longer than this: the page counts as one that was kept.
        if name != "_time" {
            fields.push((name, value));
        }
    }
    let typed = post.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let answer =
        client.post(format!("http://{site}{action}")).send_form(fields.into_iter().chain(typed))?;
    ensure!(answer.status() == 303, "the answer is {}", answer.status());
    Ok(())
}

fn attribute<'t>(tag: &'t str, name: &str) -> Result<&'t str> {
    let (_, rest) = tag.split_once(&format!("{name}=\"")).with_context(|| format!("no {name}"))?;
    rest.split('"').next().context("an attribute without an end")
}
