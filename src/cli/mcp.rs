//! `devops-docs mcp`.

use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use super::known::{Known, know};
use super::place::{self, PlaceArguments, Repository};
use super::{Ended, diagnose, route};
use crate::artifact::Artifact;
use crate::diagnostic::Diagnostic;
use crate::index::{List, artifacts, document};
use crate::report::{concise, findings};
use crate::rules;
use crate::server::mcp::{Answers, Told, converse};
use crate::workspace::path_of;

/// Arguments of `mcp`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  claude mcp add devops-docs -- devops-docs mcp
  {\"mcpServers\": {\"devops-docs\": {\"command\": \"devops-docs\", \"args\": [\"mcp\"]}}}

Speaks over standard input and output with the program that started it. It reads, runs nothing and changes nothing.")]
pub(super) struct Arguments {
    #[command(flatten)]
    place: PlaceArguments,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let repository = place::find(&[])?;
    let answers = OfRepository { arguments: &arguments.place, repository: &repository };
    converse(std::io::stdin().lock(), std::io::stdout().lock(), &answers)?;
    Ok(Ended::Clean)
}

/// What is to be said of a repository, which is read anew for each question: it may have changed since the last.
struct OfRepository<'a> {
    arguments: &'a PlaceArguments,
    repository: &'a Repository,
}

/// The tools: name, title, what it answers, and the schema of its arguments.
fn tools() -> [(&'static str, &'static str, &'static str, Value); 6] {
    let text = |what: &str| json!({ "type": "string", "description": what });
    let object = |properties: Value, required: &[&str]| json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false });
    let lists: Vec<&str> = List::ALL.into_iter().map(List::word).collect();
    [
        (
            "route",
            "Find what to do",
            "The page, the commands, the checks, the approvals and the secrets for a request in words, such as \"deploy to production\" or \"set up my environment\". Ask this first. Below a score of 50 ask a person.",
            object(json!({ "request": text("What is to be done, in words") }), &["request"]),
        ),
        (
            "read",
            "Read a page",
            "A page of the documentation as Markdown, by its path in the repository. Credentials are covered.",
            object(json!({ "path": text("The path of the page, such as _ai/devops/deployments.md") }), &["path"]),
        ),
        (
            "list",
            "List what the repository has",
            "One list of what is known: secrets (names only), variables, environments, workflows, jobs, services, tools, commands, checks, pages, runbooks, releases, incidents and others.",
            object(json!({ "of": { "type": "string", "enum": lists, "description": "Which list" } }), &["of"]),
        ),
        (
            "findings",
            "Where the documentation is wrong",
            "What the linter finds: pages that contradict the repository. Trust no sentence that stands in a finding.",
            object(json!({ "path": text("Only of this page or source, and of what lies below it") }), &[]),
        ),
        (
            "explain",
            "Explain a rule",
            "Why a rule of the linter matters, what is wrong and what is right.",
            object(json!({ "rule": text("The name of the rule, such as stale-version") }), &["rule"]),
        ),
        (
            "diagnose",
            "Why a run failed",
            "Job, step, cause and the lines that matter of a failed run of GitHub Actions, with the place in the workflow and the pages that tell of it.",
            object(json!({ "log": text("The log, as `gh run view --log-failed` prints it") }), &["log"]),
        ),
    ]
}

/// The prompts: name, title, what it is for, its arguments, and the request that it asks for.
const PROMPTS: &[Prompt] = &[
    Prompt {
        name: "set-up-my-environment",
        title: "Set up my environment",
        about: "Install what is missing here and prove that it works",
        argument: None,
        request: "set up my environment",
    },
    Prompt {
        name: "fix-ci-failure",
        title: "Fix a failure of CI",
        about: "Find why a run failed, and mend it",
        argument: Some(("log", "The log of the run, as `gh run view --log-failed` prints it")),
        request: "fix a ci failure",
    },
    Prompt {
        name: "deploy",
        title: "Deploy",
        about: "Deploy as the pages say, with their approvals and checks",
        argument: Some(("environment", "Where to, such as production")),
        request: "deploy to",
    },
    Prompt {
        name: "roll-back",
        title: "Roll back",
        about: "Take a deployment back as the pages say",
        argument: Some(("environment", "Where, such as production")),
        request: "roll back",
    },
];

