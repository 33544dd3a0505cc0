//! The program: everything is in the library, errors are printed here, once.

use std::process::ExitCode;
use wuwei::document::Language;

fn main() -> ExitCode {
    match wuwei::cli::run(std::env::args_os()) {
        Ok(code) => code,
        Err(problems) => {
            eprintln!("{}", problems.sorted().with_excerpts(Language::English));
            ExitCode::FAILURE
        }
    }
}
