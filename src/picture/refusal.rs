//! Why a picture is not taken, and what to do about it.

/// Why a picture is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("the file is empty")]
    Empty,
    /// More bytes than are taken.
    #[error("the file is larger than 128 MiB")]
    TooManyBytes,
    /// A kind that is known and not taken.
    #[error("this is {0}, and pictures are taken as JPEG, PNG, WebP or GIF")]
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
    /// It would take too much memory.
    #[error("the picture takes more than 128 MiB of memory to read")]
    TooMuchMemory,
    /// It cannot be decoded to its end.
    #[error("the picture is damaged or cut off")]
    Damaged,
    /// It was read, and could not be made into files for the web: not the file's fault.
    #[error("the picture could not be made ready for the website")]
    Failed,
    /// Nobody waits for it any more.
    #[error("cancelled")]
    Cancelled,
}

impl PictureError {
    /// The next step.
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
            PictureError::Failed => "try once more, or save it anew as JPEG or PNG",
            PictureError::Cancelled => "call again if it is still wanted",
        }
    }
}
