//! A server as its client sees it: a child process, lines in, lines out.
//!
//! It parses no answer inside a measured interval; it only finds the reply with the right id and
//! looks whether it is a refusal. One that says nothing for one to two minutes is killed, so that a
//! hang ends the run with an error and not with a stopped terminal.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

const SILENCE_S_MAX: u64 = 60;
const INITIALIZE: &str = r#"{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"side-by-side","version":"1"}}"#;
const INITIALIZED: &str = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";

pub(crate) struct Server {
    child: Arc<Mutex<Child>>,
    pid: u32,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    stderr: PathBuf,
    line: String,
    last_id: u64,
    /// Odd while an answer is awaited; moves with each one.
    beat: Arc<AtomicU64>,
    _watch: Sender<()>,
}

impl Server {
    /// Starts the program and shakes hands with it.
    pub(crate) fn start(command: &mut Command, stderr: PathBuf) -> Result<Self> {
        let errors = File::options().create(true).append(true).open(&stderr)?;
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .with_context(|| format!("{} does not start", command.get_program().display()))?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().context("the child has a piped stdout")?;
        let pid = child.id();
        let child = Arc::new(Mutex::new(child));
        let beat = Arc::new(AtomicU64::new(0));
        let mut server = Self {
            _watch: watch(Arc::clone(&child), Arc::clone(&beat)),
            child,
            pid,
            stdin,
            stdout: BufReader::with_capacity(1 << 18, stdout),
            stderr,
            line: String::new(),
            last_id: 0,
            beat,
        };
        server.request("initialize", INITIALIZE)?;
        server.send(INITIALIZED)?;
        Ok(server)
    }

    /// One request, and the line that answers it.
    pub(crate) fn request(&mut self, method: &str, params: &str) -> Result<&str> {
        let mut request = String::new();
        let id = self.compose(&mut request, method, params);
        self.send(&request)?;
        self.await_reply(id)?;
        Ok(&self.line)
    }

    /// The time between sending one tool call and having its whole answer.
    pub(crate) fn timed_call(&mut self, params: &str) -> Result<Duration> {
        let mut request = String::new();
        let id = self.compose(&mut request, "tools/call", params);
        let begin = Instant::now();
        self.send(&request)?;
        self.await_reply(id)?;
        let took = begin.elapsed();
        self.refuse_failure()?;
        Ok(took)
    }

    /// One tool call outside any measurement: its structured answer and the length of its line.
    pub(crate) fn call(&mut self, params: &str) -> Result<(Value, usize)> {
        self.timed_call(params)?;
        let mut reply: Value = serde_json::from_str(&self.line)?;
        let answer = reply.pointer_mut("/result/structuredContent").map(Value::take);
        Ok((
            answer.with_context(|| format!("no structured answer: {}", self.line))?,
            self.line.len(),
        ))
    }

    /// Makes all calls with so many in flight, and says how long they took together.
    ///
    /// One thread is enough: what is in flight is smaller than a pipe, so no write waits.
    pub(crate) fn pipelined(
        &mut self,
        calls: impl IntoIterator<Item = String>,
        in_flight: usize,
    ) -> Result<Duration> {
        let mut calls = calls.into_iter();
        let (mut waiting, mut room) = (0, in_flight);
        let mut batch = String::new();
        let begin = Instant::now();
        loop {
            batch.clear();
            for params in calls.by_ref().take(room) {
                self.compose(&mut batch, "tools/call", &params);
                waiting += 1;
            }
            if waiting == 0 {
                return Ok(begin.elapsed());
            }
            if !batch.is_empty() {
                self.send(&batch)?;
            }
            room = self.drain_replies()?;
            waiting -= room;
        }
    }

    /// Waits for one reply and takes those that have arrived with it.
    fn drain_replies(&mut self) -> Result<usize> {
        let mut replies = 0;
        while replies == 0 || self.stdout.buffer().contains(&b'\n') {
            self.read_line()?;
            if self.line.contains("\"id\":") {
                self.refuse_failure()?;
                replies += 1;
            }
        }
        Ok(replies)
    }

