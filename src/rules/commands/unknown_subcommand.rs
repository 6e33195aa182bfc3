#![doc = include_str!("unknown_subcommand.md")]

use std::sync::LazyLock;

use regex::Regex;

use crate::config::Program;
use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::kinds::Page;
use crate::rules::likeness::closest;
use crate::rules::{Detect, Pages, Rule, all, is_meant};
use crate::syntax::shell::is_shell;
use crate::text::Span;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unknown-subcommand",
    summary: "a page runs devops-docs with a command, an option or a rule that it does not have",
    page: include_str!("unknown_subcommand.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

static CALL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)(?:^\s*(?:\$ |- run: |run: )?|&& |\|\| |; |\| )devops-docs (?P<call>[^\n`;|&)#]+)")
        .expect("a valid expression")
});

/// How much two names may differ that are likely meant for one.
const LIKE: usize = 3;

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let program = &ws.config.program;
    // Who reads a repository without a command line has none to hold pages against.
    if program.commands.is_empty() {
        return Vec::new();
    }
    ws.pages.iter().flat_map(|page| calls(ws, page)).flat_map(|call| judged(ws, program, &call)).collect()
}

/// The words behind the name of the program, in the code of a page.
fn calls(ws: &Workspace, page: &Page) -> Vec<Vec<Span>> {
    let codes = page.markdown.codes.iter().map(|code| code.span);
    let runs = |language: &str| is_shell(language) || matches!(language, "yaml" | "yml");
    let fences = page.markdown.fences.iter().filter(|fence| runs(&fence.language));
    let within = |span: Span| {
        let found = CALL.captures_iter(ws.words(span)).filter_map(|found| found.name("call"));
        found.map(move |call| words(span, call.start(), call.as_str())).collect::<Vec<_>>()
    };
    codes.chain(fences.map(|fence| fence.span)).flat_map(within).collect()
}

fn words(within: Span, start: usize, call: &str) -> Vec<Span> {
    let mut at = within.start as usize + start;
    let mut found = Vec::new();
    for piece in call.split(' ') {
        if !piece.is_empty() {
            found.push(Span::new(within.file, at, at + piece.len()));
        }
        at += piece.len() + 1;
    }
    found
}

/// What a call has that the program has not.
fn judged(ws: &Workspace, program: &Program, call: &[Span]) -> Vec<Diagnostic> {
    let mut chain = vec![program];
    let mut rest = call.iter().copied().peekable();
    while let Some(span) = rest.next_if(|span| is_name(ws.words(*span))) {
        let (at, word) = (chain[chain.len() - 1], ws.words(span));
        match at.commands.iter().find(|command| command.name == word) {
            Some(command) => chain.push(command),
            None if !at.commands.is_empty() => {
                let names = at.commands.iter().map(|command| command.name.as_str());
                let message = format!("{} has no command `{word}`", typed(&chain));
                return vec![told(ws, span, message, names, "help")];
            }
            None if !at.values.is_empty() && !at.values.iter().any(|value| value == word) => {
                let values = at.values.iter().map(String::as_str);
                return vec![told(ws, span, format!("{} takes no `{word}`", typed(&chain)), values, "help")];
            }
            None => break,
        }
    }
    let rest: Vec<Span> = rest.take_while(|span| ws.words(*span) != "--").collect();
    let mut found = Vec::new();
    for (at, span) in rest.iter().enumerate() {
        let option = ws.words(*span).split('=').next().unwrap_or_default();
        if !option.strip_prefix("--").is_some_and(is_name) {
            continue;
        }
        if matches!(option, "--select" | "--ignore") {
            found.extend(rest.get(at + 1).into_iter().flat_map(|names| unknown_rules(ws, *names)));
        }
        let known = || chain.iter().flat_map(|command| &command.options).map(String::as_str);
        if !known().any(|name| name == option) {
            let start = span.start as usize;
            let place = Span::new(span.file, start, start + option.len());
            found.push(told(ws, place, format!("{} has no option `{option}`", typed(&chain)), known(), "help"));
        }
    }
    found
}

/// The rules of a list that there are not.
fn unknown_rules(ws: &Workspace, list: Span) -> Vec<Diagnostic> {
    let mut at = list.start as usize;
    let mut found = Vec::new();
    for name in ws.words(list).split(',') {
        if is_name(name) && !all().any(|rule| is_meant(name, rule)) {
            let place = Span::new(list.file, at, at + name.len());
            let names = all().map(|rule| rule.name);
            found.push(told(ws, place, format!("there is no rule `{name}`, and no family"), names, "rules"));
        }
        at += name.len() + 1;
    }
    found
}

/// Whether a word is a name, and no place for one: `NAME`, `<name>`.
fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// A command as it is typed.
fn typed(chain: &[&Program]) -> String {
    format!("`{}`", chain.iter().map(|command| command.name.as_str()).collect::<Vec<_>>().join(" "))
}

fn told<'a>(
    ws: &Workspace,
    span: Span,
    message: String,
    known: impl Iterator<Item = &'a str>,
    list: &str,
) -> Diagnostic {
    let name = ws.words(span);
    let near = closest(name, known, LIKE).map(str::to_owned);
    let diagnostic = RULE.at(span, message).about(name);
    match near {
        Some(near) => diagnostic.fix(Fix::guess(format!("write {near}"), vec![Edit::replace(span, near.as_str())])),
        None => diagnostic.help(format!("`devops-docs {list}` lists what there is")),
    }
}
