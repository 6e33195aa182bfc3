//! `devops-docs diagnose`.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Serialize;

use super::place::{self, PlaceArguments};
use super::{Ended, Format, print};
use crate::answers::diagnose::{Failure, Line, failures, place as place_in, read};

/// Arguments of `diagnose`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  gh run view 123456 --log-failed | devops-docs diagnose
  devops-docs diagnose logs_123456.zip

Exit codes: 0 nothing failed, 1 something did, 2 the log could not be read.")]
pub(super) struct Arguments {
    /// A log of GitHub Actions, or the archive of a run's logs [default: standard input]
    log: Option<PathBuf>,
    #[command(flatten)]
    place: PlaceArguments,
    /// How to write what was found
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    failures: &'a [Failure],
}

/// The most bytes of logs that are read.
const MOST: u64 = 256 << 20;

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let file = arguments.log.as_deref().filter(|path| *path != Path::new("-"));
    let lines = if let Some(path) = file {
        lines_of(path)?
    } else {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(MOST).read_to_end(&mut bytes).context("standard input cannot be read")?;
        read("", &String::from_utf8_lossy(&bytes))
    };
    if lines.is_empty() {
        bail!("the log is empty");
    }
    let mut found = failures(&lines);
    let repository = place::find(&[])?;
    let ws = arguments.place.load(&repository, true, false)?;
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

fn lines_of(path: &Path) -> anyhow::Result<Vec<Line>> {
    let told = || format!("cannot read {}", path.display());
    let mut bytes = Vec::new();
    std::fs::File::open(path).with_context(told)?.take(MOST).read_to_end(&mut bytes).with_context(told)?;
    if !bytes.starts_with(b"PK\x03\x04") {
        return Ok(read("", &String::from_utf8_lossy(&bytes)));
    }
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).with_context(told)?;
    let names: Vec<String> = archive.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned).collect();
    let names: Vec<String> = names.into_iter().filter(|name| name.ends_with(".txt")).collect();
    // Where the archive has the steps of jobs, the logs of whole jobs beside them say the same again.
    let has_steps = names.iter().any(|name| name.contains('/'));
    let mut names: Vec<String> = names.into_iter().filter(|name| name.contains('/') == has_steps).collect();
    names.sort();
    let (mut lines, mut left) = (Vec::new(), MOST);
    for name in names {
        let mut text = Vec::new();
        let file = archive.by_name(&name).with_context(told)?;
        file.take(left).read_to_end(&mut text).with_context(told)?;
        left = left.saturating_sub(text.len() as u64);
        lines.extend(read(&name, &String::from_utf8_lossy(&text)));
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