/// A prompt that people choose.
struct Prompt {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    /// Its only argument, with what it means.
    argument: Option<(&'static str, &'static str)>,
    /// The request that is looked up, before the argument.
    request: &'static str,
}

/// How a model is to work by what was found.
const ORDERS: &str = "\
Work by the pages of this repository, which follow; read a page whole with the tool `read` before you act on it.
Show each command before you run it. Ask for approval before anything that writes, deploys or destroys, and never approve it yourself.
Where the pages say nothing, or contradict the repository (tool `findings`), stop and ask instead of guessing.";

impl OfRepository<'_> {
    fn know(&self) -> Result<Known, String> {
        know(self.arguments, self.repository).map_err(|error| format!("{error:#}"))
    }

    /// The answer to a request in words, and the page that it stands on.
    fn routed(&self, request: &str) -> Result<Told, String> {
        let routed =
            route::of_phrase(self.arguments, self.repository, request).map_err(|error| format!("{error:#}"))?;
        Ok(Told { text: route::text(&routed), value: Some(value(&routed)?) })
    }

    fn diagnosed(&self, log: &str) -> Result<Told, String> {
        let found = diagnose::of_text(self.arguments, self.repository, log).map_err(|error| format!("{error:#}"))?;
        Ok(Told { text: diagnose::text(&found), value: Some(json!({ "failures": value(&found)? })) })
    }

    fn page(&self, path: &str) -> Result<Told, String> {
        let ws = self.arguments.load(self.repository, true, false).map_err(|error| format!("{error:#}"))?;
        let path = path.trim_start_matches("./");
        let page = ws.pages.iter().find(|page| page.path == path);
        let page = page.ok_or_else(|| format!("there is no page {path}; the list `pages` has them all"))?;
        Ok(Told { text: ws.files.text(page.file).unwrap_or_default().to_owned(), value: None })
    }

    fn findings(&self, below: Option<&str>) -> Result<Told, String> {
        let known = self.know()?;
        let below = below.map(|path| path.trim_start_matches("./").trim_end_matches('/')).unwrap_or_default();
        let is_below = |path: &str| {
            path.strip_prefix(below).is_some_and(|rest| below.is_empty() || rest.is_empty() || rest.starts_with('/'))
        };
        let shown = known.diagnostics.iter().filter(|found| path_of(&known.ws, &found.place).is_none_or(is_below));
        let shown: Vec<Diagnostic> = shown.cloned().collect();
        let text = concise(&known.ws, &shown);
        let text = if text.is_empty() { "nothing to report\n".to_owned() } else { text };
        let found: Vec<Value> = findings(&known.ws, &shown).map(|finding| value(&finding)).collect::<Result<_, _>>()?;
        Ok(Told { text, value: Some(json!({ "findings": found })) })
    }

    fn list(&self, word: &str) -> Result<Told, String> {
        let list = List::named(word).ok_or_else(|| format!("there is no list {word}"))?;
        let known = self.know()?;
        Ok(Told { text: document(&known.ws, &known.index, &known.diagnostics, list), value: None })
    }

    /// The files for programs that the site has, as far as they are text.
    fn files(&self) -> Result<Vec<Artifact>, String> {
        let known = self.know()?;
        let all = artifacts(&known.ws, &known.index, &known.diagnostics, &known.record);
        Ok(all.filter(|file| media(&file.path).is_some()).collect())
    }
}

/// The addresses of resources: the files for programs, by their paths on the site.
const SCHEME: &str = "devops-docs:///";

