//! Folders: the data folder, and the folders from which pictures may be read.

use std::path::{Path, PathBuf};

use super::{ConfigError, File, Flags, expanded, setting::DATA_DIR, variable};

/// The data folder: as given, otherwise the platform's default.
pub(super) fn data_folder(flags: &Flags, file: &File) -> Result<PathBuf, ConfigError> {
    let given = flags.data_dir.clone().or_else(|| variable(DATA_DIR.variable).map(PathBuf::from));
    // A relative path in the file is relative to the file, because hosts start programs in any folder.
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

/// The default folders for pictures: the inbox of the data folder, and the user's picture folders.
pub(super) fn image_folders(data: &Path) -> Vec<PathBuf> {
    let mut folders = vec![data.join("inbox")];
    if let Some(user) = directories::UserDirs::new() {
        let kept = [
            (user.picture_dir(), "Pictures"),
            (user.download_dir(), "Downloads"),
            (user.desktop_dir(), "Desktop"),
        ];
        // A system may name no such folder although people have one.
        let or_usual = |(named, usual): (Option<&Path>, &str)| {
            let usual = || Some(user.home_dir().join(usual)).filter(|folder| folder.is_dir());
            named.map(Path::to_owned).or_else(usual)
        };
        folders.extend(kept.into_iter().filter_map(or_usual));
    }
    folders
}
