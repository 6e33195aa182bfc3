//! Fences with `check=`: commands that can be run, and what they must answer.
//!
//! A fence is a check only if its page says so in full. One that nearly says so is a mistake, which a rule reports, since
//! a check that is skipped for a typing error looks like one that passed.

mod attributes;
mod settings;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::kinds::Page;
use crate::model::{Check, CheckStep, Effect, ExpectedLine, Mistake, Reading};
use crate::snippets;
use crate::syntax::markdown::{Fence, Markdown};
use crate::syntax::shell;
use crate::text::{Excerpt, Files, Span, is_invisible};
use attributes::Attributes;
use settings::Settings;

pub(super) fn read(text: Excerpt, page: &Page, files: &Files, reading: &mut Reading) {
    let mut found = Vec::new();
    for Meant { at, is_shell, mut attributes } in meant(text, &page.markdown) {
        let mut mistakes = Vec::new();
        let settings = Settings::read(&attributes, &mut mistakes);
        let fence = at.map(|at| &page.markdown.fences[at]);
        let whole = match fence {
            Some(fence) => unfit(page, fence, files, &settings, is_shell),
            None => Some("no block of commands begins below this comment, so nothing runs".to_owned()),
        };
        mistakes.extend(whole.map(|message| Mistake { span: attributes.span, message, instead: None }));
        let output = at.and_then(|at| output_of(&page.markdown, at));
        let steps = fence.map_or_else(Vec::new, |fence| steps(fence, output, &settings));
        mistakes.extend(steps.iter().filter_map(unreadable));
        let idle = fence.and_then(|fence| runs_nothing(fence, &steps, &settings));
        mistakes.extend(idle.map(|message| Mistake { span: attributes.span, message, instead: None }));
        let mut check = check(page, fence, attributes.span, settings, steps);
        check.output = output.map(|output| output.span);
        check.number = found.len() + 1;
        // What was not even called a check has one mistake, whatever else it says.
        if let Some(mistake) = attributes.mistake.take() {
            mistakes = vec![mistake];
        }
        check.wrong = mistakes.first().map(|mistake| mistake.message.clone());
        reading.mistakes.extend(mistakes);
        found.push(check);
    }
    settings::between(&mut found, &mut reading.mistakes);
    join_sessions(&mut found);
    reading.checks.extend(found);
}

/// Makes the hashes of checks that share a shell those of all of them in their order: what one leaves there, such as a
/// folder, decides what another does.
fn join_sessions(checks: &mut [Check]) {
    let alone: Vec<(Option<String>, String)> =
        checks.iter().map(|check| (check.session.clone(), check.hash.clone())).collect();
    for check in checks.iter_mut().filter(|check| check.session.is_some()) {
        let members = alone.iter().filter(|(session, _)| *session == check.session).map(|(_, hash)| hash.as_str());
        let all: Vec<&str> = std::iter::once(check.hash.as_str()).chain(members).collect();
        check.hash = HEXLOWER.encode(&Sha256::digest(all.join(" ")));
    }
}

/// Attributes, and the fence that they make a check, by its number.
struct Meant {
    /// None for a comment that stands above no fence.
    at: Option<usize>,
    is_shell: bool,
    attributes: Attributes,
}

/// All that is meant to be a check, in the order of its places.
fn meant(text: Excerpt, markdown: &Markdown) -> Vec<Meant> {
    let mut meant = Vec::new();
    for (at, fence) in markdown.fences.iter().enumerate().filter(|(_, fence)| !fence.indented) {
        let language = fence.language.as_str();
        let is_shell = shell::is_shell(language);
        let attributes = attributes_of(text, markdown, fence, is_shell);
        meant.extend(attributes.map(|attributes| Meant { at: Some(at), is_shell, attributes }));
    }
    let has_fence = |span: Span| meant.iter().any(|meant| span.contains(meant.attributes.span));
    let lost = markdown.comments.iter().filter(|comment| !has_fence(comment.span));
    let lost = lost.filter_map(|comment| attributes::of_comment(text.at(comment.span), true));
    // Words without values are a remark for people: `check: read the log`.
    let is_meant = |attributes: &Attributes| attributes.entries.iter().all(|entry| entry.value.is_some());
    let lost = lost.filter(|attributes| attributes.mistake.is_none() && is_meant(attributes));
    let lost: Vec<Meant> = lost.map(|attributes| Meant { at: None, is_shell: true, attributes }).collect();
    meant.extend(lost);
    meant.sort_by_key(|meant| meant.attributes.span.start);
    meant
}

