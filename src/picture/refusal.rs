//! Why a picture is refused, and what to do.

/// Why a picture is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than 128 MiB")]
    TooManyBytes,
    /// A known format that is not accepted.
    #[error("this is {0}, and pictures are taken as JPEG, PNG, WebP, GIF or SVG")]
    OtherKind(&'static str),
    #[error("this is not a picture that is known here")]
    Unknown,
    #[error(
        "the picture has {width} × {height} pixels; at most 12,000 a side and 40 megapixels are taken"
    )]
    TooManyPixels {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// Decoding would take too much memory.
    #[error("the picture takes more than 128 MiB of memory to read")]
    TooMuchMemory,
    /// A drawing that is not drawn, and why.
    #[error("the drawing (SVG) {0}")]
    Drawing(&'static str),
    /// The file cannot be decoded completely.
    #[error("the picture is damaged or cut off")]
    Damaged,
    /// Converting failed for a reason that is not in the file.
    #[error("the picture could not be made ready for the website")]
    Failed,
    /// The caller has cancelled.
    #[error("cancelled")]
    Cancelled,
}

impl PictureError {
    /// The suggestion for the user.
    pub fn advice(&self) -> &'static str {
        match self {
            PictureError::Empty => "send the whole file",
            PictureError::Damaged => {
                "send the whole file again, or open it and save it anew as JPEG or PNG"
            }
            PictureError::TooManyBytes
            | PictureError::TooManyPixels { .. }
            | PictureError::TooMuchMemory => {
                "make it smaller first; 4,000 pixels a side are plenty for a website"
            }
            PictureError::OtherKind(_) | PictureError::Unknown => {
                "save it as PNG or JPEG with the program that shows it, then send that"
            }
            PictureError::Drawing(_) => {
                "export it as PNG, 1,600 pixels wide and with a transparent ground, and send that"
            }
            PictureError::Failed => "try once more, or save it anew as JPEG or PNG",
            PictureError::Cancelled => "call again if it is still wanted",
        }
    }
}
