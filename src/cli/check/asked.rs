//! Asks the person at the terminal before anything runs. No answer is a no.

use std::io::{BufRead, Write};

use crate::checks::plan::{Decision, Operator, Plan, Planned};
use crate::model::{Effect, Status};

/// Asks for each check that needs it, and writes the answers into the plan.
pub(in crate::cli) fn ask(
    plan: &mut Plan,
    operator: &mut Operator,
    person: &str,
    environment: &str,
) -> anyhow::Result<()> {
    let mut trusted_more = false;
    for planned in &mut plan.checks {
        if planned.decision != Decision::Ask {
            continue;
        }
        crate::cli::tell(&question(planned, environment));
        let answer = answer();
        let agreed = Decision::Run { approver: Some(person.to_owned()) };
        planned.decision = match (planned.effect, answer.as_str()) {
            (Effect::Destroy, typed) if typed == environment => agreed,
            (Effect::Destroy, _) => refused(),
            (Effect::Write, "t" | "T") => {
                operator.trusted.add(planned, environment, &operator.today);
                trusted_more = true;
                agreed
            }
            (_, "y" | "Y" | "yes") => agreed,
            _ => refused(),
        };
    }
    if trusted_more {
        operator.trusted.save()?;
    }
    Ok(())
}

fn refused() -> Decision {
    Decision::Not(Status::NeedsApproval, "it was not approved".to_owned())
}

/// What is shown before a person decides: every byte that would run, and around it all that matters.
fn question(planned: &Planned, environment: &str) -> String {
    let check = planned.check;
    let mut out = format!("\n{}:{} {}\n", escaped(planned.page), planned.line, escaped(&check.label()));
    let effect = match (&planned.raised_by, planned.effect) {
        (Some(why), effect) => format!("{} ({why})", effect.word()),
        (None, effect) => effect.word().to_owned(),
    };
    let folder = match check.folder.as_deref() {
        None => "an empty folder",
        Some("") => "the root of the repository",
        Some(folder) => folder,
    };
    let list = |words: &[String]| if words.is_empty() { "none".to_owned() } else { words.join(", ") };
    let rows = [
        ("effect", effect),
        ("environment", environment.to_owned()),
        ("folder", folder.to_owned()),
        ("run by", check.interpreter.clone()),
        ("network", if check.net { "yes" } else { "not asked for" }.to_owned()),
        ("secrets", list(&check.secrets)),
        ("covers", covers(planned)),
        ("confined by", planned.sandbox.clone()),
    ];
    for (name, value) in rows {
        out.push_str(&format!("  {name:<12} {}\n", escaped(&value)));
    }
    for line in check.script().lines() {
        out.push_str(&format!("  | {}\n", escaped(line)));
    }
    out.push_str(&match planned.effect {
        Effect::Destroy => format!("This cannot be taken back. Type `{environment}` to run it: "),
        Effect::Manual => "Do this by hand. Was it done, and is all as it must be? [y/N] ".to_owned(),
        _ => format!("Run it? [y]es, [t]rust it in {environment} from now on, [N]o: "),
    });
    out
}

/// What a yes is for.
fn covers(planned: &Planned) -> String {
    planned.covers.as_ref().map_or_else(
        || "this block".to_owned(),
        |why| format!("this block and every file of the repository, for {why}"),
    )
}

/// The line as it is: what a terminal would obey or hide, or what only looks like another letter, is shown by its number.
pub(super) fn escaped(line: &str) -> String {
    let one = |character: char| {
        let plain = character == '\t' || character == ' ' || character.is_ascii_graphic();
        if plain { character.to_string() } else { character.escape_unicode().to_string() }
    };
    line.chars().map(one).collect()
}

pub(in crate::cli) fn answer() -> String {
    let mut line = String::new();
    drop(std::io::stderr().flush());
    match std::io::stdin().lock().read_line(&mut line) {
        Ok(_) => line.trim().to_owned(),
        Err(_) => String::new(),
    }
}
