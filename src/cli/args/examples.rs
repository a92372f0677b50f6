//! Examples in the help of each command; a test reads them as the command line does.

pub(super) const INIT: &str = "\
Examples:
  deskhand init
  deskhand init --yes --name \"Wren & Vale\" --country PT --kind photographer
  deskhand init --yes --client cursor --client codex
  deskhand init --dry-run
  deskhand init --remove --yes";

pub(super) const SERVE: &str = "\
Examples:
  deskhand serve
  deskhand serve --tenant studio --agent support-bot
  deskhand serve --discover --preview off";

pub(super) const DEMO: &str = "\
Examples:
  deskhand demo
  deskhand demo --no-preview";

pub(super) const PREVIEW: &str = "\
Examples:
  deskhand preview
  deskhand preview --tenant main --port 4790";

pub(super) const PUBLISH: &str = "\
Examples:
  deskhand publish
  deskhand publish --target web --note \"Prices for summer\"
  deskhand publish --yes";

pub(super) const RELEASE: &str = "\
Examples:
  deskhand release list
  deskhand release show 3
  deskhand release rollback 3 --yes";

pub(super) const SERVICE: &str = "\
Examples:
  deskhand service install
  deskhand service install --http 127.0.0.1:8080 --metrics 127.0.0.1:9180
  deskhand service install --dry-run
  deskhand service status
  deskhand service remove";

pub(super) const HOST: &str = "\
Examples:
  deskhand host
  deskhand host --http 0.0.0.0:80 --https 0.0.0.0:443 --acme-contact ada@studio.example
  deskhand host --https [::]:443 --certificates /etc/letsencrypt/live
  deskhand host --http 127.0.0.1:8080 --proxies 127.0.0.1";

pub(super) const TARGET: &str = "\
Examples:
  deskhand target list
  deskhand target add web folder /var/www/studio --address https://studio.example
  deskhand target add file zip /home/ada/site.zip
  deskhand target add pages git https://github.com/studio/site.git --branch gh-pages
  deskhand target add public host --domain studio.example
  deskhand target remove file";

pub(super) const TOOLS: &str = "\
Examples:
  deskhand tools
  deskhand tools getPage
  deskhand tools --agent assistant --explain";

pub(super) const PROMPT: &str = "\
Examples:
  deskhand prompt
  deskhand prompt --agent assistant --json";

pub(super) const TENANT: &str = "\
Examples:
  deskhand tenant list
  deskhand tenant add studio --title \"Wren & Vale\" --country PT --currency EUR --timezone Europe/Lisbon
  deskhand tenant set --tagline \"Weddings by the sea\" --open \"monday,tuesday 09:00-17:00\"
  deskhand tenant tools --disable deletePage
  deskhand tenant rates crm=60 rest=100
  deskhand tenant archive studio --to studio.tar
  deskhand tenant import studio.tar --as studio-2";

pub(super) const AGENT: &str = "\
Examples:
  deskhand agent list
  deskhand agent add support-bot --subtype customer_support
  deskhand agent set assistant --autonomy supervised";

pub(super) const GUIDANCE: &str = "\
Examples:
  deskhand guidance set manage_packages \"Prices end in 95.\"
  deskhand guidance list";

pub(super) const INTEGRATION: &str = "\
Examples:
  deskhand integration list
  deskhand integration connect pexels
  deskhand integration test";

pub(super) const COLLECTION: &str = "\
Examples:
  deskhand collection list
  deskhand collection add recipes --kind posts";

pub(super) const NAVIGATION: &str = "\
Examples:
  deskhand navigation list
  deskhand navigation add sidebar";

pub(super) const CONSOLE: &str = "\
Examples:
  deskhand console";

pub(super) const PROPOSALS: &str = "\
Examples:
  deskhand proposals
  deskhand proposals show 3
  deskhand proposals approve 3 4
  deskhand proposals reject 5 --reason \"We still need that page.\"
  deskhand proposals purge --days 30";

pub(super) const SCHEDULE: &str = "\
Examples:
  deskhand schedule
  deskhand schedule retry post_01h455vb4pex5vsknk084sn02q";

pub(super) const PIPELINE: &str = "\
Examples:
  deskhand pipeline list
  deskhand pipeline add weddings --stage inquiry --stage booked:8";

pub(super) const WHATSAPP: &str = "\
Examples:
  deskhand whatsapp hook --at https://desk.example.com
  deskhand whatsapp import events.jsonl";

pub(super) const CALENDAR: &str = "\
Examples:
  deskhand calendar
  deskhand calendar --at https://desk.example.com
  deskhand calendar --renew";

pub(super) const CONTACT: &str = "\
Examples:
  deskhand contact erase con_01h455vb4pex5vsknk084sn02q";

pub(super) const DIGEST: &str = "\
Examples:
  deskhand digest
  deskhand digest --since P7D --json";

pub(super) const HISTORY: &str = "\
Examples:
  deskhand history
  deskhand history --limit 100 --json
  deskhand history show chg_01h455vb4pex5vsknk084sn02q";

pub(super) const UNDO: &str = "\
Examples:
  deskhand undo chg_01h455vb4pex5vsknk084sn02q
  deskhand undo --request req_01h455vb4pex5vsknk084sn02q";

pub(super) const LOG: &str = "\
Examples:
  deskhand log --failed --since 7d
  deskhand log --follow --tool deletePage
  deskhand log verify";

pub(super) const COMPLETIONS: &str = "\
Examples:
  deskhand completions bash
  deskhand completions zsh
  deskhand completions fish
  deskhand completions powershell";

pub(super) const MAN: &str = "\
Examples:
  deskhand man man";

pub(super) const VERSION: &str = "\
Examples:
  deskhand version
  deskhand version --json";

/// Of `doctor`.
pub(super) const DOCTOR: &str = "\
Examples:
  deskhand doctor
  deskhand doctor --fix
  deskhand doctor --rescue saved";

/// Of `backup`.
pub(super) const BACKUP: &str = "\
Examples:
  deskhand backup
  deskhand backup --to backups/today.tar
  deskhand backup --keep 14";

/// Of `restore`.
pub(super) const RESTORE: &str = "\
Examples:
  deskhand restore backups/today.tar
  deskhand restore backups/today.tar --confirm deskhand";

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use crate::cli::args::Cli;

    /// Words as a shell reads them, with no more than double quotes.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut is_quoted = false;
        for letter in line.chars() {
            match letter {
                '"' => is_quoted = !is_quoted,
                ' ' if !is_quoted => words.push(String::new()),
                letter => words.last_mut().unwrap().push(letter),
            }
        }
        words
    }

    #[test]
    fn every_command_has_examples_and_each_of_them_is_understood() {
        let mut count = 0;
        for command in Cli::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let name = command.get_name();
            assert!(help.starts_with("Examples:\n"), "{name}");
            for line in help.lines().skip(1).map(str::trim) {
                assert!(line.starts_with(&format!("deskhand {name}")), "{line}");
                if let Err(error) = Cli::try_parse_from(words(line)) {
                    panic!("{line}: {error}");
                }
                count += 1;
            }
        }
        assert!(count > 40);
    }
}
