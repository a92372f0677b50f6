//! What each system is told, to have it run a command by itself: a file, and commands of the system.

use std::path::PathBuf;

use crate::clients::{Places, System};

/// What is run.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) name: String,
    /// The program and its arguments.
    pub(super) words: Vec<String>,
    /// Where it writes what it says, where the system keeps no log.
    pub(super) log: PathBuf,
}

/// What the system is told.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) name: String,
    pub(super) system: System,
    /// What is written, and where.
    pub(super) file: Option<(PathBuf, String)>,
    pub(super) install: Vec<Vec<String>>,
    pub(super) remove: Vec<Vec<String>>,
    /// What is run once the file is gone.
    pub(super) after: Vec<Vec<String>>,
    /// Succeeds while it runs.
    pub(super) status: Vec<String>,
    /// Where a person reads what it says.
    pub(super) reads: String,
}

impl Plan {
    pub(super) fn of(places: &Places, service: &Service) -> Plan {
        match places.system {
            System::Linux => systemd(places, service),
            System::Mac => launchd(places, service),
            System::Windows => task(service),
        }
    }

    /// Whether the file is there.
    pub(super) fn is_there(&self) -> bool {
        self.file.as_ref().is_some_and(|(file, _)| file.exists())
    }
}

fn command(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// A unit of the person's own systemd.
fn systemd(places: &Places, service: &Service) -> Plan {
    let unit = format!("{}.service", service.name);
    let words: Vec<String> = service.words.iter().map(|word| unit_word(word)).collect();
    let text = format!(
        "# Written by `deskhand service install`; `deskhand service remove` takes it away.\n\
         [Unit]\n\
         Description=deskhand: serves released sites, and does what is due\n\
         After=network-online.target\n\
         \n\
         [Service]\n\
         ExecStart={}\n\
         Restart=on-failure\n\
         RestartSec=5\n\
         UMask=0077\n\
         NoNewPrivileges=true\n\
         LimitNOFILE=20000\n\
         \n\
         [Install]\n\
         WantedBy=default.target\n",
        words.join(" ")
    );
    let user = |words: &[&str]| command(&[&["systemctl", "--user"], words].concat());
    Plan {
        system: System::Linux,
        file: Some((places.config.join("systemd").join("user").join(&unit), text)),
        install: vec![
            user(&["daemon-reload"]),
            user(&["enable", &unit]),
            // Starts it, or starts it anew with what has changed.
            user(&["restart", &unit]),
        ],
        remove: vec![user(&["disable", "--now", &unit])],
        after: vec![user(&["daemon-reload"])],
        status: user(&["is-active", "--quiet", &unit]),
        reads: format!("journalctl --user -u {unit}"),
        name: service.name.clone(),
    }
}

/// A word of a command line as systemd reads it: in quotes, with nothing in it that means something.
fn unit_word(word: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in word.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '%' | '$' => quoted.extend([letter, letter]),
            '\n' => quoted.push_str("\\n"),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// An agent of the person's own launchd.
fn launchd(places: &Places, service: &Service) -> Plan {
    let label = format!("local.{}", service.name);
    let file = places.home.join("Library/LaunchAgents").join(format!("{label}.plist"));
    let string = |text: &str| format!("<string>{}</string>", xml(text));
    let words: Vec<String> =
        service.words.iter().map(|word| format!("    {}\n", string(word))).collect();
    let log = string(&service.log.display().to_string());
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <!-- Written by deskhand service install; deskhand service remove takes it away. -->\n\
         <plist version=\"1.0\">\n<dict>\n\
         \x20 <key>Label</key>\n  {}\n\
         \x20 <key>ProgramArguments</key>\n  <array>\n{}  </array>\n\
         \x20 <key>RunAtLoad</key>\n  <true/>\n\
         \x20 <key>KeepAlive</key>\n  <dict>\n    <key>SuccessfulExit</key>\n    <false/>\n  </dict>\n\
         \x20 <key>Umask</key>\n  <integer>63</integer>\n\
         \x20 <key>StandardOutPath</key>\n  {log}\n\
         \x20 <key>StandardErrorPath</key>\n  {log}\n\
         </dict>\n</plist>\n",
        string(&label),
        words.concat(),
    );
    let path = file.display().to_string();
    Plan {
        system: System::Mac,
        // One that is loaded with what it was before is unloaded; that there is none is no fault.
        install: vec![command(&[
            "/bin/sh",
            "-c",
            "launchctl unload \"$1\" 2>/dev/null; launchctl load -w \"$1\"",
            "sh",
            &path,
        ])],
        remove: vec![command(&["launchctl", "unload", "-w", &path])],
        after: Vec::new(),
        status: command(&["launchctl", "list", &label]),
        reads: service.log.display().to_string(),
        file: Some((file, text)),
        name: service.name.clone(),
    }
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A task of Windows that starts when the person logs on. A real service would need a wrapper around the program.
fn task(service: &Service) -> Plan {
    let line: Vec<String> = service.words.iter().map(|word| windows_word(word)).collect();
    let line = line.join(" ");
    let name = service.name.as_str();
    Plan {
        system: System::Windows,
        file: None,
        install: vec![
            command(&[
                "schtasks", "/Create", "/F", "/TN", name, "/SC", "ONLOGON", "/RL", "LIMITED",
                "/TR", &line,
            ]),
            command(&["schtasks", "/Run", "/TN", name]),
        ],
        remove: vec![
            command(&["schtasks", "/End", "/TN", name]),
            command(&["schtasks", "/Delete", "/F", "/TN", name]),
        ],
        after: Vec::new(),
        status: command(&["schtasks", "/Query", "/TN", name]),
        reads: "the task's history in the Task Scheduler".to_owned(),
        name: service.name.clone(),
    }
}

/// A word of a command line as programs of Windows read it.
fn windows_word(word: &str) -> String {
    if !word.is_empty() && !word.contains([' ', '\t', '"']) {
        return word.to_owned();
    }
    let mut quoted = String::from("\"");
    let mut slashes = 0;
    for letter in word.chars() {
        match letter {
            '\\' => slashes += 1,
            '"' => {
                // As many once more, and one for the quote.
                quoted.push_str(&"\\".repeat(slashes + 1));
                slashes = 0;
            }
            _ => slashes = 0,
        }
        quoted.push(letter);
    }
    quoted.push_str(&"\\".repeat(slashes));
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(system: System, words: &[&str]) -> Plan {
        let (home, log) = (PathBuf::from("/home/ada"), PathBuf::from("/data/a & b/service.log"));
        let places =
            Places { system, config: home.join(".config"), local: home.join(".local"), home };
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Plan::of(&places, &Service { name: "deskhand".to_owned(), words, log })
    }

    #[test]
    fn each_system_is_told_every_word_as_it_is() {
        for (word, unit, plist, windows) in [
            ("plain", "\"plain\"", "<string>plain</string>", "plain"),
            ("two words", "\"two words\"", "<string>two words</string>", "\"two words\""),
            ("50%", "\"50%%\"", "<string>50%</string>", "50%"),
            ("$HOME", "\"$$HOME\"", "<string>$HOME</string>", "$HOME"),
            ("a\"b", "\"a\\\"b\"", "<string>a\"b</string>", "\"a\\\"b\""),
            ("C:\\a b\\", "\"C:\\\\a b\\\\\"", "<string>C:\\a b\\</string>", "\"C:\\a b\\\\\""),
            ("a & <b>", "\"a & <b>\"", "<string>a &amp; &lt;b&gt;</string>", "\"a & <b>\""),
            ("", "\"\"", "<string></string>", "\"\""),
        ] {
            let words = ["deskhand", "host", word];
            let (path, text) = planned(System::Linux, &words).file.unwrap();
            assert_eq!(path.to_str().unwrap(), "/home/ada/.config/systemd/user/deskhand.service");
            let starts = format!("ExecStart=\"deskhand\" \"host\" {unit}\n");
            assert!(text.contains(&starts), "{word}: {text}");
            let (path, text) = planned(System::Mac, &words).file.unwrap();
            assert_eq!(
                path.to_str().unwrap(),
                "/home/ada/Library/LaunchAgents/local.deskhand.plist"
            );
            assert!(text.contains(plist), "{word}: {text}");
            assert!(text.contains("a &amp; b/service.log"), "{text}");
            let plan = planned(System::Windows, &words);
            let line = plan.install[0].last().unwrap();
            assert_eq!(*line, format!("deskhand host {windows}"), "{word}");
        }
    }

    #[test]
    fn what_is_installed_can_be_removed_and_asked_after_under_the_same_name() {
        for system in [System::Linux, System::Mac, System::Windows] {
            let plan = planned(system, &["deskhand", "host"]);
            for command in [&plan.install[0], plan.remove.last().unwrap(), &plan.status] {
                let is_named = command.iter().any(|word| word.contains("deskhand"));
                assert!(is_named || command.contains(&"daemon-reload".to_owned()), "{command:?}");
            }
        }
    }
}
