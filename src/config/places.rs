//! Folders: where the data is, and where pictures are taken from.

use std::path::{Path, PathBuf};

use super::{ConfigError, File, Flags, expanded, setting::DATA_DIR, variable};

/// The data folder: as given, else the platform's place for data.
pub(super) fn data_folder(flags: &Flags, file: &File) -> Result<PathBuf, ConfigError> {
    let given = flags.data_dir.clone().or_else(|| variable(DATA_DIR.variable).map(PathBuf::from));
    // A relative path in the file starts where the file is: hosts start programs anywhere.
    let in_file = || file.get(DATA_DIR.key).map(|text| file.beside(&expanded(text.into())));
    let default = || {
        let folders = directories::ProjectDirs::from("", "", "deskhand")?;
        Some(folders.data_dir().to_owned())
    };
    given.map(expanded).or_else(in_file).or_else(default).ok_or_else(|| {
        ConfigError(
            "there is no home folder to keep the data in; name a folder with --data-dir".into(),
        )
    })
}

/// Where pictures may come from unless somebody says otherwise: the inbox of the data folder, and where
/// people keep pictures.
pub(super) fn image_folders(data: &Path) -> Vec<PathBuf> {
    let mut folders = vec![data.join("inbox")];
    if let Some(user) = directories::UserDirs::new() {
        let kept = [user.picture_dir(), user.download_dir(), user.desktop_dir()];
        folders.extend(kept.into_iter().flatten().map(Path::to_owned));
    }
    folders
}
