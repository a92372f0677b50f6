//! Finds the migrations, so that a new file needs no line anywhere; and what the build is for.

use std::{env, error::Error, fs, path::Path};

const FOLDER: &str = "src/store/migrations/sqlite";

#[expect(clippy::disallowed_methods, reason = "cargo says where, no person")]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FOLDER}");
    println!("cargo::rerun-if-changed=build.rs");
    // For `deskhand version`; releases say which commit they are made of.
    println!("cargo::rustc-env=DESKHAND_TARGET={}", env::var("TARGET")?);
    println!("cargo::rerun-if-env-changed=DESKHAND_COMMIT");
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join(FOLDER);
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let mut list = String::from("&[\n");
    for (name, number) in names.iter().zip(1..) {
        if !name.starts_with(&format!("{number:04}_"))
            || Path::new(name).extension() != Some("sql".as_ref())
        {
            return Err(
                format!("{FOLDER}/{name} is not number {number:04}: numbers have no gap").into()
            );
        }
        list = format!("{list}    include_str!({:?}),\n", folder.join(name).to_string_lossy());
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("migrations.rs"), list + "]\n")?;
    Ok(())
}
