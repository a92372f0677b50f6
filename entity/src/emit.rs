//! Generates the code for a declaration.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use crate::{
    declare::{Column, Declaration, Holds, Link, Of, Part, PartOf},
    schema::{self, SNAPSHOT, Table},
    statements,
};

pub(crate) fn all(of: &Declaration) -> TokenStream {
    let table = schema::tables().ok().and_then(|tables| tables.get(&of.table));
    let snapshot = format!("/{SNAPSHOT}");
    let (kinds, implementation) = (kinds(of, table), implementation(of, table));
    let (new, saved, by_id) = (new(of, table), saved(of, table), by_id(of));
    quote! {
        // Makes the crate compile again when the snapshot changes.
        const _: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), #snapshot));
        #kinds
        #implementation
        #new
        #saved
        #by_id
    }
}

/// Checks that each type matches the type of its column.
fn kinds(of: &Declaration, table: Option<&Table>) -> TokenStream {
    let checks = of.columns.iter().filter_map(|column| {
        let (_, ty, _) = column.field.as_ref()?;
        let stored = table?.column(column.stored()?)?;
        let is_integer = stored.is_integer;
        let sentence = format!(
            "{} is {} in the table",
            stored.name,
            if is_integer { "a whole number" } else { "text" }
        );
        Some(quote_spanned! {column.span=>
            const _: () = assert!(
                <#ty as crate::store::entity::Stored>::IS_INTEGER == #is_integer, #sentence
            );
        })
    });
    quote!(#(#checks)*)
}

fn implementation(of: &Declaration, table: Option<&Table>) -> TokenStream {
    let (ident, entity, columns) = (&of.ident, entity(of, table), statements::columns(of));
    let (name, people, head) = (&of.table, of.people, statements::head(of, &columns));
    let light = statements::head(of, &statements::light_columns(of));
    let reads = of.columns.iter().enumerate().filter_map(|(at, column)| {
        let (field, ..) = column.field.as_ref()?;
        Some(quote!(#field: crate::store::entity::Stored::read(row, #at)?))
    });
    let doc = format!("```sql\n{head}…\n```");
    let translate = translate(of);
    quote! {
        #[doc = #doc]
        impl crate::store::entity::Table for #ident {
            const TABLE: &'static str = #name;
            const PEOPLE: bool = #people;
            const COLUMNS: &'static str = crate::store::portable!(#columns);
            const HEAD: &'static str = crate::store::portable!(#head);
            const LIGHT: &'static str = crate::store::portable!(#light);
            const ENTITY: crate::store::entity::Entity = #entity;

            fn read(row: &crate::store::Row<'_>) -> crate::error::Result<Self> {
                Ok(Self { #(#reads),* })
            }

            #translate
        }
    }
}

/// What puts the texts of another language over those of a row.
fn translate(of: &Declaration) -> TokenStream {
    let translated = of.columns.iter().filter(|column| column.translated);
    let each: Vec<TokenStream> = translated
        .filter_map(|column| {
            let ((field, ..), name) = (column.field.as_ref()?, column.stored()?);
            Some(quote!(texts.put(#name, &mut self.#field)?;))
        })
        .collect();
    if each.is_empty() {
        return TokenStream::new();
    }
    quote! {
        fn key(&self) -> String {
            self.id.to_string()
        }

        fn translate(
            &mut self,
            texts: &mut dyn crate::store::entity::OtherTexts,
        ) -> crate::error::Result<()> {
            #(#each)*
            Ok(())
        }
    }
}

/// The description for the registry of entities.
fn entity(of: &Declaration, table: Option<&Table>) -> TokenStream {
    let (name, wire, tools) = (&of.table, &of.name, &of.tools);
    let (singular, plural) = (&of.singular, &of.plural);
    let (private, names_people, leads_on, lasting, by_operator) =
        (of.people, of.names_people, of.leads_on, of.lasting, of.by_operator);
    let label = option(of.label.as_ref().map(|(column, inside)| match inside {
        None => quote!(crate::store::entity::Label::Column(#column)),
        Some(inside) => quote!(crate::store::entity::Label::Inside(#column, #inside)),
    }));
    let stored = |is: &dyn Fn(&Column) -> bool| -> Vec<String> {
        let columns = of.all().filter(|column| is(column));
        columns.filter_map(|column| column.stored().map(str::to_owned)).collect()
    };
    let json = stored(&is_json);
    let flags = stored(&|column| column.type_name() == "bool" || is_kind(column, "Flag"));
    let (personal, internal) = (stored(&|it| it.personal), stored(&|it| it.internal));
    let (derived, translated) = (stored(&|it| it.derived), stored(&|it| it.translated));
    let has_id = of.columns.iter().any(|column| column.stored() == Some("id"));
    let outside = of.all().flat_map(outside);
    let named = |column: &Option<String>| option(column.as_ref().map(|column| quote!(#column)));
    let (unless, lasting_unless) = (named(&of.personal_unless), named(&of.lasting_unless));
    let (final_once, sort) = (named(&of.final_once), named(&of.sort));
    let check = option(of.check.as_ref().map(|check| quote!(#check)));
    let link = option(of.link.as_ref().map(link));
    let part_of = option(of.part_of.as_ref().map(part_of));
    let wires = of.columns.iter().filter_map(|column| {
        let (name, wire) = (column.stored()?, column.wire.as_ref()?);
        (*wire != column.own_name()).then(|| quote!((#name, #wire)))
    });
    let said = of.columns.iter().filter_map(said);
    let search = option(of.search.map(|letter| searched(of, letter)));
    // JSON that the operator sets up contains field definitions, not text.
    let of_words = of.all().filter(|column| !(of.by_operator && is_json(column)));
    let texts = of_words.filter_map(text);
    let fields = fields(of, table);
    quote! {
        crate::store::entity::Entity {
            table: #name,
            name: #wire,
            tools: &[#(#tools),*],
            private: #private,
            singular: #singular,
            plural: #plural,
            label: #label,
            json: &[#(#json),*],
            flags: &[#(#flags),*],
            outside: &[#(#outside),*],
            personal: &[#(#personal),*],
            names_people: #names_people,
            personal_unless: #unless,
            search: #search,
            check: #check,
            derived: &[#(#derived),*],
            internal: &[#(#internal),*],
            translated: &[#(#translated),*],
            has_id: #has_id,
            leads_on: #leads_on,
            lasting: #lasting,
            final_once: #final_once,
            lasting_unless: #lasting_unless,
            by_operator: #by_operator,
            link: #link,
            part_of: #part_of,
            wires: &[#(#wires),*],
            said: &[#(#said),*],
            key: "id",
            sort: #sort,
            fields: &[#(#fields),*],
            texts: &[#(#texts),*],
        }
    }
}

/// What a column is called where a person decides.
fn said(column: &Column) -> Option<TokenStream> {
    let (wire, said) = (column.wire(), column.said.as_ref()?);
    Some(quote!((#wire, #said)))
}

/// A column with text for human readers: text or JSON that is shown or may come from outside.
fn text(column: &Column) -> Option<TokenStream> {
    let name = column.stored().filter(|_| column.field.is_some())?;
    let is_text = column.type_name() == "String" && column.choices.is_empty();
    let is_shown = !column.hidden || !column.external.is_empty();
    if !is_shown || !(is_text || is_json(column)) {
        return None;
    }
    let (wire, is_json, derived) = (column.wire(), is_json(column), column.derived);
    let holds = match column.holds {
        Holds::Words => quote!(Words),
        Holds::Address => quote!(Address),
        Holds::Identity => quote!(Identity),
    };
    Some(quote! {
        crate::store::entity::TextColumn {
            column: #name, name: #wire, is_json: #is_json, derived: #derived,
            holds: crate::store::entity::Holds::#holds,
        }
    })
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

fn is_json(column: &Column) -> bool {
    matches!(column.type_name().as_str(), "Value" | "Vec" | "Json") || is_kind(column, "Json")
}

fn is_kind(column: &Column, wanted: &str) -> bool {
    column.kind.as_ref().is_some_and(|kind| quote!(#kind).to_string().ends_with(wanted))
}

fn outside(column: &Column) -> impl Iterator<Item = TokenStream> {
    let stored = column.stored();
    let each = column.external.iter().zip(std::iter::repeat(stored));
    each.filter_map(|(external, name)| {
        let (source, name) = (&external.source, name?);
        let of = match &external.of {
            Of::Any => quote!(Any),
            Of::Unless(other, what) => quote!(Unless(#other, #what)),
            Of::When(other, what) => quote!(Where(#other, #what)),
        };
        Some(quote! {
            crate::store::entity::Outside {
                column: #name, source: #source, of: crate::store::entity::Rows::#of,
            }
        })
    })
}

fn link(link: &Link) -> TokenStream {
    let Link { owner, owner_column, item_column, field } = link;
    quote! {
        crate::store::entity::Link {
            owner: #owner, owner_column: #owner_column, item_column: #item_column, field: #field,
        }
    }
}

fn part_of(part_of: &PartOf) -> TokenStream {
    let PartOf { owner, owner_column, field } = part_of;
    quote! {
        crate::store::entity::PartOf { owner: #owner, owner_column: #owner_column, field: #field }
    }
}

fn searched(of: &Declaration, letter: char) -> TokenStream {
    let (read, keys) = (statements::searched(of), statements::keys(of));
    let columns: Vec<&str> =
        of.all().filter(|column| column.search.is_some()).filter_map(Column::stored).collect();
    let has_phones = of.all().any(|column| column.search == Some(Part::Phone));
    quote! {
        crate::store::entity::SearchSource {
            letter: #letter,
            has_phones: #has_phones,
            read: crate::store::Sql::scoped(crate::store::portable!(#read)),
            keys: crate::store::Sql::scoped(#keys),
            columns: &[#(#columns),*],
        }
    }
}

/// The fields for queryData; the columns that the store maintains come last.
fn fields(of: &Declaration, table: Option<&Table>) -> Vec<TokenStream> {
    if of.sort.is_none() {
        return Vec::new();
    }
    let own = of.all().filter(|column| !column.hidden && !column.is_kept());
    let mut fields: Vec<TokenStream> = own.map(|column| field(of, column)).collect();
    for kept in
        statements::kept(table).into_iter().filter(|kept| !of.hides.iter().any(|it| it == kept))
    {
        let constant = format_ident!("{}", kept.to_ascii_uppercase());
        fields.push(quote!(crate::store::entity::Field::#constant));
    }
    fields
}

fn field(of: &Declaration, column: &Column) -> TokenStream {
    let (wire, text) = (column.wire(), statements::alone(of, column));
    let kind = match (&column.field, column.external.first()) {
        _ if !column.choices.is_empty() => {
            let choices = &column.choices;
            quote!(crate::store::entity::Kind::Choice(&[#(#choices),*]))
        }
        _ if column.is_money() => quote!(crate::store::entity::Kind::Money),
        (Some(_), _) if column.kind.is_some() => {
            let kind = &column.kind;
            quote!(#kind)
        }
        (_, Some(external)) if matches!(external.of, Of::Any) => {
            let source = &external.source;
            quote!(crate::store::entity::Kind::Outside(#source))
        }
        (Some((_, ty, _)), _) => quote!(<#ty as crate::store::entity::Stored>::KIND),
        (None, _) => {
            let kind = &column.kind;
            quote!(#kind)
        }
    };
    let (nullable, heavy) = (column.nullable, column.heavy);
    let beside =
        if column.is_money() { Some("currency".to_owned()) } else { column.beside.clone() };
    let beside = option(beside.map(|beside| quote!(#beside)));
    quote! {
        crate::store::entity::Field {
            name: #wire, column: crate::store::portable!(#text), kind: #kind, nullable: #nullable, heavy: #heavy, beside: #beside,
        }
    }
}

/// The reads by id, and the DELETE of one row.
fn by_id(of: &Declaration) -> TokenStream {
    let id = of.columns.iter().find(|column| column.stored() == Some("id"));
    let Some((_, ty, _)) = id.and_then(|id| id.field.as_ref()) else { return TokenStream::new() };
    let (ident, vis) = (&of.ident, &of.vis);
    let (text, several) = (statements::by_id(of), statements::by_ids(of));
    let delete = statements::delete(of);
    quote! {
        const _: () = {
            const BY_ID: crate::store::entity::Select<#ident> =
                crate::store::entity::Select::scoped(crate::store::portable!(#text));
            const DELETE: crate::store::Dml = crate::store::Dml::scoped(#delete);

            impl crate::store::entity::Keyed for #ident {
                type Id = #ty;
                const BY_IDS: crate::store::entity::Select<#ident> =
                    crate::store::entity::Select::scoped(crate::store::portable!(#several));

                fn id(&self) -> #ty {
                    self.id
                }
            }

            #[allow(dead_code, reason = "some are found by something else, some are never deleted")]
            impl #ident {
                /// The row with that id, if there is one.
                #vis fn by_id(
                    db: &crate::store::TenantRead<'_>,
                    id: #ty,
                ) -> crate::error::Result<Option<#ident>> {
                    match db.loaded(&id) {
                        Some(loaded) => Ok(loaded),
                        None => db.row(&BY_ID, &[(":id", id.into())]),
                    }
                }

                /// Deletes the row, and whatever its foreign keys delete with it.
                #vis fn delete(&self, db: &mut crate::store::TenantWrite<'_>) -> crate::error::Result<()> {
                    db.execute(&DELETE, &[(":id", self.id.into())]).map(|_| ())
                }
            }
        };
    }
}

/// The struct with the values of a new row, and its INSERT.
fn new(of: &Declaration, table: Option<&Table>) -> TokenStream {
    let Some(new) = &of.new else { return TokenStream::new() };
    let (vis, text) = (&of.vis, statements::insert(of, table));
    let given: Vec<&Column> = statements::given(of).collect();
    let fields = given.iter().filter_map(|column| {
        let (field, ty, vis) = column.field.as_ref()?;
        Some(quote!(#vis #field: #ty))
    });
    let params = params(&given);
    let now = has(table, "created_at").then(|| quote!((":now", crate::clock::now().into()),));
    let doc = format!(
        "A new {}: what is kept of it is given, version and times follow.\n\n```sql\n{text}\n```",
        of.singular
    );
    quote! {
        #[doc = #doc]
        #[derive(Clone, Debug)]
        #vis struct #new { #(#fields),* }

        const _: () = {
            const INSERT: crate::store::Dml = crate::store::Dml::scoped(#text);

            impl #new {
                /// Inserts the row.
                #vis fn insert(&self, db: &mut crate::store::TenantWrite<'_>) -> crate::error::Result<()> {
                    db.execute(&INSERT, &[#params #now]).map(|_| ())
                }
            }
        };
    }
}

/// The UPDATE of a row that was read and changed.
fn saved(of: &Declaration, table: Option<&Table>) -> TokenStream {
    let Some(text) = statements::update(of, table) else { return TokenStream::new() };
    let (ident, vis) = (&of.ident, &of.vis);
    let columns: Vec<&Column> = of
        .columns
        .iter()
        .filter(|column| column.is_saved() || column.stored() == Some("id"))
        .collect();
    let params = params(&columns);
    let light = statements::light_update(of, table);
    let light_constant = light
        .as_ref()
        .map(|text| quote!(const LIGHT: crate::store::Dml = crate::store::Dml::scoped(#text);));
    let light_first = light.as_ref().map(|_| {
        quote! {
            // Most changes touch no indexed column.
            if db.execute(&LIGHT, &params)? > 0 {
                return Ok(true);
            }
        }
    });
    let in_language = of.columns.iter().any(|column| column.translated).then(|| {
        quote! {
            if let Some(differed) =
                db.save_translation(&<#ident as crate::store::entity::Table>::ENTITY, &params)?
            {
                return Ok(differed);
            }
        }
    });
    let doc = format!(
        "Writes the row unless it is as it was; whether it differed.\n\n```sql\n{text}\n```"
    );
    quote! {
        const _: () = {
            const UPDATE: crate::store::Dml = crate::store::Dml::scoped(#text);
            #light_constant

            #[allow(dead_code, reason = "some are saved for their own sake, some for that of their parts")]
            impl #ident {
                #[doc = #doc]
                #vis fn save(&self, db: &mut crate::store::TenantWrite<'_>) -> crate::error::Result<bool> {
                    self.save_also(db, false)
                }

                /// Saves the row; with `also` its version increases even if no column has changed, because its parts
                /// in other tables have.
                #vis fn save_also(
                    &self,
                    db: &mut crate::store::TenantWrite<'_>,
                    also: bool,
                ) -> crate::error::Result<bool> {
                    let now = crate::clock::now();
                    let params = [#params (":also", also.into()), (":now", now.into())];
                    #in_language
                    #light_first
                    Ok(db.execute(&UPDATE, &params)? > 0)
                }
            }
        };
    }
}

fn params(columns: &[&Column]) -> TokenStream {
    let params = columns.iter().filter_map(|column| {
        let (field, ..) = column.field.as_ref()?;
        let name = format!(":{}", column.stored()?);
        Some(quote!((#name, crate::store::entity::Stored::param(&self.#field)),))
    });
    quote!(#(#params)*)
}

fn has(table: Option<&Table>, column: &str) -> bool {
    table.is_none_or(|table| table.column(column).is_some())
}