    fn compose(&mut self, into: &mut String, method: &str, params: &str) -> u64 {
        self.last_id += 1;
        let id = self.last_id;
        // Writing to a string cannot fail.
        let _ = writeln!(
            into,
            r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{params}}}"#
        );
        id
    }

    fn send(&mut self, lines: &str) -> Result<()> {
        let stdin = self.stdin.as_mut().context("the server was stopped")?;
        let sent = stdin.write_all(lines.as_bytes());
        sent.with_context(|| format!("the server is gone: {}", last_words(&self.stderr)))
    }

    fn await_reply(&mut self, id: u64) -> Result<()> {
        let (inner, last) = (format!("\"id\":{id},"), format!("\"id\":{id}}}"));
        loop {
            self.read_line()?;
            // What is neither is a notification.
            if self.line.contains(&inner) || self.line.contains(&last) {
                return Ok(());
            }
        }
    }

    fn read_line(&mut self) -> Result<()> {
        self.line.clear();
        self.beat.fetch_add(1, Ordering::Relaxed);
        let read = self.stdout.read_line(&mut self.line);
        self.beat.fetch_add(1, Ordering::Relaxed);
        if read? == 0 {
            bail!("the server ended or was silent too long: {}", last_words(&self.stderr));
        }
        Ok(())
    }

    fn refuse_failure(&self) -> Result<()> {
        let failed =
            self.line.contains("\"isError\":true") || self.line.contains("\"error\":{\"code\"");
        ensure!(!failed, "a call was refused: {}", self.line);
        Ok(())
    }

    /// Bytes of memory that only this process holds and that no file stands behind; `None` where the system
    /// does not say. Pages of the program file are not counted: they are the same pages in every process that
    /// runs it, and the system may drop them at any time once a fresh one is written out.
    pub(crate) fn private_bytes(&self) -> Option<u64> {
        let rollup = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", self.pid)).ok()?;
        let private = rollup.lines().filter(|line| line.starts_with("Anonymous:"));
        let kib = private.filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
        Some(kib.sum::<u64>() * 1024)
    }

    /// Nanoseconds of processor time of all threads: what is done in the background counts too.
    pub(crate) fn cpu_ns(&self) -> Option<u64> {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.pid)).ok()?;
        let read = |path: PathBuf| std::fs::read_to_string(path.join("schedstat")).ok();
        let spent = threads
            .filter_map(|thread| read(thread.ok()?.path())?.split(' ').next()?.parse::<u64>().ok());
        Some(spent.sum())
    }
}

impl Drop for Server {
    /// The end of its input ends a server; the watch kills one that stays.
    fn drop(&mut self) {
        self.stdin = None;
        self.beat.fetch_or(1, Ordering::Relaxed);
        let mut rest = Vec::new();
        let _ = std::io::Read::read_to_end(&mut self.stdout, &mut rest);
        // Looked at again and again, not waited for: the watch needs the lock to kill it.
        while matches!(lock(&self.child).try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

fn watch(child: Arc<Mutex<Child>>, beat: Arc<AtomicU64>) -> Sender<()> {
    let (alive, ended) = channel::<()>();
    std::thread::spawn(move || {
        let mut before = 0;
        while ended.recv_timeout(Duration::from_secs(SILENCE_S_MAX))
            == Err(RecvTimeoutError::Timeout)
        {
            let now = beat.load(Ordering::Relaxed);
            if now == before && now % 2 == 1 {
                let _ = lock(&child).kill();
            }
            before = now;
        }
    });
    alive
}

fn lock(child: &Mutex<Child>) -> MutexGuard<'_, Child> {
    child.lock().unwrap_or_else(PoisonError::into_inner)
}

fn last_words(stderr: &PathBuf) -> String {
    let said = std::fs::read_to_string(stderr).unwrap_or_default();
    let lines: Vec<&str> = said.lines().rev().take(3).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join(" / ")
}
