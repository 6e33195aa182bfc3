//! `devops-docs diagnose`.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use schemars::JsonSchema;
use serde::Serialize;

use super::place::{self, PlaceArguments};
use super::{Ended, Format, print};
use crate::answers::diagnose::{Failure, Line, failures, is_optional, place as place_in, read};

/// Arguments of `diagnose`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  gh run view 123456 --log-failed | devops-docs diagnose
  devops-docs diagnose logs_123456.zip

Exit codes: 0 nothing failed, 1 something did, 2 it cannot be read or is no log.")]
pub(super) struct Arguments {
    /// A log of GitHub Actions, or the archive of a run's logs [default: standard input]
    log: Option<PathBuf>,
    #[command(flatten)]
    place: PlaceArguments,
    /// How to write what was found
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
}

/// What `diagnose` found.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "devops-docs diagnose --format json")]
pub(super) struct Document<'a> {
    /// Raised only when a field goes or changes its meaning.
    version: u32,
    /// What failed, by job; of the steps of a job the last first.
    failures: &'a [Failure],
}

/// The most bytes of logs that are read.
const MOST: u64 = 256 << 20;

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let file = arguments.log.as_deref().filter(|path| *path != Path::new("-"));
    let mut bytes = Vec::new();
    let lines = if let Some(path) = file {
        let told = || format!("cannot read {}", path.display());
        std::fs::File::open(path).with_context(told)?.take(MOST).read_to_end(&mut bytes).with_context(told)?;
        lines_of(bytes).with_context(told)?
    } else {
        std::io::stdin().lock().take(MOST).read_to_end(&mut bytes).context("standard input cannot be read")?;
        lines_of(bytes)?
    };
    let mut found = failures(&lines);
    let repository = place::find(&[])?;
    let ws = arguments.place.load(&repository, true, false)?;
    if found.iter().any(|failure| !is_optional(&ws, failure)) {
        found.retain(|failure| !is_optional(&ws, failure));
    }
    for failure in &mut found {
        place_in(&ws, failure);
    }
    match arguments.format {
        Format::Json => {
            print(&format!("{}\n", serde_json::to_string_pretty(&Document { version: 1, failures: &found })?));
        }
        Format::Text => print(&text(&found)),
    }
    Ok(if found.is_empty() { Ended::Clean } else { Ended::Findings })
}

/// The lines of a log, or of an archive of logs.
fn lines_of(bytes: Vec<u8>) -> anyhow::Result<Vec<Line>> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        bail!("the log is empty");
    }
    let lines = if bytes.starts_with(b"PK\x03\x04") { of_archive(bytes)? } else { read("", &decoded(&bytes)) };
    if lines.is_empty() {
        bail!("this is no log of GitHub Actions: it has no times, no steps and no errors that are marked");
    }
    Ok(lines)
}

/// The text of a log; a shell of Windows writes what it is piped in 16 bits.
fn decoded(bytes: &[u8]) -> String {
    match bytes.strip_prefix(b"\xff\xfe") {
        Some(rest) => {
            let (pairs, _) = rest.as_chunks::<2>();
            String::from_utf16_lossy(&pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect::<Vec<_>>())
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn of_archive(bytes: Vec<u8>) -> anyhow::Result<Vec<Line>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes))?;
    let names: Vec<String> = archive.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned).collect();
    // Where the archive has the steps of jobs, the logs of whole jobs beside them say the same again.
    let number = |name: &str| -> Option<u32> { name.rsplit('/').next()?.split_once('_')?.0.parse().ok() };
    let logs = || names.iter().filter(|name| name.ends_with(".txt") && number(name).is_some());
    let has_steps = logs().any(|name| name.contains('/'));
    let mut logs: Vec<&String> = logs().filter(|name| name.contains('/') == has_steps).collect();
    logs.sort_by_key(|name| (name.rsplit_once('/').map_or("", |(job, _)| job), number(name)));
    let (mut lines, mut left) = (Vec::new(), MOST);
    for name in logs {
        let mut text = Vec::new();
        archive.by_name(name)?.take(left).read_to_end(&mut text)?;
        left = left.saturating_sub(text.len() as u64);
        lines.extend(read(name, &decoded(&text)));
    }
    Ok(lines)
}

fn text(found: &[Failure]) -> String {
    if found.is_empty() {
        return "nothing failed in this log\n".to_owned();
    }
    let mut out = String::new();
    for failure in found {
        let names: Vec<&str> = [&failure.job, &failure.step].into_iter().flatten().map(String::as_str).collect();
        let exit = failure.exit.map_or_else(String::new, |exit| format!(" (exit code {exit})"));
        out.push_str(&format!("{}{exit}: {} [{}]\n", names.join(" > "), failure.message, failure.cause));
        for line in &failure.lines {
            let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            out.push_str(&format!("  | {line}\n"));
        }
        let mut row = |name: &str, words: &str| {
            if !words.is_empty() {
                out.push_str(&format!("  {name:<9} {words}\n"));
            }
        };
        row("do", &failure.advice);
        row("defined", &failure.place.as_ref().map_or_else(String::new, |(path, line)| format!("{path}:{line}")));
        row(
            "here",
            &failure
                .command
                .as_deref()
                .map(|command| command.trim().replace('\n', "\n            "))
                .unwrap_or_default(),
        );
        row("needs", &failure.needs.join(", "));
        for (path, line, words) in &failure.documented {
            row("page", &format!("{path}:{line}: {words}"));
        }
        out.push('\n');
    }
    out
}
