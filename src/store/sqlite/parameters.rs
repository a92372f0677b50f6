//! The parameters of statements, bound by their names.

use super::{Connection, failure};
use crate::{
    error::{Error, Result},
    store::{Param, Params},
};

/// The parameter that stands for the tenant.
const TENANT: &str = ":tenant";

/// Parameters in the order in which they were bound last, each with its place.
pub(super) type Places = Vec<(&'static str, usize)>;

fn place(statement: &rusqlite::CachedStatement<'_>, name: &str) -> Result<usize> {
    let place = statement.parameter_index(name).map_err(failure)?;
    place.ok_or_else(|| Error::internal(format!("a statement has no parameter {name}")))
}

/// Binds the parameters of a statement that was put together at run time.
pub(super) fn bind(
    statement: &mut rusqlite::CachedStatement<'_>,
    tenant: &str,
    params: Params<'_, '_>,
) -> Result<()> {
    let tenant = (TENANT, Param::from(tenant));
    std::iter::once(&tenant).chain(params).try_for_each(|(name, value)| {
        let place = place(statement, name)?;
        statement.raw_bind_parameter(place, value).map_err(failure)
    })
}

impl Connection {
    /// Binds the parameters of a statement of ours. The engine would look for each by its name.
    pub(super) fn bind(
        &self,
        sql: &'static str,
        statement: &mut rusqlite::CachedStatement<'_>,
        tenant: Option<&str>,
        params: Params<'_, '_>,
    ) -> Result<()> {
        let mut known = self.parameters.borrow_mut();
        let known = known.entry(sql.as_ptr().addr()).or_default();
        let tenant = tenant.map(|tenant| (TENANT, Param::from(tenant)));
        for (at, (name, value)) in tenant.iter().chain(params).enumerate() {
            let index = match known.get(at) {
                Some((before, index)) if std::ptr::eq(*before, *name) => *index,
                Some(_) | None => {
                    let index = place(statement, name)?;
                    known.truncate(at);
                    known.push((name, index));
                    index
                }
            };
            statement.raw_bind_parameter(index, value).map_err(failure)?;
        }
        Ok(())
    }
}
