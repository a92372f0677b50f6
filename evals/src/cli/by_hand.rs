//! `deskhand-evals by-hand`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use deskhand_evals::{
    by_hand::{Request, ask, serve},
    stage::Stage,
};
use serde_json::{Map, Value};

use super::{BenchArgs, ServerArgs, print};

/// A start state is made in that time.
const START_WAIT: Duration = Duration::from_mins(2);

#[derive(Args)]
pub(super) struct ByHandArgs {
    #[command(subcommand)]
    command: ByHand,
    /// Where the open task can be found: a file, another one for each task that is open at the same time.
    #[arg(long, value_name = "FILE", global = true)]
    at: Option<PathBuf>,
}

#[derive(Subcommand)]
enum ByHand {
    /// Opens a task, and says what the person says.
    Start(StartArgs),
    /// Calls a tool, and says what a model reads.
    Call {
        tool: String,
        /// The arguments, as JSON.
        #[arg(default_value = "{}")]
        arguments: String,
    },
    /// Ends the assistant's turn with these words, and says what the person says then.
    Say { words: String },
    /// The tools that there are now, each with the schema of its arguments.
    Tools,
    /// Verifies what is there, and ends it.
    End,
    /// Has the open task; `start` leaves it behind.
    #[command(hide = true)]
    Serve(StartArgs),
}

#[derive(Args, Clone)]
struct StartArgs {
    /// The task's name.
    task: String,
    #[command(flatten)]
    server: ServerArgs,
    #[command(flatten)]
    bench: BenchArgs,
}

impl ByHandArgs {
    pub(super) fn run(self) -> Result<bool> {
        let at = self.at.unwrap_or_else(|| env::temp_dir().join("deskhand-by-hand"));
        let request = match self.command {
            ByHand::Start(args) => return args.start(&at),
            ByHand::Serve(args) => return args.serve(&at).map(|()| true),
            ByHand::Call { tool, arguments } => {
                let arguments: Map<String, Value> =
                    serde_json::from_str(&arguments).context("the arguments are no JSON object")?;
                Request::Call { tool, arguments }
            }
            ByHand::Say { words } => Request::Say(words),
            ByHand::Tools => Request::Tools,
            ByHand::End => Request::End,
        };
        let response = ask(&at, &request)?;
        print(&response.text)?;
        Ok(response.ok)
    }
}

impl StartArgs {
    /// Leaves a process behind that has the task.
    fn start(&self, at: &Path) -> Result<bool> {
        if ask(at, &Request::Begin).is_ok() {
            bail!("a task is open: `by-hand end` first, or --at another file");
        }
        self.server.server(&self.bench.program)?;
        let log = at.with_extension("log");
        let about = || format!("{} cannot be written", log.display());
        let said = fs::File::create(&log).with_context(about)?;
        let mut command = Command::new(env::current_exe()?);
        command.args(["by-hand", "serve", &self.task]).arg("--at").arg(at);
        command.arg("--program").arg(&self.bench.program).arg("--evals").arg(&self.bench.evals);
        if let Some((server, adapter)) =
            self.server.server.as_ref().zip(self.server.adapter.as_ref())
        {
            command.arg("--server").arg(server).arg("--adapter").arg(adapter);
        }
        // It stays when the shell ends that has started it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said);
        let mut child = command.spawn()?;
        let since = Instant::now();
        while since.elapsed() < START_WAIT {
            if let Ok(response) = ask(at, &Request::Begin) {
                print(&response.text)?;
                return Ok(true);
            }
            if child.try_wait()?.is_some() {
                bail!("{}", fs::read_to_string(&log).unwrap_or_default().trim());
            }
            std::thread::park_timeout(Duration::from_millis(20));
        }
        child.kill()?;
        bail!("the task did not open in time")
    }

    fn serve(&self, at: &Path) -> Result<()> {
        let server = self.server.server(&self.bench.program)?;
        let bench = self.bench.read()?;
        let Some(task) = bench.tasks().find(|task| task.name == self.task) else {
            bail!("there is no task `{}`", self.task)
        };
        serve(&Stage::of(&bench, &server, task)?, at)
    }
}
