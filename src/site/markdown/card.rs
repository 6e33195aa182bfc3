//! The card of a check: what it does and where, its commands, what must be seen and what was seen last.

use super::code::Code;
use super::html::Attribute;
use super::page::Writer;
use crate::kinds::PageKind;
use crate::model::{Check, Effect, Run, Status};
use comrak::nodes::{Node, NodeValue};

/// Most lines of a recorded output that are shown, from its end.
const MOST_LINES: usize = 60;

/// Most expected lines that the foot names.
const MOST_EXPECTED: usize = 3;

/// Writes the card of the check that `blocks` begins with, its heading and its expected output included.
pub(super) fn write(blocks: &[Node<'_>], page: &mut Writer<'_, '_>) -> Option<usize> {
    let heading = blocks.first().filter(|first| matches!(first.data().value, NodeValue::Heading(_)));
    let at = usize::from(heading.is_some());
    let fence = blocks.get(at)?;
    let data = fence.data();
    let NodeValue::CodeBlock(block) = &data.value else { return None };
    let index = page.check_at(fence)?;
    let source = page.source;
    let check = source.checks[index];
    if heading.is_some_and(|heading| page.is_page_title(heading)) {
        return None;
    }
    let code = page.read_code(fence, block);
    let name = check.name.clone().unwrap_or_else(|| format!("#{}", index + 1));
    let id = check.name.as_deref().and_then(|name| page.claim_id(name)).unwrap_or_else(|| page.new_id("K"));
    let mut card = Card { check, code, name, id, title: String::new(), title_id: String::new(), level: 0 };
    page.name_card(&mut card, heading);
    page.card(&card);
    let output = blocks
        .get(at + 1)
        .is_some_and(|next| check.output.is_some_and(|output| page.line_of(output.start as usize) == page.line(next)));
    Some(at + 1 + usize::from(output))
}

struct Card<'c> {
    check: &'c Check,
    code: Code,
    name: String,
    id: String,
    title: String,
    title_id: String,
    level: u8,
}

impl Writer<'_, '_> {
    /// The check whose fence a node is.
    fn check_at(&self, node: Node<'_>) -> Option<usize> {
        let line = self.line(node);
        self.source.checks.iter().position(|check| self.line_of(check.fence.start as usize) == line)
    }

    /// A card is called as the heading right above it, or else as its name says.
    fn name_card(&mut self, card: &mut Card<'_>, heading: Option<&Node<'_>>) {
        if let Some(heading) = heading {
            let NodeValue::Heading(raw) = heading.data().value else { return };
            let (id, title) = self.name_of(heading);
            card.level = self.begin_section(raw.level, &id, &title);
            *self.cards.entry(title.to_lowercase()).or_default() += 1;
            (card.title, card.title_id) = (title, id);
            return;
        }
        card.title = match &card.check.name {
            Some(name) => as_words(name),
            None => self.nearest_heading().to_owned(),
        };
        if card.title.is_empty() {
            card.title = format!("Check {}", card.name);
        }
        // Parts of a page that readers jump to have names of their own.
        let same = self.cards.entry(card.title.to_lowercase()).or_default();
        *same += 1;
        if *same > 1 {
            card.title = format!("{} ({same})", card.title);
        }
        // It stands in the section that is open, so it is one level below that.
        card.level = self.level_below();
        card.title_id = self.new_id("K");
        if card.level <= 3 && card.check.name.is_some() {
            let (id, text) = (card.id.clone(), card.title.clone());
            self.result.contents.push(super::Entry { level: card.level, id, text });
        }
    }

    fn card(&mut self, card: &Card<'_>) {
        let check = card.check;
        let environments = self.environments(check);
        let (tone, icon, verb) = match check.effect {
            Effect::Read => ("none", "read", "reads"),
            Effect::Write => ("warn", "write", "writes"),
            Effect::Destroy => ("danger", "fail", "destroys"),
            Effect::Manual => ("info", "check", "by hand"),
        };
        let places = environments.join(", ");
        let pill = if places.is_empty() { verb.to_owned() } else { format!("{verb}: {places}") };
        let attributes = [
            ("class", "check"),
            ("id", &*card.id),
            ("data-effect", check.effect.word()),
            ("aria-labelledby", &*card.title_id),
        ];
        let listing = self.new_id("C");
        self.html.open("section", &attributes);
        self.html.open("header", &[("data-tone", tone)]);
        self.icon(icon);
        self.html.element(super::heading::tag(card.level), &[("id", &card.title_id)], &card.title);
        self.html.element("span", &[("class", "pill"), ("data-tone", tone)], &pill);
        let confirm = format!("Press again: {}", pill.replace(": ", " "));
        let shared = environments.iter().any(|name| name != "local") || environments.is_empty();
        match check.effect {
            Effect::Destroy => {}
            Effect::Write if shared => self.copy_button(&listing, &card.title, &[("data-confirm", &confirm)]),
            _ => self.copy_button(&listing, &card.title, &[]),
        }
        self.html.close("header");
        if check.effect == Effect::Destroy {
            self.locked(card, &listing, &pill, environments.first().map_or("destroy", String::as_str));
        } else {
            self.listing(&card.code, &listing, &card.title);
        }
        self.foot(card, &environments);
        self.html.close("section");
    }

