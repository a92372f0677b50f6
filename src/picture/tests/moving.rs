//! Animations are kept, or are stills by name.

use image::{
    AnimationDecoder as _, Delay, Frame, Rgba, RgbaImage,
    codecs::{gif::GifEncoder, gif::Repeat, webp::WebPDecoder},
};

use super::*;

/// A red square that wanders over blue, a field at a time.
fn frame(size: (u32, u32), number: u32) -> RgbaImage {
    RgbaImage::from_fn(size.0, size.1, |x, y| {
        let is_square = x / 10 == number && y < 10;
        if is_square { Rgba([220, 20, 20, 255]) } else { Rgba([20, 20, 220, 255]) }
    })
}

fn gif(size: (u32, u32), frames: u32, loops: Option<u16>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    if let Some(loops) = loops {
        encoder
            .set_repeat(if loops == 0 { Repeat::Infinite } else { Repeat::Finite(loops) })
            .unwrap();
    }
    for number in 0..frames {
        let delay = Delay::from_numer_denom_ms(100 + 50 * number, 1);
        encoder.encode_frame(Frame::from_parts(frame(size, number), 0, 0, delay)).unwrap();
    }
    drop(encoder);
    bytes
}

fn apng(size: (u32, u32), frames: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size.0, size.1);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_animated(frames, 3).unwrap();
    let mut writer = encoder.write_header().unwrap();
    for number in 0..frames {
        writer.set_frame_delay(u16::try_from(100 + 50 * number).unwrap(), 1000).unwrap();
        writer.write_image_data(frame(size, number).as_raw()).unwrap();
    }
    writer.finish().unwrap();
    bytes
}

/// The frames of a file, each with the milliseconds for which it is shown.
fn frames(file: &File) -> Vec<(RgbaImage, u32)> {
    let decoder = WebPDecoder::new(Cursor::new(&file.bytes)).unwrap();
    assert!(decoder.has_animation());
    let frames = decoder.into_frames().collect_frames().unwrap();
    let shown = |frame: Frame| (frame.delay().numer_denom_ms().0, frame.into_buffer());
    frames.into_iter().map(shown).map(|(ms, picture)| (picture, ms)).collect()
}

fn is_red(picture: &RgbaImage, x: u32, y: u32) -> bool {
    let [red, _, blue, _] = picture.get_pixel(x, y).0;
    red > blue
}

fn assert_kept(bytes: &[u8], size: (u32, u32)) {
    let picture = make(bytes).unwrap();
    let Motion::Moves(stills) = &picture.motion else { panic!("{:?}", picture.motion) };
    assert_eq!(stills.len(), picture.files.len());
    let file = picture.files.last().unwrap();
    assert_eq!((file.width, file.height), size);
    let frames = frames(file);
    assert_eq!(frames.iter().map(|(_, ms)| *ms).collect::<Vec<_>>(), [100, 150, 200, 250]);
    for (number, (frame, _)) in (0..).zip(&frames) {
        let at = (0..4).filter(|field| is_red(frame, field * 10 + 5, 5)).collect::<Vec<u32>>();
        assert_eq!(at, [number]);
        assert!(!is_red(frame, 5, 25));
    }
    let still = image::load_from_memory(&stills.last().unwrap().bytes).unwrap().into_rgba8();
    assert!(is_red(&still, 5, 5) && !is_red(&still, 15, 5));
}

#[test]
fn an_animation_of_each_format_moves_in_every_size() {
    let size = (500, 30);
    let gif = gif(size, 4, Some(0));
    assert_kept(&gif, size);
    assert_kept(&apng(size, 4), size);
    // And as WebP, as which it is kept.
    let made = make(&gif).unwrap();
    assert_eq!(made.files.iter().map(|file| file.width).collect::<Vec<_>>(), [400, 500]);
    assert_kept(&made.files[1].bytes, size);
    assert_eq!(frames(&made.files[0]).len(), 4);
    // Of each frame only what changes is written.
    let whole = made.files[1].bytes.len();
    let stills = gif_of_one(size).len();
    assert!(whole < stills * 4, "{whole} bytes, a still {stills}");
}

fn gif_of_one(size: (u32, u32)) -> Vec<u8> {
    make(&gif(size, 1, None)).unwrap().files.pop().unwrap().bytes
}

#[test]
fn it_is_repeated_as_often_as_its_file_says() {
    let loops = |bytes: &[u8]| {
        let file = make(bytes).unwrap().files.pop().unwrap().bytes;
        let at = file.windows(4).position(|part| part == b"ANIM").unwrap();
        u16::from_le_bytes([file[at + 12], file[at + 13]])
    };
    for (said, shown) in [(None, 1), (Some(0), 0), (Some(5), 5)] {
        assert_eq!(loops(&gif((40, 20), 2, said)), shown);
    }
    assert_eq!(loops(&apng((40, 20), 2)), 3);
}

#[test]
fn frames_that_are_the_same_are_one_that_is_shown_longer() {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for number in [0, 0, 1, 1, 1] {
        let delay = Delay::from_numer_denom_ms(100, 1);
        encoder.encode_frame(Frame::from_parts(frame((40, 20), number), 0, 0, delay)).unwrap();
    }
    drop(encoder);
    let picture = make(&bytes).unwrap();
    let shown = frames(picture.files.last().unwrap());
    assert_eq!(shown.iter().map(|(_, ms)| *ms).collect::<Vec<_>>(), [200, 300]);
}

#[test]
fn what_is_too_much_is_a_still_and_says_so_with_numbers() {
    // Three thousand frames of one pixel on nine megapixels: a decoder would make 108 gigabytes of them.
    let mut bytes = b"GIF89a\xb8\x0b\xb8\x0b\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    let frame = b",\0\0\0\0\x01\0\x01\0\0\x02\x02\x4c\x01\0";
    bytes.extend(frame.repeat(3_000));
    bytes.push(b';');
    let picture = make(&bytes).unwrap();
    let Motion::Stopped(why) = &picture.motion else { panic!("{:?}", picture.motion) };
    assert_eq!(
        why,
        "This was an animation of 3000 frames of 3000 × 3000 pixels, and at most 50 megapixels of all frames \
         together, and 9 of one, are kept (make it smaller or shorter): the image is its first picture, and does not move."
    );
    let moves = |bytes: &[u8]| image::load_from_memory(bytes).is_ok();
    assert!(picture.files.iter().all(|file| moves(&file.bytes)));
    // A film that breaks off is none either.
    let whole = gif((40, 20), 4, None);
    let cut = make(&whole[..whole.len() - 30]);
    assert!(matches!(cut.map(|it| it.motion), Err(PictureError::Damaged) | Ok(Motion::Stopped(_))));
}

#[test]
fn whoever_cancels_between_frames_gets_nothing() {
    let bytes = gif((40, 20), 6, None);
    let asked = std::cell::Cell::new(0);
    let cancelled = || {
        asked.set(asked.get() + 1);
        asked.get() > 6
    };
    let made = super::super::make(&bytes, &|_, _, _| {}, &cancelled);
    assert_eq!(made.unwrap_err(), PictureError::Cancelled);
}
