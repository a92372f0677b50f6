//! Who has written, who waits for an answer, and how orders stand.

use super::{Part, counted};
use crate::{
    clock::Time,
    error::Result,
    store::{Row, Sql, TenantRead},
    tools::crm::order,
};

/// Enquiries by forms: new ones, open ones, and what was taken for spam.
pub(super) fn enquiries(db: &TenantRead<'_>, since: Time) -> Result<Option<Part>> {
    const COUNTED: Sql = Sql::scoped(
        "SELECT CAST(coalesce(sum(CASE WHEN status <> 'spam' AND created_at >= :since THEN 1 ELSE 0 END), 0)
                  AS bigint) AS fresh,
                CAST(coalesce(sum(CASE WHEN status = 'active' THEN 1 ELSE 0 END), 0) AS bigint) AS active,
                CAST(coalesce(sum(CASE WHEN status = 'spam' AND created_at >= :since THEN 1 ELSE 0 END), 0)
                  AS bigint) AS spam
         FROM conversation WHERE tenant_id = :tenant AND channel = 'form'",
    );
    if !db.may_read("conversation") {
        return Ok(None);
    }
    let read =
        |row: &Row<'_>| Ok((row.integer("fresh")?, row.integer("active")?, row.integer("spam")?));
    let found = db.first(&COUNTED, &[(":since", since.into())], read)?;
    let (fresh, active, spam) = found.unwrap_or_default();
    let mut said = Vec::new();
    if fresh > 0 || active > 0 {
        let new = counted(fresh, "new enquiry", "new enquiries");
        let look = "getConversation { all: true, channel: \"form\" }";
        said.push((format!("{new}, {active} open in all."), look));
    }
    if spam > 0 {
        let look = "getConversation { all: true, status: \"spam\" }";
        said.push((format!("{spam} taken for spam."), look));
    }
    Ok(Part::of("enquiries", said))
}

/// Customers who have written last on WhatsApp.
pub(super) fn unanswered(db: &TenantRead<'_>, _: Time) -> Result<Option<Part>> {
    const UNANSWERED: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM conversation
         WHERE tenant_id = :tenant AND channel = 'whatsapp' AND status = 'active'
           AND last_inbound_at = last_message_at",
    );
    if !db.may_read("conversation") {
        return Ok(None);
    }
    let count = db.count(&UNANSWERED, &[])?;
    let said = (count > 0).then(|| {
        let who = counted(count, "customer has", "customers have");
        let look = "getConversation { all: true, channel: \"whatsapp\" }";
        (format!("{who} written last on WhatsApp."), look)
    });
    Ok(Part::of("conversations", said.into_iter().collect()))
}

/// What customers owe, and what of that is late.
pub(super) fn money(db: &TenantRead<'_>, _: Time) -> Result<Option<Part>> {
    if !db.may_read("order") {
        return Ok(None);
    }
    let (owed, overdue) = order::owed_in_words(db)?;
    let owed = owed.map(|owed| (owed, "getOrder { unpaid: true }"));
    let overdue = overdue.map(|overdue| (overdue, "getOrder { overdue: true }"));
    Ok(Part::of("money", owed.into_iter().chain(overdue).collect()))
}

/// How many orders there are in each stage.
pub(super) fn orders(db: &TenantRead<'_>, since: Time) -> Result<Option<Part>> {
    const BY_STAGE: Sql = Sql::scoped(
        "SELECT p.name AS pipeline, s.name AS stage, count(*) AS n
         FROM customer_order o
         JOIN stage s ON s.tenant_id = o.tenant_id AND s.id = o.stage_id
         JOIN pipeline p ON p.tenant_id = s.tenant_id AND p.id = s.pipeline_id
         WHERE o.tenant_id = :tenant AND o.status <> 'cancelled'
         GROUP BY p.id, p.name, s.id, s.name, s.sort_order ORDER BY p.id, s.sort_order LIMIT 12",
    );
    const NEW: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM customer_order
         WHERE tenant_id = :tenant AND created_at >= :since AND status <> 'cancelled'",
    );
    if !db.may_read("order") {
        return Ok(None);
    }
    let stages = db.all(&BY_STAGE, &[], |row| {
        Ok((row.text("pipeline")?, row.text("stage")?, row.integer("n")?))
    })?;
    let Some((first, ..)) = stages.first() else { return Ok(None) };
    let is_one = stages.iter().all(|(pipeline, ..)| pipeline == first);
    let said: Vec<String> = stages
        .iter()
        .map(|(pipeline, stage, count)| {
            if is_one { format!("{stage} {count}") } else { format!("{pipeline}/{stage} {count}") }
        })
        .collect();
    let new = db.count(&NEW, &[(":since", since.into())])?;
    let new = counted(new, "new order", "new orders");
    let says = format!("{new}. By stage: {}.", said.join(", "));
    Ok(Part::of("orders", vec![(says, "getOrder { all: true }")]))
}
