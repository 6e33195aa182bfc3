#![doc = include_str!("invalid_skill.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::kinds::{AgentFile, AgentKind, Field, Page, Value, agent_fields};
use crate::rules::parts;
use crate::rules::{Detect, Pages, Rule};
use crate::syntax::tree::{Kind, Node, Style};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "invalid-skill",
    summary: "a SKILL.md is not what the Agent Skills specification asks for",
    page: include_str!("invalid_skill.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let skills = ws.pages.iter().filter_map(|page| Some((page, page.agent.as_ref()?)));
    skills.filter(|(_, file)| file.kind == AgentKind::Skill).flat_map(|(page, file)| of_skill(page, file)).collect()
}

fn of_skill(page: &Page, file: &AgentFile) -> Vec<Diagnostic> {
    let fields = agent_fields(AgentKind::Skill);
    // Some programs take the name from the folder and the description from the text; there only what is said is judged.
    let is_whole = file.root.is_some() || page.path.starts_with(".agents/");
    let Some(front) = page.front.as_ref().filter(|front| matches!(front.kind, Kind::Map(_))) else {
        let has_none = page.markdown.front_matter.is_none_or(crate::text::Span::is_empty);
        let message = "this skill has no front matter: name, description";
        let lacks = is_whole && has_none;
        return lacks.then(|| RULE.at(parts::front(page), message).about("front matter")).into_iter().collect();
    };
    let mut found: Vec<Diagnostic> =
        fields.iter().filter_map(|field| of_field(page, file, front, field, is_whole)).collect();
    found.extend(front.entries().iter().filter_map(|(key, _)| unknown(key, fields, file.root.is_some())));
    found
}

fn of_field(page: &Page, file: &AgentFile, front: &Node, field: &Field, is_whole: bool) -> Option<Diagnostic> {
    let name = field.name;
    let Some((key, value)) = front.entry(name).filter(|(_, value)| !matches!(value.kind, Kind::Null)) else {
        let is_missing = field.required && is_whole;
        return is_missing.then(|| {
            RULE.at(parts::front(page), format!("the key `{name}` is missing")).about(name).help(field.about)
        });
    };
    // Claude Code takes the tools as a list too.
    let may_be_list = name == "allowed-tools" && !is_whole && matches!(value.kind, Kind::List(_));
    let is_list = may_be_list && value.items().iter().all(|item| field.value.admits(item));
    if !field.value.admits(value) && !is_list {
        let place = if value.span.is_empty() { key.span } else { value.span };
        let length = value.text().map_or(0, |text| text.chars().count());
        let is_long = matches!(field.value, Value::Text(most) if length > most);
        let now = if is_long { format!("; it has {length}") } else { String::new() };
        return Some(
            RULE.at(place, format!("`{name}` is to be {}{now}", field.value.wanted())).about(name).help(field.about),
        );
    }
    let scalar = value.scalar().filter(|scalar| name == "name" && scalar.value != file.name())?;
    let folder = file.name();
    let message = format!("this skill is called {}, and its folder {folder}", scalar.value);
    let fits = scalar.style != Style::Block && Value::Slug(64).admits_text(folder);
    let fix = fits.then(|| Fix::safe(format!("write {folder}"), vec![Edit::replace(scalar.inner, folder)]));
    Some(RULE.at(scalar.inner, message).about(scalar.value.as_str()).fix(fix))
}

/// A key that is one of the specification but for a letter; in our own folders any that it does not have, while elsewhere
/// others are for programs that know them.
fn unknown(key: &Node, fields: &[Field], is_own: bool) -> Option<Diagnostic> {
    let scalar = key.scalar()?;
    let name = scalar.value.as_str();
    if fields.iter().any(|field| field.name == name) {
        return None;
    }
    let plain = name.to_lowercase().replace('_', "-");
    let likeness = |known: &&str| strsim::damerau_levenshtein(known, &plain);
    let near = fields.iter().map(|field| field.name).min_by_key(likeness)?;
    if name.len() >= 6 && likeness(&near) <= 1 {
        let fix = Fix::safe(format!("write {near}"), vec![Edit::replace(scalar.inner, near)]);
        return Some(
            RULE.at(scalar.inner, format!("there is no key {name}; did you mean {near}?")).about(name).fix(fix),
        );
    }
    let known: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let help = format!("there are {}; further properties stand below `metadata`", known.join(", "));
    is_own.then(|| RULE.at(scalar.inner, format!("the specification has no key {name}")).about(name).help(help))
}
