//! How the operator changes the settings of a tenant and its agents. For the command line, never for tools.

use super::{IntegrationState, ToolRules};
use crate::{
    clock,
    error::{Error, Result},
    principal::{Agent, Autonomy, Confirm, Keyword, Tenant},
    store::{
        Dml, Store,
        engine::{Connection, Row},
    },
};

/// The parts of an agent to change; `None` leaves a part as it is.
#[derive(Clone, Debug, Default)]
pub struct AgentChange {
    /// The agent's purpose, in a word.
    pub subtype: Option<String>,
    pub profile: Option<String>,
    pub autonomy: Option<Autonomy>,
    pub confirm: Option<Confirm>,
    /// Replaces the agent's tool rules.
    pub tools: Option<ToolRules>,
}

impl Store {
    /// Replaces the tool rules for all agents of the tenant.
    pub fn set_tenant_tools(&self, tenant: &Tenant, tools: ToolRules) -> Result<()> {
        const CLEAR: Dml = Dml::scoped("DELETE FROM tenant_tool WHERE tenant_id = :tenant");
        const ADD: Dml = Dml::scoped(
            "INSERT INTO tenant_tool (tenant_id, pattern, allowed) VALUES (:tenant, :pattern, :allowed)
             ON CONFLICT (tenant_id, pattern) DO UPDATE SET allowed = excluded.allowed",
        );
        let tenant = tenant.id.to_string();
        self.0.writer.run_now(move |engine| {
            let db = &engine.connection;
            db.execute(CLEAR.text(), Some(&tenant), &[])?;
            for (pattern, allowed) in each(&tools) {
                let rule = [(":pattern", pattern.into()), (":allowed", allowed.into())];
                db.execute(ADD.text(), Some(&tenant), &rule)?;
            }
            Ok(())
        })
    }

    /// Sets who must confirm guarded operations, for all agents of a tenant.
    pub fn set_confirm(&self, tenant: &Tenant, confirm: Confirm) -> Result<()> {
        const SET: Dml = Dml::unscoped("UPDATE tenant SET confirm = :confirm WHERE id = :id");
        let tenant = tenant.id.to_string();
        self.0.writer.run_now(move |engine| {
            let values = [(":confirm", confirm.as_str().into()), (":id", tenant.as_str().into())];
            engine.connection.execute(SET.text(), None, &values).map(|_| ())
        })
    }

    /// Sets the tenant's own limits of calls per minute.
    pub fn set_rates(&self, tenant: &Tenant, rates: &str) -> Result<()> {
        const SET: Dml = Dml::unscoped("UPDATE tenant SET rates = :rates WHERE id = :id");
        let (tenant, rates) = (tenant.id.to_string(), rates.to_owned());
        self.0.writer.run_now(move |engine| {
            let values = [(":rates", rates.as_str().into()), (":id", tenant.as_str().into())];
            engine.connection.execute(SET.text(), None, &values).map(|_| ())
        })
    }

    /// Replaces the tenant's webhook address; the old one stops working. Returns the changed tenant.
    pub fn renew_hook(&self, of: &Tenant) -> Result<Tenant> {
        const RENEW: Dml = Dml::unscoped(
            "UPDATE tenant SET hook_renewals = hook_renewals + 1 WHERE id = :id
             RETURNING hook_renewals",
        );
        let mut renewed = of.clone();
        self.0.writer.run_now(move |engine| {
            let id = [(":id", renewed.id.into())];
            let read = |row: &Row<'_>| row.integer("hook_renewals");
            let renewals = engine.connection.query(RENEW.text(), None, &id, read)?;
            renewed.hook_renewals = renewals
                .first()
                .copied()
                .ok_or_else(|| Error::internal("the tenant is no longer there"))?;
            Ok(renewed)
        })
    }

    /// Replaces the address of the tenant's calendar; the old one stops working. Returns how often it has been.
    pub(crate) fn renew_calendar(&self, of: &Tenant) -> Result<i64> {
        const RENEW: Dml = Dml::unscoped(
            "UPDATE tenant SET calendar_renewals = calendar_renewals + 1 WHERE id = :id
             RETURNING calendar_renewals",
        );
        let of = of.id;
        self.0.writer.run_now(move |engine| {
            let read = |row: &Row<'_>| row.integer("calendar_renewals");
            let renewed =
                engine.connection.query(RENEW.text(), None, &[(":id", of.into())], read)?;
            renewed.first().copied().ok_or_else(|| Error::internal("the tenant is no longer there"))
        })
    }

    /// Makes the links anew by which visitors change their bookings: those before are good no longer.
    ///
    /// # Errors
    /// `INTERNAL` if the tenant no longer exists.
    pub(crate) fn renew_links(&self, of: &Tenant) -> Result<i64> {
        const RENEW: Dml = Dml::unscoped(
            "UPDATE tenant SET link_renewals = link_renewals + 1 WHERE id = :id
             RETURNING link_renewals",
        );
        let of = of.id;
        self.0.writer.run_now(move |engine| {
            let read = |row: &Row<'_>| row.integer("link_renewals");
            let renewed =
                engine.connection.query(RENEW.text(), None, &[(":id", of.into())], read)?;
            renewed.first().copied().ok_or_else(|| Error::internal("the tenant is no longer there"))
        })
    }

