//! Reads of orders.

use std::collections::BTreeMap;

use crate::{
    error::Result,
    id::{ContactId, PackageId, PipelineId, StageId},
    store::{
        Param, Sql, TenantRead,
        entity::{OrderRow, Select, Table, order_amounts, select},
        join,
    },
    value::{Choice as _, Currency, Day, OrderStatus, amount_text},
};

/// A filter of orders.
#[derive(Default)]
pub(super) struct Wanted {
    pub(super) contact: Option<ContactId>,
    pub(super) stage: Option<StageId>,
    pub(super) pipeline: Option<PipelineId>,
    /// Only those that were due before that day.
    pub(super) overdue: Option<Day>,
}

/// Every id of an order sorts before this text.
pub(super) const NEWEST: &str = "ord_{";

/// Orders before a position, newest first.
pub(super) fn listed(
    db: &TenantRead<'_>,
    wanted: &Wanted,
    after: &str,
    fetch: i64,
) -> Result<Vec<OrderRow>> {
    const ALL: Select<OrderRow> = select!(
        OrderRow,
        "o.id < :after AND (CAST(:pipeline AS text) IS NULL OR s.pipeline_id = :pipeline)
         ORDER BY o.id DESC LIMIT :fetch"
    );
    const OF_CONTACT: Select<OrderRow> = select!(
        OrderRow,
        "o.contact_id = :contact AND o.id < :after
         AND (CAST(:pipeline AS text) IS NULL OR s.pipeline_id = :pipeline) ORDER BY o.id DESC LIMIT :fetch"
    );
    const IN_STAGE: Select<OrderRow> =
        select!(OrderRow, "o.stage_id = :stage AND o.id < :after ORDER BY o.id DESC LIMIT :fetch");
    let (after, fetch) = ((":after", after.into()), (":fetch", fetch.into()));
    let pipeline = (":pipeline", wanted.pipeline.into());
    if let Some(stage) = wanted.stage {
        db.rows(&IN_STAGE, &[after, fetch, (":stage", stage.into())])
    } else if let Some(contact) = wanted.contact {
        db.rows(&OF_CONTACT, &[after, fetch, pipeline, (":contact", contact.into())])
    } else {
        db.rows(&ALL, &[after, fetch, pipeline])
    }
}

