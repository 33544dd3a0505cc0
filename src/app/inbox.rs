//! What another thread tells the window.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, TryRecvError};

/// The window's end of a channel. (A resource must be shareable, and a receiver alone is not.)
pub struct Inbox<T>(Mutex<Receiver<T>>);

impl<T> Inbox<T> {
    /// The end of a channel.
    pub fn new(from: Receiver<T>) -> Self {
        Self(Mutex::new(from))
    }

    /// All that came since the last look.
    pub fn take(&self) -> Vec<T> {
        self.0.lock().map(|from| from.try_iter().collect()).unwrap_or_default()
    }

    /// What came next; `Err` with whether more can come where nothing did.
    ///
    /// # Errors
    /// Where nothing came.
    pub fn next(&self) -> Result<T, TryRecvError> {
        self.0.lock().map_or(Err(TryRecvError::Disconnected), |from| from.try_recv())
    }
}
