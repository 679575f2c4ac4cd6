//! The program `tandem`: reads its command line and does what it says.

fn main() -> std::process::ExitCode {
    server::cli::main()
}
