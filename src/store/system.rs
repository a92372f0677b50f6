//! Tenants and agents. Used by the command line and at start-up, never by tools.

mod leaving;
mod measures;

use serde_json::json;

pub use self::{
    leaving::remove_tenant,
    measures::{FolderMeasures, TenantMeasures},
};
use super::{
    Dml, Sql, Store, TenantWrite,
    effective_settings::{ToolRules, agent, change::set_agent_tools},
    engine::{Connection, Row},
    entity::{Json, NewSite, SiteRow},
};
use crate::{
    clock,
    error::{Code, Error, Result},
    id::{AgentId, SiteId, TenantId},
    principal::{Agent, Autonomy, BuiltIn, Caller, Confirm, Keyword, Tenant},
    value::{Currency, Theme},
};

/// The data for a new tenant.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// The identifier, used in commands.
    pub name: String,
    /// What people call it; empty where nobody has said.
    pub title: String,
    /// ISO 3166 code.
    pub country: String,
    pub currency: Currency,
    /// IANA name.
    pub timezone: String,
}

impl NewTenant {
    /// Its site at the beginning.
    fn site(self) -> Result<NewSite> {
        Ok(NewSite {
            id: SiteId::new(),
            name: self.title,
            tagline: String::new(),
            legal_name: String::new(),
            business_type: String::new(),
            email: None,
            phone: None,
            address: Json::of(&json!({}))?,
            opening_hours: Json::of(&json!([]))?,
            social: Vec::new(),
            currency: self.currency,
            country: self.country,
            timezone: self.timezone,
            locale: LOCALE.to_owned(),
            locales: Vec::new(),
            theme: Theme::Classic,
        })
    }
}

/// The name of the principal of visitors.
const VISITOR: &str = "visitor";

/// The language of a site where nobody has said which: that of the pages' own words.
const LOCALE: &str = "en";

impl Store {
    /// The site of a tenant, as it is now.
    pub(crate) fn site(&self, of: &Tenant) -> Result<SiteRow> {
        self.with_reader(|db| super::tenant::site::of(db, &of.id.to_string()))
    }

    /// Every tenant, by name, with what people call it: its site's name, else its own.
    pub fn titles(&self) -> Result<Vec<(Tenant, String)>> {
        const ALL: Sql = Sql::unscoped(
            "SELECT t.id AS id, t.name AS name, t.hook_renewals AS hook_renewals,
                    coalesce(nullif(s.name, ''), t.name) AS title
             FROM tenant t JOIN site s ON s.tenant_id = t.id ORDER BY t.name",
        );
        self.with_reader(|db| {
            db.query(ALL.text(), None, &[], |row| Ok((tenant(row)?, row.text("title")?)))
        })
    }

    /// Every tenant, by name.
    pub fn tenants(&self) -> Result<Vec<Tenant>> {
        const ALL: Sql = Sql::unscoped("SELECT id, name, hook_renewals FROM tenant ORDER BY name");
        self.with_reader(|db| db.query(ALL.text(), None, &[], tenant))
    }

    /// The targets of a kind, of every tenant: its settings, and the id of the release that is current there.
    pub(crate) fn targets_of_kind(
        &self,
        kind: &str,
    ) -> Result<Vec<(Tenant, String, Option<String>)>> {
        const ALL: Sql = Sql::unscoped(
            "SELECT t.id AS id, t.name AS name, t.hook_renewals AS hook_renewals, a.settings AS settings,
                    a.current_release_id AS release
             FROM tenant t JOIN target a ON a.tenant_id = t.id WHERE a.kind = :kind
             ORDER BY a.id",
        );
        self.with_reader(|db| {
            db.query(ALL.text(), None, &[(":kind", kind.into())], |row| {
                Ok((tenant(row)?, row.text("settings")?, row.text_or_none("release")?))
            })
        })
    }

    /// Every tenant, by name, with how often the address of its calendar has been renewed.
    pub(crate) fn calendars(&self) -> Result<Vec<(Tenant, i64)>> {
        const ALL: Sql = Sql::unscoped(
            "SELECT id, name, hook_renewals, calendar_renewals FROM tenant ORDER BY name",
        );
        self.with_reader(|db| {
            let read = |row: &Row<'_>| Ok((tenant(row)?, row.integer("calendar_renewals")?));
            db.query(ALL.text(), None, &[], read)
        })
    }

    /// How often the links have been renewed by which visitors of a tenant change their bookings.
    pub(crate) fn link_renewals(&self, of: &Tenant) -> Result<i64> {
        const OF: Sql = Sql::unscoped("SELECT link_renewals AS n FROM tenant WHERE id = :id");
        let found = self.with_reader(|db| {
            db.query(OF.text(), None, &[(":id", of.id.into())], |row| row.integer("n"))
        })?;
        found.first().copied().ok_or_else(|| Error::internal("the tenant is no longer there"))
    }

