//! Composite actions, and the steps of workflows and actions that set a tool up.

use super::source::{Source, State, host_folder};
use super::workflow::{steps, words};
use crate::model::{Reading, Role, Step, Tool, Words, join};
use crate::syntax::tree::Node;
use crate::syntax::yaml;
use crate::text::{Files, Span};

/// Actions that install a tool, the input that says which version, and the tool.
const SET_UPS: &[(&str, &str, &str)] = &[
    ("actions/setup-node", "node-version", "node"),
    ("actions/setup-python", "python-version", "python"),
    ("actions/setup-go", "go-version", "go"),
    ("actions/setup-java", "java-version", "java"),
    ("actions/setup-dotnet", "dotnet-version", "dotnet"),
    ("ruby/setup-ruby", "ruby-version", "ruby"),
    ("shivammathur/setup-php", "php-version", "php"),
    ("pnpm/action-setup", "version", "pnpm"),
    ("oven-sh/setup-bun", "bun-version", "bun"),
    ("denoland/setup-deno", "deno-version", "deno"),
    ("hashicorp/setup-terraform", "terraform_version", "terraform"),
    ("opentofu/setup-opentofu", "tofu_version", "opentofu"),
    ("astral-sh/setup-uv", "version", "uv"),
    ("astral-sh/setup-uv", "python-version", "python"),
    ("abatilo/actions-poetry", "poetry-version", "poetry"),
    ("snok/install-poetry", "version", "poetry"),
    ("erlef/setup-beam", "elixir-version", "elixir"),
    ("erlef/setup-beam", "otp-version", "erlang"),
    ("peaceiris/actions-hugo", "hugo-version", "hugo"),
    ("golangci/golangci-lint-action", "version", "golangci-lint"),
    ("dtolnay/rust-toolchain", "toolchain", "rust"),
    ("actions-rs/toolchain", "toolchain", "rust"),
    ("actions-rust-lang/setup-rust-toolchain", "toolchain", "rust"),
    ("goto-bus-stop/setup-zig", "version", "zig"),
    ("mlugg/setup-zig", "version", "zig"),
    ("azure/setup-helm", "version", "helm"),
    ("azure/setup-kubectl", "version", "kubectl"),
    ("gradle/actions/setup-gradle", "gradle-version", "gradle"),
    ("extractions/setup-just", "just-version", "just"),
    ("jdx/mise-action", "version", "mise"),
];

pub(super) fn reads(source: &Source) -> bool {
    source.is_named(&["action.yml", "action.yaml"]) && source.path.contains(".github/")
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let tree = yaml::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    let Some(root) = tree.root() else { return };
    let folder = host_folder(source.path);
    for step in root.path(&["runs", "steps"]).map(|node| steps(source.text, node)).unwrap_or_default() {
        set_up(&step, &mut |tool, value| {
            let default = value.text.contains("inputs.").then(|| default_input(root, &value.text));
            if let Some(version) = default.unwrap_or_else(|| Some(value.clone())) {
                reading.version(folder, tool, &version.text, Role::Pin, version.span);
            }
        });
    }
}

/// The steps of the composite action in a folder; none if there is no such action.
pub fn composite_steps(files: &Files, folder: &str) -> Vec<Step> {
    let names = ["action.yml", "action.yaml"];
    let file = names.iter().find_map(|name| files.find(&join(folder, name)?));
    let Some(text) = file.and_then(|file| files.whole(file)) else { return Vec::new() };
    let tree = yaml::parse(text);
    let steps = |root: &Node| root.path(&["runs", "steps"]).map(|node| steps(text, node));
    tree.root().and_then(steps).unwrap_or_default()
}

/// The default of the input that an expression names.
fn default_input(root: &Node, expression: &str) -> Option<Words> {
    let name = expression.split("inputs.").nth(1)?;
    let name = name.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).next()?;
    root.path(&["inputs", name, "default"])?.scalar().map(words)
}

/// Tells each version that a step installs.
pub(super) fn set_up(step: &Step, tell: &mut dyn FnMut(Tool, &Words)) {
    let Some(uses) = &step.uses else { return };
    let (action, reference) = uses.text.split_once('@').unwrap_or((&uses.text, ""));
    let action = action.to_ascii_lowercase();
    for (_, input, tool) in SET_UPS.iter().filter(|(name, _, _)| *name == action) {
        let tool = Tool::named(tool).expect("the table names known tools");
        let value = step.input(input);
        // Several versions may stand in one block, a line each; the first is the default.
        if let Some(value) = value.filter(|value| !value.text.is_empty() && !value.text.trim().contains('\n')) {
            tell(tool, value);
        }
    }
    let is_plain = uses.span.len() == uses.text.len();
    if is_plain && action == "dtolnay/rust-toolchain" && reference.starts_with(|c: char| c.is_ascii_digit()) {
        let end = uses.span.end as usize;
        let span = Span::new(uses.span.file, end - reference.len(), end);
        tell(Tool::named("rust").expect("Rust is known"), &Words { text: reference.to_owned(), span });
    }
}
