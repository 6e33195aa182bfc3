//! Terragrunt: its units, the module that each brings up, and the units that go before.

use super::source::Source;
use crate::model::{Component, ComponentKind, Reading, UNIT, Words, join, parent};

const MOST_NEEDS: usize = 60;

pub(super) fn reads(source: &Source) -> bool {
    source.is_named(&["terragrunt.hcl"])
}

/// A unit is a file with a module or with units before it; one with neither is taken in by others.
pub(super) fn read(source: &Source, reading: &mut Reading) {
    let (mut module, mut needs) = (None, Vec::new());
    let (mut at, mut in_paths) = (0, false);
    // The word that ends a text within, as of a file that is written.
    let mut end: Option<&str> = None;
    for line in source.text.text.split_inclusive('\n') {
        let (start, code) = (at, line.trim_start());
        at += line.len();
        if let Some(word) = end {
            end = (code.trim_end() != word).then_some(word);
            continue;
        }
        end = code
            .split_once("<<")
            .map(|(_, word)| word.trim_start_matches('-').trim_end())
            .filter(|word| !word.is_empty());
        let is_of = |key: &str| code.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
        in_paths |= is_of("paths");
        if module.is_none() && is_of("source") {
            module = quoted(source, line, start).next();
        } else if (in_paths || is_of("config_path")) && needs.len() < MOST_NEEDS {
            needs.extend(quoted(source, line, start).filter(|path| path.text.starts_with('.')));
        }
        in_paths &= !code.contains(']');
    }
    let folder = parent(source.path);
    if module.is_none() && needs.is_empty() || folder.is_empty() {
        return;
    }
    let name = folder.rsplit('/').next().unwrap_or(folder).to_owned();
    let mut seen = Vec::new();
    needs.retain(|need: &Words| {
        let path = join(folder, &need.text);
        path.is_some() && !seen.contains(&path) && {
            seen.push(path);
            true
        }
    });
    reading.components.push(Component {
        kind: ComponentKind::Terraform,
        sort: UNIT.to_owned(),
        name: Words { text: name, span: source.text.all().before() },
        file: source.text.file,
        path: source.path.to_owned(),
        span: source.text.all(),
        image: module.filter(|module| !module.text.contains("${")),
        ports: Vec::new(),
        needs,
        labels: Vec::new(),
        volumes: Vec::new(),
    });
}

/// What stands between quotation marks on a line, one after the other; a path from the file's own folder without the call
/// that says so.
fn quoted<'a>(source: &'a Source, line: &'a str, start: usize) -> impl Iterator<Item = Words> + 'a {
    let mut offset = 0;
    line.split('"').enumerate().filter_map(move |(at, part)| {
        let from = start + offset;
        offset += part.len() + 1;
        let text = part.strip_prefix("${get_terragrunt_dir()}/").map_or(part.to_owned(), |path| format!("./{path}"));
        (at % 2 == 1).then(|| Words { text, span: source.text.span(from..from + part.len()) })
    })
}

#[cfg(test)]
mod tests {
    use crate::facts;
    use crate::model::connections;
    use crate::text::{Excerpt, FileId};

    #[test]
    fn units_need_those_that_go_before() {
        let read = |path: &str, text: &str| facts::read(Excerpt::whole(FileId(0), text), path).components;
        let eks = "terraform {\n  source = \"../../../aws//eks\"\n}\n\ndependencies {\n  paths = [\n    \"../common\",\n    \"../dns\"\n  ]\n}\n\n\
                   dependency \"common\" {\n  config_path = \"${get_terragrunt_dir()}/../common\"\n  mock_outputs = { id = \"x\" }\n}\n";
        let mut all = read("env/dev/eks/terragrunt.hcl", eks);
        all.extend(read("env/dev/common/terragrunt.hcl", "terraform {\n  source = \"${local.base}//common\"\n}\n"));
        all.extend(read("env/prod/common/terragrunt.hcl", "terraform {\n  source = \"../../../aws//common\"\n}\n"));
        let told = all.iter().map(|unit| (unit.name.text.as_str(), unit.needs.len(), unit.image.is_some()));
        assert_eq!(told.collect::<Vec<_>>(), [("eks", 2, true), ("common", 0, false), ("common", 0, true)]);
        assert_eq!(connections(&all), [(0, 1)], "each needs the unit of its own environment");
        let root =
            "generate \"provider\" {\n  contents = <<-EOF\n  aws = {\n    source = \"hashicorp/aws\"\n  }\n  EOF\n}\n";
        assert!(read("env/terragrunt.hcl", root).is_empty());
    }
}
