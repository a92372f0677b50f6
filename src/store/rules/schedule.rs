//! Timed publishing: what has a time at which it goes public waits in the list of what is due, and nothing else does.
//!
//! The time is a column of the thing, so that it is shown, agreed to, undone and redone like any other; the list
//! follows from it. What is public or archived by now has no such time, and one that has passed is not kept where an
//! undo would bring it back. Who may not publish a thing holds up its publication by changing it: a person has agreed
//! to another text.

use super::{Repair, Rule, list, touches};
use crate::{
    clock::{self, Time},
    error::Result,
    store::{
        Dml, Sql, TenantWrite,
        due::PUBLISH,
        portable,
        row_change::{Op, RowChange},
    },
    value::moment,
};

pub(super) const RULE: Rule = Rule {
    watches: &[
        ("post", SEEN),
        ("entry", SEEN),
        ("section", SEEN),
        ("translation", &["texts", "slug"]),
    ],
    keep,
};

/// What visitors see of a thing, and when.
const SEEN: &[&str] =
    &["status", "publish_at", "title", "slug", "content", "excerpt", "meta", "author", "category"];

/// What says whether and when it is public.
const TIMES: &[&str] = &["status", "publish_at"];

/// The table of a thing that can go public at a time.
struct Timed {
    table: &'static str,
    /// How its ids begin.
    prefix: &'static str,
    /// The tool that publishes it.
    tool: &'static str,
    /// Of the given rows, those that have a time.
    with_time: Sql,
    /// Takes the time from the given rows.
    clear: Dml,
}

macro_rules! with_time {
    ($table:literal) => {
        Sql::scoped(portable!(concat!(
            "SELECT id, status, publish_at FROM ",
            $table,
            " WHERE tenant_id = :tenant AND id IN {list :ids} AND publish_at IS NOT NULL"
        )))
    };
}
macro_rules! clear {
    ($table:literal) => {
        Dml::scoped(portable!(concat!(
            "UPDATE ",
            $table,
            " SET publish_at = NULL WHERE tenant_id = :tenant AND id IN {list :ids}"
        )))
    };
}

const POSTS: Sql = with_time!("post");
const CLEAR_POSTS: Dml = clear!("post");
const ENTRIES: Sql = with_time!("entry");
const CLEAR_ENTRIES: Dml = clear!("entry");
const SECTIONS: Sql = with_time!("section");
const CLEAR_SECTIONS: Dml = clear!("section");

const TIMED: &[Timed] = &[
    Timed {
        table: "post",
        prefix: "post_",
        tool: "updatePost",
        with_time: POSTS,
        clear: CLEAR_POSTS,
    },
    Timed {
        table: "entry",
        prefix: "ent_",
        tool: "updateEntry",
        with_time: ENTRIES,
        clear: CLEAR_ENTRIES,
    },
    Timed {
        table: "section",
        prefix: "sec_",
        tool: "updateSection",
        with_time: SECTIONS,
        clear: CLEAR_SECTIONS,
    },
];

fn keep(db: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    let mut repair = Repair::Nothing;
    for (thing, tool) in rows.iter().filter_map(|row| translated(row)) {
        if !may_publish(db, tool) {
            hold(db, &thing)?;
        }
    }
    for timed in TIMED {
        let rows: Vec<&RowChange> =
            rows.iter().copied().filter(|row| row.entity == timed.table).collect();
        if !rows.is_empty() && follow(db, timed, &rows)? == Repair::Rows {
            repair = Repair::Rows;
        }
    }
    Ok(repair)
}

/// Brings the list up to date with these rows of a table.
fn follow(db: &mut TenantWrite<'_>, timed: &Timed, rows: &[&RowChange]) -> Result<Repair> {
    // Most writes are about things that have never had a time.
    let concerned = rows.iter().copied().filter(|row| row.op != Op::Insert || has_time(row));
    let (gone, there): (Vec<&RowChange>, Vec<&RowChange>) =
        concerned.partition(|row| row.op == Op::Delete);
    for row in gone.into_iter().filter(|row| had_time(row)) {
        db.not_due(PUBLISH, &row.key)?;
    }
    if there.is_empty() {
        return Ok(Repair::Nothing);
    }
    let keys = list(there.iter().map(|row| row.key.as_str()));
    let with_time = db.all(&timed.with_time, &[(":ids", keys.into())], |row| {
        Ok((row.text("id")?, row.text("status")?, row.text("publish_at")?))
    })?;
    let mut over = Vec::new();
    for row in there {
        let found = with_time.iter().find(|(id, ..)| *id == row.key);
        let Some((id, status, at)) = found else {
            if touches(row, TIMES) && had_time(row) {
                db.not_due(PUBLISH, &row.key)?;
            }
            continue;
        };
        let due = moment::millis(at).filter(|due| status == "draft" && is_to_come(row, *due));
        match due {
            Some(due) if touches(row, TIMES) => db.due(PUBLISH, id, Time(due))?,
            Some(_) if !may_publish(db, timed.tool) => {
                hold(db, id)?;
            }
            Some(_) => {}
            None => {
                over.push(id.as_str());
                db.not_due(PUBLISH, id)?;
            }
        }
    }
    if over.is_empty() {
        return Ok(Repair::Nothing);
    }
    db.execute(&timed.clear, &[(":ids", list(over).into())])?;
    Ok(Repair::Rows)
}

/// The thing of which these are the texts in another language, and the tool that publishes it.
fn translated(row: &RowChange) -> Option<(String, &'static str)> {
    let (thing, _) = row.of_language()?;
    let tool = TIMED.iter().find(|it| thing.starts_with(it.prefix))?.tool;
    Some((thing, tool))
}

fn hold(db: &mut TenantWrite<'_>, id: &str) -> Result<()> {
    let agent = db.who().agent.name.clone();
    db.hold_due(PUBLISH, id, &format!("`{agent}`, who may not publish, has changed it since"))
}

/// Whether the time is not over, or was set before this change.
fn is_to_come(row: &RowChange, due: i64) -> bool {
    !touches(row, TIMES) || due > clock::now().0
}

fn has_time(row: &RowChange) -> bool {
    row.after.as_ref().is_some_and(|after| after.get("publish_at").is_some_and(|at| !at.is_null()))
}

fn had_time(row: &RowChange) -> bool {
    let before = row.before.as_ref().and_then(|before| before.get("publish_at"));
    before.is_some_and(|at| !at.is_null())
}

/// Whether the agent may make such things public with that tool.
fn may_publish(db: &TenantWrite<'_>, tool: &str) -> bool {
    db.may_set(tool, "status", "published")
}