    /// Commands that destroy: closed, and copied only after a word is typed.
    fn locked(&mut self, card: &Card<'_>, listing: &str, pill: &str, word: &str) {
        self.html.open("details", &[]);
        self.html.element("summary", &[], &format!("Show: {}", pill.replace(": ", " ")));
        self.html.open("div", &[("class", "unlock js")]);
        let input = self.new_id("U");
        self.html.open("label", &[("for", &input)]);
        self.with_code(&format!("Type `{}` to allow copying", word.replace('`', "")));
        self.html.close("label");
        let attributes: [Attribute<'_>; 7] = [
            ("class", "in"),
            ("type", "text"),
            ("id", &input),
            ("data-word", word),
            ("autocomplete", "off"),
            ("autocapitalize", "off"),
            ("spellcheck", "false"),
        ];
        self.html.void("input", &attributes);
        self.copy_button(listing, &card.title, &[("disabled", "")]);
        self.html.close("div");
        self.listing(&card.code, listing, &card.title);
        self.html.close("details");
    }

    fn foot(&mut self, card: &Card<'_>, environments: &[String]) {
        let check = card.check;
        let runs = (self.source.runs)(check);
        let last = runs.iter().copied().max_by(|a, b| (&a.started, &a.environment).cmp(&(&b.started, &b.environment)));
        self.html.open("dl", &[("class", "end")]);
        if let Some(reason) = &check.raised_by {
            self.term("Effect");
            self.with_code(&format!("declared `{}`, but {reason}", check.declared.word()));
            self.html.close("dd");
        }
        if !check.needs.is_empty() {
            self.term("After");
            for (at, need) in check.needs.iter().enumerate() {
                self.html.text(if at > 0 { ", " } else { "" });
                self.html.element("a", &[("href", &format!("#{need}"))], &as_words(need));
            }
            self.html.close("dd");
        }
        self.term("Expect");
        self.expectation(check);
        self.html.close("dd");
        if let Some(wrong) = &check.wrong {
            self.term("Never run");
            self.html.open("span", &[("class", "say"), ("data-tone", "danger")]);
            self.icon("fail");
            self.html.text("no check");
            self.html.close("span");
            self.html.text(": ");
            self.with_code(wrong);
            self.html.close("dd");
            self.html.close("dl");
            return;
        }
        self.term("Last run");
        self.last_run(check, last);
        self.html.close("dd");
        self.term("Run it");
        self.html.open("code", &[]);
        let mut words = vec!["check".to_owned(), quoted(&self.source.page.path), "--name".into(), quoted(&card.name)];
        if let [environment] = environments {
            words.extend(["--env".into(), quoted(environment)]);
        }
        self.html.element("span", &[("class", "w")], "devops-docs");
        for word in words {
            self.html.text(" ");
            // A longer one could not stand on a phone's line.
            if word.len() <= 32 {
                self.html.element("span", &[("class", "w")], &word);
            } else {
                self.html.text(&word);
            }
        }
        self.html.close("code");
        self.html.close("dd");
        self.html.close("dl");
        if let Some(run) = last.filter(|run| !run.output.trim().is_empty()) {
            self.recorded(run);
        }
    }

    fn term(&mut self, term: &str) {
        self.html.element("dt", &[], term);
        self.html.open("dd", &[]);
    }