/// The media type of a file for programs.
fn media(path: &str) -> Option<&'static str> {
    match Path::new(path).extension()?.to_str()? {
        "md" => Some("text/markdown"),
        "json" => Some("application/json"),
        "txt" => Some("text/plain"),
        _ => None,
    }
}

fn value(of: &impl Serialize) -> Result<Value, String> {
    serde_json::to_value(of).map_err(|error| error.to_string())
}

impl Answers for OfRepository<'_> {
    fn instructions(&self) -> String {
        "The operations documentation of this repository, held against what the repository says. Ask `route` what to do, and `findings` before you trust a page. Nothing here runs or changes anything.".to_owned()
    }

    fn tools(&self) -> Vec<Value> {
        let tools = tools().into_iter().map(|(name, title, description, schema)| {
            json!({
                "name": name, "title": title, "description": description, "inputSchema": schema,
                "annotations": { "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false },
            })
        });
        tools.collect()
    }

    fn call(&self, tool: &str, arguments: &Value) -> Option<Result<Told, String>> {
        let word = |key: &str| arguments.get(key).and_then(Value::as_str);
        let needed = |key: &str| word(key).ok_or_else(|| format!("`{tool}` needs `{key}`, a string"));
        Some(match tool {
            "route" => needed("request").and_then(|request| self.routed(request)),
            "read" => needed("path").and_then(|path| self.page(path)),
            "list" => needed("of").and_then(|list| self.list(list)),
            "findings" => self.findings(word("path")),
            "explain" => needed("rule").and_then(|name| {
                let rule = rules::find(name).ok_or_else(|| format!("there is no rule {name}"))?;
                Ok(Told { text: rule.page.to_owned(), value: None })
            }),
            "diagnose" => needed("log").and_then(|log| self.diagnosed(log)),
            _ => return None,
        })
    }

    fn prompts(&self) -> Vec<Value> {
        let prompts = PROMPTS.iter().map(|prompt| {
            let arguments: Vec<Value> = prompt
                .argument
                .iter()
                .map(|(name, about)| json!({ "name": name, "description": about, "required": false }))
                .collect();
            json!({ "name": prompt.name, "title": prompt.title, "description": prompt.about, "arguments": arguments })
        });
        prompts.collect()
    }

    fn prompt(&self, name: &str, arguments: &Value) -> Option<Result<String, String>> {
        let prompt = PROMPTS.iter().find(|prompt| prompt.name == name)?;
        let given = prompt.argument.and_then(|(name, _)| arguments.get(name)?.as_str());
        let is_log = prompt.argument.is_some_and(|(name, _)| name == "log");
        let request = match given.filter(|_| !is_log) {
            Some(given) => format!("{} {given}", prompt.request),
            None => prompt.request.to_owned(),
        };
        let told = self.routed(&request).and_then(|routed| {
            let log = given.filter(|_| is_log).map(|log| self.diagnosed(log)).transpose()?;
            let why = log.map_or_else(String::new, |log| format!("\nWhy the run failed:\n\n{}", log.text));
            Ok(format!("{}.\n\n{ORDERS}\n\n{}{why}", prompt.title, routed.text))
        });
        Some(told)
    }

    fn resources(&self) -> Result<Vec<Value>, String> {
        let files = self.files()?;
        let resources = files.iter().map(|file| {
            let path = &file.path;
            json!({ "uri": format!("{SCHEME}{path}"), "name": path, "mimeType": media(path), "size": file.bytes.len() })
        });
        Ok(resources.collect())
    }

    fn resource(&self, uri: &str) -> Result<Option<(String, String)>, String> {
        let Some(path) = uri.strip_prefix(SCHEME) else { return Ok(None) };
        let found = self.files()?.into_iter().find(|file| file.path == path);
        let text = |file: Artifact| String::from_utf8_lossy(&file.bytes).into_owned();
        Ok(found.and_then(|file| Some((media(path)?.to_owned(), text(file)))))
    }
}
