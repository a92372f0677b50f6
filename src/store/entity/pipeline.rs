//! Pipelines and their stages: the steps that an order goes through.

use deskhand_entity::Entity;

use crate::id::{PipelineId, StageId};

/// A row of `pipeline`.
#[derive(Clone, Debug, Entity)]
#[entity(table = "pipeline", tools("order"), by_operator, label = name, sort = "id", new = NewPipeline)]
pub(crate) struct PipelineRow {
    pub(crate) id: PipelineId,
    /// The name that tools use: `sales`.
    pub(crate) key: String,
    pub(crate) name: String,
}

/// A row of `stage`.
#[derive(Clone, Debug, Entity)]
#[entity(table = "stage", tools("order"), by_operator, label = name, sort = "sortOrder", new = NewStage)]
pub(crate) struct StageRow {
    pub(crate) id: StageId,
    pub(crate) pipeline_id: PipelineId,
    /// The name that tools use: `quoted`.
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) sort_order: i64,
    /// The most orders that may be in the stage at a time.
    pub(crate) wip_limit: Option<i64>,
}
