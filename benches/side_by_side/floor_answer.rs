//! What the floor answers: deskhand's shapes, made with as little work as rmcp allows.
//!
//! The text is written from the rows, then the rows' own strings move into the structured value:
//! making either one out of the other costs a third more. It checks nothing.

use anyhow::Result;
use jiff::Timestamp;
use rmcp::model::{CallToolResult, ContentBlock};
use rusqlite::Row;
use serde::Serialize;
use serde_json::{Map, Value};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page {
    pub(crate) id: String,
    name: String,
    slug: String,
    path: String,
    parent_id: Option<String>,
    is_protected: bool,
    indexing: bool,
    section_count: u32,
    version: u32,
    updated_at: String,
    resource_url: String,
}

impl Page {
    /// From the columns of `page` in their order.
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let path: String = row.get(3)?;
        let updated_at = Timestamp::from_millisecond(row.get(9)?).unwrap_or_default();
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            slug: row.get(2)?,
            resource_url: format!("http://127.0.0.1:4700{path}"),
            path,
            parent_id: row.get(4)?,
            is_protected: row.get(5)?,
            indexing: row.get(6)?,
            section_count: row.get(7)?,
            version: row.get(8)?,
            updated_at: updated_at.to_string(),
        })
    }

    fn into_value(self) -> Value {
        object([
            ("id", self.id.into()),
            ("name", self.name.into()),
            ("slug", self.slug.into()),
            ("path", self.path.into()),
            ("parentId", self.parent_id.into()),
            ("isProtected", self.is_protected.into()),
            ("indexing", self.indexing.into()),
            ("sectionCount", self.section_count.into()),
            ("version", self.version.into()),
            ("updatedAt", self.updated_at.into()),
            ("resourceUrl", self.resource_url.into()),
        ])
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Found {
    success: bool,
    count: usize,
    items: Vec<Page>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

impl Found {
    pub(crate) fn new(items: Vec<Page>, next_cursor: Option<String>) -> Self {
        Self { success: true, count: items.len(), items, next_cursor }
    }

    pub(crate) fn answer(self) -> Result<CallToolResult> {
        let text = serde_json::to_string(&self)?;
        let items: Vec<Value> = self.items.into_iter().map(Page::into_value).collect();
        let mut body = vec![
            ("success", self.success.into()),
            ("count", self.count.into()),
            ("items", items.into()),
        ];
        body.extend(self.next_cursor.map(|cursor| ("nextCursor", cursor.into())));
        Ok(both(text, object(body)))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Written {
    success: bool,
    data: Page,
    change_id: String,
    resource_url: String,
}

impl Written {
    pub(crate) fn new(data: Page, change_id: String) -> Self {
        let resource_url = data.resource_url.clone();
        Self { success: true, data, change_id, resource_url }
    }

    pub(crate) fn answer(self) -> Result<CallToolResult> {
        let text = serde_json::to_string(&self)?;
        let body = object([
            ("success", self.success.into()),
            ("data", self.data.into_value()),
            ("changeId", self.change_id.into()),
            ("resourceUrl", self.resource_url.into()),
        ]);
        Ok(both(text, body))
    }
}

pub(crate) fn object(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let fields = fields.into_iter();
    let mut map = Map::with_capacity(fields.size_hint().0);
    map.extend(fields.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(map)
}

pub(crate) fn both(text: String, body: Value) -> CallToolResult {
    let mut result = CallToolResult::success(vec![ContentBlock::text(text)]);
    result.structured_content = Some(body);
    result
}
