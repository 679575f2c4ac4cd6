//! `Leptos.toml`, which the server reads at run time, says what `Cargo.toml` told the build.

use toml::{Table, Value};

/// A file at the top of the workspace.
fn read(file: &str) -> Option<Table> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
    std::fs::read_to_string(path).ok()?.parse().ok()
}

fn at<'a>(table: &'a Table, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(table.get(*first)?, |value, key| match value {
        Value::Array(items) => items.first()?.get(key),
        other => other.get(key),
    })
}

#[test]
fn both_files_name_the_same_pages() {
    let (build, serve) = (read("Cargo.toml").unwrap(), read("Leptos.toml").unwrap());
    let told = at(&build, &["workspace", "metadata", "leptos"]).and_then(|it| it.get(0)).and_then(Value::as_table);
    let told = told.unwrap();
    let read = at(&serve, &["package", "metadata", "leptos"]).and_then(Value::as_table).unwrap();
    let shared: Vec<&String> = read.keys().filter(|key| told.contains_key(*key)).collect();
    assert!(shared.len() >= 4, "{shared:?}");
    for key in shared {
        assert_eq!(told.get(key), read.get(key), "{key}");
    }
    assert_eq!(read.get("env").and_then(Value::as_str), Some("PROD"), "built pages are never watched");
}
