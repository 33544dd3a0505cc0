//! The program: everything is in the library, errors are printed here, once.

use std::process::ExitCode;

fn main() -> ExitCode {
    match wuwei::cli::run(std::env::args_os()) {
        Ok(code) => code,
        Err(problems) => {
            eprintln!("{}", problems.sorted().with_excerpts());
            ExitCode::FAILURE
        }
    }
}
