//! `deskhand collection add|list`: containers of posts and entries. People set them up, agents fill them.

use std::{
    io::{self, Read},
    path::Path,
};

use serde_json::{Value, json};

use super::{
    args::{CollectionArgs, CollectionCommand, KindArg, NewCollectionArgs},
    failure::Failure,
    screen::Screen,
    set_up::{OperatorStore, line, short_text},
    tenant::short_name,
};
use crate::{
    config::Settings,
    store::{entity::CollectionRow, open_named},
    tools::cms::{
        collection::{self, CollectionPlan},
        field_list, fields,
    },
    value::{Choice as _, CollectionKind},
};

/// Bytes. A larger file is not a list of fields.
const FIELDS_BYTES_MAX: u64 = 1024 * 1024;

/// The same limit as other descriptions have.
const DESCRIPTION_CHARS_MAX: usize = 5_000;

pub(super) fn run(
    settings: &Settings,
    args: CollectionArgs,
    screen: &Screen,
) -> Result<(), Failure> {
    match args.what {
        CollectionCommand::Add(new) => {
            let new = checked(new)?;
            add(&OperatorStore::open(settings)?, new, screen)
        }
        CollectionCommand::List => list(&OperatorStore::open(settings)?, screen),
    }
}

fn add(operator: &OperatorStore, new: CollectionPlan, screen: &Screen) -> Result<(), Failure> {
    let slug = new.slug.clone();
    operator.change("collection add", move |db| collection::add(db, new).map(|_| ()))?;
    let made = operator.read(collection::all)?.into_iter().find(|known| known.slug == slug);
    let made = made.ok_or_else(|| Failure::Failed(format!("`{slug}` is gone again")))?;
    if screen.is_json() {
        return Ok(screen.document(&described(&made)?)?);
    }
    let (name, tenant, kind) = (&made.name, operator.tenant(), made.kind.as_str());
    screen.line(format!("Added the collection `{slug}` ({name}) of {kind} to `{tenant}`."))?;
    screen.note(format!("On the site it is at /{slug}."));
    Ok(())
}

fn list(operator: &OperatorStore, screen: &Screen) -> Result<(), Failure> {
    let collections = operator.read(collection::all)?;
    if screen.is_json() {
        let all = collections.iter().map(described).collect::<Result<Value, _>>()?;
        return Ok(screen.document(&all)?);
    }
    let mut table = screen.table(&["collection", "name", "holds", "fields"]);
    for known in &collections {
        let fields: Vec<String> =
            fields::read(&known.fields)?.into_iter().map(|it| it.name).collect();
        let fields = fields.join(", ");
        table.add_row([&known.slug, &known.name, known.kind.as_str(), &fields]);
    }
    Ok(screen.print(&table, "There is no collection; make one with `deskhand collection add`.")?)
}

fn described(known: &CollectionRow) -> Result<Value, Failure> {
    Ok(json!({
        "id": known.id,
        "slug": known.slug,
        "name": known.name,
        "kind": known.kind.as_str(),
        "fields": known.fields.read::<Value>()?,
    }))
}

/// The validated arguments.
fn checked(args: NewCollectionArgs) -> Result<CollectionPlan, Failure> {
    let slug = short_name("collection", &args.slug)?;
    let kind = match args.kind {
        KindArg::Posts => CollectionKind::Posts,
        KindArg::Entries => CollectionKind::Entries,
    };
    let name = line("name", args.name, &slug)?;
    let description = short_text("description", &args.description, DESCRIPTION_CHARS_MAX)?;
    let fields = match (args.fields, kind) {
        (None, _) => json!([]),
        (Some(_), CollectionKind::Posts) => {
            return Err(Failure::Usage(
                "posts have their fields already; --fields goes with --kind entries".to_owned(),
            ));
        }
        (Some(path), CollectionKind::Entries) => fields(&path)?,
    };
    Ok(CollectionPlan { slug, name, kind, description, fields })
}

/// Reads the fields from a file, or from stdin for `-`.
fn fields(path: &Path) -> Result<Value, Failure> {
    let piped = path == Path::new("-");
    let place = if piped { "stdin".to_owned() } else { path.display().to_string() };
    let unusable = |what: String| Failure::Usage(format!("the fields in {place}: {what}"));
    let mut text = String::new();
    let read = if piped {
        io::stdin().take(FIELDS_BYTES_MAX + 1).read_to_string(&mut text)
    } else {
        open_named(path).and_then(|file| file.take(FIELDS_BYTES_MAX + 1).read_to_string(&mut text))
    };
    let length = read.map_err(|error| unusable(error.to_string()))?;
    if length as u64 > FIELDS_BYTES_MAX {
        return Err(unusable("they are longer than 1 MiB".to_owned()));
    }
    // Windows editors write a byte order mark.
    let text = text.trim_start_matches('\u{feff}');
    let fields = serde_json::from_str(text)
        .map_err(|error| unusable(format!("they are not JSON ({error})")))?;
    field_list::check(&fields).map_err(|error| {
        unusable(format!("{}; {}", error.message(), error.suggestion().unwrap_or_default()))
    })?;
    Ok(fields)
}
