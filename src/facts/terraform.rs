//! Terraform and `OpenTofu`: the version they require, the variables they take, the resources and modules they make.

use std::ops::Range;

use super::source::{Source, State};
use crate::kinds::is_in_tests;
use crate::model::{Component, ComponentKind, Kind, Name, Reading, Role, Tool, Words};
use crate::syntax::hcl;

/// More of them in a file are generated.
const MOST_BLOCKS: usize = 300;
const MOST_NEEDS: usize = 60;

pub(super) fn reads(source: &Source) -> bool {
    source.ends_with(&[".tf", ".tofu"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    components(source, reading);
    variables(source, reading);
    // What a test is made for asks for what it tests.
    if is_in_tests(source.path) {
        return;
    }
    // Most files hold no such block, and parsing them all would cost more than all other readers together.
    if memchr::memmem::find(source.text.text.as_bytes(), b"required_version").is_none() {
        return;
    }
    let body = match hcl::parse(source.text) {
        Ok(body) => body,
        Err(problem) => return reading.problems.extend(problem),
    };
    let tool =
        Tool::named(if source.name.ends_with(".tofu") { "opentofu" } else { "terraform" }).expect("both are known");
    for block in body.blocks.iter().filter(|block| block.kind == "terraform") {
        for attribute in block.body.attributes.iter().filter(|attribute| attribute.name == "required_version") {
            if let Some(value) = &attribute.value {
                // A version alone is the only one that will do.
                let is_one = value.trim_start_matches(['=', ' ']).starts_with(|c: char| c.is_ascii_digit());
                let role = if is_one && !value.contains(',') { Role::Pin } else { Role::Floor };
                reading.version(source.folder, tool, value, role, attribute.value_span);
            }
        }
    }
}

/// The environment variables by which the variables of a module can be set.
fn variables(source: &Source, reading: &mut Reading) {
    let mut at = 0;
    for line in source.text.text.split_inclusive('\n') {
        let name = line.strip_prefix("variable \"").and_then(|rest| rest.split('"').next());
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            let start = at + "variable \"".len();
            let span = source.text.span(start..start + name.len());
            reading.name(source.folder, Name::new(Kind::EnvVar, format!("TF_VAR_{name}")), span);
        }
        at += line.len();
    }
}

/// Blocks by lines, as every formatter leaves them: the head and the last brace at the start of a line.
fn components(source: &Source, reading: &mut Reading) {
    let text = source.text.text;
    let mut at = 0;
    // Where the block begins, and what is known of it.
    let mut open: Option<(usize, Component)> = None;
    for line in text.split_inclusive('\n') {
        let (start, words) = (at, line.trim_end());
        at += line.len();
        if let Some((begin, mut component)) = open.take() {
            inside(source, words, start, &mut component);
            if words == "}" {
                close(source, begin..start + 1, component, reading);
            } else {
                open = Some((begin, component));
            }
        } else if let Some(component) = head(source, words, start) {
            if words.ends_with('}') {
                close(source, start..start + words.len(), component, reading);
            } else {
                open = Some((start, component));
            }
        }
        if reading.components.len() >= MOST_BLOCKS {
            return;
        }
    }
}

fn close(source: &Source, whole: Range<usize>, mut component: Component, reading: &mut Reading) {
    component.span = source.text.span(whole);
    reading.components.push(component);
}

/// `resource "aws_vpc" "main" {`, `data "aws_ami" "base" {`, `module "network" {`.
fn head(source: &Source, line: &str, start: usize) -> Option<Component> {
    let kind = ["resource", "data", "module"]
        .into_iter()
        .find(|kind| line.strip_prefix(kind).is_some_and(|rest| rest.starts_with([' ', '\t', '"'])))?;
    line.contains('{').then_some(())?;
    let mut quoted = line[..line.find('{').unwrap_or(line.len())].split('"').skip(1).step_by(2);
    let (first, second) = (quoted.next()?, quoted.next());
    let (sort, name) = match (kind, second) {
        ("module", _) => ("module".to_owned(), first),
        ("data", Some(name)) => (format!("data.{first}"), name),
        ("resource", Some(name)) => (first.to_owned(), name),
        _ => return None,
    };
    let name_at = start + line.rfind(&format!("\"{name}\""))? + 1;
    Some(Component {
        kind: ComponentKind::Terraform,
        sort,
        name: Words { text: name.to_owned(), span: source.text.span(name_at..name_at + name.len()) },
        file: source.text.file,
        path: source.path.to_owned(),
        span: source.text.span(start..start + line.len()),
        image: None,
        ports: Vec::new(),
        needs: Vec::new(),
        labels: Vec::new(),
        volumes: Vec::new(),
    })
}

/// What a line of a block refers to, and the source of a module.
fn inside(source: &Source, line: &str, start: usize, component: &mut Component) {
    let code = line.trim_start();
    if code.starts_with('#') || code.starts_with("//") {
        return;
    }
    let value_of = |key: &str| code.strip_prefix(key)?.trim_start().strip_prefix('=')?.trim().strip_prefix('"');
    if component.sort == "module"
        && component.image.is_none()
        && let Some(value) = value_of("source").and_then(|value| value.split('"').next())
    {
        let value_at = start + line.find(value).unwrap_or_default();
        let span = source.text.span(value_at..value_at + value.len());
        component.image = Some(Words { text: value.to_owned(), span });
        return;
    }
    for (offset, word) in names(line) {
        let Some(address) = address(word) else { continue };
        if component.needs.len() < MOST_NEEDS && component.needs.iter().all(|known| known.text != address) {
            let span = source.text.span(start + offset..start + offset + address.len());
            component.needs.push(Words { text: address.to_owned(), span });
        }
    }
}

/// The dotted names of a line, with their places.
fn names(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + line[rest..].find(is_part)?;
        let end = line[start..].find(|letter| !is_part(letter)).map_or(line.len(), |length| start + length);
        rest = end;
        Some((start, &line[start..end]))
    })
}

