//! `deskhand-evals run`.

use std::{
    fs,
    io::{self, Write},
    path::PathBuf,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use deskhand_evals::{
    model::{Api, Model, Reach, key},
    report::{Ending, Report, Run, Totals},
    run::Plan,
    stage::Server,
    words::today,
};
use serde_json::{Map, Value};

use super::{BenchArgs, ServerArgs, print};

/// How long after its first failure a request is made again.
const PAUSE: Duration = Duration::from_secs(2);

#[derive(Args)]
pub(super) struct RunArgs {
    /// Tasks whose name contains this.
    #[arg(default_value = "")]
    filter: String,
    /// The model's name, as the endpoint has it.
    #[arg(long)]
    model: String,
    /// Where it is: <https://api.openai.com/v1>, <https://api.anthropic.com>, <http://localhost:11434/v1>.
    #[arg(long, value_name = "URL")]
    endpoint: String,
    /// How the endpoint is spoken to.
    #[arg(long, value_enum, default_value = "openai")]
    api: Api,
    /// The environment variable that has the key. An endpoint on this computer may need none.
    #[arg(long, value_name = "NAME")]
    key_env: Option<String>,
    /// How often each task.
    #[arg(long, default_value_t = 4)]
    runs: usize,
    /// How often the model may be asked in one run.
    #[arg(long, default_value_t = 60)]
    turns: usize,
    /// How many tasks at a time.
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// How long one answer of the model may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    wait: u64,
    /// How often a request is made that fails for now.
    #[arg(long, default_value_t = 5)]
    tries: u32,
    /// What each request has besides: '{"temperature": 0}'.
    #[arg(long, value_name = "JSON", default_value = "{}")]
    extra: String,
    /// Writes the report here.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Writes what was said and done here, a file for each run.
    #[arg(long, value_name = "FOLDER")]
    transcripts: Option<PathBuf>,
    #[command(flatten)]
    server: ServerArgs,
    #[command(flatten)]
    bench: BenchArgs,
}

impl RunArgs {
    /// Whether all runs have taken place; what came of them, the report says.
    pub(super) fn run(self) -> Result<bool> {
        ensure!(self.runs > 0 && self.turns > 0, "--runs and --turns are at least 1");
        let model = self.model()?;
        let server = self.server.server(&self.bench.program)?;
        let bench = self.bench.read()?;
        let today = today()?;
        let plan = Plan {
            bench: &bench,
            server: &server,
            model: &model,
            today,
            runs: self.runs,
            turns_max: self.turns,
            jobs: self.jobs,
            transcripts: self.transcripts.clone(),
        };
        let done = plan.run(&self.filter, tell)?;
        if done.tasks.is_empty() {
            bail!("no task has “{}” in its name", self.filter);
        }
        let report = Report {
            model: model.name.clone(),
            api: model.api,
            endpoint: model.endpoint.host().to_owned(),
            server: done.server,
            version: env!("CARGO_PKG_VERSION"),
            date: today.to_string(),
            runs_each: self.runs,
            turns_max: self.turns,
            totals: Totals::of(&done.tasks),
            tasks: done.tasks,
        };
        if let Some(file) = &self.json {
            let text = serde_json::to_string_pretty(&report)? + "\n";
            let about = || format!("{} cannot be written", file.display());
            fs::write(file, text).with_context(about)?;
        }
        print(report.table().trim_end())?;
        if let Server::Other(other) = &server {
            let not = bench.tasks().filter(|task| !other.adapter.has(&task.name)).count();
            print(&format!("{not} tasks are not for this server: its adapter does not have them"))?;
        }
        Ok(report.totals.not_run == 0)
    }

    fn model(&self) -> Result<Model> {
        let extra: Map<String, Value> =
            serde_json::from_str(&self.extra).context("--extra is no JSON object")?;
        let reach = Reach {
            url: self.endpoint.clone(),
            key: self.key_env.as_deref().map(key).transpose()?,
            wait: Duration::from_secs(self.wait),
            tries: self.tries,
            pause: PAUSE,
        };
        Model::at(&self.model, self.api, reach, extra)
    }
}

/// Says how a run went, while the others go on.
fn tell(task: &str, run: &Run) {
    let how = match run.ending {
        Ending::Passed => "passed",
        Ending::Failed => "failed",
        Ending::NotRun => "NOT RUN",
    };
    let why = if run.why.is_empty() { String::new() } else { format!(": {}", run.why.join("; ")) };
    // Where nobody reads stderr, the report says it.
    let _ = writeln!(io::stderr(), "{task} {}: {how}{why}", run.number);
}
