//! What authors call the language of code blocks that hold commands.

/// Whether a block in this language holds commands, one below the other or behind prompts.
#[must_use]
pub fn is_shell(language: &str) -> bool {
    const SHELLS: [&str; 12] =
        ["sh", "bash", "shell", "zsh", "fish", "ksh", "ash", "dash", "terminal", "cmd", "commandline", "shellscript"];
    SHELLS.contains(&language) || is_session(language)
}

/// Whether a block in this language shows a terminal: prompts, commands, what they print.
#[must_use]
pub fn is_session(language: &str) -> bool {
    ["console", "shell-session", "shellsession", "sh-session", "bash-session", "session"].contains(&language)
}
