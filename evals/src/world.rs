//! The data folder of a run, the servers on it, and what is there at the end.

use std::{
    cell::OnceCell,
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{http::agent, other, session::Session, stand_in::StandIn, start::Built};

/// How long the preview may take to come up, or a page to come.
const PAGE_WAIT: Duration = Duration::from_secs(30);

/// The tenant of every start state.
const TENANT: &str = "main";

/// An assistant calls faster in a script than for a person.
const RATES: (&str, &str) = ("DESKHAND_RATES", "crm=100000 messaging=100000 rest=100000");

/// Where one run happens: a folder of its own, a server as the assistant has it, and the world outside.
pub struct World<'s> {
    folder: TempDir,
    pub assistant: Session,
    /// A session of the owner's, that looks at what the assistant has done; opened when something is looked at.
    owner: OnceCell<Session>,
    eyes: Eyes<'s>,
    pub outside: &'s StandIn,
}

/// How it is seen what the assistant has done.
enum Eyes<'s> {
    /// By a session of the owner's, and by the preview.
    Own { program: &'s Path, site: String },
    /// By the assistant's session, since another server may keep what it has in its memory; and by its site.
    Other { site: Option<&'s str> },
}

impl<'s> World<'s> {
    /// A world that is as the start state says.
    pub fn open(program: &'s Path, start: &Built, outside: &'s StandIn) -> Result<World<'s>> {
        let folder = tempfile::tempdir()?;
        copy(start.folder.path(), folder.path())?;
        settings(folder.path(), outside)?;
        outside.forget();
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let assistant = assistant(program, folder.path(), &port.to_string())?;
        let site = format!("127.0.0.1:{port}");
        // Answers have addresses of pages once it is up: what they cost must not depend on when that is.
        let since = Instant::now();
        while TcpStream::connect(&site).is_err() {
            ensure!(since.elapsed() < PAGE_WAIT, "the preview does not come up");
            thread::park_timeout(Duration::from_millis(2));
        }
        let eyes = Eyes::Own { program, site };
        Ok(World { folder, assistant, owner: OnceCell::new(), eyes, outside })
    }

    /// A world with another server.
    pub(crate) fn other(
        folder: TempDir,
        assistant: Session,
        site: Option<&'s str>,
        outside: &'s StandIn,
    ) -> World<'s> {
        World { folder, assistant, owner: OnceCell::new(), eyes: Eyes::Other { site }, outside }
    }

    /// The session that looks.
    fn owner(&self, program: &Path) -> Result<&Session> {
        if self.owner.get().is_none() {
            let args = ["serve", "--agent", "owner", "--preview", "off"];
            let session = serve(program, self.folder.path(), &args)?;
            return Ok(self.owner.get_or_init(|| session));
        }
        self.owner.get().context("there is no session of the owner's")
    }

    /// Status and body of a page of the site, as a visitor gets it.
    pub fn page(&self, path: &str) -> Result<(u16, String)> {
        match &self.eyes {
            Eyes::Own { site, .. } => preview(site, path),
            Eyes::Other { site } => {
                let site = site.context("nobody shows the site")?.trim_end_matches('/');
                let url = format!("{site}{path}");
                let mut answer = agent(&url, PAGE_WAIT).get(&url).call()?;
                Ok((answer.status().as_u16(), answer.body_mut().read_to_string()?))
            }
        }
    }

    /// A file in the data folder; nothing where there is none.
    pub fn file(&self, path: &str) -> Option<String> {
        let bytes = fs::read(self.folder.path().join(path)).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The last that its servers have said on stderr, for when one is gone.
    pub fn last_words(&self) -> String {
        last_words(self.folder.path())
    }
}

fn preview(site: &str, path: &str) -> Result<(u16, String)> {
    let mut stream = TcpStream::connect(site).context("nobody shows the site")?;
    stream.set_read_timeout(Some(PAGE_WAIT))?;
    let path = format!("/{TENANT}{}", if path == "/" { "" } else { path });
    let head = format!("GET {path} HTTP/1.1\r\nhost: {site}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").context("no answer of a server")?;
    let status = head.split(' ').nth(1).context("no status")?.parse()?;
    Ok((status, body.to_owned()))
}

/// Where the services are that stand for the real ones. The port is another in each run.
pub(crate) fn settings(data: &Path, outside: &StandIn) -> Result<()> {
    let (place, whatsapp, smtp) = (outside.place(), outside.url("whatsapp"), outside.mail_server());
    let text = format!(
        "[outbound]\nallow = [\"{place}\"]\n\n[providers]\nwhatsapp = \"{whatsapp}\"\nsmtp = \"{smtp}\"\n"
    );
    Ok(fs::write(data.join("deskhand.toml"), text)?)
}

/// The server as the assistant has it, and a session with it.
pub(crate) fn assistant(program: &Path, data: &Path, preview: &str) -> Result<Session> {
    serve(program, data, &["serve", "--preview", preview])
}

fn serve(program: &Path, data: &Path, args: &[&str]) -> Result<Session> {
    let folder = data.to_str().context("the folder's path is no text")?;
    let args = [args, &["--data-dir", folder, "--log", "warn"]].concat();
    // Nobody's own pictures, only what the task has put there.
    let inbox = data.join("inbox");
    let pictures = ("DESKHAND_IMAGE_FOLDERS", inbox.to_str().unwrap_or("none"));
    let session = Session::open(program, &args, &[RATES, pictures], &log(data));
    session.map_err(|error| anyhow!("{error:#}{}", last_words(data)))
}

/// What stands at the end of a folder's log, as the end of a sentence.
pub(crate) fn last_words(data: &Path) -> String {
    let said = fs::read_to_string(log(data)).unwrap_or_default();
    said.lines().last().map_or_else(String::new, |last| format!("; on stderr: {last}"))
}

pub(crate) fn log(data: &Path) -> PathBuf {
    data.join("evals.log")
}

/// Runs a command of the program.
pub(crate) fn command(program: &Path, data: &Path, args: &[&str], input: &str) -> Result<()> {
    let mut command = Command::new(program);
    command.args(args).arg("--data-dir").arg(data);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().context("the program cannot be started")?;
    if let Some(mut stdin) = child.stdin.take() {
        // A command that has ended reads nothing more.
        let _ = stdin.write_all(input.as_bytes());
    }
    let ran = child.wait_with_output()?;
    if !ran.status.success() {
        bail!("deskhand {}: {}", args.join(" "), String::from_utf8_lossy(&ran.stderr).trim());
    }
    Ok(())
}

/// Copies a data folder that nobody has open.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// What a look at the store is answered with.
pub fn looked(world: &World<'_>, tool: &str, arguments: &Value) -> Result<Value> {
    let arguments = arguments.as_object().cloned().unwrap_or_default();
    let Eyes::Own { program, .. } = &world.eyes else {
        return other::looked(world, tool, arguments);
    };
    let reply = world.owner(program)?.call(tool, arguments)?;
    match reply.error() {
        // What is not there is not there: a check may want just that.
        Some(code) if code.ends_with("NOT_FOUND") => {
            Ok(json!({ "items": [], "count": 0, "total": 0 }))
        }
        Some(code) => bail!("{tool} was refused: {code}, {}", reply.value),
        None => Ok(reply.value),
    }
}
