//! Why a picture is refused, and what to do.

/// A known format that is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Other {
    /// With its article.
    name: &'static str,
    advice: &'static str,
}

/// The formats that are accepted, in a sentence.
#[cfg(feature = "heic")]
const TAKEN: &str = "JPEG, PNG, WebP, GIF, HEIC, AVIF or TIFF";
#[cfg(not(feature = "heic"))]
const TAKEN: &str = "JPEG, PNG, WebP, GIF, AVIF or TIFF";

/// Where every picture is taken that a program can save.
const SAVE: &str = "save it as PNG or JPEG with the program that shows it, then send that";

pub(super) const RAW: Other = Other {
    name: "a camera's raw photo",
    advice: "develop it: export it as JPEG at full size from Photos, Lightroom or the camera's program, then send that",
};

pub(super) const PHOTOSHOP: Other = Other {
    name: "a Photoshop file",
    advice: "export it as PNG or JPEG (File, Export), then send that",
};

pub(super) const AVIF_OF_PARTS: Other =
    Other { name: "an AVIF in parts or without a still picture", advice: SAVE };

pub(super) const HIGH_DYNAMIC_RANGE: Other = Other {
    name: "an HDR picture (PQ or HLG), which is brighter than a page can show",
    advice: "export it as JPEG without HDR (SDR, sRGB), then send that",
};

#[cfg(not(feature = "heic"))]
pub(super) const HEIC: Other = Other {
    name: "a HEIC photo, as iPhones take them",
    advice: "export it as JPEG: share it by mail, or open it in Photos or Preview and export it; an iPhone takes JPEG \
             itself with Settings, Camera, Formats, Most Compatible",
};

pub(super) const fn by_saving(name: &'static str) -> Other {
    Other { name, advice: SAVE }
}

pub(super) const fn by_showing(name: &'static str) -> Other {
    Other {
        name,
        advice: "open it, and export the page as PNG or JPEG, or take a screenshot of it, then send that",
    }
}

pub(super) const fn video(name: &'static str) -> Other {
    Other {
        name,
        advice: "pause it where it shows best, take a screenshot, and send that as PNG or JPEG",
    }
}

/// Why a picture is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than 128 MiB")]
    TooManyBytes,
    #[error("this is {name}, and pictures are taken as {TAKEN}", name = .0.name)]
    OtherKind(Other),
    #[error("this is not a picture that is known here")]
    Unknown,
    #[error(
        "the picture has {width} × {height} pixels; at most 30,000 a side and 100 megapixels are taken"
    )]
    TooManyPixels {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// It has to be decoded whole, and would take too much memory.
    #[error(
        "this {kind} has {width} × {height} pixels; at most {most} megapixels of one are taken"
    )]
    TooLargeFor {
        /// What it is.
        kind: &'static str,
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
        /// In millions of pixels.
        most: u64,
    },
    /// The components of a progressive JPEG are kept until its last scan.
    #[error(
        "this progressive JPEG has {width} × {height} pixels and takes {megabytes} MiB of memory to read; at most 200 are used"
    )]
    Progressive {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
        /// What its components take.
        megabytes: u64,
    },
    /// Decoding would take too much memory.
    #[error(
        "the picture takes more memory to read than is used for one: 128 MiB, and 256 for a TIFF"
    )]
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
            PictureError::TooLargeFor { .. } => {
                "make it smaller first, 4,000 pixels a side are plenty for a website; or save it as JPEG or PNG, which \
                 are taken up to 100 megapixels"
            }
            PictureError::Drawing(_) => {
                "export it as PNG, 1,600 pixels wide and with a transparent ground, and send that"
            }
            PictureError::Progressive { .. } => {
                "make it smaller first, 4,000 pixels a side are plenty for a website; or save it as a baseline JPEG (not \
                 progressive), which is taken up to 100 megapixels"
            }
            PictureError::OtherKind(other) => other.advice,
            PictureError::Unknown => SAVE,
            PictureError::Failed => "try once more, or save it anew as JPEG or PNG",
            PictureError::Cancelled => "call again if it is still wanted",
        }
    }
}
