//! A release of 500 pages with 2,000 pictures: cold, and when one page has changed. The time is that of
//! `deskhand publish`, from its start to its end, to a folder under an address.
//!
//! `cargo bench --bench release -- [--check]`
#![allow(clippy::disallowed_types, reason = "what is measured is made past the store")]
#![allow(clippy::print_stdout, reason = "the table is what this program is for")]

use std::{
    path::Path,
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use rusqlite::Connection;

const PAGES: usize = 500;
const PICTURES: usize = 2_000;

/// So many pictures look different.
const MOTIFS: usize = 20;
const SIZE: (u32, u32) = (1_200, 800);

const COLD_MAX: Duration = Duration::from_secs(10);
const CHANGED_MAX: Duration = Duration::from_secs(1);

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.len() < 2 {
        // `cargo test --benches` starts benches without an argument.
        println!("nothing measured; run: cargo bench --bench release -- --check");
        return Ok(ExitCode::SUCCESS);
    }
    let data = tempfile::tempdir()?;
    let beside = tempfile::tempdir()?;
    let site = beside.path().join("public-site");
    let place = site.to_str().context("the folder is no text")?;
    let address = ["--address", "https://bench.example"];
    deskhand(data.path(), &[&["target", "add", "web", "folder", place][..], &address].concat())?;
    fill(data.path())?;
    let publish = ["publish", "--yes", "--target", "web"];
    let cold = timed(data.path(), &publish)?;
    let db = Connection::open(data.path().join("deskhand.db"))?;
    let changed =
        db.execute("UPDATE page SET name = 'Another name' WHERE slug = 'page-250'", [])?;
    ensure!(changed == 1, "no page has changed");
    drop(db);
    let one = timed(data.path(), &publish)?;
    let pages = std::fs::read_dir(&site)?
        .flatten()
        .filter(|entry| entry.path().join("index.html").is_file());
    ensure!(pages.count() >= PAGES, "pages are missing");
    println!("{PAGES} pages and {PICTURES} pictures: cold {cold:.1?}, one page changed {one:.2?}");
    let is_good = cold <= COLD_MAX && one <= CHANGED_MAX;
    let checks = arguments.iter().any(|argument| argument == "--check");
    Ok(if checks && !is_good { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Pages with four pictures each, as tools would have made them.
fn fill(data: &Path) -> Result<()> {
    let db = Connection::open(data.join("deskhand.db"))?;
    let (tenant, home): (String, String) = db.query_row(
        "SELECT tenant_id, id FROM page WHERE slug = 'home' OR path = 'home' LIMIT 1",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let uploads = data.join("uploads").join(&tenant);
    std::fs::create_dir_all(&uploads)?;
    let motifs: Vec<Vec<u8>> = (0..MOTIFS).map(motif).collect();
    let digits = home.trim_start_matches("page_").get(..20).context("a short id")?.to_owned();
    db.execute_batch("BEGIN")?;
    for number in 0..PICTURES {
        let mut bytes = motifs.get(number % MOTIFS).context("no motif")?.clone();
        // What follows the picture in its file is not shown.
        bytes.extend(u64::try_from(number)?.to_le_bytes());
        let file = format!("{number:064x}-1200.webp");
        std::fs::write(uploads.join(&file), bytes)?;
        db.execute(
            "INSERT INTO image (tenant_id, id, file_name, url, description, width, height, version, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, 'A bowl', ?5, ?6, 1, 1, 1)",
            (&tenant, format!("img_{digits}{number:06}"), format!("bowl-{number}"), format!("/uploads/{file}"), SIZE.0, SIZE.1),
        )?;
    }
    for number in 0..PAGES {
        let page = format!("page_{digits}{number:06}");
        db.execute(
            "INSERT INTO page (tenant_id, id, name, slug, path, is_protected, indexing, meta, version, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?4, 0, 1, '{}', 1, 1, 1)",
            (&tenant, &page, format!("Page {number}"), format!("page-{number}")),
        )?;
        let pictures: Vec<String> = (0..PICTURES / PAGES)
            .map(|at| {
                format!(
                    "{{\"image\":{{\"imageId\":\"img_{digits}{:06}\"}}}}",
                    number * PICTURES / PAGES + at
                )
            })
            .collect();
        let content =
            format!("{{\"heading\":\"Bowls {number}\",\"items\":[{}]}}", pictures.join(","));
        db.execute(
            "INSERT INTO section (tenant_id, id, page_id, template_id, content, sort_order, status, version, created_at, updated_at)
             SELECT ?1, ?2, ?3, id, ?4, 1, 'published', 1, 1, 1 FROM section_template WHERE key = 'gallery' LIMIT 1",
            (&tenant, format!("sec_{digits}{number:06}"), &page, content),
        )?;
    }
    db.execute_batch("COMMIT")?;
    Ok(())
}

/// A picture with some noise, so that it is as large as a photo.
fn motif(number: usize) -> Vec<u8> {
    let mut seed = u32::try_from(number).unwrap_or(0).wrapping_mul(2_654_435_761) | 1;
    let pixels: Vec<u8> = (0..SIZE.0 * SIZE.1)
        .flat_map(|at| {
            seed ^= seed << 13;
            seed ^= seed >> 17;
            seed ^= seed << 5;
            let [noise, ..] = seed.to_le_bytes();
            let [x, ..] = (at % SIZE.0 / 5).to_le_bytes();
            let [y, ..] = (at / SIZE.0 / 4).to_le_bytes();
            [x / 2 + noise / 8, y / 2 + noise / 8, noise / 4]
        })
        .collect();
    webp::Encoder::from_rgb(&pixels, SIZE.0, SIZE.1).encode(75.).to_vec()
}

fn timed(data: &Path, arguments: &[&str]) -> Result<Duration> {
    let begun = Instant::now();
    deskhand(data, arguments)?;
    Ok(begun.elapsed())
}

fn deskhand(data: &Path, arguments: &[&str]) -> Result<()> {
    let ran = Command::new(env!("CARGO_BIN_EXE_deskhand"))
        .args(arguments)
        .arg("--data-dir")
        .arg(data)
        .output()?;
    ensure!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    Ok(())
}
