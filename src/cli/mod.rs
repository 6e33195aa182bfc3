//! The command line: one file a command. The only layer that prints, writes and exits.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand};

use crate::config::Program;
use crate::report::visible;
use crate::text::without_orders;

mod baseline;
mod build;
mod check;
mod config;
mod diagnose;
mod difference;
mod doctor;
mod drill;
mod due;
mod gate;
mod index;
mod init;
mod inventory;
mod known;
mod lint;
mod machine;
mod manifest;
mod mcp;
mod new;
mod output;
mod place;
mod progress;
mod route;
mod rules;
mod running;
mod serve;
mod site;
mod watch;
mod whole;

/// How a command ended, when it could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Clean,
    Findings,
    /// With a code of its own.
    Code(u8),
}

/// How the answer of a command is written that has no formats of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON document
    Json,
}

const HELP_STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Operations documentation that cannot lie: checks a repository's pages against its workflows and configuration
#[derive(Debug, Parser)]
#[command(name = "devops-docs", version, styles = HELP_STYLES, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = clap::ColorChoice::Auto, value_name = "WHEN")]
    color: clap::ColorChoice,
}

/// What the command line has, for pages that name it.
#[must_use]
pub fn program() -> Program {
    let mut command = <Arguments as clap::CommandFactory>::command();
    command.build();
    part(&command)
}

fn part(command: &clap::Command) -> Program {
    let values = command.get_positionals().next().map(clap::Arg::get_possible_values).unwrap_or_default();
    Program {
        name: command.get_name().to_owned(),
        commands: command.get_subcommands().map(part).collect(),
        options: command.get_arguments().filter_map(|argument| Some(format!("--{}", argument.get_long()?))).collect(),
        values: values.iter().map(|value| value.get_name().to_owned()).collect(),
    }
}

const AFTER_HELP: &str = "\
Start with `devops-docs lint` in any repository: it needs no configuration, runs nothing and sends nothing.
Exit codes: 0 nothing to report, 1 findings, 2 the work could not be done; `check` and `gate` add 3 and 4.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Report where the pages and the repository disagree
    Lint(lint::Arguments),
    /// Write the runbook site, with the indexes that programs read
    Build(build::Arguments),
    /// Show the site on this machine, made again whenever a file changes
    Serve(serve::Arguments),
    /// Write the lists that programs read, and the pages as Markdown
    Index(index::Arguments),
    /// Find the page, the commands and the approvals for a request in words
    Route(route::Arguments),
    /// Run the commands of pages that say they can be run, and hold what they print against the page
    Check(check::Arguments),
    /// Look whether this machine has what the pages list and the repository pins
    Doctor(doctor::Arguments),
    /// Judge whether all holds that must hold before something is done
    Gate(gate::Arguments),
    /// Walk through a runbook step by step, run nothing that changes anything, and record what was unclear
    Drill(drill::Arguments),
    /// Explain why a run of GitHub Actions failed, from its log
    Diagnose(diagnose::Arguments),
    /// List the rules
    Rules(rules::ListArguments),
    /// Explain a rule: why it matters, what is wrong, what is right
    Explain(rules::ExplainArguments),
    /// Accept today's findings, show what is accepted, drop what is repaired
    Baseline(baseline::Arguments),
    /// Show the configuration in effect and where each value comes from
    Config(config::Arguments),
    /// List what the repository has, and what of it no page tells
    Inventory(inventory::Arguments),
    /// Write a knowledge base from what the repository says about itself
    Init(init::Arguments),
    /// List what is overdue: reviews, rotations, maintenance, actions of incidents
    Due(due::Arguments),
    /// Begin a page: an environment, a runbook, a release, an incident, a checklist, an agent, an SSH configuration
    New(new::Arguments),
    /// Answer the agent that starts this, over the Model Context Protocol
    Mcp(mcp::Arguments),
    /// Print the JSON Schema of a file or an output
    Schema(machine::SchemaArguments),
    /// Print the completions of a shell
    Completions(machine::CompletionsArguments),
    /// Print the manual page
    Man(machine::ManArguments),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    // The helper of `check` is this program too; it comes first, as it starts with every run.
    if std::env::args_os().nth(1).is_some_and(|argument| argument == crate::checks::run::HELPER) {
        crate::checks::run::serve(std::io::BufReader::new(std::io::stdin()), &mut std::io::stdout());
        return ExitCode::SUCCESS;
    }
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = error.exit_code();
            drop(error.print());
            return ExitCode::from(u8::try_from(code).unwrap_or(2));
        }
    };
    let color = arguments.color;
    let ended = match arguments.command {
        Command::Lint(arguments) => lint::run(&arguments, color),
        Command::Build(arguments) => build::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Index(arguments) => index::run(&arguments),
        Command::Route(arguments) => route::run(&arguments),
        Command::Check(arguments) => check::run(&arguments, color),
        Command::Doctor(arguments) => doctor::run(&arguments, color),
        Command::Gate(arguments) => gate::run(&arguments, color),
        Command::Drill(arguments) => drill::run(&arguments),
        Command::Diagnose(arguments) => diagnose::run(&arguments),
        Command::Rules(arguments) => Ok(rules::list(&arguments)),
        Command::Explain(arguments) => rules::explain(&arguments),
        Command::Baseline(arguments) => baseline::run(&arguments),
        Command::Config(arguments) => config::run(&arguments),
        Command::Inventory(arguments) => inventory::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Due(arguments) => due::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Mcp(arguments) => mcp::run(&arguments),
        Command::Schema(arguments) => machine::schema(&arguments),
        Command::Completions(arguments) => Ok(machine::completions(&arguments)),
        Command::Man(arguments) => machine::man(&arguments),
    };
    match ended {
        Ok(Ended::Clean) => ExitCode::SUCCESS,
        Ok(Ended::Findings) => ExitCode::from(1),
        Ok(Ended::Code(code)) => ExitCode::from(code),
        Err(error) => {
            tell(&plain(&format!("devops-docs: {error:#}")));
            ExitCode::from(2)
        }
    }
}

