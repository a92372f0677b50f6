//! Which part of a picture a crop shows.

/// The `object-position` of a picture with `object-fit: cover`, in per cent, so that a point of it stays in sight.
///
/// The same share of what is cut off goes from each side as the point has of the picture on that side: so it is inside
/// of every crop, whatever its shape. Where the shape is known (width / height), the point is as near to the middle as
/// the edges of the picture allow.
pub fn position(point: (u8, u8), size: (u32, u32), shape: Option<f64>) -> (u8, u8) {
    let Some(shape) = shape.filter(|shape| *shape > 0.0 && size.0 > 0 && size.1 > 0) else {
        return point;
    };
    let ratio = f64::from(size.0) / f64::from(size.1);
    // How much of the picture is left of its width, and of its height.
    let (wide, high) = if shape < ratio { (shape / ratio, 1.0) } else { (1.0, ratio / shape) };
    (centred(point.0, wide), centred(point.1, high))
}

/// The position that puts a point into the middle of what is left, or as near to it as can be.
fn centred(point: u8, left: f64) -> u8 {
    let point = f64::from(point) / 100.0;
    let cut = 1.0 - left;
    // A crop that hides nothing shows everything at any position.
    if cut < 0.001 {
        return 50;
    }
    let from = (point - left / 2.0).clamp(0.0, cut);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
    let position = (from / cut * 100.0).round() as u8;
    position
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The shapes of crops that templates use, and far more extreme ones.
    const SHAPES: [f64; 12] =
        [0.25, 0.46, 0.5625, 0.8, 1.0, 1.25, 1.5, 1.7778, 1.9048, 2.4, 3.5, 6.0];

    /// Where a point is in a crop, from 0 to 1 if it is inside, and how much of the picture the crop shows.
    fn in_crop(point: u8, position: u8, left: f64) -> f64 {
        (f64::from(point) / 100.0 - f64::from(position) / 100.0 * (1.0 - left)) / left
    }

    fn shares(size: (u32, u32), shape: f64) -> (f64, f64) {
        let ratio = f64::from(size.0) / f64::from(size.1);
        if shape < ratio { (shape / ratio, 1.0) } else { (1.0, ratio / shape) }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn no_crop_hides_the_point(
            (x, y) in (0..=100_u8, 0..=100_u8),
            (width, height) in (1..6_000_u32, 1..6_000_u32),
        ) {
            let size = (width, height);
            for shape in SHAPES {
                let (wide, high) = shares(size, shape);
                // A template that does not say its shape: inside, and as far from the edges as in the picture.
                let unknown = position((x, y), size, None);
                for (point, position, left) in [(x, unknown.0, wide), (y, unknown.1, high)] {
                    let at = in_crop(point, position, left);
                    prop_assert!((at - f64::from(point) / 100.0).abs() < 1e-6, "{at}");
                }
                // One that does: never nearer to an edge than it has to be, but for what a hundredth can say.
                let known = position((x, y), size, Some(shape));
                for (point, position, left) in [(x, known.0, wide), (y, known.1, high)] {
                    let at = in_crop(point, position, left);
                    let share = f64::from(point) / 100.0;
                    let needed = 0.5_f64.min(share / left).min((1.0 - share) / left);
                    let rounding = 0.005 * (1.0 - left) / left + 1e-6;
                    let is_whole = 1.0 - left < 0.001;
                    prop_assert!(is_whole || at.min(1.0 - at) >= needed - rounding, "{at} {needed}");
                }
            }
        }
    }

    #[test]
    fn a_head_at_the_top_stays_on_and_the_middle_is_the_middle() {
        // A portrait in a wide hero.
        assert_eq!(position((50, 20), (2000, 3000), Some(2.4)), (50, 8));
        assert_eq!(position((50, 20), (2000, 3000), None), (50, 20));
        assert_eq!(position((50, 50), (2000, 3000), Some(2.4)), (50, 50));
        assert_eq!(position((30, 90), (3000, 2000), Some(0.8)), (7, 50));
        assert_eq!(position((0, 100), (0, 0), Some(1.0)), (0, 100));
    }
}
