//! Agent files: what tells agents how to work in a repository. The place says what such a file is for.

/// The roots that hold agent files. A file below the first stands for the one of the same path below the second, whole.
pub const AGENT_ROOTS: [&str; 2] = ["_ai", "_ai.dev"];

/// What an agent file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AgentKind {
    /// Phases of work, each of which ends at a gate.
    Workflow,
    /// How something is always done.
    Protocol,
    /// Who does it.
    Agent,
    /// What is said to begin it; the file's name is the command.
    Command,
    /// What an agent learns when a task asks for it: `SKILL.md` of the Agent Skills specification.
    Skill,
    /// What stands beside them: a README, a reference of a skill.
    Note,
}

/// An agent file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentFile {
    /// What it is for.
    pub kind: AgentKind,
    /// The root that holds it; none for a skill that lies elsewhere.
    pub root: Option<&'static str>,
    /// Its path below the root, such as `agents/specialized/ci-doctor.md`; by it one root stands for the other.
    pub inside: String,
}

impl AgentKind {
    /// The folder below a root that holds files of the kind.
    const FOLDERS: [(&'static str, Self); 5] = [
        ("workflows", Self::Workflow),
        ("protocols", Self::Protocol),
        ("agents", Self::Agent),
        ("commands", Self::Command),
        ("skills", Self::Skill),
    ];

    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Workflow => "workflow",
            Self::Protocol => "protocol",
            Self::Agent => "agent",
            Self::Command => "command",
            Self::Skill => "skill",
            Self::Note => "note",
        }
    }
}

impl AgentFile {
    /// What a path is, if agents read it.
    pub fn of_path(path: &str) -> Option<Self> {
        if !has_ending(path) {
            return None;
        }
        let in_root = |root: &&'static str| Some((*root, path.strip_prefix(*root)?.strip_prefix('/')?));
        if let Some((root, inside)) = AGENT_ROOTS.iter().find_map(in_root) {
            let (folder, rest) = inside.split_once('/')?;
            let (_, kind) = AgentKind::FOLDERS.into_iter().find(|(name, _)| *name == folder)?;
            return Some(Self { kind: kind_of(kind, rest), root: Some(root), inside: inside.to_owned() });
        }
        is_skill(path).then(|| Self { kind: AgentKind::Skill, root: None, inside: path.to_owned() })
    }

    /// The folders whose files agents read, below both roots.
    pub fn folders() -> impl Iterator<Item = String> {
        AGENT_ROOTS.iter().flat_map(|root| AgentKind::FOLDERS.iter().map(move |(folder, _)| format!("{root}/{folder}")))
    }

    /// The name that the place gives: the stem, or of a skill its folder.
    pub fn name(&self) -> &str {
        let mut steps = self.inside.rsplit('/');
        let file = steps.next().unwrap_or(&self.inside);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        if self.kind == AgentKind::Skill { steps.next().unwrap_or(stem) } else { stem }
    }
}

/// Whether a page is an instruction that some agent is given whole, and reads from the root of the repository.
pub fn is_read_from_root(path: &str) -> bool {
    const FOLDERS: &[&str] = &[
        ".agents/",
        ".claude/",
        ".codex/",
        ".cursor/",
        ".gemini/",
        ".github/agents/",
        ".github/instructions/",
        ".github/prompts/",
        ".junie/",
        ".kiro/",
        ".opencode/",
        ".windsurf/",
    ];
    path == ".github/copilot-instructions.md" || FOLDERS.iter().any(|folder| path.starts_with(folder))
}

fn has_ending(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|ending| ending == "md")
}

/// What a file is in the folder of a kind; a README and a file to be copied are none of it.
fn kind_of(kind: AgentKind, rest: &str) -> AgentKind {
    let name = rest.rsplit('/').next().unwrap_or(rest);
    let is_aside = ["readme.md", "index.md", "template.md"].iter().any(|aside| name.eq_ignore_ascii_case(aside));
    let is_right = if kind == AgentKind::Skill { is_skill_file(rest) } else { !is_aside && !name.starts_with('_') };
    if is_right { kind } else { AgentKind::Note }
}

/// Whether a path below `skills/` is `NAME/SKILL.md`.
fn is_skill_file(rest: &str) -> bool {
    rest.strip_suffix("/SKILL.md").is_some_and(|name| !name.is_empty() && !name.contains('/'))
}

/// Whether a path anywhere is that of a skill, as the specification has it and as agents look for it.
fn is_skill(path: &str) -> bool {
    path.rfind("skills/").is_some_and(|at| {
        let is_step = at == 0 || path.as_bytes()[at - 1] == b'/';
        is_step && is_skill_file(&path[at + "skills/".len()..])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_says_what_an_agent_file_is() {
        for (path, expected) in [
            ("_ai.dev/agents/specialized/ci-doctor.md", Some((AgentKind::Agent, "ci-doctor"))),
            ("_ai/commands/devops.md", Some((AgentKind::Command, "devops"))),
            ("_ai.dev/workflows/devops.md", Some((AgentKind::Workflow, "devops"))),
            ("_ai.dev/protocols/review.md", Some((AgentKind::Protocol, "review"))),
            ("_ai.dev/agents/README.md", Some((AgentKind::Note, "README"))),
            ("_ai.dev/skills/ship/SKILL.md", Some((AgentKind::Skill, "ship"))),
            ("_ai.dev/skills/ship/references/x.md", Some((AgentKind::Note, "x"))),
            (".claude/skills/ship/SKILL.md", Some((AgentKind::Skill, "ship"))),
            ("skills/ship/SKILL.md", Some((AgentKind::Skill, "ship"))),
            ("my-skills/ship/SKILL.md", None),
            ("skills/SKILL.md", None),
            ("_ai/devops/README.md", None),
            ("_ai/agents/run.sh", None),
            (".claude/agents/ci-doctor.md", None),
            ("web/_ai/agents/x.md", None),
        ] {
            let found = AgentFile::of_path(path);
            assert_eq!(found.as_ref().map(|file| (file.kind, file.name())), expected, "{path}");
        }
    }
}
