//! `deskhand host` against the floor: the same file of a release, served by tower-http's `ServeDir`.
//!
//! Beside it: requests a second with their p99, and the memory with a thousand domains.
//!
//! Both are processes of their own, asked by one client over connections that stay open, in small alternating batches;
//! what counts is the median of the rounds' ratios. What is answered is compared first.
//!
//! `cargo bench --bench host -- [--check]`
#![allow(clippy::disallowed_types, reason = "what is measured is made past the store")]
#![allow(clippy::print_stdout, reason = "the table is what this program is for")]
#![allow(clippy::cast_precision_loss, reason = "counts and nanoseconds here are far below 2^52")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use axum::serve::ListenerExt as _;
use tower_http::services::ServeDir;

/// What a page may cost at most, as a multiple of the floor.
const RATIO_MAX: f64 = 1.3;

/// Requests a second, of one client with all connections, and how long the slowest but a hundredth of them take.
const RATE_MIN: f64 = 2_000.;
const P99_MAX: Duration = Duration::from_millis(20);
const RATE_REQUESTS: usize = 40_000;

/// What the process may need with so many domains, in MiB.
const MEMORY_MAX: f64 = 60.;
const DOMAINS: i64 = 1_000;

const ROUNDS: usize = 60;
const REQUESTS: usize = 300;

/// Requests that are under way at once.
const CONNECTIONS: usize = 8;

const DOMAIN: &str = "bench.example";

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        None => {
            // `cargo test --benches` starts benches without an argument.
            println!("nothing measured; run: cargo bench --bench host -- --check");
            Ok(ExitCode::SUCCESS)
        }
        Some("--floor") => floor(arguments.get(2).context("which folder?")?),
        Some(_) => measure(arguments.iter().any(|argument| argument == "--check")),
    }
}

/// Serves a folder, as one would who needs no more.
fn floor(folder: &str) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let files = ServeDir::new(folder).precompressed_br().precompressed_gzip();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{{\"http\":\"http://{}\"}}", listener.local_addr()?);
        // The host sets it as well. Without it the kernel holds bodies back for up to 40 ms, which would be the floor.
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, axum::Router::new().fallback_service(files)).await?;
        Ok(ExitCode::SUCCESS)
    })
}

