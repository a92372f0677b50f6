//! Pipelines and their stages: the way of an order.

use deskhand_entity::Entity;

use crate::id::{PipelineId, StageId};

/// A pipeline as it is stored.
#[derive(Clone, Debug, Entity)]
#[entity(table = "pipeline", tools("order"), by_operator, label = name, sort = "id", new = NewPipeline)]
pub(crate) struct PipelineRow {
    pub(crate) id: PipelineId,
    /// How people and tools name it: `sales`.
    pub(crate) key: String,
    pub(crate) name: String,
}

/// A stage as it is stored.
#[derive(Clone, Debug, Entity)]
#[entity(table = "stage", tools("order"), by_operator, label = name, sort = "sortOrder", new = NewStage)]
pub(crate) struct StageRow {
    pub(crate) id: StageId,
    pub(crate) pipeline_id: PipelineId,
    /// How people and tools name it: `quoted`.
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) sort_order: i64,
    /// So many orders may be in it at a time.
    pub(crate) wip_limit: Option<i64>,
}
