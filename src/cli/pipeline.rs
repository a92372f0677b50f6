//! `deskhand pipeline add|list`: the pipelines that orders go through. People set them up, agents move orders.

use serde_json::{Value, json};

use super::{
    args::{PipelineArgs, PipelineCommand},
    failure::Failure,
    screen::Screen,
    set_up::{OperatorStore, line},
    tenant::short_name,
};
use crate::{
    config::Settings,
    error,
    store::{
        TenantRead,
        entity::{PipelineRow, StageRow},
    },
    tools::crm::pipeline::{self, StagePlan},
};

/// The most stages of a pipeline: a person could not keep an overview of more.
const STAGES_MAX: usize = 30;

pub(super) fn run(settings: &Settings, args: PipelineArgs, screen: &Screen) -> Result<(), Failure> {
    match args.what {
        PipelineCommand::Add { key, name, stages } => {
            let key = short_name("pipeline", &key)?;
            let name = line("name", name, &key)?;
            if stages.len() > STAGES_MAX {
                return Err(Failure::Usage(format!("a pipeline has at most {STAGES_MAX} stages")));
            }
            let stages = stages.iter().map(|text| stage(text)).collect::<Result<Vec<_>, _>>()?;
            add(&OperatorStore::open(settings)?, key, name, stages, screen)
        }
        PipelineCommand::List => list(&OperatorStore::open(settings)?, screen),
    }
}

fn add(
    operator: &OperatorStore,
    key: String,
    name: String,
    stages: Vec<StagePlan>,
    screen: &Screen,
) -> Result<(), Failure> {
    let wanted = key.clone();
    operator
        .change("pipeline add", move |db| pipeline::add(db, &key, &name, &stages).map(|_| ()))?;
    let made = operator.read(with_stages)?.into_iter().find(|(known, _)| known.key == wanted);
    let (made, stages) =
        made.ok_or_else(|| Failure::Failed(format!("`{wanted}` is gone again")))?;
    if screen.is_json() {
        return Ok(screen.document(&described(&made, &stages))?);
    }
    let (name, tenant) = (&made.name, operator.tenant());
    let stages = spoken(&stages);
    Ok(screen.line(format!("Added the pipeline `{wanted}` ({name}) to `{tenant}`: {stages}."))?)
}

fn list(operator: &OperatorStore, screen: &Screen) -> Result<(), Failure> {
    let pipelines = operator.read(with_stages)?;
    if screen.is_json() {
        let all = pipelines.iter().map(|(pipeline, stages)| described(pipeline, stages));
        return Ok(screen.document(&all.collect())?);
    }
    let mut table = screen.table(&["pipeline", "name", "stages"]);
    for (pipeline, stages) in &pipelines {
        table.add_row([&pipeline.key, &pipeline.name, &spoken(stages)]);
    }
    Ok(screen.print(&table, "There is no pipeline; make one with `deskhand pipeline add`.")?)
}

fn with_stages(db: &TenantRead<'_>) -> error::Result<Vec<(PipelineRow, Vec<StageRow>)>> {
    let all = pipeline::all(db)?.into_iter();
    all.map(|known| pipeline::stages(db, known.id).map(|stages| (known, stages))).collect()
}

/// Parses a stage: `quoted`, or `quoted:5` with a limit of orders.
fn stage(text: &str) -> Result<StagePlan, Failure> {
    let (key, limit) = match text.split_once(':') {
        Some((key, limit)) => (key, Some(limit)),
        None => (text, None),
    };
    let key = short_name("stage", key)?;
    let limit = limit.map(|limit| {
        limit.parse::<u32>().ok().filter(|limit| *limit > 0).map(i64::from).ok_or_else(|| {
            Failure::Usage(format!("`{limit}` is not a limit; write a number such as `{key}:5`"))
        })
    });
    Ok(StagePlan { name: line("stage", None, &key)?, wip_limit: limit.transpose()?, key })
}

fn spoken(stages: &[StageRow]) -> String {
    let one = |stage: &StageRow| match stage.wip_limit {
        Some(limit) => format!("{} (at most {limit})", stage.key),
        None => stage.key.clone(),
    };
    stages.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn described(pipeline: &PipelineRow, stages: &[StageRow]) -> Value {
    let stages = stages.iter().map(|stage| {
        json!({ "id": stage.id, "key": stage.key, "name": stage.name, "wipLimit": stage.wip_limit })
    });
    json!({ "id": pipeline.id, "key": pipeline.key, "name": pipeline.name, "stages": stages.collect::<Value>() })
}
