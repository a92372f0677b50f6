//! Pipelines and their stages: the way of an order. People set them up; tools move orders along.

use crate::{
    clock,
    error::{Code, Error, Result},
    id::{self, PipelineId, StageId},
    store::{Dml, Row, Sql, TenantRead, TenantWrite},
    value::Ref,
};

/// A pipeline as it is stored.
#[derive(Clone, Debug)]
pub struct PipelineRow {
    /// Its id.
    pub id: PipelineId,
    /// How people and tools name it: `sales`.
    pub key: String,
    /// What people call it.
    pub name: String,
}

/// A stage as it is stored.
#[derive(Clone, Debug)]
pub struct StageRow {
    /// Its id.
    pub id: StageId,
    /// How people and tools name it: `quoted`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// So many orders may be in it at a time.
    pub wip_limit: Option<i64>,
}

/// A stage that is to be made.
#[derive(Clone, Debug)]
pub struct NewStage {
    /// How people and tools will name it.
    pub key: String,
    /// What people will call it.
    pub name: String,
    /// So many orders may be in it at a time.
    pub wip_limit: Option<i64>,
}

/// A read of whole pipelines; a constant cannot be joined with another at compile time.
macro_rules! pipelines {
    ($condition:literal) => {
        Sql::scoped(concat!(
            "SELECT id, key, name FROM pipeline WHERE tenant_id = :tenant AND ",
            $condition
        ))
    };
}

/// Every pipeline, the default first: people set up a handful.
pub fn all(db: &TenantRead<'_>) -> Result<Vec<PipelineRow>> {
    const ALL: Sql = pipelines!("id >= '' ORDER BY id LIMIT 1000");
    db.all(&ALL, &[], read)
}

/// The stages of a pipeline, in order.
pub fn stages(db: &TenantRead<'_>, pipeline: PipelineId) -> Result<Vec<StageRow>> {
    const STAGES: Sql = Sql::scoped(
        "SELECT id, key, name, wip_limit FROM stage
         WHERE tenant_id = :tenant AND pipeline_id = :pipeline ORDER BY sort_order, id",
    );
    db.all(&STAGES, &[(":pipeline", pipeline.into())], |row| {
        Ok(StageRow {
            id: row.id("id")?,
            key: row.text("key")?,
            name: row.text("name")?,
            wip_limit: row.integer_or_none("wip_limit")?,
        })
    })
}

/// The pipeline of that id, key or name, or the default; it must be there.
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
            .or_else(|| all.iter().find(|known| known.name.to_lowercase() == name.to_lowercase())),
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

/// The stage of a pipeline by its id, key or name, or its first; it must be there.
pub(super) fn require_stage(
    db: &TenantRead<'_>,
    pipeline: &PipelineRow,
    stage: Option<&Ref<id::Stage>>,
) -> Result<StageRow> {
    let stages = stages(db, pipeline.id)?;
    let found = match stage {
        None => stages.first(),
        Some(Ref::Id(id)) => stages.iter().find(|known| known.id == *id),
        Some(Ref::Name(name)) => stages.iter().find(|known| known.key == *name).or_else(|| {
            stages.iter().find(|known| known.name.to_lowercase() == name.to_lowercase())
        }),
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
/// `NAME_TAKEN` when there is one of that key, or two stages have the same.
pub fn add(
    db: &mut TenantWrite<'_>,
    key: &str,
    name: &str,
    stages: &[NewStage],
) -> Result<PipelineId> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO pipeline (tenant_id, id, key, name, version, created_at, updated_at)
         VALUES (:tenant, :id, :key, :name, 1, :now, :now)
         ON CONFLICT (tenant_id, key) DO NOTHING",
    );
    const STAGE: Dml = Dml::scoped(
        "INSERT INTO stage (tenant_id, id, pipeline_id, key, name, sort_order, wip_limit, version,
                            created_at, updated_at)
         VALUES (:tenant, :id, :pipeline, :key, :name, :order, :limit, 1, :now, :now)
         ON CONFLICT (tenant_id, pipeline_id, key) DO NOTHING",
    );
    let taken = |what: &str, key: &str| {
        Error::new(Code::NameTaken, format!("there is a {what} `{key}` already"))
            .suggest("choose another key")
    };
    let (id, now) = (PipelineId::new(), clock::now());
    let pipeline =
        [(":id", id.into()), (":key", key.into()), (":name", name.into()), (":now", now.into())];
    if db.execute(&ADD, &pipeline)? == 0 {
        return Err(taken("pipeline", key));
    }
    for (order, stage) in (1_u32..).zip(stages) {
        let row = [
            (":id", StageId::new().into()),
            (":pipeline", id.into()),
            (":key", (&stage.key).into()),
            (":name", (&stage.name).into()),
            (":order", order.into()),
            (":limit", stage.wip_limit.into()),
            (":now", now.into()),
        ];
        if db.execute(&STAGE, &row)? == 0 {
            return Err(taken("stage", &stage.key));
        }
    }
    Ok(id)
}

fn read(row: &Row<'_>) -> Result<PipelineRow> {
    Ok(PipelineRow { id: row.id("id")?, key: row.text("key")?, name: row.text("name")? })
}
