//! Where clients are looked for, on each system.

use deskhand::clients::{Client, Places, System, found};
use tempfile::tempdir;

fn places(system: System, home: &std::path::Path) -> Places {
    let config = match system {
        System::Linux => home.join(".config"),
        System::Mac => home.join("Library").join("Application Support"),
        System::Windows => home.join("AppData").join("Roaming"),
    };
    Places { system, home: home.to_owned(), config, local: home.join("AppData").join("Local") }
}

#[test]
fn a_computer_without_clients_has_none_and_a_folder_shows_one() {
    for system in [System::Linux, System::Mac, System::Windows] {
        let home = tempdir().unwrap();
        let places = places(system, home.path());
        assert!(found(&places).is_empty());
        for (key, folder, file) in [
            ("cursor", ".cursor", ".cursor/mcp.json"),
            ("claude-code", ".claude", ".claude.json"),
            ("windsurf", ".codeium/windsurf", ".codeium/windsurf/mcp_config.json"),
            ("codex", ".codex", ".codex/config.toml"),
            ("gemini", ".gemini", ".gemini/settings.json"),
            ("lmstudio", ".lmstudio", ".lmstudio/mcp.json"),
            ("cline", ".cline", ".cline/data/settings/cline_mcp_settings.json"),
        ] {
            std::fs::create_dir_all(home.path().join(folder)).unwrap();
            let files = Client::of(key).unwrap().files(&places);
            assert_eq!(files, [home.path().join(file)], "{system:?} {key}");
        }
        assert_eq!(found(&places).len(), 7);
    }
}

#[test]
fn each_system_keeps_settings_in_its_own_place() {
    for (system, key, file) in [
        (System::Linux, "claude-desktop", ".config/Claude/claude_desktop_config.json"),
        (
            System::Mac,
            "claude-desktop",
            "Library/Application Support/Claude/claude_desktop_config.json",
        ),
        (System::Windows, "claude-desktop", "AppData/Roaming/Claude/claude_desktop_config.json"),
        (System::Linux, "vscode", ".config/Code/User/mcp.json"),
        (System::Mac, "vscode", "Library/Application Support/Code/User/mcp.json"),
        (System::Windows, "vscode", "AppData/Roaming/Code/User/mcp.json"),
        (System::Linux, "zed", ".config/zed/settings.json"),
        (System::Mac, "zed", ".config/zed/settings.json"),
        (System::Windows, "zed", "AppData/Roaming/Zed/settings.json"),
        (System::Linux, "goose", ".config/goose/config.yaml"),
        (System::Mac, "goose", ".config/goose/config.yaml"),
        (System::Windows, "goose", "AppData/Roaming/Block/goose/config/config.yaml"),
        (
            System::Linux,
            "cline",
            ".config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
        ),
    ] {
        let home = tempdir().unwrap();
        let places = places(system, home.path());
        let client = Client::of(key).unwrap();
        let path = home.path().join(file);
        assert_eq!(client.usual_file(&places), path, "{system:?} {key}");
        assert!(client.files(&places).is_empty());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "").unwrap();
        assert!(client.files(&places).contains(&path), "{system:?} {key}");
    }
}

#[test]
fn claude_desktop_from_the_store_of_windows_reads_its_own_file_only() {
    let home = tempdir().unwrap();
    let places = places(System::Windows, home.path());
    let client = Client::of("claude-desktop").unwrap();
    std::fs::create_dir_all(places.config.join("Claude")).unwrap();
    assert_eq!(client.files(&places).len(), 1);
    let inside = "Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude";
    let of_store = places.local.join(inside);
    std::fs::create_dir_all(&of_store).unwrap();
    assert_eq!(client.files(&places), [of_store.join("claude_desktop_config.json")]);
}
