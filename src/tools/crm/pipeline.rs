//! Pipelines and their stages, which orders go through. The operator sets them up; tools move orders.

use crate::{
    error::{Code, Error, Result},
    id::{self, PipelineId, StageId},
    store::{
        TenantRead, TenantWrite,
        entity::{NewPipeline, NewStage, PipelineRow, Select, StageRow, select},
    },
    unicode::fold,
    value::Ref,
};

/// A stage to be created, as the operator describes it.
#[derive(Clone, Debug)]
pub struct StagePlan {
    /// The name that tools use.
    pub key: String,
    /// The name for people.
    pub name: String,
    /// The most orders that may be in the stage at a time.
    pub wip_limit: Option<i64>,
}

/// Every pipeline, the default one first; a business has few.
pub(crate) fn all(db: &TenantRead<'_>) -> Result<Vec<PipelineRow>> {
    const ALL: Select<PipelineRow> = select!(PipelineRow, "id >= '' ORDER BY id LIMIT 1000");
    db.rows(&ALL, &[])
}

pub(crate) fn stages(db: &TenantRead<'_>, pipeline: PipelineId) -> Result<Vec<StageRow>> {
    const STAGES: Select<StageRow> =
        select!(StageRow, "pipeline_id = :pipeline ORDER BY sort_order, id");
    db.rows(&STAGES, &[(":pipeline", pipeline.into())])
}

/// The pipeline with that id, key or name, or the default one; it must exist.
pub(super) fn require(
    db: &TenantRead<'_>,
    pipeline: Option<&Ref<id::Pipeline>>,
) -> Result<PipelineRow> {
    let all = all(db)?;
    let found = match pipeline {
        None => all.first(),
        Some(Ref::Id(id)) => all.iter().find(|known| known.id == *id),
        Some(Ref::Name(name)) => all
            .iter()
            .find(|known| known.key == *name)
            .or_else(|| all.iter().find(|known| fold(&known.name) == fold(name))),
    };
    found.cloned().ok_or_else(|| match pipeline {
        Some(named) => {
            let keys: Vec<&str> = all.iter().map(|known| known.key.as_str()).collect();
            Error::new(Code::PipelineNotFound, format!("there is no pipeline `{named}`"))
                .suggest(format!("use one of {}", keys.join(", ")))
        }
        None => Error::new(Code::PipelineNotFound, "there is no pipeline yet")
            .suggest("ask a person to add one with `deskhand pipeline add`"),
    })
}

/// The stage of a pipeline with that id, key or name, or its first stage; it must exist.
pub(super) fn require_stage(
    db: &TenantRead<'_>,
    pipeline: &PipelineRow,
    stage: Option<&Ref<id::Stage>>,
) -> Result<StageRow> {
    let stages = stages(db, pipeline.id)?;
    let found = match stage {
        None => stages.first(),
        Some(Ref::Id(id)) => stages.iter().find(|known| known.id == *id),
        Some(Ref::Name(name)) => stages
            .iter()
            .find(|known| known.key == *name)
            .or_else(|| stages.iter().find(|known| fold(&known.name) == fold(name))),
    };
    found.cloned().ok_or_else(|| {
        let keys: Vec<&str> = stages.iter().map(|known| known.key.as_str()).collect();
        let what =
            stage.map_or_else(|| "first stage".to_owned(), |stage| format!("stage `{stage}`"));
        Error::new(Code::StageNotFound, format!("the pipeline `{}` has no {what}", pipeline.key))
            .suggest(format!("use one of {}", keys.join(", ")))
    })
}

/// Adds a pipeline with its stages.
///
/// # Errors
/// `NAME_TAKEN` if a pipeline has the key, or two stages have the same.
pub fn add(
    db: &mut TenantWrite<'_>,
    key: &str,
    name: &str,
    stages: &[StagePlan],
) -> Result<PipelineId> {
    let taken = |what: &str, key: &str| {
        Error::new(Code::NameTaken, format!("there is a {what} `{key}` already"))
            .suggest("choose another key")
    };
    if all(db)?.iter().any(|known| known.key == key) {
        return Err(taken("pipeline", key));
    }
    let id = PipelineId::new();
    NewPipeline { id, key: key.to_owned(), name: name.to_owned() }.insert(db)?;
    for (sort_order, stage) in (1..).zip(stages) {
        if self::stages(db, id)?.iter().any(|known| known.key == stage.key) {
            return Err(taken("stage", &stage.key));
        }
        let StagePlan { key, name, wip_limit } = stage.clone();
        let new = StageId::new();
        NewStage { id: new, pipeline_id: id, key, name, sort_order, wip_limit }.insert(db)?;
    }
    Ok(id)
}
