//! The browser as a child process: how it is started, and how it ends.

use std::{
    ffi::OsString,
    fs::File,
    io::Read as _,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
};

use rustix::process::{Pid, Signal, kill_process_group};

use super::{Look, Sight, Trouble, folder, folder::ProfileFolder, session::Session};

/// The browser reads commands from descriptor 3 and answers on 4. A shell puts our pipes there: a new process cannot be
/// given descriptors without unsafe code otherwise.
const PIPES: &str = "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null";

/// No window, no first run, nothing that the browser does by itself, and no way out but the preview's port.
const ARGUMENTS: &[&str] = &[
    "--headless",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    "--no-service-autorun",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-extensions-with-background-pages",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--dns-prefetch-disable",
    "--force-color-profile=srgb",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--metrics-recording-only",
    "--mute-audio",
    "--password-store=basic",
    "--use-mock-keychain",
];

/// What the browser writes to stderr where it cannot isolate pages.
const NO_SANDBOX: [&str; 3] =
    ["without --no-sandbox", "No usable sandbox", "Failed to move to new namespace"];

/// The browser makes a socket below its folder for temporary files, and ends at once where the path is too long for
/// one.
const TMPDIR_MAX: usize = 62;

/// The bytes of stderr that are read.
const STDERR_MAX: u64 = 64 << 10;

/// How the browser is started.
pub(super) struct Start {
    pub(super) program: PathBuf,
    pub(super) is_sandboxed: bool,
    pub(super) path: OsString,
    pub(super) temporary: PathBuf,
}

/// A run of the browser, for whoever ends it.
#[derive(Default)]
pub(super) struct Running(Mutex<Run>);

#[derive(Default)]
struct Run {
    /// The browser and its children.
    group: Option<Pid>,
    profile: Option<PathBuf>,
    is_over: bool,
}

impl Running {
    fn run(&self) -> std::sync::MutexGuard<'_, Run> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the browser with its children, or keeps it from starting.
    fn end(&self) {
        let mut run = self.run();
        run.is_over = true;
        if let Some(group) = run.group {
            let _ = kill_process_group(group, Signal::KILL);
        }
        // Whoever waits for the child removes it, too; but this process may end before.
        if let Some(profile) = run.profile.take() {
            folder::remove(&profile);
        }
    }

    /// Starts the child, unless it is over already.
    fn start(&self, command: &mut Command, profile: &Path) -> Result<Child, Trouble> {
        let mut run = self.run();
        if run.is_over {
            return Err(Trouble::Late);
        }
        let child = command.spawn().map_err(failed)?;
        run.group = Some(Pid::from_child(&child));
        run.profile = Some(profile.to_owned());
        Ok(child)
    }

    /// Ends the child and takes its exit, after which its number may be another process's.
    fn finish(&self, child: &mut Child) {
        let mut run = self.run();
        if let Some(group) = run.group.take() {
            let _ = kill_process_group(group, Signal::KILL);
        }
        run.profile = None;
        let _ = child.wait();
    }
}

/// Ends a run when it is dropped.
pub(super) struct EndOnDrop(pub(super) Arc<Running>);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Starts the browser, looks, and ends it. Blocks; when `running` is ended meanwhile, it fails.
///
/// On a busy computer a browser may end by itself, because one of its own children was not there in time. It gets a
/// second chance within the time that a look may take.
pub(super) fn look(start: &Start, sight: &Sight, running: &Running) -> Result<Look, Trouble> {
    match look_once(start, sight, running) {
        Err(Trouble::Failed(cause)) => {
            tracing::debug!(cause, "the browser is started again");
            look_once(start, sight, running)
        }
        looked => looked,
    }
}

fn look_once(start: &Start, sight: &Sight, running: &Running) -> Result<Look, Trouble> {
    let folder = ProfileFolder::make(&start.temporary).map_err(failed)?;
    let stderr = folder.path().join("stderr");
    let nowhere = Nowhere::reserve()?;
    let mut command = command(start, sight, folder.path(), &nowhere);
    command.stderr(File::create(&stderr).map_err(failed)?);
    let mut child = running.start(&mut command, folder.path())?;
    let looked = match (child.stdin.take(), child.stdout.take()) {
        (Some(to), Some(from)) => Session::new(to, from, sight).look(),
        _ => Err(Trouble::Failed("the browser has no pipes".to_owned())),
    };
    running.finish(&mut child);
    match looked {
        Err(Trouble::Failed(cause)) => Err(explained(cause, &stderr)),
        looked => looked,
    }
}

fn command(start: &Start, sight: &Sight, profile: &Path, nowhere: &Nowhere) -> Command {
    let mut data = OsString::from("--user-data-dir=");
    data.push(profile);
    let place = sight.site.strip_prefix("http://").unwrap_or_default();
    let place = place.split('/').next().unwrap_or_default();
    let (width, height) = sight.screen.size();
    let mut command = Command::new("/bin/sh");
    command.args(["-c", PIPES, "sh"]).arg(&start.program).args(ARGUMENTS).arg(data).args([
        format!("--window-size={width},{height}"),
        format!("--proxy-server=http://127.0.0.1:{}", nowhere.port),
        format!("--proxy-bypass-list=<-loopback>;{place}"),
    ]);
    if !start.is_sandboxed {
        command.arg("--no-sandbox");
    }
    command.arg("about:blank");
    // Keys of services are in our environment, and the person's own settings in their home.
    command.env_clear().env("PATH", &start.path).env("LANG", "C.UTF-8");
    command.env("HOME", profile).current_dir(profile);
    if profile.as_os_str().len() <= TMPDIR_MAX {
        command.env("TMPDIR", profile);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0);
    command
}

/// A port of this machine to which nobody listens as long as this is kept.
struct Nowhere {
    port: u16,
    _socket: tokio::net::TcpSocket,
}

impl Nowhere {
    fn reserve() -> Result<Nowhere, Trouble> {
        let socket = tokio::net::TcpSocket::new_v4().map_err(failed)?;
        socket.bind(([127, 0, 0, 1], 0).into()).map_err(failed)?;
        let port = socket.local_addr().map_err(failed)?.port();
        Ok(Nowhere { port, _socket: socket })
    }
}

fn failed(error: std::io::Error) -> Trouble {
    Trouble::Failed(error.to_string())
}

/// The cause of a failure, by what the browser has written.
fn explained(cause: String, stderr: &Path) -> Trouble {
    let mut said = Vec::new();
    if let Ok(file) = File::open(stderr) {
        let _ = file.take(STDERR_MAX).read_to_end(&mut said);
    }
    let said = String::from_utf8_lossy(&said);
    if NO_SANDBOX.iter().any(|words| said.contains(words)) {
        return Trouble::NoSandbox;
    }
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    Trouble::Failed(format!("{cause}; {last}"))
}
