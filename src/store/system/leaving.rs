//! Tenants and agents that are renamed, suspended or removed. For the command line, never for tools.

use std::{fs, path::Path};

use crate::{
    clock,
    error::{Code, Error, Result},
    principal::{Agent, Tenant},
    store::{
        Dml, Sql, Store,
        engine::{AloneWithFile, Database},
        files::private_folder,
        tenant::releases_folder,
        uploads,
    },
};

impl Store {
    /// Gives a tenant another short name.
    ///
    /// # Errors
    /// `NAME_TAKEN`.
    pub fn rename_tenant(&self, tenant: &Tenant, name: &str) -> Result<()> {
        const TAKEN: Sql = Sql::unscoped("SELECT id FROM tenant WHERE name = :name AND id <> :id");
        const RENAME: Dml = Dml::unscoped("UPDATE tenant SET name = :name WHERE id = :id");
        let (id, name) = (tenant.id.to_string(), name.to_owned());
        self.0.writer.run_now(move |engine| {
            let values = [(":name", name.as_str().into()), (":id", id.as_str().into())];
            let taken = engine.connection.query(TAKEN.text(), None, &values, |_| Ok(()))?;
            if !taken.is_empty() {
                let sentence = format!("there is a tenant `{name}` already");
                return Err(Error::new(Code::NameTaken, sentence).suggest("choose another name"));
            }
            engine.connection.execute(RENAME.text(), None, &values).map(|_| ())
        })
    }

    /// Refuses every call of a tenant's agents from now on, or lets them in again.
    pub fn suspend(&self, tenant: &Tenant, is_suspended: bool) -> Result<()> {
        const SET: Dml = Dml::unscoped("UPDATE tenant SET suspended_at = :at WHERE id = :id");
        let id = tenant.id.to_string();
        self.0.writer.run_now(move |engine| {
            let at = is_suspended.then(clock::now).map(|now| now.0);
            let values = [(":at", at.into()), (":id", id.as_str().into())];
            engine.connection.execute(SET.text(), None, &values).map(|_| ())
        })
    }

    /// Whether a tenant's agents are let in to nothing.
    pub fn is_suspended(&self, tenant: &Tenant) -> Result<bool> {
        const OF: Sql = Sql::unscoped("SELECT suspended_at FROM tenant WHERE id = :id");
        let id = tenant.id.to_string();
        let found = self.with_reader(|db| {
            db.query(OF.text(), None, &[(":id", id.as_str().into())], |row| {
                row.integer_or_none("suspended_at")
            })
        })?;
        Ok(found.into_iter().flatten().next().is_some())
    }

    /// Takes an agent out of use. Its row stays, under a name that says so, for what it did stays in the log. What it
    /// planned waits until a person says so, unless one has agreed to each thing that it did.
    pub fn remove_agent(&self, of: &Tenant, agent: &Agent) -> Result<()> {
        const NAMES: Sql = Sql::scoped("SELECT name FROM agent WHERE tenant_id = :tenant");
        const REMOVE: Dml = Dml::scoped(
            "UPDATE agent SET name = :name, removed_at = :now WHERE tenant_id = :tenant AND id = :id",
        );
        const HOLD: Dml = Dml::scoped(
            "UPDATE due_item SET state = 'held', error = :why
             WHERE tenant_id = :tenant AND asked_by = :name AND state = 'waiting' AND kind IN ('publish', 'release')",
        );
        const RULES: Dml =
            Dml::scoped("DELETE FROM agent_tool WHERE tenant_id = :tenant AND agent_id = :id");
        let (of, agent) = (of.id.to_string(), agent.clone());
        self.0.writer.run_now(move |engine| {
            let db = &engine.connection;
            let names = db.query(NAMES.text(), Some(&of), &[], |row| row.text("name"))?;
            // Another agent may get the name that it had.
            let mut name = format!("{} (removed)", agent.name);
            let mut more = 2;
            while names.contains(&name) {
                name = format!("{} (removed {more})", agent.name);
                more += 1;
            }
            let id = (":id", agent.id.into());
            db.execute(RULES.text(), Some(&of), &[id])?;
            if !agent.is_confirmed_by_people() {
                let why = format!("`{}`, who planned it, has been removed since", agent.name);
                let values = [(":why", why.as_str().into()), (":name", agent.name.as_str().into())];
                db.execute(HOLD.text(), Some(&of), &values)?;
            }
            let values = [
                (":name", name.as_str().into()),
                (":now", clock::now().into()),
                (":id", agent.id.into()),
            ];
            db.execute(REMOVE.text(), Some(&of), &values).map(|_| ())
        })
    }
}

/// Takes a tenant with all that it has out of a data folder, once it is copied to a data folder of its own. Nothing is
/// done while any process has the data open: each shows every tenant's site, and takes in what is sent to any.
///
/// # Errors
/// `STORAGE_BUSY` while another process has the data open.
pub fn remove_tenant(folder: &Path, tenant: &Tenant, to: &Path) -> Result<()> {
    let Some(file) = AloneWithFile::try_open(&Database::file(folder))? else {
        let sentence = "another process has the data open";
        return Err(Error::new(Code::StorageBusy, sentence)
            .suggest("end every `deskhand serve` and `deskhand preview` of this folder first"));
    };
    let id = tenant.id.to_string();
    let folders = [uploads::folder_of, releases_folder];
    private_folder(to).map_err(Error::internal)?;
    file.copy(&id, &Database::file(to))?;
    file.remove(&id)?;
    // Last, and as a whole: until then nothing is lost, and nothing is kept twice.
    for place in folders {
        let kept = place(to, tenant.id);
        private_folder(kept.parent().unwrap_or(to)).map_err(Error::internal)?;
        match fs::rename(place(folder, tenant.id), &kept) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::internal(error));
            }
            _ => {}
        }
    }
    Ok(())
}
