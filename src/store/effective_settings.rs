//! What the operator has set for a tenant and an agent: tools, connections, guidance.
//!
//! It is read and compared as a whole, so that a change by another process is always noticed. None of it is content of
//! the tenant: it has no history, and no tool writes it.

pub(super) mod change;

pub use self::change::AgentChange;
use super::{
    Sql, Store, TenantRead,
    engine::{Connection, Row},
};
use crate::{
    clock::Time,
    error::{Error, Result},
    principal::{Agent, Confirm, Keyword, Tenant},
    value::{Currency, Zone},
};

/// Tool patterns as the operator has written them. The gate interprets them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolRules {
    /// If not empty, only the tools that match these are allowed.
    pub enabled: Vec<String>,
    pub disabled: Vec<String>,
}

/// The state of a tenant's connection with an outside service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntegrationState {
    /// The service's name: `whatsapp`, `brave`, ….
    pub name: String,
    /// `connected`, `expired` or `error`.
    pub status: String,
    /// What the last check reported.
    pub detail: String,
    /// When the last check was.
    pub checked_at: Option<Time>,
    /// What else has to be known and is no secret, as JSON: of mail the server and the sender.
    pub settings: String,
}

/// All settings that apply to one agent of one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveSettings {
    /// The agent's current row; `None` once it has been removed.
    pub agent: Option<Agent>,
    pub of_agent: ToolRules,
    /// The rules for all agents of the tenant.
    pub of_tenant: ToolRules,
    pub integrations: Vec<IntegrationState>,
    /// Who must confirm guarded operations, for all of the tenant's agents; see [`Agent::confirm`].
    pub confirm: Confirm,
    /// The tenant's own limits of calls per minute, as text; empty for the defaults. The gate parses it.
    pub rates: String,
    /// The tenant's own guidance: pairs of tool and text.
    pub guidance: Vec<(String, String)>,
    /// Of its site, what sessions are told.
    pub site: Option<SiteSettings>,
    /// How many enquiries have come by its forms.
    pub enquiries: i64,
    /// Whether the operator has suspended the tenant.
    pub is_suspended: bool,
    /// The tenant's short name, as it is by now.
    pub tenant: String,
}

/// Of a site, what sessions are told.
#[derive(Clone, Debug)]
pub struct SiteSettings {
    pub has_name: bool,
    pub currency: Currency,
    pub zone: Zone,
    /// BCP 47.
    pub locale: String,
    /// Its languages besides that.
    pub locales: Vec<String>,
    /// How much was due and has failed, or is held.
    pub unmet: i64,
}

impl PartialEq for SiteSettings {
    fn eq(&self, other: &SiteSettings) -> bool {
        let SiteSettings { has_name, currency, zone, locale, locales, unmet } = self;
        *has_name == other.has_name
            && *currency == other.currency
            && zone.name() == other.zone.name()
            && *locale == other.locale
            && *locales == other.locales
            && *unmet == other.unmet
    }
}

impl Eq for SiteSettings {}

impl Store {
    /// The settings of an agent and of its tenant.
    pub fn effective_settings(&self, tenant: &Tenant, agent: &Agent) -> Result<EffectiveSettings> {
        const AGENT: Sql = Sql::scoped(
            "SELECT id, name, subtype, profile, autonomy, confirm FROM agent
             WHERE tenant_id = :tenant AND id = :agent AND removed_at IS NULL",
        );
        const OF_AGENT: Sql = Sql::scoped(
            "SELECT pattern, allowed FROM agent_tool
             WHERE tenant_id = :tenant AND agent_id = :agent ORDER BY pattern",
        );
        let tenant = tenant.id.to_string();
        let id = [(":agent", agent.id.into())];
        self.with_reader(|db| {
            let OfAll { confirm, rates, is_suspended, name, unmet } = of_all_agents(db, &tenant)?;
            let site = super::tenant::site::of(db, &tenant)?;
            let site = SiteSettings {
                has_name: !site.name.is_empty(),
                currency: site.currency,
                zone: site.zone(),
                locale: site.locale,
                locales: site.locales,
                unmet,
            };
            Ok(EffectiveSettings {
                agent: db.query(AGENT.text(), Some(&tenant), &id, self::agent)?.pop(),
                of_agent: rules(db.query(OF_AGENT.text(), Some(&tenant), &id, rule)?),
                of_tenant: of_tenant(db, &tenant)?,
                integrations: integrations(db, &tenant)?,
                confirm,
                rates,
                guidance: guidance(db, &tenant)?,
                site: Some(site),
                enquiries: enquiries(db, &tenant)?,
                is_suspended,
                tenant: name,
            })
        })
    }

    /// The tool rules for all agents of the tenant.
    pub fn tenant_tools(&self, tenant: &Tenant) -> Result<ToolRules> {
        self.with_reader(|db| of_tenant(db, &tenant.id.to_string()))
    }

    /// The tenant's own limits of calls per minute, as text.
    pub fn rates(&self, tenant: &Tenant) -> Result<String> {
        self.with_reader(|db| of_all_agents(db, &tenant.id.to_string())).map(|of| of.rates)
    }

