//! Arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    devops_docs::cli::main()
}
