//! Logs as they are handed over: one file, the archive of a run, a folder that it was unpacked into, or standard input.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::{Context, bail};
use walkdir::WalkDir;
use zip::ZipArchive;

use crate::answers::diagnose::{Line, read};

/// The most bytes of logs that are read.
const MOST: u64 = 256 << 20;

/// The lines at a path.
pub(super) fn of_path(path: &Path) -> anyhow::Result<Vec<Line>> {
    if path.is_dir() { told(of_folder(path)?) } else { of_bytes(bytes(File::open(path)?, MOST)?, Some(path)) }
}

/// The lines of standard input.
pub(super) fn of_input() -> anyhow::Result<Vec<Line>> {
    of_bytes(bytes(std::io::stdin().lock(), MOST).context("standard input cannot be read")?, None)
}

/// The lines of a text.
pub(super) fn of_text(text: &str) -> anyhow::Result<Vec<Line>> {
    of_bytes(text.as_bytes().to_vec(), None)
}

fn bytes(from: impl Read, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn of_bytes(bytes: Vec<u8>, file: Option<&Path>) -> anyhow::Result<Vec<Line>> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        bail!("the log is empty");
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return told(of_archive(bytes)?);
    }
    let text = decoded(&bytes);
    told(read(&file.and_then(|file| name_in_archive(file, &text)).unwrap_or_default(), &text))
}

/// The name that a file has in the archive that it was unpacked from: that of a step stands in the folder of its job.
fn name_in_archive(file: &Path, text: &str) -> Option<String> {
    let file = std::path::absolute(file).ok()?;
    let name = file.file_name()?.to_str().filter(|name| name.ends_with(".txt") && number(name).is_some())?;
    let is_whole_job = text.contains("Complete job name: ");
    let job = || Some(file.parent()?.file_name()?.to_str()?.to_owned());
    if is_whole_job { Some(name.to_owned()) } else { Some(format!("{}/{name}", job()?)) }
}

/// The number before the name of a job or step, by which the files of an archive are ordered.
fn number(name: &str) -> Option<u32> {
    name.rsplit('/').next()?.split_once('_')?.0.parse().ok()
}

fn told(lines: Vec<Line>) -> anyhow::Result<Vec<Line>> {
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
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let names: Vec<_> = archive.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned).collect();
    of_run(&names, |name, left| Ok(self::bytes(archive.by_name(name)?, left)?))
}

fn of_folder(folder: &Path) -> anyhow::Result<Vec<Line>> {
    let files = WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| Some(path.strip_prefix(folder).ok()?.to_str()?.replace('\\', "/"));
    let names: Vec<_> = files.filter_map(|entry| name(entry.path())).collect();
    of_run(&names, |name, left| Ok(bytes(File::open(folder.join(name))?, left)?))
}

/// The lines of the logs of a run, in the order of its jobs and steps.
fn of_run(names: &[String], mut open: impl FnMut(&str, u64) -> anyhow::Result<Vec<u8>>) -> anyhow::Result<Vec<Line>> {
    let logs = || names.iter().filter(|name| name.ends_with(".txt") && number(name).is_some());
    // Where there are the steps of jobs, the logs of whole jobs beside them say the same again.
    let has_steps = logs().any(|name| name.contains('/'));
    let mut logs: Vec<&String> = logs().filter(|name| name.contains('/') == has_steps).collect();
    logs.sort_by_key(|name| (name.rsplit_once('/').map_or("", |(job, _)| job), number(name)));
    let (mut lines, mut left) = (Vec::new(), MOST);
    for name in logs {
        let text = open(name, left)?;
        left = left.saturating_sub(text.len() as u64);
        lines.extend(read(name, &decoded(&text)));
    }
    Ok(lines)
}