fn measure(checks: bool) -> Result<ExitCode> {
    let data = tempfile::tempdir()?;
    let beside = tempfile::tempdir()?;
    let site = beside.path().join("site-of-the-floor");
    deskhand(data.path(), &["target", "add", "public", "host", "--domain", DOMAIN])?;
    let place = site.to_str().context("the folder is no text")?;
    deskhand(data.path(), &["target", "add", "web", "folder", place])?;
    deskhand(data.path(), &["publish", "--yes", "--target", "public"])?;
    deskhand(data.path(), &["publish", "--yes", "--target", "web"])?;
    let sheet = std::fs::read_dir(site.join("assets"))?.flatten().find_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        name.strip_prefix("site.")?.strip_suffix(".css")?;
        Some(name)
    });
    let path = format!("/assets/{}", sheet.context("the release has no style sheet")?);

    let mut host = Command::new(env!("CARGO_BIN_EXE_deskhand"));
    host.args(["host", "--http", "127.0.0.1:0", "--json", "--log", "warn", "--data-dir"])
        .arg(data.path());
    let mut floor = Command::new(std::env::current_exe()?);
    floor.arg("--floor").arg(&site);
    let (host, floor) = (Server::start(host)?, Server::start(floor)?);
    if cfg!(debug_assertions) {
        println!("a debug build: the ratios are not for the record");
    }
    let mut is_good = true;
    for (what, accepts) in [("as it is", ""), ("brotli", "accept-encoding: br\r\n")] {
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {DOMAIN}\r\n{accepts}\r\n").into_bytes();
        let (ratio, host_us, floor_us) = compare(&host.place, &floor.place, &request)?;
        println!("{what}: {ratio:.2} of the floor (host {host_us:.0} µs, floor {floor_us:.0} µs)");
        is_good &= ratio <= RATIO_MAX;
    }
    let request = format!("GET {path} HTTP/1.1\r\nhost: {DOMAIN}\r\n\r\n").into_bytes();
    let (rate, p99) = Client::open(&host.place)?.rate(&request)?;
    println!("{rate:.0} requests a second, p99 {:.2} ms", p99.as_secs_f64() * 1e3);
    is_good &= rate >= RATE_MIN && p99 <= P99_MAX;
    drop(host);
    let memory = memory(data.path())?;
    println!("{DOMAINS} domains, each read: {memory:.1} MiB");
    is_good &= memory <= MEMORY_MAX;
    Ok(if checks && !is_good { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The resident memory of a host with many domains, after each has been read.
fn memory(data: &Path) -> Result<f64> {
    let db = rusqlite::Connection::open(data.join("deskhand.db"))?;
    for number in 0..DOMAINS {
        // What follows the first of the kind is its number: an id may have any digits.
        db.execute(
            "INSERT INTO target SELECT tenant_id, substr(id, 1, length(id) - 6) || printf('%06d', ?1), name || ?1, kind,
               json_object('domain', 'site-' || ?1 || '.example'), current_release_id, version, created_at, updated_at
             FROM target WHERE kind = 'host' AND name = 'public'",
            [number],
        )?;
    }
    drop(db);
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
    command
        .args(["host", "--http", "127.0.0.1:0", "--json", "--log", "warn", "--data-dir"])
        .arg(data);
    let host = Server::start(command)?;
    for number in 0..DOMAINS {
        let request = format!("GET / HTTP/1.1\r\nhost: site-{number}.example\r\n\r\n");
        Client::open(&host.place)?.ask(request.as_bytes())?;
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", host.child.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()).context("no VmRSS")?;
    Ok(kib.parse::<f64>()? / 1024.)
}

fn deskhand(data: &Path, arguments: &[&str]) -> Result<()> {
    let ran = Command::new(env!("CARGO_BIN_EXE_deskhand"))
        .args(arguments)
        .arg("--data-dir")
        .arg(data)
        .output()?;
    ensure!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    Ok(())
}

/// A process that serves, until it is dropped.
struct Server {
    child: Child,
    place: String,
}

impl Server {
    fn start(mut command: Command) -> Result<Server> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("no stdout")?).read_line(&mut line)?;
        let shown: serde_json::Value = serde_json::from_str(&line)?;
        let url = shown.get("http").and_then(serde_json::Value::as_str).context("no address")?;
        Ok(Server { child, place: url.trim_start_matches("http://").to_owned() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The median of the rounds' ratios, and of what a request took on both sides.
fn compare(host: &str, floor: &str, request: &[u8]) -> Result<(f64, f64, f64)> {
    let (mut ours, mut theirs) = (Client::open(host)?, Client::open(floor)?);
    let answers = (ours.ask(request)?, theirs.ask(request)?);
    ensure!(answers.0 == answers.1 && !answers.0.is_empty(), "the two answers differ");
    let (mut ratios, mut host_us, mut floor_us) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let (ours, theirs) = if round % 2 == 0 {
            let first = ours.timed(request)?;
            (first, theirs.timed(request)?)
        } else {
            let first = theirs.timed(request)?;
            (ours.timed(request)?, first)
        };
        ratios.push(ours.as_secs_f64() / theirs.as_secs_f64());
        host_us.push(ours.as_micros() as f64 / REQUESTS as f64);
        floor_us.push(theirs.as_micros() as f64 / REQUESTS as f64);
    }
    Ok((median(ratios), median(host_us), median(floor_us)))
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Connections that stay open.
struct Client(Vec<BufReader<TcpStream>>);

impl Client {
    fn open(place: &str) -> Result<Client> {
        let open = || {
            let stream = TcpStream::connect(place)?;
            stream.set_nodelay(true)?;
            Ok(BufReader::new(stream))
        };
        (0..CONNECTIONS).map(|_| open()).collect::<Result<_>>().map(Client)
    }

    /// The body that one request is answered with.
    fn ask(&mut self, request: &[u8]) -> Result<Vec<u8>> {
        let stream = self.0.first_mut().context("there is no connection")?;
        stream.get_mut().write_all(request)?;
        answer(stream)
    }

    /// How long a batch takes.
    fn timed(&mut self, request: &[u8]) -> Result<Duration> {
        let begun = Instant::now();
        self.batch(request)?;
        Ok(begun.elapsed())
    }

    /// How many requests are answered in a second, and within which time all but a hundredth of them.
    fn rate(&mut self, request: &[u8]) -> Result<(f64, Duration)> {
        let mut times = Vec::with_capacity(RATE_REQUESTS);
        let begun = Instant::now();
        while times.len() < RATE_REQUESTS {
            let sent = Instant::now();
            for stream in &mut self.0 {
                stream.get_mut().write_all(request)?;
            }
            for stream in &mut self.0 {
                answer(stream)?;
                times.push(sent.elapsed());
            }
        }
        let rate = times.len() as f64 / begun.elapsed().as_secs_f64();
        times.sort_unstable();
        let p99 = times.get(times.len() * 99 / 100).copied().context("nothing was measured")?;
        Ok((rate, p99))
    }

    /// So many requests, one on each connection at a time.
    fn batch(&mut self, request: &[u8]) -> Result<()> {
        for _ in 0..REQUESTS / CONNECTIONS {
            for stream in &mut self.0 {
                stream.get_mut().write_all(request)?;
            }
            for stream in &mut self.0 {
                answer(stream)?;
            }
        }
        Ok(())
    }
}

/// Reads an answer whose head says how long it is.
fn answer(stream: &mut BufReader<TcpStream>) -> Result<Vec<u8>> {
    let (mut length, mut line) = (0, String::new());
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        let head = line.trim_end().to_lowercase();
        if head.starts_with("http/1.1") {
            ensure!(head.contains(" 200"), "{head}");
        }
        if let Some(value) = head.strip_prefix("content-length: ") {
            length = value.parse()?;
        }
        if head.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(body)
}
