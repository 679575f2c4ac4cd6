//! Compiles the store anew when a migration is added: the compiler alone does not see new files in a folder.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
