//! CPU-heavy work: parsing pages, converting pictures, ranking. It runs on threads of low priority, so that calls,
//! which take less than a millisecond of CPU time each, are not delayed.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::error::{Error, Result};

/// The most pictures converted at once: each takes much memory.
const PICTURES_MAX: usize = 2;

/// The most pages parsed at once: parsing needs CPU time that calls need, too.
const PAGES_MAX: usize = 1;

/// Limits the heavy work at a time. One value for the process, shared by all sessions.
#[derive(Debug)]
pub struct Capacity {
    pictures: Arc<Semaphore>,
    pages: Arc<Semaphore>,
}

/// A permit for heavy work, until it is dropped.
#[must_use]
pub struct Permit(#[expect(dead_code, reason = "held, not read")] OwnedSemaphorePermit);

impl Default for Capacity {
    fn default() -> Capacity {
        let [pictures, pages] = [PICTURES_MAX, PAGES_MAX].map(|max| Arc::new(Semaphore::new(max)));
        Capacity { pictures, pages }
    }
}

impl Capacity {
    /// Waits for a permit to convert a picture. Dropping the future gives up the place in the queue.
    ///
    /// # Errors
    /// Never: nothing closes the semaphore.
    pub async fn picture(&self) -> Result<Permit> {
        permit(&self.pictures).await
    }

    /// Waits for a permit to parse a page.
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

/// The niceness of these threads: with 10, the kernel gives them a tenth of the CPU time while others want it.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// Runs `work` on a thread of its own. Dropping the future does not stop it.
///
/// # Errors
/// `INTERNAL` if it panicked, or no thread could be started.
pub async fn compute<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let (done, waiting) = oneshot::channel();
    let run = move || {
        give_way();
        let _ = done.send(work());
    };
    thread::Builder::new().name("background".into()).spawn(run).map_err(Error::internal)?;
    waiting.await.map_err(Error::internal)
}

/// The most threads for the items of one piece of work: each may hold a picture in memory.
const THREADS_MAX: usize = 4;

/// Does the same with each item, on all processors, and returns what came of them in the order of the items. Blocks.
///
/// # Errors
/// One of those of `work`; items that nobody has begun with are left then. `INTERNAL` if it panicked.
pub fn each<I: Sync, T: Send>(
    items: &[I],
    work: impl Fn(&I) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let next = AtomicUsize::new(0);
    let take_turns = || {
        give_way();
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return Ok(done) };
            let made = work(item).inspect_err(|_| next.store(items.len(), Ordering::Relaxed))?;
            done.push((at, made));
        }
    };
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let threads = processors.min(THREADS_MAX).min(items.len());
    let mut done = thread::scope(|scope| {
        let start = |_| thread::Builder::new().spawn_scoped(scope, take_turns);
        let started = (0..threads).map(start).collect::<std::io::Result<Vec<_>>>();
        let mut done = Vec::with_capacity(items.len());
        for thread in started.map_err(Error::internal)? {
            let of_one = thread.join().map_err(|_| Error::internal("a thread panicked"))?;
            done.extend(of_one?);
        }
        Ok::<_, Error>(done)
    })?;
    done.sort_unstable_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, made)| made).collect())
}

/// Lowers the priority of the current thread permanently: raising it again needs privileges.
#[cfg(target_os = "linux")]
pub fn give_way() {
    // On Linux each thread has its own id and priority. If this fails, the work is done with normal priority.
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICE);
}

/// Other systems have no priority of single threads.
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
        // Each value has its own limits.
        assert!(Capacity::default().picture().await.is_ok());
    }

    #[tokio::test]
    async fn what_is_computed_comes_back_and_a_panic_is_an_error() {
        assert_eq!(compute(|| 6 * 7).await.unwrap(), 42);
        let failed = compute(|| assert_eq!(1, 2)).await.unwrap_err();
        assert_eq!(failed.code(), Code::Internal);
    }

    #[test]
    fn what_is_done_with_each_is_in_the_order_of_the_items_and_a_failure_is_returned() {
        let items: Vec<u64> = (0..1_000).collect();
        let squares: Vec<u64> = items.iter().map(|item| item * item).collect();
        assert_eq!(each(&items, |item| Ok(item * item)).unwrap(), squares);
        assert!(each(&[], |item: &u64| Ok(*item)).unwrap().is_empty());
        let fails = |item: &u64| match item {
            500 => Err(Error::new(Code::StorageFull, "full")),
            item => Ok(*item),
        };
        assert_eq!(each(&items, fails).unwrap_err().code(), Code::StorageFull);
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
