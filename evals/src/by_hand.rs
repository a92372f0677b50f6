//! One task as a session whose calls are given on the command line: `start`, then calls and words, then `end`.
//!
//! What an assistant has going on with a server ends with the session, so the session has to last from one command to
//! the next: `start` leaves a process behind that has it, and the other commands speak with that one over a port of
//! this computer. It ends with `end`, or when nobody has said anything for two hours.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{attempt::Attempt, http::pause, stage::Stage};

/// Nobody leaves a task open for longer.
const IDLE_MAX: Duration = Duration::from_hours(2);

/// What is said to one who ends a task too early.
const WAITS: &str = "The person has said something since: answer it first, or end once more.";

/// A request is there at once: who connects and says nothing is somebody else.
const REQUEST_WAIT: Duration = Duration::from_secs(5);

/// How often the process looks whether somebody wants something.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What a command asks of the process that has the session.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// What the person has said first.
    Begin,
    Call {
        tool: String,
        arguments: Map<String, Value>,
    },
    Say(String),
    Tools,
    End,
}

/// What it says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Response {
    pub text: String,
    /// Whether the command has done what it should; at the end, whether the task is done.
    pub ok: bool,
}

/// Has the session, until it is over. `port_file` says where, to whoever has the next command.
pub fn serve(stage: &Stage<'_>, port_file: &Path) -> Result<()> {
    let (world, kept) = stage.open()?;
    let mut attempt = Attempt::new(stage, &world, &kept);
    let instructions = world.assistant.instructions.clone();
    let begun = format!("{instructions}\n\nThe person says:\n{}", attempt.begin()?);
    let listener = TcpListener::bind("127.0.0.1:0").context("no port is free")?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    fs::write(port_file, port.to_string())
        .with_context(|| format!("{} cannot be written", port_file.display()))?;
    let mut since = Instant::now();
    while since.elapsed() < IDLE_MAX {
        let Ok((stream, _)) = listener.accept() else {
            pause(LOOK_EVERY);
            continue;
        };
        since = Instant::now();
        // Whoever hangs up or asks for something else is not heard, and the task stays open.
        let Ok(request) = heard(&stream) else { continue };
        let ends = matches!(request, Request::End);
        let is_over = ends && !attempt.is_waited_for();
        let response = if ends && !is_over {
            Ok(Response { text: WAITS.to_owned(), ok: false })
        } else {
            answer(request, &mut attempt, &begun)
        };
        let response = response.unwrap_or_else(|error| {
            let text = format!("{error:#}{}", world.last_words());
            Response { text, ok: false }
        });
        if is_over {
            let _ = fs::remove_file(port_file);
        }
        let _ = writeln!(&stream, "{}", serde_json::to_string(&response)?);
        if is_over {
            break;
        }
    }
    let _ = fs::remove_file(port_file);
    stage.close(&world, kept.clone())
}

fn heard(mut stream: &TcpStream) -> Result<Request> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(REQUEST_WAIT))?;
    let mut line = String::new();
    BufReader::new(&mut stream).read_line(&mut line)?;
    Ok(serde_json::from_str(&line)?)
}

fn answer(request: Request, attempt: &mut Attempt<'_>, begun: &str) -> Result<Response> {
    let done = |text: String| Ok(Response { text, ok: true });
    match request {
        Request::Begin => done(begun.to_owned()),
        Request::Call { tool, arguments } => {
            let reply = attempt.call(&tool, &arguments)?;
            Ok(Response { ok: reply.error().is_none(), text: reply.text })
        }
        Request::Say(words) => {
            let says = attempt.say(&words)?;
            done(says.unwrap_or_else(|| "(They have nothing more to say.)".to_owned()))
        }
        Request::Tools => {
            let tools = attempt.world().assistant.tools()?;
            let shown = |tool: &crate::session::Tool| {
                let schema = Value::Object(tool.schema.clone());
                format!("{}: {}\n{schema}\n", tool.name, tool.description)
            };
            done(tools.iter().map(shown).collect::<Vec<_>>().join("\n"))
        }
        Request::End => {
            let faults: Vec<String> =
                attempt.end()?.into_iter().chain(attempt.violations.clone()).collect();
            let cost = attempt.trace.cost;
            let (ok, how) = if faults.is_empty() {
                (true, "passed".to_owned())
            } else {
                (false, format!("FAILED\n  {}", faults.join("\n  ")))
            };
            let text = format!(
                "{how}\n{} calls, {} bytes sent, {} read, {} errors",
                cost.calls, cost.sent, cost.read, cost.errors
            );
            Ok(Response { text, ok })
        }
    }
}

/// Asks the process that has the session.
pub fn ask(port_file: &Path, request: &Request) -> Result<Response> {
    const NONE: &str = "no task is open: `by-hand start TASK` opens one";
    let port = fs::read_to_string(port_file).context(NONE)?;
    let port: u16 = port.trim().parse().context(NONE)?;
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        let _ = fs::remove_file(port_file);
        bail!(NONE)
    };
    writeln!(stream, "{}", serde_json::to_string(request)?)?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    ensure!(!line.is_empty(), "the process that had the task is gone");
    serde_json::from_str(&line).context("the process that has the task answers something else")
}