    /// Changes an agent.
    ///
    /// # Errors
    /// `INTERNAL` if the agent no longer exists.
    pub fn change_agent(&self, of: &Tenant, agent: &Agent, change: AgentChange) -> Result<()> {
        const SET: Dml = Dml::scoped(
            "UPDATE agent SET subtype = coalesce(:subtype, subtype),
                              profile = coalesce(:profile, profile),
                              autonomy = coalesce(:autonomy, autonomy),
                              confirm = coalesce(:confirm, confirm)
             WHERE tenant_id = :tenant AND id = :agent",
        );
        let (tenant, agent) = (of.id.to_string(), agent.clone());
        self.0.writer.run_now(move |engine| {
            let db = &engine.connection;
            let values = [
                (":agent", agent.id.into()),
                (":subtype", change.subtype.as_deref().into()),
                (":profile", change.profile.as_deref().into()),
                (":autonomy", change.autonomy.map(Keyword::as_str).into()),
                (":confirm", change.confirm.map(Keyword::as_str).into()),
            ];
            if db.execute(SET.text(), Some(&tenant), &values)? == 0 {
                return Err(Error::internal(format!("the agent {} is gone", agent.name)));
            }
            change.tools.map_or(Ok(()), |tools| set_agent_tools(db, &tenant, &agent, &tools))
        })
    }

    /// Stores the state of a connection.
    pub fn set_integration(&self, tenant: &Tenant, now: IntegrationState) -> Result<()> {
        const SET: Dml = Dml::scoped(
            "INSERT INTO integration (tenant_id, name, status, detail, checked_at, settings, created_at)
             VALUES (:tenant, :name, :status, :detail, :checked, :settings, :now)
             ON CONFLICT (tenant_id, name) DO UPDATE
             SET status = excluded.status, detail = excluded.detail, checked_at = excluded.checked_at,
                 settings = excluded.settings",
        );
        let tenant = tenant.id.to_string();
        self.0.writer.run_now(move |engine| {
            let values = [
                (":name", now.name.as_str().into()),
                (":status", now.status.as_str().into()),
                (":detail", now.detail.as_str().into()),
                (":checked", now.checked_at.into()),
                (":settings", now.settings.as_str().into()),
                (":now", clock::now().into()),
            ];
            engine.connection.execute(SET.text(), Some(&tenant), &values).map(|_| ())
        })
    }

    /// Removes a connection; `false` if there was none.
    pub fn remove_integration(&self, tenant: &Tenant, name: &str) -> Result<bool> {
        const REMOVE: Dml =
            Dml::scoped("DELETE FROM integration WHERE tenant_id = :tenant AND name = :name");
        let (tenant, name) = (tenant.id.to_string(), name.to_owned());
        self.0.writer.run_now(move |engine| {
            let name = [(":name", name.as_str().into())];
            Ok(engine.connection.execute(REMOVE.text(), Some(&tenant), &name)? > 0)
        })
    }

    /// Sets the tenant's own guidance for a tool; `None` removes it. Returns whether there was any before.
    pub fn set_guidance(&self, of: &Tenant, tool: &str, text: Option<&str>) -> Result<bool> {
        const SET: Dml = Dml::scoped(
            "INSERT INTO guidance (tenant_id, tool, text, updated_at)
             VALUES (:tenant, :tool, :text, :now)
             ON CONFLICT (tenant_id, tool) DO UPDATE
             SET text = excluded.text, updated_at = excluded.updated_at",
        );
        const REMOVE: Dml =
            Dml::scoped("DELETE FROM guidance WHERE tenant_id = :tenant AND tool = :tool");
        let (tenant, tool, text) = (of.id.to_string(), tool.to_owned(), text.map(str::to_owned));
        self.0.writer.run_now(move |engine| {
            let (db, tool) = (&engine.connection, (":tool", tool.as_str().into()));
            let changed = match &text {
                Some(text) => {
                    let values =
                        [tool, (":text", text.as_str().into()), (":now", clock::now().into())];
                    db.execute(SET.text(), Some(&tenant), &values)?
                }
                None => db.execute(REMOVE.text(), Some(&tenant), &[tool])?,
            };
            Ok(changed > 0)
        })
    }
}

/// Replaces an agent's tool rules.
pub(in crate::store) fn set_agent_tools(
    db: &Connection,
    tenant: &str,
    agent: &Agent,
    tools: &ToolRules,
) -> Result<()> {
    const CLEAR: Dml =
        Dml::scoped("DELETE FROM agent_tool WHERE tenant_id = :tenant AND agent_id = :agent");
    const ADD: Dml = Dml::scoped(
        "INSERT INTO agent_tool (tenant_id, agent_id, pattern, allowed)
         VALUES (:tenant, :agent, :pattern, :allowed)
         ON CONFLICT (tenant_id, agent_id, pattern) DO UPDATE SET allowed = excluded.allowed",
    );
    let agent = || (":agent", agent.id.into());
    db.execute(CLEAR.text(), Some(tenant), &[agent()])?;
    for (pattern, allowed) in each(tools) {
        let rule = [agent(), (":pattern", pattern.into()), (":allowed", allowed.into())];
        db.execute(ADD.text(), Some(tenant), &rule)?;
    }
    Ok(())
}

/// Each pattern once, with whether it allows; a pattern in both lists forbids.
fn each(tools: &ToolRules) -> impl Iterator<Item = (&str, bool)> {
    let enabled = tools.enabled.iter().map(|pattern| (pattern.as_str(), true));
    enabled.chain(tools.disabled.iter().map(|pattern| (pattern.as_str(), false)))
}
