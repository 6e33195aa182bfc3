//! Every example on every rule's page is a small repository: what the page shows is what the linter says.
//!
//! `BLESS=1 cargo test --test rules` writes what it says now into the pages; the diff is reviewed like code.

mod example;

use std::fmt::Write;
use std::path::PathBuf;

use devops_docs::fix::{Allowed, fix};
use devops_docs::lint::{Selection, lint};
use devops_docs::report::{Style, text};
use devops_docs::rules::{self, Rule};
use devops_docs::syntax::markdown::{Flavor, parse};
use devops_docs::text::{Excerpt, FileId};
use example::{Example, examples};

#[test]
fn every_page_shows_what_the_linter_says() {
    let mut wrong = String::new();
    for rule in rules::all() {
        let mut page = rule.page.to_owned();
        let mut fires = false;
        let mut is_silent = false;
        for example in examples(rule.page) {
            let said = diagnostics(rule, &example);
            fires |= !said.is_empty();
            is_silent |= said.is_empty();
            let shown = example.diagnostics.clone().unwrap_or_default();
            if said != shown {
                writeln!(wrong, "--- {}: {}\n{said}", rule.name, example.title).expect("a string takes all");
                page = replaced(&page, &example.title, "diagnostics", &said);
            }
            for (word, allowed, files) in
                [("fixed", Allowed::Safe, &example.fixed), ("guessed", Allowed::Unsafe, &example.guessed)]
            {
                for (path, shown) in files {
                    let after = after_fix(rule, &example, path, allowed);
                    if after != *shown {
                        writeln!(wrong, "--- {}: {} {word}\n{after}", rule.name, example.title)
                            .expect("a string takes all");
                        page = replaced(&page, &example.title, &format!("{word}:{path}"), &after);
                    }
                }
            }
        }
        if !fires || !is_silent {
            writeln!(wrong, "--- {}: a page shows one defect at least, and one look-alike that is none", rule.name)
                .expect("a string takes all");
        }
        if page != rule.page && std::env::var_os("BLESS").is_some() {
            std::fs::write(page_path(rule), page).expect("the page can be written");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_second_fix_finds_nothing_to_do() {
    for rule in rules::all() {
        for example in examples(rule.page) {
            let selection = Selection { select: vec![rule.name.to_owned()], ..Selection::default() };
            let fixed = fix(example.workspace(), &selection, Allowed::Unsafe, &|_, _| true);
            let again = fix(fixed.workspace, &selection, Allowed::Unsafe, &|_, _| true);
            assert_eq!(again.applied, 0, "{}: {}", rule.name, example.title);
        }
    }
}

#[test]
fn names_titles_and_files_are_the_same_words() {
    for rule in rules::all() {
        assert!(rule.page.starts_with(&format!("# {}\n", rule.name)), "{}", rule.name);
        assert!(page_path(rule).exists(), "{}", rule.name);
        assert!(rule.page.contains("**Why it matters.**") && rule.page.contains("**What to do.**"), "{}", rule.name);
    }
}

/// What the rule says about an example, as a person sees it.
fn diagnostics(rule: &Rule, example: &Example) -> String {
    let ws = example.workspace();
    let mut found = lint(&ws, &Selection::default()).diagnostics;
    found.retain(|diagnostic| diagnostic.rule == rule.name);
    let said = text(&ws, &found, Style::default());
    said.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// A file of an example after the rule's fixes.
fn after_fix(rule: &Rule, example: &Example, path: &str, allowed: Allowed) -> String {
    let selection = Selection { select: vec![rule.name.to_owned()], ..Selection::default() };
    let fixed = fix(example.workspace(), &selection, allowed, &|_, _| true);
    let file = fixed.workspace.files.find(path).expect("the example has the file");
    fixed.workspace.files.text(file).expect("it is text").trim_end_matches('\n').to_owned()
}

fn page_path(rule: &Rule) -> PathBuf {
    let file = format!("{}.md", rule.name.replace('-', "_"));
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let families = std::fs::read_dir(root).expect("the rules are there").filter_map(Result::ok);
    families.map(|family| family.path().join(&file)).find(|path| path.exists()).expect("each rule has its page")
}

/// The page with the body of one fence, under one heading, replaced; the fence is added or removed when it must be.
fn replaced(page: &str, title: &str, info: &str, body: &str) -> String {
    let markdown = parse(Excerpt::whole(FileId(0), page), Flavor::Markdown);
    let heading = markdown.headings.iter().find(|heading| heading.text == title).expect("the example has its heading");
    let (start, end) = (heading.content.start as usize, heading.section.end as usize);
    let section = &page[start..end];
    let mark = if body.contains("```") { "````" } else { "```" };
    let fence = format!("{mark}{info}\n{body}\n{mark}\n");
    let mut lines: Vec<&str> = section.split_inclusive('\n').collect();
    let open = lines.iter().position(|line| line.trim_end().trim_start_matches('`') == info && line.starts_with("```"));
    let new = match open {
        Some(open) => {
            let mark: String = lines[open].chars().take_while(|c| *c == '`').collect();
            let close =
                lines[open + 1..].iter().position(|line| line.trim_end() == mark).expect("a fence ends") + open + 1;
            lines.splice(open..=close, if body.is_empty() { None } else { Some(fence.as_str()) });
            lines.concat()
        }
        None => format!("\n{}\n{fence}{}", section.trim(), if end == page.len() { "" } else { "\n" }),
    };
    format!("{}{new}{}", &page[..start], &page[end..])
}
