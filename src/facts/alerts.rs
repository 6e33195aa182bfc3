//! Rules of Prometheus: the pages that alerts lead to.

use super::source::Source;
use crate::model::{Reading, Words};
use crate::syntax::{tree::Node, yaml};

/// A file or folder of rules has one of these words in its name.
const WORDS: &[&str] = &["alert", "rule", "prometheus", "monitor", "mixin"];
/// Larger files are generated.
const MOST_BYTES: usize = 1 << 20;

pub(super) fn reads(source: &Source) -> bool {
    let path = source.path.to_ascii_lowercase();
    source.ends_with(&[".yaml", ".yml"])
        && !path.starts_with(".github/")
        && WORDS.iter().any(|word| path.contains(word))
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let holds = |words: &str| memchr::memmem::find(source.text.text.as_bytes(), words.as_bytes()).is_some();
    if source.text.text.len() > MOST_BYTES || !(holds("runbook") && holds("alert:")) {
        return;
    }
    // A template is no YAML before it is filled in: what can be read of it is.
    for document in &yaml::parse(source.text).documents {
        annotations(document, reading);
    }
}

fn annotations(node: &Node, reading: &mut Reading) {
    for (key, value) in node.entries() {
        if key.text() == Some("annotations") {
            let pages = ["runbook_url", "runbook"].iter().filter_map(|key| value.get(key)?.scalar());
            let plain = pages.filter(|page| !page.value.contains(['{', '$', '<']));
            reading.alert_pages.extend(plain.map(|page| Words { text: page.value.clone(), span: page.inner }));
        } else {
            annotations(value, reading);
        }
    }
    node.items().iter().for_each(|item| annotations(item, reading));
}
