//! Ten thousand pictures, ranked by what a query means. `just measure-ranking`; docs/meaning.md has what it says.

use std::{sync::Arc, time::Instant};

use super::World;
use crate::{
    integration::Services,
    principal::{Allowance, Caller, Policy},
    store::{Dml, TenantWrite},
    value::{QueryMeaning, Vector},
};

const COUNT: u32 = 10_000;
const NUMBERS: u32 = 768;

/// Numbers that look like those of a model: around 0, other ones for each seed.
fn vector(seed: u32) -> Vector {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let numbers = (0..NUMBERS).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from(u16::try_from(state >> 16).unwrap()) / 65_536.0 - 0.5
    });
    Vector::of(&numbers.collect::<Vec<f32>>()).unwrap()
}

#[test]
#[ignore = "a measurement, which says something in an optimised build alone"]
#[expect(clippy::print_stdout, reason = "a measurement says what it found")]
fn ten_thousand_pictures_are_ranked_within_ten_milliseconds() {
    const DOCUMENT: Dml = Dml::scoped(
        "INSERT INTO search_document (tenant_id, document, entity, row_key, title)
         VALUES (:tenant, :document, 'image', :key, 'a picture')",
    );
    const VECTOR: Dml = Dml::scoped(
        "INSERT INTO search_vector (tenant_id, document, entity, model, vector)
         VALUES (:tenant, :document, 'image', 'm', :vector)",
    );
    let world = World::new();
    let fill = |db: &mut TenantWrite<'_>| {
        for at in 0..COUNT {
            let document = (":document", (at + 100_000).into());
            let key = format!("img_{at:026}");
            db.execute(&DOCUMENT, &[document.clone(), (":key", key.into())])?;
            db.execute(&VECTOR, &[document, (":vector", vector(at).bytes().into())])?;
        }
        Ok(())
    };
    world.store.write_now(&world.who, fill).unwrap();

    let services = Arc::new(Services::default().with_model(Some("m".to_owned())));
    let allowance = Allowance { services, ..Allowance::default() };
    let policy = Arc::new(Policy { allowance, ..Policy::operator() });
    let meant = QueryMeaning { query: "zzqx".into(), model: "m".into(), vector: vector(4_321) };
    let who = Caller { policy, meant: Some(Arc::new(meant)), ..world.who.clone() };
    let mut times: Vec<u128> = (0..20)
        .map(|_| {
            let begun = Instant::now();
            let hits = world.store.read(&who, |db| db.search("image", "zzqx")).unwrap();
            assert_eq!(hits.keys.first().unwrap(), &format!("img_{:026}", 4_321));
            begun.elapsed().as_micros()
        })
        .collect();
    times.sort_unstable();
    println!("{COUNT} pictures, {NUMBERS} numbers each: {} µs in the middle of 20", times[10]);
    assert!(cfg!(debug_assertions) || times[10] < 10_000, "{times:?}");
}
