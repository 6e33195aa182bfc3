//! The site's search: pages in, classic scripts out that a browser asks for one by one.
//!
//! `names` hold whole names and the pages called so, `words` hold sorted terms and where they stand, `pages` hold what is
//! shown of a page. `index.js` says which of them to ask for. All are read by `assets/search.js`, which must take text
//! apart exactly as [`words`] does: `words.json` is a table that both are tested with.
//!
//! Knows no Markdown, no theme and no disk.

mod index;
mod shards;
mod words;

use crate::artifact::Artifact;

/// One page as search sees it.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Below the site's root: `runbooks/rollback.html`.
    pub address: String,
    /// What people read beside the title: `Runbook`, `Workflow`.
    pub kind: String,
    /// The page's heading.
    pub title: String,
    /// What else people call the page: alerts that lead to it, old names, its path in the repository.
    pub aliases: Vec<String>,
    /// How much people are after pages of this kind.
    pub standing: Standing,
    /// In reading order; the first is the page's top.
    pub sections: Vec<Section>,
}

/// How much people are after a page, compared to others that say the same words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// What someone on call needs: runbooks, environments, deployments.
    Raised,
    /// All other pages.
    #[default]
    Ordinary,
    /// What once happened: releases, incidents.
    Record,
}

/// What stands under one heading, down to the next.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// The heading's anchor; empty for the page's top.
    pub id: String,
    /// As people read it.
    pub heading: String,
    /// Plain words, without markup.
    pub text: String,
    /// Lines that a reader types.
    pub commands: Vec<String>,
    /// Workflows, jobs, secrets and variables, as they are written.
    pub names: Vec<String>,
}

/// The files of a site's search, below `search/`: the same for the same pages in any order.
pub fn build(documents: &[Document]) -> Vec<Artifact> {
    let mut documents: Vec<&Document> = documents.iter().collect();
    documents.sort_by(|one, other| one.address.cmp(&other.address));
    shards::write(&documents, &index::read(&documents))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(address: &str, title: &str, text: &str) -> Document {
        Document {
            address: address.to_owned(),
            kind: "Runbook".to_owned(),
            title: title.to_owned(),
            sections: vec![Section { text: text.to_owned(), ..Section::default() }],
            ..Document::default()
        }
    }

    fn text<'a>(artifacts: &'a [Artifact], path: &str) -> &'a str {
        let file = artifacts.iter().find(|file| file.path == path).expect("the file is written");
        std::str::from_utf8(&file.bytes).expect("shards are UTF-8")
    }

    #[test]
    fn the_order_of_pages_does_not_matter() {
        let (one, other) = (page("a.html", "Restore", "the backup"), page("b.html", "Drain", "the queue"));
        assert_eq!(build(&[one.clone(), other.clone()]), build(&[other, one]));
    }

    #[test]
    fn a_site_without_pages_has_an_empty_index() {
        let files = build(&[]);
        assert_eq!(files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["search/index.js"]);
    }

    #[test]
    fn hostile_text_stays_inside_its_string() {
        let hostile = "</script><!-- \u{2028}\u{2029} \" \\ ' ` \u{0} \r\n ${x}";
        let files = build(&[page("a.html", hostile, hostile)]);
        for file in &files {
            let text = std::str::from_utf8(&file.bytes).expect("shards are UTF-8");
            assert!(!text.contains(['<', '\u{2028}', '\u{2029}', '\u{0}', '\r']), "{}: {text}", file.path);
            assert_eq!(text.matches('\n').count(), 1, "{}: one line", file.path);
        }
        let shown = text(&files, "search/pages-0.js");
        let argument = shown.strip_prefix("S(\"pages-0\",").and_then(|rest| rest.strip_suffix(");\n")).expect("a call");
        let value: serde_json::Value = serde_json::from_str(argument).expect("what is passed is JSON as well");
        assert_eq!(value[0][2], hostile);
    }

    #[test]
    fn whole_names_lead_to_pages() {
        let mut rollback = page("rollback.html", "Roll back a release", "undo");
        rollback.aliases = vec!["HighErrorRate".to_owned()];
        rollback.sections[0].names = vec!["REGISTRY_TOKEN".to_owned()];
        let files = build(&[rollback]);
        let names = text(&files, "search/names-0.js");
        for name in ["roll back a release ", "high error rate ", "registry token "] {
            assert!(names.contains(name), "{name} in {names}");
        }
    }

    #[test]
    fn words_are_split_into_shards_of_a_bounded_size() {
        let body = |page: usize| {
            (0..400).map(|at| format!("word{:x} ", (page * 7919 + at * 104_729) % 50_000)).collect::<String>()
        };
        let pages: Vec<Document> =
            (0..200).map(|at| page(&format!("{at:03}.html"), &format!("Page {at}"), &body(at))).collect();
        let files = build(&pages);
        let words: Vec<&Artifact> = files.iter().filter(|file| file.path.starts_with("search/words-")).collect();
        assert!(words.len() > 3, "{} shards", words.len());
        assert!(words.iter().all(|file| file.bytes.len() < 14 * 1024));
    }

    #[test]
    fn a_page_of_any_length_is_shown_in_few_letters() {
        let mut long = page("a.html", &"title ".repeat(10_000), &"text ".repeat(100_000));
        assert!(text(&build(&[long.clone()]), "search/pages-0.js").len() < 2_000);
        long.sections = vec![Section { heading: "1.2.3".to_owned(), ..Section::default() }; 10_000];
        assert!(text(&build(&[long]), "search/pages-0.js").len() < 8_000);
    }
}
