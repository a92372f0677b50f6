//! The server as a child process, with time limits for every wait.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::PATIENCE;

/// A running child process. Dropping it kills it.
pub struct Process {
    child: Child,
    /// Bytes for stdin; written by a thread, so that a server that does not read blocks no test.
    input: Option<Sender<Arc<Vec<u8>>>>,
    output: Receiver<String>,
    errors: Arc<Mutex<String>>,
    /// Set while stderr is not read yet.
    stderr: Option<ChildStderr>,
}

/// How a server ended.
#[derive(Debug)]
pub struct Closed {
    pub status: ExitStatus,
    /// The time from closing its stdin to its end.
    pub took: Duration,
    /// Everything that it wrote to stderr.
    pub stderr: String,
    /// The messages after the last one that the test has read.
    pub unread: Vec<Value>,
}

impl Process {
    /// Starts the command with pipes on all three streams.
    pub fn start(mut command: Command) -> Self {
        let mut process = Self::start_unread(command.stderr(Stdio::piped()));
        process.read_stderr();
        process
    }

    /// The same with the command's own stderr; a pipe there is not read yet.
    pub fn start_unread(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let (input, to_write) = channel::<Arc<Vec<u8>>>();
        let mut stdin = child.stdin.take().expect("stdin is a pipe");
        thread::spawn(move || {
            for bytes in to_write {
                // A server that has ended reads nothing; its end is noticed elsewhere.
                let _ = stdin.write_all(&bytes).and_then(|()| stdin.flush());
            }
        });
        let (lines, output) = channel();
        let stdout = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
        thread::spawn(move || {
            for line in stdout.lines() {
                let Ok(line) = line else { break };
                if lines.send(line).is_err() {
                    break;
                }
            }
        });
        let stderr = child.stderr.take();
        Self { child, input: Some(input), output, errors: Arc::default(), stderr }
    }

    /// Starts to read stderr.
    pub fn read_stderr(&mut self) {
        let mut stderr = self.stderr.take().expect("stderr is a pipe that nobody reads yet");
        let kept = Arc::clone(&self.errors);
        thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(count @ 1..) = stderr.read(&mut piece) {
                kept.lock().unwrap().push_str(&String::from_utf8_lossy(&piece[..count]));
            }
        });
    }

    /// Writes bytes to the child's stdin.
    pub fn write(&self, bytes: impl Into<Vec<u8>>) {
        self.write_shared(Arc::new(bytes.into()));
    }

    /// The same for bytes that are sent repeatedly.
    pub fn write_shared(&self, bytes: Arc<Vec<u8>>) {
        let input = self.input.as_ref().expect("stdin is open");
        input.send(bytes).expect("the writing thread lives as long as its channel");
    }

    /// The next line of stdout as JSON-RPC; `None` if none comes in time or stdout has ended.
    pub fn read(&self, wait: Duration) -> Option<Value> {
        match self.output.recv_timeout(wait) {
            Ok(line) => Some(json_rpc(&line)),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    }

    /// The next line of stdout.
    pub fn line(&self, wait: Duration) -> Option<String> {
        self.output.recv_timeout(wait).ok()
    }

    /// Everything on stderr so far.
    pub fn stderr(&self) -> String {
        self.errors.lock().unwrap().clone()
    }

    /// The child's process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether the child has ended.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("the child can be waited for").is_some()
    }

    /// Kills the child immediately, like a power cut.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Closes stdin and waits for the end.
    pub fn close(mut self) -> Closed {
        self.input = None;
        self.wait()
    }

    /// Waits for the end without closing stdin.
    pub fn wait(&mut self) -> Closed {
        let since = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("the child can be waited for") {
                break status;
            }
            assert!(since.elapsed() < PATIENCE, "the server does not end:\n{}", self.stderr());
            thread::park_timeout(Duration::from_millis(2));
        };
        let took = since.elapsed();
        let mut unread = Vec::new();
        while let Some(message) = self.read(Duration::from_millis(200)) {
            unread.push(message);
        }
        Closed { status, took, stderr: self.stderr(), unread }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Parses a line of stdout, which must be one JSON-RPC message.
fn json_rpc(line: &str) -> Value {
    let message: Value = serde_json::from_str(line)
        .unwrap_or_else(|error| panic!("stdout has a line that is not JSON ({error}): {line}"));
    assert_eq!(message["jsonrpc"], "2.0", "not JSON-RPC: {line}");
    let kinds = ["method", "result", "error"].iter().filter(|name| !message[**name].is_null());
    assert_eq!(kinds.count(), 1, "one of method, result, error: {line}");
    message
}
