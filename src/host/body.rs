//! The bytes of a file, on their way to a visitor.

use std::{
    io::{self, Read as _, Seek as _, SeekFrom},
    path::PathBuf,
};

use axum::body::Body;
use tokio::io::AsyncReadExt as _;
use tokio_util::io::ReaderStream;

use crate::store::open_named;

/// Files up to this size are read at once: one step to another thread and back instead of several.
const AT_ONCE: u64 = 256 << 10;

/// How much of a larger one is in memory for each visitor.
const PIECE: usize = 64 << 10;

/// The bytes of a file from `first` on, `length` of them.
pub(super) async fn body(place: PathBuf, first: u64, length: u64) -> io::Result<Body> {
    let opened = move || {
        let mut file = open_named(&place)?;
        if first > 0 {
            file.seek(SeekFrom::Start(first))?;
        }
        if length > AT_ONCE {
            return Ok((file, Vec::new()));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        file.by_ref().take(length).read_to_end(&mut bytes)?;
        if u64::try_from(bytes.len()).ok() != Some(length) {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        Ok((file, bytes))
    };
    let (file, bytes) = tokio::task::spawn_blocking(opened).await.map_err(io::Error::other)??;
    if length <= AT_ONCE {
        return Ok(Body::from(bytes));
    }
    let rest = tokio::fs::File::from_std(file).take(length);
    Ok(Body::from_stream(ReaderStream::with_capacity(rest, PIECE)))
}