/// The part of a reference that names a block: `aws_vpc.main` of `aws_vpc.main.id`.
fn address(word: &str) -> Option<&str> {
    let steps: Vec<&str> = word.splitn(4, '.').collect();
    let count = match steps.as_slice() {
        ["data", kind, name, ..] if !kind.is_empty() && !name.is_empty() => 3,
        ["module", name, ..] if !name.is_empty() => 2,
        // Every type of a resource begins with the name of its provider.
        [kind, name, ..] if kind.contains('_') && !name.is_empty() => 2,
        _ => return None,
    };
    Some(&word[..steps.iter().take(count).map(|step| step.len()).sum::<usize>() + count - 1])
}

#[cfg(test)]
mod tests {
    use crate::facts;
    use crate::model::connections;
    use crate::text::{Excerpt, FileId};

    #[test]
    fn references_between_blocks_are_needs() {
        let text = "\u{feff}# größe\nresource \"aws_vpc\" \"main\" {\n  cidr = \"10.0.0.0/8\"\n}\n\n\
                    data \"aws_ami\" \"base\" {}\n\nmodule \"web\" {\n  source = \"./web\"\n  vpc    = aws_vpc.main.id\n  \
                    # not aws_vpc.other\n  name = \"a-${data.aws_ami.base.id}\"\n  me = module.web.id\n}\n";
        let components = facts::read(Excerpt::whole(FileId(0), text), "infra/main.tf").components;
        let names: Vec<_> = components.iter().map(|one| format!("{}.{}", one.sort, one.name.text)).collect();
        assert_eq!(names, ["aws_vpc.main", "data.aws_ami.base", "module.web"]);
        assert_eq!(connections(&components), [(2, 0), (2, 1)]);
        assert_eq!(components[2].image.as_ref().map(|source| source.text.as_str()), Some("./web"));
        for one in &components {
            assert_eq!(&text[one.name.span.start as usize..one.name.span.end as usize], one.name.text);
        }
        assert!(text[components[2].span.start as usize..components[2].span.end as usize].ends_with('}'));
    }

    #[test]
    fn broken_files_give_what_is_whole() {
        let text = "resource \"a_b\" {\n}\nresource \"a_b\" \"c\" {\n  x = \"ö\nmodule \"";
        assert!(facts::read(Excerpt::whole(FileId(0), text), "x.tf").components.is_empty());
    }
}
