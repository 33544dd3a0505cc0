//! The program: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    wuwei::cli::run(std::env::args_os())
}
