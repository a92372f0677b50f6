//! The arguments of the commands that keep the data well.

use std::path::PathBuf;

use clap::Args;

#[derive(Args)]
pub(in crate::cli) struct BackupArgs {
    /// Write it to this folder, or to this file that ends in .tar; `backups` in the data folder unless given
    #[arg(long, value_name = "WHERE")]
    pub(in crate::cli) to: Option<PathBuf>,
    /// Keep so many of the backups in that folder, and remove older ones
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    pub(in crate::cli) keep: Option<u16>,
}

#[derive(Args)]
pub(in crate::cli) struct RestoreArgs {
    /// The backup
    pub(in crate::cli) file: PathBuf,
    /// The name of the data folder, where nobody can be asked to type it
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) confirm: Option<String>,
}

#[derive(Args)]
pub(in crate::cli) struct DoctorArgs {
    /// Mend what can be mended without losing anything
    #[arg(long, conflicts_with = "rescue")]
    pub(in crate::cli) fix: bool,
    /// Write what can still be read of damaged data to this new folder, as text
    #[arg(long, value_name = "FOLDER")]
    pub(in crate::cli) rescue: Option<PathBuf>,
}
