//! Files of boxes that are made to harm.

#![allow(
    clippy::trivially_copy_pass_by_ref,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::large_stack_arrays,
    clippy::range_plus_one,
    reason = "helpers of tests"
)]

use std::{fs, path::PathBuf};

use super::*;

/// A box.
fn part(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
    [&length[..], kind, content].concat()
}

/// The same with version and flags.
fn full(kind: &[u8; 4], version: u8, content: &[u8]) -> Vec<u8> {
    part(kind, &[&[version, 0, 0, 0][..], content].concat())
}

/// An item: its type, its properties by their numbers, and what it has.
struct Item {
    kind: &'static [u8; 4],
    properties: Vec<u8>,
    data: Vec<u8>,
}

/// A file of items, which are numbered from 1 on; the first is the primary one. References are a type, from which item,
/// and to which.
struct Made {
    items: Vec<Item>,
    references: Vec<(&'static [u8; 4], u16, Vec<u16>)>,
    properties: Vec<Vec<u8>>,
    /// Whether all items name the bytes of the last one.
    is_shared: bool,
}

impl Made {
    fn bytes(&self) -> Vec<u8> {
        let length =
            self.with_data_at(0).len() - self.items.iter().map(|it| it.data.len()).sum::<usize>();
        self.with_data_at(length)
    }