/// Words of which some come from elsewhere, in lines with nothing that a terminal or the runner of a job obeys.
fn plain(words: &str) -> String {
    let shown: String = words.lines().map(|line| format!("{}\n", visible(line))).collect();
    without_orders(&shown)
}

/// Writes results to standard output; a reader that went away ends the run in silence. What could not be written, on a
/// full disk say, is no result, so the run has failed.
fn print(words: &str) {
    print_bytes(words.as_bytes());
}

/// Writes results that are plain words, of which some come from the repository.
fn print_plain(words: &str) {
    print(&plain(words));
}

/// Writes results that need not be UTF-8.
fn print_bytes(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    if let Err(error) = out.write_all(bytes).and_then(|()| out.flush())
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        tell(&format!("devops-docs: cannot write the results: {error}\n"));
        std::process::exit(2);
    }
}

/// Writes what is not a result to standard error.
fn tell(words: &str) {
    drop(std::io::stderr().lock().write_all(words.as_bytes()));
}

/// Whether a stream is to be coloured.
fn is_colored(choice: clap::ColorChoice, terminal: bool) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match choice {
        clap::ColorChoice::Always => true,
        clap::ColorChoice::Never => false,
        clap::ColorChoice::Auto if set("NO_COLOR") => false,
        clap::ColorChoice::Auto if set("CLICOLOR_FORCE") || set("FORCE_COLOR") => true,
        clap::ColorChoice::Auto => terminal && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}

fn stdout_is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// How wide what is printed may be, if somebody says so: `COLUMNS`, or the terminal.
fn columns() -> Option<usize> {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    told.or_else(|| terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| width.0.into()))
}

/// The folder in which history walks are kept.
fn cache_folder() -> Option<PathBuf> {
    let from = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = from("XDG_CACHE_HOME")
        .or_else(|| from("LOCALAPPDATA"))
        .or_else(|| from("HOME").map(|home| home.join(".cache")))?;
    Some(base.join("devops-docs"))
}

/// Today in UTC, as `2024-03-09`.
fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}

/// This minute in UTC, as `2024-03-09 14:05`.
fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M").to_string()
}