/// The condition of what is to be paid: more than is paid, of whom and where it is asked for, and late if that is.
macro_rules! is_owed {
    () => {
        concat!(order_amounts!(due), " > ", order_amounts!(paid), "
         AND (CAST(:contact AS text) IS NULL OR o.contact_id = :contact)
         AND (CAST(:stage AS text) IS NULL OR o.stage_id = :stage)
         AND (CAST(:pipeline AS text) IS NULL OR s.pipeline_id = :pipeline)
         AND (CAST(:before AS text) IS NULL OR o.due_on < :before OR EXISTS (
           SELECT 1 FROM invoice v
           WHERE v.tenant_id = o.tenant_id AND v.order_id = o.id AND v.number IS NOT NULL AND v.due_on < :before
             AND (v.kind = 'invoice' OR v.kind = 'deposit' AND v.total_minor > ", order_amounts!(paid), ")
             AND v.total_minor > (SELECT coalesce(CAST(sum(c.total_minor) AS bigint), 0) FROM invoice c
                                  WHERE c.tenant_id = v.tenant_id AND c.corrects_id = v.id AND c.number IS NOT NULL)))")
    };
}

impl Wanted {
    fn params(&self) -> [(&'static str, Param<'static>); 4] {
        [
            (":contact", self.contact.into()),
            (":stage", self.stage.into()),
            (":pipeline", self.pipeline.into()),
            (":before", self.overdue.map(|day| day.to_string()).into()),
        ]
    }
}

/// Orders of which not all is paid, before a position, newest first.
pub(super) fn owed(
    db: &TenantRead<'_>,
    wanted: &Wanted,
    after: &str,
    fetch: i64,
) -> Result<Vec<OrderRow>> {
    const OWED: Select<OrderRow> = Select::scoped(join!(
        <OrderRow as Table>::HEAD,
        is_owed!(),
        " AND o.status = 'confirmed' AND o.id < :after ORDER BY o.id DESC LIMIT :fetch"
    ));
    let mut params = wanted.params().to_vec();
    params.extend([(":after", after.into()), (":fetch", fetch.into())]);
    db.rows(&OWED, &params)
}

/// What is owed in all, in each currency: `Owed: 2099.90 EUR by 3 orders (new 1, booked 2).`, and how much would be for
/// what is not confirmed yet.
pub(super) fn owed_in_all(db: &TenantRead<'_>, wanted: &Wanted) -> Result<Option<String>> {
    let Sums { owed, pending } = sums(db, wanted)?;
    let owed = match owed {
        None => "Nobody owes anything.".to_owned(),
        Some(sums) => format!("Owed: {sums}."),
    };
    Ok(Some(match pending {
        None => owed,
        Some(sums) => format!("{owed} Asked for and not confirmed (status: pending): {sums}."),
    }))
}

/// What is owed, in words, if anything is; and what of that is late.
pub(super) fn owed_in_words(
    db: &TenantRead<'_>,
    today: Day,
) -> Result<(Option<String>, Option<String>)> {
    let owed = sums(db, &Wanted::default())?.owed;
    let late = Wanted { overdue: Some(today), ..Wanted::default() };
    let overdue = if owed.is_some() { sums(db, &late)?.owed } else { None };
    let said = |word: &str, sums: Option<String>| sums.map(|sums| format!("{word}: {sums}."));
    Ok((said("Owed", owed), said("Overdue", overdue)))
}

/// What is owed, and what would be if it were confirmed: `2099.90 EUR by 3 orders (new 1, booked 2)`.
struct Sums {
    owed: Option<String>,
    pending: Option<String>,
}

fn sums(db: &TenantRead<'_>, wanted: &Wanted) -> Result<Sums> {
    const SUMS: Sql = Sql::scoped(concat!(
        "SELECT o.status AS status, o.currency AS currency, s.key AS stage, count(*) AS orders,
                CAST(sum(",
        order_amounts!(due),
        " - ",
        order_amounts!(paid),
        ") AS bigint) AS owed
         FROM customer_order o
         JOIN stage s ON s.tenant_id = o.tenant_id AND s.id = o.stage_id
         WHERE o.tenant_id = :tenant AND ",
        is_owed!(),
        " AND o.status <> 'cancelled'
         GROUP BY o.status, o.currency, s.key, s.sort_order ORDER BY o.status, o.currency, s.sort_order, s.key"
    ));
    let sums = db.all(&SUMS, &wanted.params(), |row| {
        let (status, currency) = (OrderStatus::parse(&row.text("status")?)?, row.text("currency")?);
        let of_stage = OfStage {
            stage: row.text("stage")?,
            orders: row.integer("orders")?,
            minor: row.integer("owed")?,
        };
        Ok((status, currency, of_stage))
    })?;
    let (owed, pending): (Vec<_>, Vec<_>) =
        sums.into_iter().partition(|(status, ..)| *status == OrderStatus::Confirmed);
    let said = |sums: Vec<(OrderStatus, String, OfStage)>| {
        in_currencies(sums.into_iter().map(|(_, currency, of_stage)| (currency, of_stage)))
    };
    Ok(Sums { owed: said(owed), pending: said(pending) })
}

/// What the orders of a stage come to.
struct OfStage {
    stage: String,
    orders: i64,
    minor: i64,
}

/// `2099.90 EUR by 3 orders (new 1, booked 2)`, for each currency.
fn in_currencies(sums: impl Iterator<Item = (String, OfStage)>) -> Option<String> {
    let mut of_each: BTreeMap<String, (i64, i64, Vec<String>)> = BTreeMap::new();
    for (currency, OfStage { stage, orders, minor }) in sums {
        let (sum, count, stages) = of_each.entry(currency).or_default();
        *sum += minor;
        *count += orders;
        stages.push(format!("{stage} {orders}"));
    }
    let each = of_each.into_iter().map(|(code, (sum, count, stages))| {
        let known = Currency::stored(&code);
        let sum = known.map_or_else(|| format!("{sum} {code}"), |known| amount_text(sum, known));
        let orders = if count == 1 { "order" } else { "orders" };
        format!("{sum} by {count} {orders} ({})", stages.join(", "))
    });
    let each: Vec<String> = each.collect();
    (!each.is_empty()).then(|| each.join("; "))
}

/// The order of that number.
pub(super) fn by_number(db: &TenantRead<'_>, number: i64) -> Result<Option<OrderRow>> {
    const BY_NUMBER: Select<OrderRow> = select!(OrderRow, "o.number = :number");
    db.row(&BY_NUMBER, &[(":number", number.into())])
}

/// The newest orders of a contact that are not cancelled.
pub(super) fn open_of_contact(db: &TenantRead<'_>, contact: ContactId) -> Result<Vec<OrderRow>> {
    const OPEN: Select<OrderRow> = select!(
        OrderRow,
        "o.contact_id = :contact AND o.status <> 'cancelled' ORDER BY o.id DESC LIMIT 5"
    );
    db.rows(&OPEN, &[(":contact", contact.into())])
}

/// The orders of a contact for a package that nothing is booked for yet; two at most.
pub(super) fn unbooked(
    db: &TenantRead<'_>,
    contact: ContactId,
    package: PackageId,
) -> Result<Vec<OrderRow>> {
    const UNBOOKED: Select<OrderRow> = select!(
        OrderRow,
        "o.contact_id = :contact AND o.status <> 'cancelled'
         AND EXISTS (SELECT 1 FROM order_item i
                     WHERE i.tenant_id = o.tenant_id AND i.order_id = o.id AND i.package_id = :package)
         AND NOT EXISTS (SELECT 1 FROM booking b
                         WHERE b.tenant_id = o.tenant_id AND b.order_id = o.id AND b.status <> 'cancelled')
         ORDER BY o.id DESC LIMIT 2"
    );
    db.rows(&UNBOOKED, &[(":contact", contact.into()), (":package", package.into())])
}

/// The number of a new order.
pub(super) fn next_number(db: &TenantRead<'_>) -> Result<i64> {
    const LAST: Sql =
        Sql::scoped("SELECT max(number) AS n FROM customer_order WHERE tenant_id = :tenant");
    Ok(db.count(&LAST, &[])?.saturating_add(1))
}

/// The newest twenty orders of each of several contacts, newest first.
pub(super) fn newest_of_each(db: &TenantRead<'_>, contacts: &[ContactId]) -> Result<Vec<OrderRow>> {
    const NEWEST_OF_EACH: Select<OrderRow> = select!(
        OrderRow,
        "o.id IN (SELECT n.id FROM {items :ids, cte_contacts}
                  {ordered_join} customer_order n ON n.tenant_id = :tenant AND n.id IN
                    (SELECT i.id FROM customer_order i
                     WHERE i.tenant_id = :tenant AND i.contact_id = cte_contacts.value
                     ORDER BY i.id DESC LIMIT 20))
         ORDER BY o.id DESC"
    );
    db.below(&NEWEST_OF_EACH, contacts)
}