    fn with_data_at(&self, start: usize) -> Vec<u8> {
        let short = |number: usize| u16::try_from(number).unwrap().to_be_bytes();
        let long = |number: usize| u32::try_from(number).unwrap().to_be_bytes();
        let count = short(self.items.len());
        let (mut infos, mut places, mut links) = (count.to_vec(), count.to_vec(), Vec::new());
        let mut at = start;
        let whole: usize = self.items.iter().map(|it| it.data.len()).sum();
        for (number, item) in (1..).zip(&self.items) {
            let about = [&short(number)[..], &[0, 0], item.kind, &[0]].concat();
            infos.extend(full(b"infe", 2, &about));
            let (from, length) =
                if self.is_shared { (start, whole) } else { (at, item.data.len()) };
            places.extend([&short(number)[..], &[0, 0, 0, 1], &long(from), &long(length)].concat());
            at += item.data.len();
            links.extend(short(number));
            links.push(u8::try_from(item.properties.len()).unwrap());
            links.extend(&item.properties);
        }
        let mut references = Vec::new();
        for (kind, from, to) in &self.references {
            let ids = to.iter().flat_map(|id| id.to_be_bytes());
            let ids: Vec<u8> =
                from.to_be_bytes().into_iter().chain(short(to.len())).chain(ids).collect();
            references.extend(part(kind, &ids));
        }
        let links = full(b"ipma", 0, &[&long(self.items.len())[..], &links].concat());
        let properties = part(b"iprp", &[part(b"ipco", &self.properties.concat()), links].concat());
        let meta = [
            full(b"hdlr", 0, b"\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"),
            full(b"pitm", 0, &short(1)),
            full(b"iinf", 0, &infos),
            full(b"iref", 0, &references),
            properties,
            full(b"iloc", 0, &[&[0x44, 0][..], &places].concat()),
        ];
        let data: Vec<u8> = self.items.iter().flat_map(|it| it.data.iter().copied()).collect();
        [
            part(b"ftyp", b"heic\0\0\0\0mif1heic"),
            full(b"meta", 0, &meta.concat()),
            part(b"mdat", &data),
        ]
        .concat()
    }
}

fn fixture() -> Vec<u8> {
    fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/colour/none.heic"))
        .unwrap()
}

/// A decoder configuration, and the pixels of a tile.
fn tile() -> (Vec<u8>, Vec<u8>) {
    let file = fixture();
    let properties = boxes::properties(boxes::meta(&file).unwrap()).unwrap();
    let config = properties.iter().find(|(kind, _)| *kind == b"hvcC").unwrap().1;
    (part(b"hvcC", config), boxes::part(&file, *b"mdat").unwrap().to_vec())
}

/// A grid of tiles behind a picture of this size.
fn grid(rows: u8, columns: u8, (width, height): (u16, u16)) -> Made {
    let (config, pixels) = tile();
    let count = u16::from(rows) * u16::from(columns);
    let about =
        [&[0, 0, rows - 1, columns - 1][..], &width.to_be_bytes(), &height.to_be_bytes()].concat();
    let mut items = vec![Item { kind: b"grid", properties: vec![], data: about }];
    items.extend((0..count).map(|_| Item {
        kind: b"hvc1",
        properties: vec![1],
        data: pixels.clone(),
    }));
    let references = vec![(b"dimg", 1, (2..count + 2).collect())];
    Made { items, references, properties: vec![config], is_shared: false }
}

/// One picture without tiles.
fn single() -> Made {
    let (config, data) = tile();
    let items = vec![Item { kind: b"hvc1", properties: vec![1], data }];
    Made { items, references: vec![], properties: vec![config], is_shared: false }
}

fn size(made: &Made) -> Result<(u32, u32), PictureError> {
    decode(&made.bytes()).map(|it| it.pixels.dimensions())
}

#[test]
fn honest_files_of_the_same_make_are_read() {
    assert_eq!(size(&single()), Ok((64, 64)));
    assert_eq!(size(&grid(2, 3, (192, 128))), Ok((192, 128)));
    // The last tiles may be cut.
    assert_eq!(size(&grid(2, 3, (150, 100))), Ok((150, 100)));
}

#[test]
fn tiles_behind_a_small_picture_are_counted() {
    let damaged = Err(PictureError::Damaged);
    assert_eq!(size(&grid(80, 80, (600, 600))), damaged);
    // As its alpha.
    let mut alpha = grid(80, 80, (64, 64));
    alpha.items[0].properties = vec![2];
    alpha.properties.push(full(b"auxC", 0, b"urn:mpeg:hevc:2015:auxid:1\0"));
    let (config, data) = tile();
    let mut made = single();
    made.items.extend(alpha.items);
    made.properties = vec![config, alpha.properties.pop().unwrap()];
    made.items[0].data = data;
    let tiles = (3..made.items.len() + 1).map(|id| u16::try_from(id).unwrap());
    made.references = vec![(b"auxl", 2, vec![1]), (b"dimg", 2, tiles.collect())];
    assert_eq!(size(&made), damaged);
}

#[test]
fn bytes_that_several_items_name_are_counted_for_each() {
    let mut made = grid(2, 3, (192, 128));
    made.is_shared = true;
    assert_eq!(size(&made), Err(PictureError::Damaged));
    // One tile in all places.
    let mut made = grid(2, 3, (192, 128));
    made.references = vec![(b"dimg", 1, vec![2; 6])];
    assert_eq!(size(&made), Err(PictureError::Damaged));
    // A configuration of which each tile would get a copy.
    let mut made = grid(2, 3, (192, 128));
    let config = [&tile().0[8..], &[0; CONFIG_BYTES_MAX]].concat();
    made.properties = vec![part(b"hvcC", &config)];
    assert_eq!(size(&made), Err(PictureError::Damaged));
}

#[test]
fn items_that_name_themselves_end() {
    for kind in [b"iden", b"grid"] {
        let mut made = single();
        made.items[0].kind = kind;
        made.references = vec![(b"dimg", 1, vec![1])];
        assert!(size(&made).is_err());
    }
    let mut made = grid(1, 1, (64, 64));
    made.references = vec![(b"dimg", 1, vec![1])];
    assert!(size(&made).is_err());
}

#[test]
fn crops_larger_than_the_picture_are_refused_and_turns_are_done() {
    let with = |property: Vec<u8>| {
        let mut made = grid(1, 2, (128, 64));
        made.properties.push(property);
        made.items[0].properties.push(2);
        size(&made)
    };
    let huge = part(b"clap", &[0xff; 32]);
    assert!(with(huge).is_err());
    assert_eq!(with(part(b"irot", &[1])), Ok((64, 128)));
    assert_eq!(with(part(b"imir", &[1])), Ok((128, 64)));
    let mut made = grid(1, 2, (128, 64));
    made.properties.extend([part(b"irot", &[3]), part(b"imir", &[0])]);
    made.items[0].properties.extend([2, 3]);
    assert_eq!(size(&made), Ok((64, 128)));
}

#[test]
fn files_that_are_cut_or_changed_are_read_or_refused() {
    for made in [single(), grid(2, 2, (90, 70))] {
        let whole = made.bytes();
        for part in 1..=10 {
            assert!(decode(&whole[..whole.len() * part / 11]).is_err(), "{part}");
        }
        for part in 0..60 {
            let mut changed = whole.clone();
            changed[whole.len() * part / 60] ^= 0x5a;
            let _ = decode(&changed);
        }
    }
}

#[test]
fn what_is_decoded_by_tiles_is_what_is_decoded_whole() {
    let made = grid(2, 3, (192, 128)).bytes();
    let whole = decode(&made).unwrap().pixels;
    let parsed = isobmff::parse(&made).unwrap();
    let halved = tiles::decode(&parsed, (192, 128)).unwrap();
    assert_eq!(halved.dimensions(), (96, 64));
    for (x, y) in [(3, 3), (27, 9), (51, 21), (70, 34), (40, 30)] {
        let (one, two) = (halved.get_pixel(x, y).0, whole.get_pixel(x * 2, y * 2).0);
        assert!(
            one.iter().zip(&two).all(|(one, two)| one.abs_diff(*two) < 8),
            "{x} {y}: {one:?} {two:?}"
        );
    }
}
