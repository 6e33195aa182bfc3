//! A request in words to the page that serves it, with the commands, checks, approvals and secrets that go with it.
//!
//! Words are compared, not understood: a request is a set of terms, and so is all that could serve it. What shares the
//! most of what was asked, in the most telling places, wins.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Answer, Routed, answer};
use super::candidate::{Candidate, What, candidates, deployed_name, is_place, lines_of};
use super::rivals::{Rivals, rivals};
use super::words::{stems, terms, weight};
use crate::index::{Index, PageItem, Place, site_title};
use crate::workspace::Workspace;

/// From which share of a request something fits it.
const FITS: f64 = 0.5;
/// Below which share something does not even come near.
const NEAR: f64 = 0.2;
/// From how many points on one workflow is before another.
const TIED: u32 = 3;
/// How many other answers are given.
const OTHERS: usize = 4;

/// Finds what serves a request.
pub fn route(index: &Index, ws: &Workspace, phrase: &str) -> Routed {
    let mut candidates = candidates(index, ws);
    let asked = asked(index, &candidates, phrase);
    let rivals = rivals(index, &asked, &site_title(ws, index));
    // What brings everything there serves the request, whatever it is called.
    if let Some(main) = rivals.as_ref().and_then(|rivals| rivals.main) {
        let is_main =
            |candidate: &&mut Candidate| matches!(candidate.what, What::Workflow(one) if one.path == main.path);
        let told: Vec<(&str, f64)> = asked.iter().map(|term| (term.as_str(), 1.0)).collect();
        candidates.iter_mut().filter(is_main).for_each(|candidate| candidate.tell_terms(&told));
    }
    let whole: f64 = asked.iter().map(|term| weight(term)).sum();
    let undoes = undoing(phrase);
    let said = stems(phrase);
    let identifiers = identifiers(phrase);
    let is_said = candidates.iter().any(|candidate| says_so(index, candidate, &said));
    let mut scored: Vec<(f64, usize)> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let covered: f64 =
            asked.iter().map(|term| weight(term) * candidate.tells.get(term).copied().unwrap_or_default()).sum();
        if whole <= 0.0 || covered <= 0.0 || is_opposite(candidate, undoes) || is_from(index, candidate, &asked) {
            continue;
        }
        let names = std::iter::once(&candidate.name).chain(&candidate.serves);
        let exact = names.map(|name| spoken(name, &asked)).fold(0.0, f64::max);
        let elsewhere = is_elsewhere(index, candidate, &asked);
        let mut factor = if elsewhere { 0.5 } else { 1.0 };
        if let What::Page(page) | What::Section(page, _) = candidate.what {
            factor *= of_page(candidate, page, &asked, undoes);
            // Where workflows bring everything there, a section of a page about something else tells of a part.
            if rivals.is_some() && matches!(candidate.what, What::Section(..)) && asked.is_disjoint(&terms(&page.title))
            {
                factor *= 0.8;
            }
        }
        if let What::Workflow(workflow) = candidate.what
            && rivals.as_ref().is_some_and(|rivals| rivals.is_part(workflow))
        {
            factor *= 0.7;
        }
        if starts(&asked) && takes_away(index, candidate, phrase) {
            factor *= 0.5;
        }
        if !identifiers.iter().all(|term| candidate.tells.contains_key(term)) {
            factor *= 0.5;
        }
        // "Deployment" is about what is built here, "Release" about its next version: the word that was said is meant.
        if is_said && !says_so(index, candidate, &said) {
            factor *= 0.95;
        }
        // Of two that cover the same, the one whose name says nothing else is meant.
        let score = covered / whole * candidate.favour * factor * (0.9 + 0.1 * exact);
        scored.push((score, at));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut answers = Vec::new();
    let mut pages: BTreeMap<&str, usize> = BTreeMap::new();
    for (score, at) in scored {
        let page = match candidates[at].what {
            What::Page(page) | What::Section(page, _) => Some(page.path.as_str()),
            What::Workflow(_) | What::Command(_) | What::FailedRun(_) => None,
        };
        if score < NEAR {
            break;
        }
        let before = page.map(|page| pages.entry(page).or_default());
        if before.is_some_and(|before| std::mem::replace(before, *before + 1) >= 2) {
            continue;
        }
        answers.push(answer(index, ws, &candidates[at], &asked, score));
        if answers.len() > OTHERS {
            break;
        }
    }
    let fits = answers.first().is_some_and(|answer| f64::from(answer.score) >= FITS * 100.0);
    // A section about one of them is no better than those about the others.
    let is_about_one = |rivals: &Rivals, answer: &Answer| {
        let one = match answer.workflows.as_slice() {
            [only] => rivals.has(only),
            _ => false,
        };
        one || rivals.has(&answer.place.path)
    };
    let open = rivals.filter(|rivals| fits && rivals.main.is_none() && is_about_one(rivals, &answers[0]));
    if let Some(rivals) = &open {
        let score = f64::from(answers[0].score) / 100.0;
        answers.retain(|answer| !is_about_one(rivals, answer));
        let is_one =
            |candidate: &&Candidate| matches!(candidate.what, What::Workflow(workflow) if rivals.has(&workflow.path));
        let all = candidates.iter().filter(is_one);
        answers.splice(0..0, all.map(|candidate| answer(index, ws, candidate, &asked, score)));
    }
    // Of workflows that fit equally, the first is no better than the others.
    let is_tied = matches!(
        answers.as_slice(),
        [first, second, ..] if [first, second].iter().all(|answer| answer.kind == "workflow") && first.score < second.score + TIED
    );
    let ambiguous = open.is_some() || fits && is_tied;
    let best = (fits && !ambiguous).then(|| answers.remove(0));
    Routed { version: 1, phrase: phrase.to_owned(), best, ambiguous, alternatives: answers }
}