    fn expectation(&mut self, check: &Check) {
        let mut first = true;
        let expected = check.expected();
        // Of several steps, the last tells how it ends.
        match check.steps.last().and_then(|step| step.exit) {
            Some(0) if expected.is_some() => {}
            Some(code) => {
                first = false;
                self.html.text(&format!("exit {code}"));
            }
            None => {
                first = false;
                self.html.text("any exit status");
            }
        }
        let lines = expected.as_deref().unwrap_or_default();
        if expected.is_some() && lines.is_empty() {
            self.html.text(if first { "no output" } else { ", no output" });
        }
        for (at, line) in lines.iter().take(MOST_EXPECTED).enumerate() {
            self.html.text(if at > 0 {
                ", then "
            } else if first {
                ""
            } else {
                ", "
            });
            let (words, kind) = ["(re)", "(glob)", "(semver)", "(json)", "(contains)", "(absent)"]
                .iter()
                .find_map(|kind| Some((line.trim_end().strip_suffix(kind)?.trim_end(), *kind)))
                .unwrap_or((line, ""));
            self.html.element("code", &[], words);
            if !kind.is_empty() {
                self.html.text(&format!(" {kind}"));
            }
        }
        if lines.len() > MOST_EXPECTED {
            self.html.text(&format!(", and {} more lines", lines.len() - MOST_EXPECTED));
        }
        let default = if check.effect == Effect::Read { 10 } else { 60 };
        if check.timeout != default {
            self.html.text(&format!(", within {} s", check.timeout));
        }
    }

    fn last_run(&mut self, check: &Check, last: Option<&Run>) {
        let (tone, icon, word) = match last.map(|run| run.status) {
            None => ("none", "minus", "never run"),
            Some(Status::Passed) => ("ok", "ok", "passed"),
            Some(status @ (Status::Failed | Status::Error | Status::Timeout)) => ("danger", "fail", status.word()),
            Some(status) => ("warn", "warn", status.word()),
        };
        self.html.open("span", &[("class", "say"), ("data-tone", tone)]);
        self.icon(icon);
        self.html.text(word);
        self.html.close("span");
        let Some(run) = last else { return };
        if !run.environment.is_empty() {
            self.html.text(&format!(" in {}", run.environment));
        }
        self.html.text(", ");
        self.date(&run.started);
        self.html.text(&format!(", {}", seconds(run.duration)));
        if let Some(approver) = &run.approver {
            self.html.text(&format!(", approved by {approver}"));
        }
        if !run.sandbox.is_empty() && run.sandbox != "none" {
            self.html.text(&format!(", sandbox: {}", run.sandbox));
        }
        if run.hash != check.hash {
            self.html.text("; the commands have changed since");
        }
    }

    fn recorded(&mut self, run: &Run) {
        self.html.open("details", &[]);
        self.html.open("summary", &[]);
        self.html.text("Output of ");
        self.html.text(&day(&run.started));
        self.html.close("summary");
        let lines: Vec<&str> = run.output.trim_end().lines().collect();
        let shown = &lines[lines.len().saturating_sub(MOST_LINES)..];
        self.html
            .open("pre", &[("class", "log"), ("tabindex", "0"), ("role", "group"), ("aria-label", "Recorded output")]);
        self.html.open("code", &[]);
        if shown.len() < lines.len() {
            let hidden = lines.len() - shown.len();
            self.html.element("span", &[("class", "l c")], &format!("{hidden} lines before this"));
        }
        for line in shown {
            self.html.element("span", &[("class", "l")], line);
        }
        self.html.close("code");
        self.html.close("pre");
        self.html.close("details");
    }

    /// A day, with the moment for machines.
    fn date(&mut self, moment: &str) {
        self.html.element("time", &[("datetime", moment)], &day(moment));
    }

    fn environments(&self, check: &Check) -> Vec<String> {
        if !check.environments.is_empty() {
            return check.environments.clone();
        }
        let page = self.source.page;
        if page.kind == Some(PageKind::Environment) {
            return vec![page.stem().to_owned()];
        }
        page.front_word("environment").map(|word| vec![word.to_owned()]).unwrap_or_default()
    }
}

/// `2026-11-22T06:02:11Z` as `22 Nov 2026`; anything else as it is.
fn day(moment: &str) -> String {
    let date = moment.get(..10).and_then(|day| day.parse::<jiff::civil::Date>().ok());
    date.map_or_else(|| moment.to_owned(), |date| date.strftime("%-d %b %Y").to_string())
}

fn seconds(milliseconds: u64) -> String {
    if milliseconds < 10_000 {
        format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100)
    } else {
        format!("{} s", milliseconds / 1000)
    }
}

/// `error-rate` as `Error rate`.
fn as_words(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-:@+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