    /// The tenant's connections.
    pub fn integrations(&self, tenant: &Tenant) -> Result<Vec<IntegrationState>> {
        self.with_reader(|db| integrations(db, &tenant.id.to_string()))
    }

    /// The tenant's own guidance: pairs of tool and text.
    pub fn guidance(&self, tenant: &Tenant) -> Result<Vec<(String, String)>> {
        self.with_reader(|db| guidance(db, &tenant.id.to_string()))
    }
}

impl TenantRead<'_> {
    /// The names of the connected services whose last check succeeded.
    pub fn connected(&self) -> Result<Vec<String>> {
        const CONNECTED: Sql = Sql::scoped(
            "SELECT name FROM integration
             WHERE tenant_id = :tenant AND status = 'connected' ORDER BY name",
        );
        self.all(&CONNECTED, &[], |row| row.text("name"))
    }

    /// What is stored with a connection besides its state, as JSON; `None` without the connection.
    pub fn connection_settings(&self, name: &str) -> Result<Option<String>> {
        const SETTINGS: Sql = Sql::scoped(
            "SELECT settings FROM integration WHERE tenant_id = :tenant AND name = :name",
        );
        self.first(&SETTINGS, &[(":name", name.into())], |row| row.text("settings"))
    }
}

fn rules(found: Vec<(String, bool)>) -> ToolRules {
    let mut rules = ToolRules::default();
    for (pattern, allowed) in found {
        if allowed { rules.enabled.push(pattern) } else { rules.disabled.push(pattern) }
    }
    rules
}

fn rule(row: &Row<'_>) -> Result<(String, bool)> {
    Ok((row.text("pattern")?, row.flag("allowed")?))
}

fn enquiries(db: &Connection, tenant: &str) -> Result<i64> {
    const COUNTED: Sql = Sql::scoped("SELECT enquiries FROM form_count WHERE tenant_id = :tenant");
    let counted = db.query(COUNTED.text(), Some(tenant), &[], |row| row.integer("enquiries"))?;
    Ok(counted.first().copied().unwrap_or(0))
}

fn of_tenant(db: &Connection, tenant: &str) -> Result<ToolRules> {
    const ALL: Sql = Sql::scoped(
        "SELECT pattern, allowed FROM tenant_tool WHERE tenant_id = :tenant ORDER BY pattern",
    );
    Ok(rules(db.query(ALL.text(), Some(tenant), &[], rule)?))
}

fn integrations(db: &Connection, tenant: &str) -> Result<Vec<IntegrationState>> {
    const ALL: Sql = Sql::scoped(
        "SELECT name, status, detail, checked_at, settings FROM integration
         WHERE tenant_id = :tenant ORDER BY name",
    );
    db.query(ALL.text(), Some(tenant), &[], |row| {
        Ok(IntegrationState {
            name: row.text("name")?,
            status: row.text("status")?,
            detail: row.text("detail")?,
            checked_at: row.integer_or_none("checked_at")?.map(Time),
            settings: row.text("settings")?,
        })
    })
}

/// What holds for all agents of a tenant.
struct OfAll {
    /// Who has to say yes.
    confirm: Confirm,
    /// How many calls a minute.
    rates: String,
    is_suspended: bool,
    /// The tenant's short name.
    name: String,
    /// How much was due and has failed, or is held.
    unmet: i64,
}

fn of_all_agents(db: &Connection, tenant: &str) -> Result<OfAll> {
    const OF: Sql = Sql::unscoped(
        "SELECT name, confirm, rates, suspended_at,
                (SELECT count(*) FROM due_item d WHERE d.tenant_id = t.id AND d.state <> 'waiting') AS unmet
         FROM tenant t WHERE id = :id",
    );
    let found = db.query(OF.text(), None, &[(":id", tenant.into())], |row| {
        let is_suspended = row.integer_or_none("suspended_at")?.is_some();
        let (name, rates) = (row.text("name")?, row.text("rates")?);
        let unmet = row.integer("unmet")?;
        Ok(OfAll { confirm: word(row, "confirm")?, rates, is_suspended, name, unmet })
    })?;
    found.into_iter().next().ok_or_else(|| Error::internal("the tenant was removed"))
}

fn guidance(db: &Connection, tenant: &str) -> Result<Vec<(String, String)>> {
    const ALL: Sql =
        Sql::scoped("SELECT tool, text FROM guidance WHERE tenant_id = :tenant ORDER BY tool");
    db.query(ALL.text(), Some(tenant), &[], |row| Ok((row.text("tool")?, row.text("text")?)))
}

/// An agent from its row.
pub(super) fn agent(row: &Row<'_>) -> Result<Agent> {
    Ok(Agent {
        id: row.id("id")?,
        name: row.text("name")?,
        subtype: row.text("subtype")?,
        profile: row.text("profile")?,
        autonomy: word(row, "autonomy")?,
        confirm: word(row, "confirm")?,
    })
}

/// A keyword of a closed list. An unknown one was written by a newer version and is an internal error.
fn word<W: Keyword>(row: &Row<'_>, column: &str) -> Result<W> {
    let text = row.text(column)?;
    let unknown = || Error::internal(format!("this version does not know the {column} `{text}`"));
    W::parse(&text).ok_or_else(unknown)
}
