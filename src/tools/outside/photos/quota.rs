//! Rate limits of the services.
//!
//! Requests are counted before they are sent, so that a killed process has counted them too. If a service says how
//! long to wait, that takes precedence.

use crate::{
    error::Result,
    outbound::pictures::Library,
    store::{Dml, Sql, TenantRead, TenantWrite},
};

/// A limit from a service's terms: so many requests within so many seconds.
struct Limit {
    span: &'static str,
    seconds: i64,
    questions: i64,
}

const HOUR: i64 = 60 * 60;

/// The limits of the services without special agreements. Openverse's hourly limit is left to its server, because its
/// deployment may use another value than its code.
fn limits(library: &Library) -> &'static [Limit] {
    match library.name {
        "openverse" => &[Limit { span: "day", seconds: 24 * HOUR, questions: 100 }],
        "unsplash" => &[Limit { span: "hour", seconds: HOUR, questions: 50 }],
        "pexels" => &[
            Limit { span: "hour", seconds: HOUR, questions: 200 },
            Limit { span: "month", seconds: 30 * 24 * HOUR, questions: 20_000 },
        ],
        _ => &[],
    }
}

/// Counts `questions` to a service; or returns the seconds to wait if the limit is reached.
pub(in crate::tools::outside) fn take(
    db: &mut TenantWrite<'_>,
    library: &Library,
    questions: i64,
) -> Result<Option<u64>> {
    const COUNT: Dml = Dml::scoped(
        "INSERT INTO service_use (tenant_id, service, span, began_at, used)
         VALUES (:tenant, :service, :span, :now, :questions)
         ON CONFLICT (tenant_id, service, span)
         DO UPDATE SET used = CASE WHEN service_use.began_at > :since THEN service_use.used ELSE 0 END + excluded.used,
                       began_at = CASE WHEN service_use.began_at > :since THEN service_use.began_at ELSE excluded.began_at END",
    );
    let wait = wait(db, library, questions)?;
    if wait.is_some() || questions == 0 {
        return Ok(wait);
    }
    let now = db.now()?;
    for limit in limits(library) {
        let since = db.since(limit.seconds * 1_000)?;
        db.execute(
            &COUNT,
            &[
                (":service", library.name.into()),
                (":span", limit.span.into()),
                (":now", now.into()),
                (":since", since.into()),
                (":questions", questions.into()),
            ],
        )?;
    }
    Ok(None)
}

fn wait(db: &TenantRead<'_>, library: &Library, questions: i64) -> Result<Option<u64>> {
    const REST: Sql = Sql::scoped(
        "SELECT until AS n FROM service_rest WHERE tenant_id = :tenant AND service = :service",
    );
    const USED: Sql = Sql::scoped(
        "SELECT began_at, used FROM service_use
         WHERE tenant_id = :tenant AND service = :service AND span = :span AND began_at > :since",
    );
    let until = db.count(&REST, &[(":service", library.name.into())])?;
    let mut wait = until - db.now()?.0;
    for limit in limits(library) {
        let since = db.since(limit.seconds * 1_000)?;
        let params = [
            (":service", library.name.into()),
            (":span", limit.span.into()),
            (":since", since.into()),
        ];
        let counted =
            |row: &crate::store::Row<'_>| Ok((row.time("began_at")?, row.integer("used")?));
        if let Some((began, used)) = db.first(&USED, &params, counted)?
            && used + questions > limit.questions
        {
            wait = wait.max(began.0 - since.0);
        }
    }
    let seconds = (wait + 999) / 1_000;
    Ok(u64::try_from(seconds).ok().filter(|seconds| *seconds > 0))
}

/// Stores until when a service asks not to be called.
pub(in crate::tools::outside) fn rest(
    db: &mut TenantWrite<'_>,
    library: &Library,
    seconds: u64,
) -> Result<()> {
    const REST: Dml = Dml::scoped(
        "INSERT INTO service_rest (tenant_id, service, until) VALUES (:tenant, :service, :until)
         ON CONFLICT (tenant_id, service) DO UPDATE SET until = excluded.until",
    );
    let seconds = i64::try_from(seconds).unwrap_or(HOUR);
    let until = db.now()?.plus_ms(seconds.saturating_mul(1_000));
    db.execute(&REST, &[(":service", library.name.into()), (":until", until.into())])?;
    Ok(())
}
