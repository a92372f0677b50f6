//! Computing that can wait: reading pages, making pictures, ranking. It has a thread of its own that gives way to
//! the calls of others, which take a processor for less than a millisecond each.

use std::{sync::Arc, thread};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::error::{Error, Result};

/// How many pictures are made at once: each takes much memory.
const PICTURES_MAX: usize = 2;

/// How many pages are read at once: reading is work for a processor, and calls need it as well.
const PAGES_MAX: usize = 1;

/// How much heavy computing the machine does at once. One value for a process, shared by all its sessions.
#[derive(Debug)]
pub struct Capacity {
    pictures: Arc<Semaphore>,
    pages: Arc<Semaphore>,
}

/// The right to compute, until it is dropped.
#[must_use]
pub struct Permit(#[expect(dead_code, reason = "held, not read")] OwnedSemaphorePermit);

impl Default for Capacity {
    fn default() -> Capacity {
        let [pictures, pages] = [PICTURES_MAX, PAGES_MAX].map(|max| Arc::new(Semaphore::new(max)));
        Capacity { pictures, pages }
    }
}

impl Capacity {
    /// Waits until a picture may be made. Whoever stops waiting takes nobody's turn.
    ///
    /// # Errors
    /// Never: nothing closes the semaphore.
    pub async fn picture(&self) -> Result<Permit> {
        permit(&self.pictures).await
    }

    /// Waits until a page may be read.
    ///
    /// # Errors
    /// Never: nothing closes the semaphore.
    pub async fn page(&self) -> Result<Permit> {
        permit(&self.pages).await
    }
}

async fn permit(of: &Arc<Semaphore>) -> Result<Permit> {
    Arc::clone(of).acquire_owned().await.map(Permit).map_err(Error::internal)
}

/// What the kernel gives such a thread while others want the processor: a tenth of their share.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// Runs `work` on a thread for it alone; a panic there is the error. Whoever stops waiting does not stop it.
///
/// # Errors
/// `INTERNAL` where it panicked, or no thread could be made.
pub async fn compute<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let (done, waiting) = oneshot::channel();
    let run = move || {
        give_way();
        let _ = done.send(work());
    };
    thread::Builder::new().name("background".into()).spawn(run).map_err(Error::internal)?;
    waiting.await.map_err(Error::internal)
}

/// Has this thread stand back behind the others, for good: a thread cannot take that back without rights that we
/// do not have.
#[cfg(target_os = "linux")]
pub fn give_way() {
    // On Linux a thread has its own number and its own priority. Without it the work is done all the same.
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICE);
}

/// Other systems do without.
#[cfg(not(target_os = "linux"))]
pub fn give_way() {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[tokio::test]
    async fn so_many_compute_at_once_and_whoever_stops_waiting_takes_no_turn() {
        let capacity = Capacity::default();
        let waits = async || {
            tokio::time::timeout(std::time::Duration::from_millis(5), capacity.picture()).await
        };
        let one = capacity.picture().await.unwrap();
        let two = waits().await.unwrap().unwrap();
        assert!(waits().await.is_err(), "a third waits");
        let page = capacity.page().await.unwrap();
        assert!(waits().await.is_err(), "pages and pictures do not wait for each other");
        drop(two);
        let third = waits().await.unwrap();
        drop((one, third, page));
        // Another process's, or another test's, is another machine to it.
        assert!(Capacity::default().picture().await.is_ok());
    }

    #[tokio::test]
    async fn what_is_computed_comes_back_and_a_panic_is_an_error() {
        assert_eq!(compute(|| 6 * 7).await.unwrap(), 42);
        let failed = compute(|| assert_eq!(1, 2)).await.unwrap_err();
        assert_eq!(failed.code(), Code::Internal);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn it_gives_way_and_the_rest_of_the_program_does_not() {
        let priority = || rustix::process::getpriority_process(Some(rustix::thread::gettid()));
        let before = priority().unwrap();
        assert_eq!(compute(priority).await.unwrap().unwrap(), (before + NICE).min(19));
        assert_eq!(priority().unwrap(), before);
    }
}
