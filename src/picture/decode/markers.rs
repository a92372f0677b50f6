//! The markers of a JPEG: whether it is whole, and how large it is.
//!
//! ITU-T T.81, B.1.1.2 (markers), B.2.1 (their order) and B.2.2 (the frame header).

/// What the header of a frame says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) is_progressive: bool,
    /// 1, 3 or 4.
    pub(super) components: u8,
    /// The sampling factors of each component, across and down.
    sampling: [(u8, u8); 4],
}

impl Frame {
    /// How many samples all components have together.
    pub(super) fn samples(&self) -> u64 {
        let pixels = u64::from(self.width) * u64::from(self.height);
        let used = || self.sampling.iter().take(usize::from(self.components));
        let most = |of: fn(&(u8, u8)) -> u8| u64::from(used().map(of).max().unwrap_or(1).max(1));
        let whole = most(|it| it.0) * most(|it| it.1);
        used().map(|(across, down)| pixels * u64::from(*across) * u64::from(*down) / whole).sum()
    }
}

/// Whether the markers of a JPEG lead to its end marker. The decoders would fill missing rows with grey.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    // After the start marker.
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let Some((marker, after)) = next_marker(rest) {
        if marker == 0xd9 {
            return true;
        }
        let Some((_, behind)) = segment(marker, after) else { return false };
        rest = behind;
    }
    false
}

/// The first frame; `None` if there is none of a kind that is decoded.
pub(super) fn frame(bytes: &[u8]) -> Option<Frame> {
    let mut rest = bytes.get(2..)?;
    while let Some((marker, after)) = next_marker(rest) {
        let (content, behind) = segment(marker, after)?;
        match marker {
            // Baseline, extended and progressive, in Huffman codes.
            0xc0..=0xc2 => return read(content, marker == 0xc2),
            0xd9 => return None,
            _ => rest = behind,
        }
    }
    None
}

fn read(content: &[u8], is_progressive: bool) -> Option<Frame> {
    let [8, height @ .., components] = content.get(..6)? else { return None };
    let [high, low, wide, narrow] = *height else { return None };
    let components = Some(*components).filter(|count| matches!(count, 1 | 3 | 4))?;
    let mut sampling = [(1, 1); 4];
    for (at, part) in sampling.iter_mut().enumerate().take(usize::from(components)) {
        let factors = *content.get(7 + at * 3)?;
        *part = (factors >> 4, factors & 15);
    }
    Some(Frame {
        width: u16::from_be_bytes([wide, narrow]).into(),
        height: u16::from_be_bytes([high, low]).into(),
        is_progressive,
        components,
        sampling,
    })
}

/// The content of a marker's segment, and the bytes after it.
fn segment(marker: u8, after: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = match marker {
        // Markers without a length, such as restarts.
        0x01 | 0xd0..=0xd8 => 0,
        // A length of two bytes that includes itself.
        _ => match after {
            [high, low, ..] => usize::from(u16::from_be_bytes([*high, *low])),
            _ => return None,
        },
    };
    Some((after.get(2.min(length)..length)?, after.get(length..)?))
}

/// The next marker and the bytes after it; skips scan data.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let is_marker = |pair: &[u8]| matches!(pair, [0xff, code] if !matches!(code, 0x00 | 0xff));
    let at = bytes.windows(2).position(is_marker)?;
    Some((*bytes.get(at + 1)?, bytes.get(at + 2..)?))
}
