//! Which word stands on which page, in which section, and how much that says about the page.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::words::{CONCEPT, each_term, joined, spelled};
use super::{Document, Section};
use crate::answers::concepts_of;

/// What a word's place says about the page, from least to most: `assets/search.js` gives each its worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Text,
    /// In the text again and again.
    Often,
    Command,
    Name,
    Heading,
    Title,
}

/// How many places there are.
pub(super) const PLACES: u32 = Place::Title as u32 + 1;

/// How many pages are taken apart before their words join the others: all at once would take much room.
const BATCH: usize = 256;

/// So many times in a page's text is often.
const OFTEN: u32 = 4;

/// The best place of a word, or a name, on one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Posting {
    /// Its number in the list of pages.
    pub page: u32,
    pub place: Place,
    /// The first section with that place.
    pub section: u32,
}

/// Where everything stands; postings are in the order of pages.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub terms: BTreeMap<String, Vec<Posting>>,
    /// By the words of the name.
    pub names: BTreeMap<String, Vec<Posting>>,
}

/// What one page adds to the index.
struct Contribution {
    terms: HashMap<String, Found>,
    names: BTreeMap<String, Found>,
}

struct Found {
    place: Place,
    section: u32,
    times: u32,
}

/// The index of pages; a page's number is its place in the list.
pub(super) fn read(documents: &[&Document]) -> Index {
    let mut terms: HashMap<String, Vec<Posting>> = HashMap::new();
    let mut names: BTreeMap<String, Vec<Posting>> = BTreeMap::new();
    let mut page = 0;
    for batch in documents.chunks(BATCH) {
        let contributions: Vec<Contribution> = batch.par_iter().map(|document| read_page(document)).collect();
        for contribution in contributions {
            for (term, found) in contribution.terms {
                terms.entry(term).or_default().push(found.posting(page));
            }
            for (name, found) in contribution.names {
                names.entry(name).or_default().push(found.posting(page));
            }
            page += 1;
        }
    }
    Index { terms: terms.into_iter().collect(), names }
}

impl Found {
    fn posting(&self, page: u32) -> Posting {
        let often = self.place == Place::Text && self.times >= OFTEN;
        Posting { page, place: if often { Place::Often } else { self.place }, section: self.section }
    }

    /// Keeps the better of two places, and the earlier of two equal ones.
    fn meet(&mut self, place: Place, section: u32) {
        self.times += 1;
        if place > self.place {
            (self.place, self.section) = (place, section);
        }
    }
}

impl Contribution {
    fn say(&mut self, text: &str, place: Place, section: u32) {
        each_term(text, &mut |term| self.add(term, place, section));
    }

    fn add(&mut self, term: &str, place: Place, section: u32) {
        // Most words of a page are there already, and looking costs no copy.
        if let Some(found) = self.terms.get_mut(term) {
            found.meet(place, section);
        } else {
            self.terms.insert(term.to_owned(), Found { place, section, times: 1 });
        }
    }

    /// Notes what a title or a heading is about, for those who have another word for it.
    fn about(&mut self, title: &str, place: Place, section: u32) {
        for concept in concepts_of(title) {
            self.add(&format!("{CONCEPT}{concept}"), place, section);
        }
    }

    fn name(&mut self, name: &str, place: Place, section: u32) {
        self.say(name, place, section);
        let spelled = spelled(name);
        // Paths have too many neighbours that nobody takes for one word.
        if !name.contains('/') {
            for pair in joined(name) {
                self.add(&pair, place, section);
            }
        }
        if !spelled.is_empty() && spelled.len() <= LONGEST_NAME {
            let found = Found { place, section, times: 0 };
            self.names.entry(spelled).or_insert(found).meet(place, section);
        }
    }
}

/// A longer title is a sentence; its words find it.
const LONGEST_NAME: usize = 120;

fn read_page(document: &Document) -> Contribution {
    let mut page = Contribution { terms: HashMap::new(), names: BTreeMap::new() };
    page.name(&document.title, Place::Title, 0);
    page.about(&document.title, Place::Title, 0);
    for alias in &document.aliases {
        page.name(alias, Place::Title, 0);
    }
    for (at, section) in (0..).zip(&document.sections) {
        let Section { id: _, heading, text, commands, names } = section;
        page.say(heading, Place::Heading, at);
        page.about(heading, Place::Heading, at);
        page.say(text, Place::Text, at);
        for command in commands {
            page.say(command, Place::Command, at);
        }
        for name in names {
            page.name(name, Place::Name, at);
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runbook() -> Document {
        let section = |id: &str, heading: &str, text: &str, command: &str, name: &str| Section {
            id: id.to_owned(),
            heading: heading.to_owned(),
            text: text.to_owned(),
            commands: vec![command.to_owned()],
            names: vec![name.to_owned()],
        };
        Document {
            title: "Roll back".to_owned(),
            sections: vec![
                section("", "", "undo undo the release", "", ""),
                section("undo", "Undo web", "undo undo", "kubectl rollout undo", "deploy.yml"),
            ],
            ..Document::default()
        }
    }

    #[test]
    fn a_word_has_its_best_place_and_the_section_of_it() {
        let document = runbook();
        let index = read(&[&document]);
        let place = |term: &str| index.terms[term].iter().map(|one| (one.place, one.section)).collect::<Vec<_>>();
        assert_eq!(place("roll"), [(Place::Title, 0)]);
        assert_eq!(place("undo"), [(Place::Heading, 1)]);
        assert_eq!(place("release"), [(Place::Text, 0)]);
        assert_eq!(place("rollout"), [(Place::Command, 1)]);
        assert_eq!(place("deploy.yml"), [(Place::Name, 1)]);
        assert_eq!(place("deploy"), [(Place::Name, 1)]);
        assert_eq!(index.names.keys().map(String::as_str).collect::<Vec<_>>(), ["deploy yml", "roll back"]);
    }

    #[test]
    fn neighbours_in_a_name_are_found_as_one_word() {
        let mut document = runbook();
        document.aliases = vec!["KubePodCrashLooping".to_owned(), "docs/runbooks/x.md".to_owned()];
        let index = read(&[&document]);
        for term in ["rollback", "crashlooping", "deployyml"] {
            assert!(index.terms.contains_key(term), "{term}");
        }
        assert!(!index.terms.contains_key("docsrunbooks"));
    }

    #[test]
    fn a_page_is_found_by_other_words_for_what_its_title_is_about() {
        let mut document = runbook();
        document.sections[1].heading = "Escalation".to_owned();
        let index = read(&[&document]);
        let place = |term: &str| index.terms[term].iter().map(|one| (one.place, one.section)).collect::<Vec<_>>();
        assert_eq!(place("=rollback"), [(Place::Title, 0)]);
        assert_eq!(place("=escalate"), [(Place::Heading, 1)]);
    }

    #[test]
    fn a_word_that_is_said_often_counts_more() {
        let mut document = runbook();
        document.sections[0].text = "leader leader leader leader follower".to_owned();
        let index = read(&[&document]);
        assert_eq!(index.terms["leader"][0].place, Place::Often);
        assert_eq!(index.terms["follower"][0].place, Place::Text);
    }
}