    /// The agents of a tenant, by name.
    pub fn agents(&self, of: &Tenant) -> Result<Vec<Agent>> {
        const ALL: Sql = Sql::scoped(
            "SELECT id, name, subtype, profile, autonomy, confirm FROM agent
             WHERE tenant_id = :tenant AND removed_at IS NULL ORDER BY name",
        );
        let of = of.id.to_string();
        self.with_reader(|db| db.query(ALL.text(), Some(&of), &[], agent))
    }

    /// The agent through which the tenant's owner acts.
    pub fn owner(&self, of: &Tenant) -> Result<Agent> {
        let mut agents = self.agents(of)?.into_iter();
        let owner = agents.find(|agent| agent.name == BuiltIn::Owner.as_str());
        owner.ok_or_else(|| Error::internal("a tenant without an owner"))
    }

    /// The principal of what visitors send from the site. It is made when the first of them does. Nobody can start as
    /// it: it only stands in history and in the log.
    pub fn visitor(&self, of: &Tenant) -> Result<Agent> {
        const FIND: Sql = Sql::scoped(
            "SELECT id, name, subtype, profile, autonomy, confirm FROM agent
             WHERE tenant_id = :tenant AND name = :name",
        );
        const ADD: Dml = Dml::scoped(
            "INSERT INTO agent (tenant_id, id, name, subtype, profile, autonomy, confirm, created_at, removed_at)
             VALUES (:tenant, :id, :name, :subtype, :profile, :autonomy, :confirm, :now, :now)
             ON CONFLICT (tenant_id, name) DO NOTHING",
        );
        let tenant = of.id.to_string();
        let find = |db: &Connection| {
            db.query(FIND.text(), Some(&tenant), &[(":name", VISITOR.into())], agent)
        };
        if let Some(known) = self.with_reader(find)?.pop() {
            return Ok(known);
        }
        let new = Agent {
            autonomy: Autonomy::DraftOnly,
            ..Agent::autonomous(VISITOR, "system", "readonly")
        };
        let tenant = tenant.clone();
        self.0.writer.run_now(move |engine| {
            let params = [
                (":id", new.id.into()),
                (":name", new.name.as_str().into()),
                (":subtype", new.subtype.as_str().into()),
                (":profile", new.profile.as_str().into()),
                (":autonomy", new.autonomy.as_str().into()),
                (":confirm", new.confirm.as_str().into()),
                (":now", clock::now().into()),
            ];
            engine.connection.execute(ADD.text(), Some(&tenant), &params)?;
            let name = [(":name", VISITOR.into())];
            let known = engine.connection.query(FIND.text(), Some(&tenant), &name, agent)?.pop();
            known.ok_or_else(|| Error::internal("the visitors' agent is gone"))
        })
    }

