//! `deskhand log verify`: checks that the call log is unchanged.

use serde_json::json;

use crate::{
    cli::{
        failure::Failure,
        screen::{Look, Screen},
    },
    principal::Caller,
    store::{
        Store,
        calls::{self, Verdict},
    },
};

pub(super) fn run(
    store: &Store,
    reader: &Caller,
    head: Option<&str>,
    screen: &Screen,
) -> Result<(), Failure> {
    let verdict = store.read(reader, |db| calls::verify(db, head))?;
    let document = match &verdict {
        Verdict::Whole { rows, unchained, erased, head, head_at } => json!({
            "ok": true, "rows": rows, "unchained": unchained, "erased": erased, "head": head,
            "headAt": head_at
        }),
        Verdict::Broken { seq, id, fault } => json!({
            "ok": false, "seq": seq, "id": id, "fault": fault.as_str(), "message": fault.to_string()
        }),
    };
    if screen.is_json() {
        screen.document(&document)?;
    }
    match verdict {
        Verdict::Whole { .. } if screen.is_json() => Ok(()),
        Verdict::Whole { rows, unchained, erased, head, head_at } => {
            screen.line(
                screen.look(Look::Green, format!("OK: {rows} calls, each as it was written.")),
            )?;
            if erased > 0 {
                screen.line(format!(
                    "The arguments of {erased} of them have been erased; later calls say so."
                ))?;
            }
            if unchained > 0 {
                screen.line(format!(
                    "Of {unchained} calls before them it cannot be told: they are from before the chain."
                ))?;
            }
            if let Some(at) = head_at {
                screen.line(format!("The head that you gave is that of call {at}."))?;
            }
            let Some(head) = head else { return Ok(()) };
            screen.line(format!("Head: {head}"))?;
            screen.note(
                "Keep the head elsewhere: `deskhand log verify --head HASH` shows whether calls were \
                 taken from the end.",
            );
            Ok(())
        }
        Verdict::Broken { seq, id, fault } => {
            let named = id.map_or_else(String::new, |id| format!(" ({id})"));
            Err(Failure::Failed(format!(
                "the call log is broken: row {seq}{named} {fault}; compare it with a backup"
            )))
        }
    }
}
