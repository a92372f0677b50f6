//! Files that go with a mail: a quote or an invoice as PDF, pictures of the library.

use std::{io::Read as _, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::{
    error::{Code, Error, Result},
    id::{ContactId, ImageId, InvoiceId},
    mail,
    store::{
        TenantRead,
        entity::{ImageRow, Json},
        open_named,
    },
    tools::crm::invoice::attach::{SendableDocument, sendable},
    value::{Line, Ref},
};

/// How many files go with one mail.
const FILES_MAX: usize = 10;

/// What all pictures may have together: many servers take no mail above 20 MB, and sending makes a file a third larger.
const BYTES_MAX: u64 = 12 * 1024 * 1024;

/// What is kept of a file that went with a mail.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    image_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    invoice_id: Option<String>,
}

/// The names of the files that went with a message.
pub(super) fn names(attachments: &Json) -> Result<Vec<String>> {
    if !attachments.is_there() {
        return Ok(Vec::new());
    }
    Ok(attachments.read::<Vec<Kept>>()?.into_iter().map(|kept| kept.name).collect())
}

/// A file that is about to be sent.
pub(super) enum File {
    Document(Box<SendableDocument>),
    Picture { id: ImageId, name: String, media_type: String, path: PathBuf },
}

/// The files that a call names.
///
/// # Errors
/// What is wrong with the first one that cannot be sent.
pub(super) fn files(db: &TenantRead<'_>, wanted: &[Line<1, 100>]) -> Result<Vec<File>> {
    if wanted.len() > FILES_MAX {
        let sentence = format!("attachments: {} files; a mail takes {FILES_MAX}", wanted.len());
        return Err(Error::new(Code::ArgumentInvalid, sentence).suggest("send several mails"));
    }
    let mut files = Vec::new();
    let (mut documents, mut bytes) = (0, 0);
    for name in wanted {
        let file = if let Ok(image) = name.parse::<ImageId>() {
            picture(db, image, &mut bytes)?
        } else {
            documents += 1;
            let named = name.parse().map_or_else(|_| Ref::Name(name.to_string()), Ref::Id);
            File::Document(Box::new(sendable(db, &named)?))
        };
        files.push(file);
    }
    if documents > 1 {
        let sentence = "attachments: a mail takes one quote or invoice, beside pictures";
        return Err(
            Error::new(Code::ArgumentInvalid, sentence).suggest("send a mail for each document")
        );
    }
    if bytes > BYTES_MAX {
        let sentence =
            format!("attachments: the pictures have {} MB together, and 12 are sent", bytes >> 20);
        return Err(Error::new(Code::ArgumentInvalid, sentence).suggest("send fewer of them"));
    }
    Ok(files)
}

fn picture(db: &TenantRead<'_>, id: ImageId, bytes: &mut u64) -> Result<File> {
    let row = ImageRow::by_id(db, id)?.ok_or_else(|| {
        Error::new(Code::ImageNotFound, format!("there is no image {id}"))
            .suggest("find it with browseImages")
    })?;
    let elsewhere = || {
        let sentence = format!("the picture “{}” is not on this computer", row.file_name);
        Error::new(Code::ImageUnreachable, sentence).suggest("write its address in the message")
    };
    let path = db.picture_file(&row.url).ok_or_else(elsewhere)?;
    let about = std::fs::metadata(&path).map_err(|wrong| elsewhere().caused_by(wrong))?;
    *bytes += about.len();
    let ending = row.url.rsplit_once('.').map_or("", |(_, ending)| ending);
    let media_type = match ending {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let stem = row.file_name.rsplit_once('.').map_or(row.file_name.as_str(), |(stem, _)| stem);
    let name = format!("{stem}.{ending}").replace(['/', '\\', ':'], "-");
    Ok(File::Picture { id, name, media_type: media_type.to_owned(), path })
}

/// What is kept of files with the message.
pub(super) fn kept(files: &[File]) -> Result<(Json, Option<InvoiceId>)> {
    let kept: Vec<Kept> = files.iter().map(File::kept).collect();
    let document = files.iter().find_map(|file| match file {
        File::Document(document) => Some(document.id),
        File::Picture { .. } => None,
    });
    Ok((Json::of(&kept)?, document))
}

impl File {
    fn kept(&self) -> Kept {
        match self {
            File::Document(document) => Kept {
                name: document.file_name.clone(),
                image_id: None,
                invoice_id: Some(document.id.to_string()),
            },
            File::Picture { id, name, .. } => {
                Kept { name: name.clone(), image_id: Some(id.to_string()), invoice_id: None }
            }
        }
    }

    /// What a person is told of it before it leaves.
    pub(super) fn told(&self) -> String {
        match self {
            File::Document(document) => format!("{} ({})", document.file_name, document.title),
            File::Picture { name, .. } => name.clone(),
        }
    }

    /// Whether it tells of somebody else than this contact.
    pub(super) fn is_of_another(&self, contact: ContactId) -> bool {
        matches!(self, File::Document(document) if document.contact != contact)
    }

    /// The file itself.
    pub(super) async fn read(self) -> Result<mail::Attachment> {
        match self {
            File::Document(document) => {
                let SendableDocument { file_name: name, print, .. } = *document;
                let bytes = print.bytes().await?;
                Ok(mail::Attachment { name, media_type: "application/pdf".to_owned(), bytes })
            }
            File::Picture { name, media_type, path, .. } => {
                let reading = tokio::task::spawn_blocking(move || {
                    let mut bytes = Vec::new();
                    open_named(&path)?.take(BYTES_MAX).read_to_end(&mut bytes)?;
                    Ok::<_, std::io::Error>(bytes)
                });
                let bytes = reading.await.map_err(Error::internal)?.map_err(Error::internal)?;
                Ok(mail::Attachment { name, media_type, bytes })
            }
        }
    }
}