/// The attributes by which a fence is a check: those of its info string, or of a comment above it.
fn attributes_of(text: Excerpt, markdown: &Markdown, fence: &Fence, is_shell: bool) -> Option<Attributes> {
    let info = fence.info_span.and_then(|span| attributes::of_info(text.at(span), is_shell));
    info.or_else(|| of_comments_above(text, markdown, fence, is_shell))
        .or_else(|| attributes::of_first_line(text.at(*fence.lines.first()?)).filter(|_| is_shell))
}

/// The attributes in the comments right above a fence; others may stand between.
fn of_comments_above(text: Excerpt, markdown: &Markdown, fence: &Fence, is_shell: bool) -> Option<Attributes> {
    let mut below = fence.span.start;
    for above in markdown.comments.iter().rev().filter(|comment| comment.span.end <= fence.span.start) {
        let between = &text.text[above.span.end as usize - text.offset..below as usize - text.offset];
        // One blank line may stand between, and the marks of a list or a quotation.
        let near = between.trim_matches([' ', '\t', '\r', '\n', '>']).is_empty() && between.matches('\n').count() <= 2;
        if !near {
            return None;
        }
        if let Some(attributes) = attributes::of_comment(text.at(above.span), is_shell) {
            return Some(attributes);
        }
        below = above.span.start;
    }
    None
}

/// Why nothing would run, though a check that runs nothing would pass.
fn runs_nothing(fence: &Fence, steps: &[CheckStep], settings: &Settings) -> Option<String> {
    if fence.text.trim().is_empty() {
        return Some("this block is empty, so nothing runs".to_owned());
    }
    if steps.is_empty() {
        return Some("no line of this begins with the prompt `$ `, so nothing runs".to_owned());
    }
    let is_comment = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let is_idle = settings.effect != Effect::Manual && steps.iter().all(|step| step.script.lines().all(is_comment));
    is_idle.then(|| "only comments stand in this block, so nothing runs".to_owned())
}

/// Why a fence cannot be run whatever its attributes say.
fn unfit(page: &Page, fence: &Fence, files: &Files, settings: &Settings, is_shell: bool) -> Option<String> {
    if !fence.closed {
        return Some("this block has no end, so it never runs; close it".to_owned());
    }
    if fence.quoted {
        return Some("this block is quoted, so it never runs; take it out of the quotation".to_owned());
    }
    if !is_shell && settings.interpreter.is_none() {
        return Some("only a shell's commands can be checked; `interpreter=` names what else runs them".to_owned());
    }
    if files.leaks().iter().any(|leak| fence.span.contains(leak.span)) {
        return Some("a credential stands in this block, so it never runs".to_owned());
    }
    if files.invalid_at(page.file).is_some() {
        return Some("this page is not UTF-8, so what is shown is not what would run".to_owned());
    }
    if let Some(hidden) = fence.text.chars().find(|character| is_invisible(*character)) {
        return Some(format!("a hidden character (U+{:04X}) stands in this block, so it never runs", hidden as u32));
    }
    let widening = settings.environments.iter().find(|name| widens(page, name))?;
    Some(format!("this page is about another environment, and a check of it cannot be for {widening}"))
}

/// An expected line that means nothing.
fn unreadable(step: &CheckStep) -> Option<Mistake> {
    let lines = step.expected.as_ref()?;
    let (at, message) = snippets::Expectation::read(lines.iter().map(|line| line.text.as_str())).err()?;
    Some(Mistake { span: lines[at].span, message, instead: None })
}

/// Whether an environment is not one of the page's own.
fn widens(page: &Page, name: &str) -> bool {
    page.environment().is_some_and(|own| own != name)
}

/// The very next fence, if it holds output, under the same heading.
fn output_of(markdown: &Markdown, at: usize) -> Option<&Fence> {
    let fence = &markdown.fences[at];
    if shell::is_session(&fence.language) {
        return None;
    }
    markdown.fences.get(at + 1).filter(|next| next.language == "output" && next.section == fence.section)
}

fn steps(fence: &Fence, output: Option<&Fence>, settings: &Settings) -> Vec<CheckStep> {
    let expected = output.map(|output| lines(output, 0..output.lines.len()));
    if !shell::is_session(&fence.language) && !shell::looks_like_console(&fence.text) {
        return vec![CheckStep { script: fence.text.clone(), expected, exit: settings.exit }];
    }
    let transcript = shell::transcript(&fence.text).into_iter();
    let mut steps: Vec<CheckStep> = transcript.map(|entry| transcript_step(fence, entry, settings)).collect();
    // Commands with prompts and nothing printed under them may have their output in a block of its own.
    if let (Some(expected), [only]) = (expected, steps.as_mut_slice())
        && only.expected.as_ref().is_some_and(Vec::is_empty)
    {
        only.expected = Some(expected);
    }
    steps
}