    /// Creates a tenant with its two built-in agents, and what `starter` adds on behalf of the owner, in one
    /// transaction. `None` if the tenant exists, also when another process has just created it.
    pub fn add_tenant(
        &self,
        new: NewTenant,
        starter: impl FnOnce(&mut TenantWrite<'_>) -> Result<()> + Send + 'static,
    ) -> Result<Option<Tenant>> {
        const ADD: Dml = Dml::unscoped(
            "INSERT INTO tenant (id, name, created_at) VALUES (:id, :name, :now)
             ON CONFLICT (name) DO NOTHING",
        );
        self.0.writer.run_now(move |engine| {
            let id = TenantId::new();
            let made = engine.connection.execute(
                ADD.text(),
                None,
                &[
                    (":id", id.into()),
                    (":name", new.name.as_str().into()),
                    (":now", clock::now().into()),
                ],
            )?;
            if made == 0 {
                return Ok(None);
            }
            let tenant = Tenant { id, name: new.name.clone(), hook_renewals: 0 };
            let [owner, assistant] = [BuiltIn::Owner, BuiltIn::Assistant].map(Agent::built_in);
            insert_agent(&engine.connection, &tenant, &owner)?;
            insert_agent(&engine.connection, &tenant, &assistant)?;
            let owner = Caller::new(tenant.clone(), owner);
            super::tenant::write(engine, &owner, None, |db| {
                new.site()?.insert(db)?;
                starter(db)
            })?;
            Ok(Some(tenant))
        })
    }

    /// Creates an agent of a tenant with its own tool rules.
    ///
    /// # Errors
    /// `NAME_TAKEN` when the tenant has one of that name.
    pub fn add_agent(&self, of: &Tenant, new: Agent, tools: ToolRules) -> Result<Agent> {
        let of = of.clone();
        self.0.writer.run_now(move |engine| {
            insert_agent(&engine.connection, &of, &new)?;
            set_agent_tools(&engine.connection, &of.id.to_string(), &new, &tools)?;
            Ok(new)
        })
    }

    /// The tenants that an earlier version created without navigations or search index.
    pub fn tenants_to_complete(&self, templates: &str) -> Result<Vec<Tenant>> {
        const BARE: Sql = Sql::unscoped(
            "SELECT id, name, hook_renewals FROM tenant t
             WHERE templates <> :templates
                OR NOT EXISTS (SELECT 1 FROM navigation n WHERE n.tenant_id = t.id)
                OR NOT EXISTS (SELECT 1 FROM search_document d WHERE d.tenant_id = t.id)
             ORDER BY name",
        );
        let params = [(":templates", templates.into())];
        self.with_reader(|db| db.query(BARE.text(), None, &params, tenant))
    }

    /// Notes that a tenant has the section templates with this digest.
    pub fn set_templates(&self, of: &Tenant, templates: &str) -> Result<()> {
        const SET: Dml = Dml::unscoped("UPDATE tenant SET templates = :templates WHERE id = :id");
        let (id, templates) = (of.id.to_string(), templates.to_owned());
        self.0.writer.run_now(move |engine| {
            let params = [(":id", id.as_str().into()), (":templates", templates.as_str().into())];
            engine.connection.execute(SET.text(), None, &params)?;
            Ok(())
        })
    }

    /// Runs `change` for a tenant on behalf of the program itself.
    pub fn write_now(
        &self,
        who: &Caller,
        change: impl FnOnce(&mut TenantWrite<'_>) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let who = who.clone();
        self.0.writer.run_now(move |engine| super::tenant::write(engine, &who, None, change))
    }

    /// A number that increases with every change, call, proposal and decision, of any process.
    pub fn activity(&self) -> Result<i64> {
        const ACTIVITY: Sql = Sql::unscoped(
            "SELECT CAST(sum(coalesce((SELECT max(seq) FROM change c WHERE c.tenant_id = t.id), 0)
                      + coalesce((SELECT max(seq) FROM call k WHERE k.tenant_id = t.id), 0)
                      + (SELECT count(*) FROM proposal p WHERE p.tenant_id = t.id)
                      + (SELECT count(*) FROM proposal p WHERE p.tenant_id = t.id AND p.status <> 'open')) AS bigint) AS n
             FROM tenant t",
        );
        let sums = self.with_reader(|db| {
            db.query(ACTIVITY.text(), None, &[], |row| row.integer_or_none("n"))
        })?;
        Ok(sums.first().copied().flatten().unwrap_or(0))
    }

    /// The secret key of this data folder.
    pub fn secret(&self) -> Result<[u8; 32]> {
        super::secret::of_folder(self.0.database.folder())
    }

    /// A number that increases with every change of any tenant, of any process.
    pub fn revision(&self) -> Result<i64> {
        const REVISION: Sql = Sql::unscoped(
            "SELECT CAST(sum((SELECT max(seq) FROM change c WHERE c.tenant_id = t.id)) AS bigint) AS n
             FROM tenant t",
        );
        let sums = self.with_reader(|db| {
            db.query(REVISION.text(), None, &[], |row| row.integer_or_none("n"))
        })?;
        Ok(sums.first().copied().flatten().unwrap_or(0))
    }
}

fn insert_agent(db: &Connection, of: &Tenant, new: &Agent) -> Result<()> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO agent (tenant_id, id, name, subtype, profile, autonomy, confirm, created_at)
         VALUES (:tenant, :id, :name, :subtype, :profile, :autonomy, :confirm, :now)
         ON CONFLICT (tenant_id, name) DO NOTHING",
    );
    let made = db.execute(
        ADD.text(),
        Some(&of.id.to_string()),
        &[
            (":id", new.id.into()),
            (":name", new.name.as_str().into()),
            (":subtype", new.subtype.as_str().into()),
            (":profile", new.profile.as_str().into()),
            (":autonomy", new.autonomy.as_str().into()),
            (":confirm", new.confirm.as_str().into()),
            (":now", clock::now().into()),
        ],
    )?;
    match made {
        0 => Err(Error::new(Code::NameTaken, format!("there is an agent `{}` already", new.name))
            .suggest("choose another name")),
        _ => Ok(()),
    }
}

impl Agent {
    /// A new agent that acts without a person.
    pub fn autonomous(name: &str, subtype: &str, profile: &str) -> Agent {
        Agent {
            id: AgentId::new(),
            name: name.to_owned(),
            subtype: subtype.to_owned(),
            profile: profile.to_owned(),
            autonomy: Autonomy::Autonomous,
            confirm: Confirm::Client,
        }
    }

    /// An agent that every tenant has.
    fn built_in(which: BuiltIn) -> Agent {
        let (subtype, profile) = match which {
            BuiltIn::Owner => ("system", "admin"),
            BuiltIn::Assistant => ("general", "general"),
        };
        Agent::autonomous(which.as_str(), subtype, profile)
    }
}

fn tenant(row: &Row<'_>) -> Result<Tenant> {
    Ok(Tenant {
        id: row.id("id")?,
        name: row.text("name")?,
        hook_renewals: row.integer("hook_renewals")?,
    })
}
