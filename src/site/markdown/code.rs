//! Code blocks: lines, colours, prompts, placeholders, findings, and a button that copies what is typed.

use super::highlight::{self, Class};
use super::html::escape;
use super::page::Writer;
use super::shell::{self, Line};
use crate::kinds::PageKind;
use crate::model::Effect;
use crate::snippets::infer;
use crate::syntax::shell::is_shell;
use comrak::nodes::{Node, NodeCodeBlock};
use std::ops::Range;

/// A code block, read.
pub(super) struct Code {
    /// In lower case; empty if none is named.
    pub language: String,
    /// Without blank lines at its end.
    pub text: String,
    /// The index of the same block in the page's own tree.
    pub fence: Option<usize>,
}

/// How a byte of code looks. The order of fields is the order of nesting.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Look {
    mark: u32,
    word: u32,
    placeholder: bool,
    class: Option<Class>,
}

impl Writer<'_, '_> {
    /// Writes a code block with its button.
    pub fn code_block(&mut self, node: Node<'_>, block: &NodeCodeBlock) {
        let code = self.read_code(node, block);
        if code.language == "mermaid" && self.drawing(&code) {
            return;
        }
        let id = self.new_id("C");
        let label = self.code_label(&code);
        if is_output(&code.language) {
            self.listing(&code, &id, &label);
            return;
        }
        let does = effect(&code).map(|effect| match effect {
            Effect::Destroy => ("danger", "fail", "destroys"),
            _ => ("warn", "write", "writes"),
        });
        let mut attributes = vec![("class", "code")];
        attributes.extend(does.map(|(tone, ..)| ("data-tone", tone)));
        self.html.open("div", &attributes);
        if let Some((tone, icon, word)) = does {
            self.html.open("p", &[("class", "does"), ("data-tone", tone)]);
            self.icon(icon);
            self.html.text(word);
            self.html.close("p");
        }
        self.listing(&code, &id, &label);
        let confirm = does.filter(|(tone, ..)| *tone == "danger" || self.is_about_what_others_share());
        let confirm = confirm.map(|(.., word)| format!("Press again: {word}"));
        let confirm = confirm.as_deref().map(|words| ("data-confirm", words));
        self.copy_button(&id, &label, confirm.as_slice());
        self.html.close("div");
    }

    /// Whether the commands of the page reach what others use too, rather than the reader's own machine.
    fn is_about_what_others_share(&self) -> bool {
        let page = self.source.page;
        match page.kind {
            Some(PageKind::Deployment | PageKind::Runbook | PageKind::Maintenance) => true,
            Some(PageKind::Environment) => page.environment() != Some("local"),
            _ => false,
        }
    }

    /// What a code block holds.
    pub fn read_code(&self, node: Node<'_>, block: &NodeCodeBlock) -> Code {
        let fence = self.fences.get(&self.line(node)).copied();
        let known = fence.map(|at| &self.source.page.markdown.fences[at]);
        let language = known.map_or_else(
            || block.info.split([' ', ',', '{', '\t']).next().unwrap_or_default().to_lowercase(),
            |fence| fence.language.clone(),
        );
        let text = block.literal.trim_end().to_owned();
        Code { language, text, fence }
    }

    fn drawing(&mut self, code: &Code) -> bool {
        let prefix = self.new_id("D");
        let Ok(drawing) = (self.source.diagram)(&code.text, &prefix) else { return false };
        self.html.open("figure", &[("class", "draw")]);
        self.html.trusted(&drawing);
        self.html.close("figure");
        true
    }

    fn code_label(&self, code: &Code) -> String {
        let what = match &*code.language {
            "" | "text" | "txt" | "plain" | "plaintext" => "Text",
            "output" | "log" | "logs" => "Output",
            language if is_shell(language) => "Commands",
            language => language,
        };
        match self.nearest_heading() {
            "" => what.to_owned(),
            heading => format!("{heading}: {what}"),
        }
    }

