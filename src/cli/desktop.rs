//! Tells the person at this computer's screen that something waits for them, by what the system has for it.
//!
//! The words are always the same: whoever looks over a shoulder, and whoever keeps notifications, learns that something
//! waits and nothing of it.

use std::{
    process::{Command, Stdio},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

const TITLE: &str = "deskhand";

const TEXT: &str = "Your assistant waits for your decision. The console shows what it would do.";

/// Not more often than this: an assistant may ask for many things at once.
const PAUSE: Duration = Duration::from_mins(1);

/// The desktop of this computer.
#[derive(Default)]
pub(super) struct Desktop {
    told: Mutex<Option<Instant>>,
}

impl Desktop {
    /// Tells the person, unless they have just been told. Returns at once.
    pub(super) fn tell(&self) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_some_and(|at| at.elapsed() < PAUSE) {
            return;
        }
        *told = Some(Instant::now());
        let (program, args) = command(std::env::consts::OS);
        // On a thread of its own: the program may wait for a desktop that does not answer.
        std::thread::spawn(move || {
            let mut command = Command::new(program);
            command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            match command.status() {
                Ok(status) if status.success() => {}
                Ok(status) => tracing::debug!(program, %status, "the desktop shows no notice"),
                Err(error) => tracing::debug!(program, %error, "the desktop shows no notice"),
            }
        });
    }
}

/// What shows a notice on a system. All words are constants: nothing has to be escaped.
fn command(system: &str) -> (&'static str, Vec<String>) {
    match system {
        "macos" => {
            let script = format!("display notification \"{TEXT}\" with title \"{TITLE}\"");
            ("osascript", vec!["-e".to_owned(), script])
        }
        "windows" => {
            let script = format!(
                "Add-Type -AssemblyName System.Windows.Forms; Add-Type -AssemblyName System.Drawing; \
                 $notice = New-Object System.Windows.Forms.NotifyIcon; \
                 $notice.Icon = [System.Drawing.SystemIcons]::Information; $notice.Visible = $true; \
                 $notice.ShowBalloonTip(10000, '{TITLE}', '{TEXT}', 'Info'); Start-Sleep -Seconds 10; $notice.Dispose()"
            );
            let words = ["-NoProfile", "-NonInteractive", "-WindowStyle", "Hidden", "-Command"];
            ("powershell", words.into_iter().map(str::to_owned).chain([script]).collect())
        }
        _ => {
            let words = ["--app-name", TITLE, "--urgency", "normal", "--expire-time", "10000"];
            let said = [TITLE, TEXT];
            ("notify-send", words.into_iter().chain(said).map(str::to_owned).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_a_notice_would_have_to_be_escaped() {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || " .".contains(c);
        assert!(TITLE.chars().chain(TEXT.chars()).all(is_plain));
        for system in ["linux", "macos", "windows", "freebsd"] {
            let (_, args) = command(system);
            assert!(args.iter().any(|arg| arg.contains(TEXT)), "{system}");
        }
    }
}
