//! The arguments of every command.

use std::path::PathBuf;

use clap::Args;

use crate::config::Flags;

/// What every command takes.
#[derive(Args)]
#[command(next_help_heading = "Everywhere")]
pub(in crate::cli) struct Common {
    /// Keep the data in this folder (DESKHAND_DATA_DIR, data_dir)
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// Read the settings from this file instead of deskhand.toml in the data folder (DESKHAND_CONFIG)
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Work for this tenant, or for every one in turn with '*' (DESKHAND_TENANT, tenant)
    #[arg(long, global = true, value_name = "NAME")]
    tenant: Option<String>,
    /// Print JSON for programs instead of tables for people
    #[arg(long, global = true)]
    pub(in crate::cli) json: bool,
    /// Also allow this host and port, although it is not on the public internet (repeatable; DESKHAND_OUTBOUND_ALLOW,
    /// outbound.allow)
    #[arg(long, global = true, value_name = "HOST:PORT")]
    outbound_allow: Vec<String>,
    /// Your e-mail or web address, for services that ask for a contact (DESKHAND_OUTBOUND_CONTACT, outbound.contact)
    #[arg(long, global = true, value_name = "ADDRESS")]
    outbound_contact: Option<String>,
    /// The model with which texts are found by meaning (DESKHAND_MEANING_MODEL, meaning.model)
    #[arg(long, global = true, value_name = "NAME")]
    meaning_model: Option<String>,
    /// Log from this level on: off, error, warn, info, debug, trace (DESKHAND_LOG, log.level)
    #[arg(long, global = true, value_name = "LEVEL")]
    log: Option<String>,
    /// The format of log lines: `text` or `json` (DESKHAND_LOG_FORMAT, log.format)
    #[arg(long, global = true, value_name = "FORMAT")]
    log_format: Option<String>,
}

impl Common {
    /// The settings that the flags give.
    pub(in crate::cli) fn flags(&self) -> Flags {
        Flags {
            data_dir: self.data_dir.clone(),
            config: self.config.clone(),
            tenant: self.tenant.clone(),
            outbound_allow: self.outbound_allow.clone(),
            outbound_contact: self.outbound_contact.clone(),
            meaning_model: self.meaning_model.clone(),
            log: self.log.clone(),
            log_format: self.log_format.clone(),
            ..Flags::default()
        }
    }
}
