//! Folders: the data folder, and the folders from which pictures may be read.

use std::path::{Path, PathBuf};

use super::{ConfigError, File, Flags, expanded, setting::DATA_DIR, variable};
use crate::clients::{Places, System};

/// The data folder, whole: as given, otherwise the platform's default.
pub(super) fn data_folder(flags: &Flags, file: &File) -> Result<PathBuf, ConfigError> {
    let given = flags.data_dir.clone().or_else(|| variable(DATA_DIR.variable).map(PathBuf::from));
    // A relative path in the file is relative to the file, because hosts start programs in any folder.
    let in_file = || file.get(DATA_DIR.key).map(|text| file.beside(&expanded(text.into())));
    // What is written down for others, such as the entry of a client, is read in another folder.
    let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
    let given = given.map(|given| absolute(expanded(given)));
    given.or_else(in_file).or_else(usual_folder).ok_or_else(|| {
        ConfigError(
            "there is no home folder to keep the data in; name a folder with --data-dir".into(),
        )
    })
}

/// The platform's folder.
pub(super) fn usual_folder() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "deskhand")?;
    Some(folders.data_dir().to_owned())
}

/// Where the clients of this person keep their settings.
pub fn client_places() -> Option<Places> {
    let folders = directories::BaseDirs::new()?;
    let system = match std::env::consts::OS {
        "macos" => System::Mac,
        "windows" => System::Windows,
        _ => System::Linux,
    };
    Some(Places {
        system,
        home: folders.home_dir().to_owned(),
        config: folders.config_dir().to_owned(),
        local: folders.data_local_dir().to_owned(),
    })
}

/// The absolute path of this program, as it is found on PATH where it is there: package managers keep that one through
/// updates, and the file behind it not.
pub fn program() -> Option<PathBuf> {
    let this = std::env::current_exe().ok()?;
    let real = this.canonicalize().ok();
    let path = variable("PATH").unwrap_or_default();
    let named = std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(this.file_name().unwrap_or_default()))
        .find(|candidate| real.is_some() && candidate.canonicalize().ok() == real);
    Some(named.unwrap_or(this))
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