/// How much what a page or a section is for counts for a request.
fn of_page(candidate: &Candidate, page: &PageItem, asked: &BTreeSet<String>, undoes: Option<bool>) -> f64 {
    let mut factor = 1.0;
    let kind = page.kind.as_deref();
    // "Rollback" in a runbook is about what the runbook does.
    if matches!(candidate.what, What::Section(..)) && kind == Some("runbook") && asked.is_disjoint(&terms(&page.title))
    {
        factor *= 0.7;
    }
    // What undoes something is told best by the runbook for it.
    if undoes == Some(true) && kind != Some("runbook") {
        factor *= 0.9;
    }
    // Of a repository that says nothing of its checks, general advice on errors is no answer.
    if kind.is_none() && asked.contains("@ci") && !candidate.tells.contains_key("@ci") {
        factor *= 0.6;
    }
    // Who builds something for himself does not release it.
    if kind == Some("deployment") && asked.contains("@build") && !asked.contains("@deploy") {
        factor *= 0.6;
    }
    factor
}

/// Whether a request is to get something going on one's own machine.
fn starts(asked: &BTreeSet<String>) -> bool {
    asked.contains("@local")
        && asked.iter().all(|term| matches!(term.as_str(), "@local" | "@run" | "@setup" | "@environment"))
}

/// Words of commands that take data away, or put samples in its place.
const TAKES_AWAY: &[&str] = &["truncate", "seed", "reset", "wipe", "drop", "destroy", "purge", "clean"];

/// Whether the commands of a section, or a command, take away what is there: nobody starts with that who does not say so.
fn takes_away(index: &Index, candidate: &Candidate, phrase: &str) -> bool {
    let phrase = phrase.to_lowercase();
    let takes = |command: &str, effect: &str| {
        let mut words = command.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        effect == "destroy" || words.any(|word| TAKES_AWAY.contains(&word.as_str()) && !phrase.contains(&word))
    };
    match candidate.what {
        What::Section(page, at) => {
            let (first, last) = lines_of(page, at);
            let is_in = |place: &Place| {
                place.path == page.path && place.line >= first && last.is_none_or(|last| place.line <= last)
            };
            let mut of_pages = index.commands.iter().filter(|command| command.kind == "page");
            of_pages.any(|command| command.stated.iter().any(is_in) && takes(&command.command, command.effect))
        }
        What::Command(at) => takes(&index.commands[at].command, index.commands[at].effect),
        What::Page(_) | What::Workflow(_) | What::FailedRun(_) => false,
    }
}

/// Whether a name has one of the words of the request as it was said, and not only another word for it.
fn says_so(index: &Index, candidate: &Candidate, said: &BTreeSet<String>) -> bool {
    let names = |words: &str| !stems(words).is_disjoint(said);
    let of_file = |path: &str| names(path.rsplit('/').next().unwrap_or(path));
    match candidate.what {
        What::Page(page) => names(&page.title) || of_file(&page.path),
        What::Section(page, at) => names(&page.headings[at].text) || names(&page.title) || of_file(&page.path),
        What::Workflow(workflow) => names(&workflow.name) || of_file(&workflow.file),
        What::Command(at) => names(&index.commands[at].command),
        What::FailedRun(_) => false,
    }
}

/// Whether some words are about undoing, or about deploying; neither, or each for itself, is no direction.
fn undoing(words: &str) -> Option<bool> {
    let directions: BTreeSet<bool> = words
        .split([',', '/', '&'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" or "))
        .filter_map(|part| {
            let terms = terms(part);
            // "Roll back a release" undoes.
            let undoes = terms.contains("@rollback") || terms.contains("@restore");
            (undoes || terms.contains("@deploy")).then_some(undoes)
        })
        .collect();
    directions.first().copied().filter(|_| directions.len() == 1)
}

