//! Detects truncated JPEGs, whose last rows the decoder would fill with grey.

/// Whether the markers of a JPEG lead to its end marker.
///
/// ITU-T T.81, B.1.1.2 (markers) and B.2.1 (their order).
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    // After the start marker.
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let Some((marker, after)) = next_marker(rest) {
        let length = match marker {
            0xd9 => return true,
            // Markers without a length, such as restarts.
            0x01 | 0xd0..=0xd8 => 0,
            // A length of two bytes that includes itself.
            _ => match after {
                [high, low, ..] => usize::from(u16::from_be_bytes([*high, *low])),
                _ => return false,
            },
        };
        let Some(behind) = after.get(length..) else { return false };
        rest = behind;
    }
    false
}

/// The next marker and the bytes after it; skips scan data.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let is_marker = |pair: &[u8]| matches!(pair, [0xff, code] if !matches!(code, 0x00 | 0xff));
    let at = bytes.windows(2).position(is_marker)?;
    Some((*bytes.get(at + 1)?, bytes.get(at + 2..)?))
}