    /// Writes the button that copies a listing.
    pub fn copy_button(&mut self, id: &str, label: &str, more: &[super::html::Attribute<'_>]) {
        let name = format!("Copy: {label}");
        let mut attributes =
            vec![("class", "btn copy js"), ("type", "button"), ("data-for", id), ("aria-label", &*name)];
        attributes.extend_from_slice(more);
        self.html.open("button", &attributes);
        self.icon("copy");
        self.html.element("span", &[], "Copy");
        self.html.close("button");
    }

    /// Writes the lines of code.
    pub fn listing(&mut self, code: &Code, id: &str, label: &str) {
        let is_shell = is_shell(&code.language);
        let is_plain = is_plain(&code.language);
        let mut attributes = vec![("id", id), ("tabindex", "0"), ("role", "group"), ("aria-label", label)];
        attributes.extend(is_shell.then_some(("class", "typed")));
        attributes.extend(is_plain.then_some(("class", "log")));
        self.html.open("pre", &attributes);
        self.html.open("code", &[]);
        let lines = shell::lines(&code.text, is_shell);
        let mut looks = looks(code, &lines, is_shell);
        self.mark(code, &mut looks);
        let mut out = String::with_capacity(code.text.len() * 2);
        for line in &lines {
            let text = &code.text[line.range.clone()];
            if is_shell && !line.printed && !text.trim().is_empty() && !text.trim_start().starts_with('#') {
                self.command(text);
            }
            match &line.prompt {
                Some(prompt) => {
                    out.push_str("<span class=\"l\" data-p=\"");
                    escape(&code.text[prompt.clone()], &mut out);
                    out.push_str("\">");
                }
                None if line.printed => out.push_str("<span class=\"l o\">"),
                None => out.push_str("<span class=\"l\">"),
            }
            self.paint(text, &looks[line.range.clone()], &mut out);
            out.push_str("</span>");
        }
        self.html.trusted(&out);
        self.html.close("code");
        self.html.close("pre");
        if !is_shell && !is_output(&code.language) {
            self.end_of_block();
            self.say(&code.text);
        }
        self.end_of_block();
    }

    fn command(&mut self, line: &str) {
        if let Some(section) = self.result.sections.last_mut() {
            section.commands.push(line.trim().to_owned());
        }
    }

    /// Marks the findings that are about words of the code.
    fn mark(&mut self, code: &Code, looks: &mut [Look]) {
        let source = self.source;
        let Some(fence) = code.fence.map(|at| &source.page.markdown.fences[at]) else { return };
        if fence.text.trim_end() != code.text.trim_end() {
            return;
        }
        for index in self.findings_in(&fence.span.range()) {
            let mark = &source.findings[index];
            if self.placed[index] || !fence.span.contains(mark.span) {
                continue;
            }
            let line = fence.lines.iter().position(|line| line.contains(mark.span));
            let Some(line) = line.filter(|_| !mark.span.is_empty()) else { continue };
            let before: usize = fence.lines[..line].iter().map(|line| line.len() + 1).sum();
            let start = before + (mark.span.start - fence.lines[line].start) as usize;
            let Some(looks) = looks.get_mut(start..start + mark.span.len()) else { continue };
            if looks.iter().any(|look| look.mark != 0) || self.claim_id(&mark.id).is_none() {
                continue;
            }
            self.placed[index] = true;
            for look in looks {
                look.mark = index as u32 + 1;
            }
        }
    }

    /// Writes one line; `looks` has an entry for each of its bytes.
    fn paint(&self, text: &str, looks: &[Look], out: &mut String) {
        for (range, mark) in runs(looks, |look| look.mark) {
            if mark > 0 {
                let finding = &self.source.findings[mark as usize - 1];
                out.push_str("<mark class=\"wavy\" data-tone=\"");
                out.push_str(finding.tone.word());
                out.push_str("\" id=\"");
                escape(&finding.id, out);
                out.push_str("\">");
            }
            paint_words(&text[range.clone()], &looks[range], out);
            if mark > 0 {
                out.push_str("</mark>");
            }
        }
    }
}

/// What the commands of a block are known to change; none where they only look, or nobody knows.
fn effect(code: &Code) -> Option<Effect> {
    if !is_shell(&code.language) {
        return None;
    }
    let typed: Vec<&str> = shell::lines(&code.text, true)
        .into_iter()
        .filter(|line| !line.printed)
        .map(|line| &code.text[line.range])
        .collect();
    let does = infer(&typed.join("\n"), "sh", false);
    does.is_known.then_some(does.effect)
}

/// Lines that are typed at a shell, as a listing shows them.
pub fn typed(text: &str) -> String {
    let code = Code { language: "sh".to_owned(), text: text.to_owned(), fence: None };
    let lines = shell::lines(text, false);
    let looks = looks(&code, &lines, true);
    let mut out = String::new();
    for line in &lines {
        out.push_str("<span class=\"l\">");
        paint_words(&text[line.range.clone()], &looks[line.range.clone()], &mut out);
        out.push_str("</span>");
    }
    out
}

/// How each byte looks, findings aside.
fn looks(code: &Code, lines: &[Line], is_shell: bool) -> Vec<Look> {
    let mut looks = vec![Look::default(); code.text.len()];
    // A grammar would take a placeholder for a redirection, and a prompt or output for commands.
    let mut source = code.text.clone().into_bytes();
    let mut word = 0;
    for line in lines.iter().filter(|_| is_shell) {
        let text = &code.text[line.range.clone()];
        let start = line.range.start;
        if let Some(prompt) = &line.prompt {
            source[prompt.clone()].fill(b' ');
        }
        if line.printed {
            source[line.range.clone()].fill(b' ');
            continue;
        }
        for range in shell::placeholders(text) {
            let range = start + range.start..start + range.end;
            source[range.clone()].fill(b'x');
            for look in &mut looks[range] {
                look.placeholder = true;
            }
        }
        for range in shell::fragile(text) {
            word += 1;
            for look in &mut looks[start + range.start..start + range.end] {
                look.word = word;
            }
        }
    }
    let source = String::from_utf8(source).unwrap_or_default();
    let classes = if is_plain(&code.language) { None } else { highlight::classes(&code.language, &source) };
    for (range, class) in classes.into_iter().flatten() {
        for look in looks.get_mut(range).unwrap_or_default() {
            look.class = Some(class);
        }
    }
    looks
}

fn paint_words(text: &str, looks: &[Look], out: &mut String) {
    for (range, word) in runs(looks, |look| look.word) {
        let (text, looks) = (&text[range.clone()], &looks[range]);
        let uniform = looks.iter().all(|look| look.class == looks[0].class && !look.placeholder);
        match (word > 0, uniform) {
            (true, true) => {
                let class = looks[0].class.map_or_else(|| "w".to_owned(), |class| format!("{} w", class.name()));
                span(&class, out, |out| escape(text, out));
            }
            (true, false) => span("w", out, |out| paint_classes(text, looks, out)),
            (false, _) => paint_classes(text, looks, out),
        }
    }
}

fn paint_classes(text: &str, looks: &[Look], out: &mut String) {
    for (range, (placeholder, class)) in
        runs(looks, |look| (look.placeholder, look.class.filter(|_| !look.placeholder)))
    {
        let text = &text[range];
        match class {
            _ if placeholder => span("ph", out, |out| escape(text, out)),
            Some(class) if !text.trim().is_empty() => span(class.name(), out, |out| escape(text, out)),
            _ => escape(text, out),
        }
    }
}

fn span(class: &str, out: &mut String, inner: impl FnOnce(&mut String)) {
    out.push_str("<span class=\"");
    out.push_str(class);
    out.push_str("\">");
    inner(out);
    out.push_str("</span>");
}

/// The longest ranges in which `key` is the same.
fn runs<K: PartialEq>(looks: &[Look], key: impl Fn(&Look) -> K) -> Vec<(Range<usize>, K)> {
    let mut runs: Vec<(Range<usize>, K)> = Vec::new();
    for (at, look) in looks.iter().enumerate() {
        let key = key(look);
        match runs.last_mut() {
            Some((range, last)) if *last == key => range.end = at + 1,
            _ => runs.push((at..at + 1, key)),
        }
    }
    runs
}

/// Whether a language says that this is no code, so that its lines keep their shape.
fn is_plain(language: &str) -> bool {
    is_output(language) || ["", "text", "txt", "plain", "plaintext", "tree"].contains(&language)
}

/// Whether a language says that a program printed this, so that nobody types it.
fn is_output(language: &str) -> bool {
    ["output", "log", "logs", "ansi", "stdout"].contains(&language)
}