/// A command of a transcript; a last line `[3]` is its exit status.
fn transcript_step(fence: &Fence, entry: shell::Entry, settings: &Settings) -> CheckStep {
    let line_at = |at: usize| fence.text[..at].matches('\n').count();
    let printed = fence.text[entry.output.clone()].trim_end_matches('\n');
    let first = line_at(entry.output.start);
    let count = if printed.is_empty() { 0 } else { printed.matches('\n').count() + 1 };
    let mut expected = lines(fence, first..first + count);
    let mut exit = settings.exit;
    let status = expected.last().and_then(|line| line.text.strip_prefix('[')?.strip_suffix(']')?.parse().ok());
    if status.is_some() {
        exit = status;
        expected.pop();
    }
    CheckStep { script: entry.command, expected: Some(expected), exit }
}

fn lines(fence: &Fence, range: std::ops::Range<usize>) -> Vec<ExpectedLine> {
    let texts = fence.text.split('\n').zip(&fence.lines).skip(range.start).take(range.len());
    texts.map(|(text, span)| ExpectedLine { text: text.to_owned(), span: *span }).collect()
}

fn check(page: &Page, fence: Option<&Fence>, attributes: Span, settings: Settings, steps: Vec<CheckStep>) -> Check {
    let interpreter = settings.interpreter.clone().unwrap_or_else(|| {
        let named = match fence.map_or("", |fence| fence.language.as_str()) {
            "ash" | "dash" => "sh",
            language @ ("sh" | "zsh" | "fish" | "ksh") => language,
            _ => "bash",
        };
        named.to_owned()
    });
    let folder = settings.folder(&page.folder);
    let mut check = Check {
        fence: fence.map_or(attributes, |fence| fence.span),
        attributes,
        output: None,
        name: settings.name,
        number: 0,
        wrong: None,
        declared: settings.effect,
        effect: settings.effect,
        raised_by: None,
        environments: settings.environments,
        timeout: settings.timeout.unwrap_or(if settings.effect == Effect::Read { 10 } else { 60 }),
        stream: settings.stream,
        needs: settings.needs,
        session: settings.session,
        retries: settings.retries,
        every: settings.every,
        systems: settings.systems,
        requires: settings.requires,
        net: settings.net,
        needs_net: false,
        secrets: settings.secrets,
        folder,
        interpreter,
        tags: settings.tags,
        interactive: settings.interactive,
        excluded: settings.excluded,
        runs: None,
        hash: String::new(),
        steps,
    };
    let inferred = snippets::infer_check(&check, check.folder.is_none());
    check.needs_net = inferred.needs_net();
    if check.effect < inferred.effect {
        check.effect = inferred.effect;
        check.raised_by = inferred.why;
    }
    // Where a job checked the repository out even its settings of git hold a token.
    let what = if check.secrets.is_empty() { "what it reads" } else { "a secret" };
    if let (Some(command), Effect::Read) = (inferred.sends, check.effect) {
        check.effect = Effect::Write;
        check.raised_by = Some(format!("{command} may tell {what} to another machine"));
    }
    check.runs = inferred.runs;
    check.hash = hash(&check, page.environment());
    check
}

/// The hash of all that decides what a check does, where, and when it passes. The page may be about one environment alone.
fn hash(check: &Check, of_page: Option<&str>) -> String {
    let mut hash = Sha256::new();
    let mut part = |word: &str| {
        // The length keeps two parts from being read as another two.
        hash.update(word.len().to_le_bytes());
        hash.update(word.as_bytes());
    };
    part("1");
    part(check.declared.word());
    part(&check.interpreter);
    part(check.folder.as_deref().unwrap_or("\0"));
    part(check.name.as_deref().unwrap_or_default());
    part(of_page.unwrap_or("\0"));
    part(&check.steps.len().to_string());
    for step in &check.steps {
        part(&step.script);
        part(&step.exit.map_or_else(|| "any".to_owned(), |exit| exit.to_string()));
        let expected = step.expected.as_deref();
        // As many lines as a step expects are its own, and no command of the next.
        part(&expected.map_or_else(|| "\0".to_owned(), |lines| lines.len().to_string()));
        expected.unwrap_or_default().iter().for_each(|line| part(&line.text));
    }
    part(&format!("{:?}", check.stream));
    part(&check.timeout.to_string());
    part(&format!("{} {}", check.net, check.interactive));
    let lists = [&check.secrets, &check.environments, &check.needs, &check.systems, &check.requires];
    for list in lists {
        part(&list.join(":"));
    }
    part(check.session.as_deref().unwrap_or_default());
    HEXLOWER.encode(&hash.finalize())
}

#[cfg(test)]
mod tests;
