//! Composite actions, and the steps of workflows and actions that set a tool up.

use super::source::{Source, State, host_folder};
use crate::model::{Reading, Role, Tool};
use crate::syntax::tree::{Node, Scalar};
use crate::syntax::yaml;

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
];

pub(super) fn reads(source: &Source) -> bool {
    source.is_named(&["action.yml", "action.yaml"]) && source.path.contains(".github/")
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let tree = yaml::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    let Some(root) = tree.root() else { return };
    let folder = host_folder(source.path);
    for step in root.path(&["runs", "steps"]).map(Node::items).unwrap_or_default() {
        set_up(step, Role::Pin, &mut |tool, value, role| {
            let version = if value.value.contains("inputs.") { default_input(root, &value.value) } else { Some(value) };
            if let Some(version) = version {
                reading.version(folder, tool, &version.value, role, version.inner);
            }
        });
    }
}

/// The default of the input that an expression names.
fn default_input<'a>(root: &'a Node, expression: &str) -> Option<&'a Scalar> {
    let name = expression.split("inputs.").nth(1)?;
    let name = name.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).next()?;
    root.path(&["inputs", name, "default"])?.scalar()
}

/// Tells each version that a step installs.
pub(super) fn set_up(step: &Node, role: Role, tell: &mut dyn FnMut(Tool, &Scalar, Role)) {
    let Some(uses) = step.get("uses").and_then(Node::scalar) else { return };
    let (action, reference) = uses.value.split_once('@').unwrap_or((&uses.value, ""));
    let action = action.to_ascii_lowercase();
    for (_, input, tool) in SET_UPS.iter().filter(|(name, _, _)| *name == action) {
        let tool = Tool::named(tool).expect("the table names known tools");
        let value = step.path(&["with", input]);
        if let Some(scalar) = value.and_then(Node::scalar) {
            // Several versions may stand in one block, a line each; the first is the default.
            if !scalar.value.trim().contains('\n') {
                tell(tool, scalar, role);
            }
        }
    }
    if action == "dtolnay/rust-toolchain" && reference.starts_with(|c: char| c.is_ascii_digit()) {
        let span = uses.inner;
        let start = span.end as usize - reference.len();
        let version = Scalar {
            value: reference.to_owned(),
            style: uses.style,
            inner: crate::text::Span::new(span.file, start, span.end as usize),
        };
        tell(Tool::named("rust").expect("Rust is known"), &version, role);
    }
}
