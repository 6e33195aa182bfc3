//! `pom.xml`: the oldest Java that Maven can build it with.

use super::source::{Source, State};
use crate::model::{Reading, Role, Tool};
use crate::syntax::tree::{Node, Scalar};
use crate::syntax::xml;

/// Settings of the compiler plugin, the one that counts first.
const SETTINGS: &[&str] = &["release", "target", "source"];

/// How many properties may lead from one to the next.
const STEPS: usize = 8;

pub(super) fn reads(source: &Source) -> bool {
    // What an archetype copies is a template in another language.
    source.name == "pom.xml" && !source.path.contains("archetype-resources/")
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let tree = xml::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    let Some(project) = tree.root().and_then(|root| root.get("project")) else { return };
    let properties = project.get("properties");
    let property = |name: &str| properties?.get(name).and_then(Node::scalar);
    let named = SETTINGS.iter().find_map(|setting| property(&format!("maven.compiler.{setting}")));
    let spring = property("java.version");
    let mut stated: Vec<&Scalar> = Vec::new();
    for value in compilers(project).chain(named).chain(spring) {
        let value = resolved(value, &property);
        if !stated.iter().any(|other| other.inner == value.inner) {
            stated.push(value);
        }
    }
    let java = Tool::named("java").expect("Java is known");
    for value in stated {
        reading.version(source.folder, java, &value.value, Role::Floor, value.inner);
    }
}

/// What the compiler plugin is told, wherever it is set up.
fn compilers(project: &Node) -> impl Iterator<Item = &Scalar> {
    let plugins = [&["build", "plugins"][..], &["build", "pluginManagement", "plugins"]];
    let plugins = plugins.into_iter().filter_map(|at| project.path(at)).flat_map(Node::entries);
    let compilers = plugins
        .map(|(_, plugin)| plugin)
        .filter(|plugin| plugin.get("artifactId").and_then(Node::text) == Some("maven-compiler-plugin"));
    compilers.filter_map(|plugin| {
        let settings = plugin.get("configuration")?;
        SETTINGS.iter().find_map(|setting| settings.get(setting)?.scalar())
    })
}

/// The value that `${name}` stands for, as far as this file says it.
fn resolved<'a>(value: &'a Scalar, property: &impl Fn(&str) -> Option<&'a Scalar>) -> &'a Scalar {
    let next = |value: &&'a Scalar| property(value.value.strip_prefix("${")?.strip_suffix('}')?);
    std::iter::successors(Some(value), next).take(STEPS).last().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use crate::facts::read;
    use crate::text::{Excerpt, FileId};

    fn versions(properties: &str, plugin: &str) -> Vec<(String, String)> {
        let text = format!(
            "<project>\n<properties>{properties}</properties>\n<build><plugins><plugin>\
             <artifactId>maven-compiler-plugin</artifactId><configuration>{plugin}</configuration>\
             </plugin></plugins></build></project>"
        );
        let said = read(Excerpt::whole(FileId(0), &text), "pom.xml").says.versions;
        let at = |span: crate::text::Span| text[span.start as usize..span.end as usize].to_owned();
        let mut found: Vec<_> = said.statements.iter().map(|said| (said.value.words.clone(), at(said.span))).collect();
        found.extend(said.gaps.iter().map(|gap| ("?".to_owned(), at(gap.span))));
        found
    }

    fn stated(words: &[&str]) -> Vec<(String, String)> {
        words.iter().map(|words| ((*words).to_owned(), (*words).to_owned())).collect()
    }

    #[test]
    fn the_setting_that_counts_is_stated_where_its_number_stands() {
        let both =
            "<maven.compiler.source>11</maven.compiler.source><maven.compiler.release>17</maven.compiler.release>";
        assert_eq!(versions(both, ""), stated(&["17"]));
        let two = "<java.version>1.8</java.version><maven.compiler.target>${java.version}</maven.compiler.target>";
        assert_eq!(versions(two, "<source>${maven.compiler.target}</source>"), stated(&["1.8"]));
        assert_eq!(versions("<java.version>21</java.version>", "<release> 17 </release>"), stated(&["17", "21"]));
    }

    #[test]
    fn what_another_file_says_or_nobody_is_a_gap() {
        assert_eq!(versions("", "<release>${jdk}</release>"), [("?".to_owned(), "${jdk}".to_owned())]);
        let circle = "<a>${b}</a><b>${a}</b>";
        assert_eq!(versions(circle, "<release>${a}</release>").len(), 1);
        assert!(versions("<encoding>UTF-8</encoding>", "").is_empty());
    }
}