/// Whether a title says the opposite of what is asked for: who deploys must not be sent to what destroys.
fn is_opposite(candidate: &Candidate, asked: Option<bool>) -> bool {
    let Some(asked) = asked else { return false };
    let titles: &[&str] = match candidate.what {
        What::Page(page) => &[&page.title],
        What::Section(page, at) => &[&page.headings[at].text, &page.title],
        What::Workflow(workflow) => &[&workflow.name],
        What::Command(_) | What::FailedRun(_) => &[],
    };
    let mut told = titles.iter().filter_map(|title| undoing(title));
    // How a deployment is undone often stands on the page of deployments.
    if asked { told.next() == Some(false) } else { told.any(|undoes| undoes) }
}

/// Whether a title takes something from the place to which the request wants to bring something: who deploys to production
/// does not clone "production to staging".
fn is_from(index: &Index, candidate: &Candidate, asked: &BTreeSet<String>) -> bool {
    let title = match candidate.what {
        What::Page(page) => &page.title,
        What::Section(page, at) => &page.headings[at].text,
        What::Workflow(workflow) => &workflow.name,
        What::Command(_) | What::FailedRun(_) => return false,
    };
    let words: Vec<String> = title.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    let place = |word: &str| terms(word).into_iter().find(|term| is_place(index, term));
    let is_left = |at: usize| {
        let goes = words.get(at + 1).is_some_and(|word| matches!(*word, "to" | "into" | "onto"));
        let elsewhere = words.iter().skip(at + 2).take(2).any(|word| place(word).is_some());
        at > 0 && words[at - 1] == "from" || goes && elsewhere
    };
    asked.contains("@deploy")
        && (0..words.len()).any(|at| place(words[at]).is_some_and(|term| asked.contains(&term)) && is_left(at))
}

/// The terms of the names in a request that are written as those of secrets and variables are: what is about another is no
/// answer.
fn identifiers(phrase: &str) -> BTreeSet<String> {
    let is_one = |word: &&str| {
        word.contains('_') && word.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit())
    };
    phrase.split_whitespace().filter(is_one).flat_map(terms).collect()
}

/// How much of a name is in a request.
fn spoken(name: &BTreeSet<String>, asked: &BTreeSet<String>) -> f64 {
    let count = name.intersection(asked).count();
    let [count, all] = [count, name.len()].map(|n| f64::from(u32::try_from(n).unwrap_or(u32::MAX)));
    if all > 0.0 { count / all } else { 0.0 }
}

/// The terms of a request. A word that nothing here has, and that is nearly one that something has, is taken for it.
fn asked(index: &Index, candidates: &[Candidate], phrase: &str) -> BTreeSet<String> {
    let known: BTreeSet<&str> =
        candidates.iter().flat_map(|candidate| candidate.tells.keys()).map(String::as_str).collect();
    let near = |term: String| {
        if term.starts_with('@') || term.len() < 4 || known.contains(term.as_str()) {
            return term;
        }
        let like = known
            .iter()
            .filter(|word| word.len() > 3 && strsim::osa_distance(word.trim_start_matches('@'), &term) <= 1);
        like.min().map_or(term.clone(), |word| (*word).to_owned())
    };
    let mut asked: BTreeSet<String> = terms(phrase).into_iter().map(near).collect();
    // Documentation has workflows of many kinds; who asks of one means what runs on each change.
    if asked.remove("@workflow") {
        asked.insert("@ci".to_owned());
    }
    // The version that is released is no tool's.
    if asked.contains("@deploy") && !phrase.to_lowercase().contains("tool") {
        asked.remove("@tool");
    }
    // "Set up my dev environment" is about one's own machine, "deploy to dev" is not.
    let spoken: BTreeSet<String> =
        phrase.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
    let deployed =
        index.environments.iter().find_map(|of| deployed_name(index, of).filter(|name| spoken.contains(name)));
    if let Some(name) = deployed.filter(|_| !asked.contains("@setup") && asked.remove("@local")) {
        asked.insert(name);
    }
    // Who sets something up, or runs the tests, and names no place speaks of the machine before them.
    let names_place = asked.iter().any(|term| is_place(index, term));
    let only = |known: &[&str]| asked.iter().all(|term| known.contains(&term.as_str()));
    let sets_up = asked.contains("@setup") && only(&["@setup", "@environment", "@run", "@tool"]);
    let tests = asked.contains("@test") && only(&["@test", "@run", "@build"]);
    if (sets_up || tests) && !names_place {
        asked.insert("@local".to_owned());
    }
    asked
}

/// Whether something is for another environment than the one that was asked for.
fn is_elsewhere(index: &Index, candidate: &Candidate, asked: &BTreeSet<String>) -> bool {
    let wanted: BTreeSet<&String> = asked.iter().filter(|term| is_place(index, term)).collect();
    let is_for =
        |term: &&String| candidate.environments.contains(term.as_str()) || candidate.tells.contains_key(term.as_str());
    !wanted.is_empty() && !candidate.environments.is_empty() && !wanted.iter().any(is_for)
}
