//! Independent pieces of work on all cores.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Does `work` for every number below `count`, as many side by side as there are threads, and
/// gives what came of each in their order; `None` where it was `over` before it began. Where
/// there is more work than threads each piece has one, so that none waits for another, else they
/// share them; what comes of it does not depend on how many there are.
pub fn each<T: Send>(
    count: usize,
    over: &(dyn Fn() -> bool + Sync),
    work: &(dyn Fn(usize) -> T + Sync),
) -> Vec<Option<T>> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<T>>> = Mutex::new((0..count).map(|_| None).collect());
    let take = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count || over() {
                break;
            }
            let made = work(index);
            if let Ok(mut done) = done.lock() {
                done[index] = Some(made);
            }
        }
    };
    let threads = rayon::current_num_threads();
    let workers = threads.clamp(1, count.max(1));
    let of_each = (threads / workers).max(1);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            // A pool that cannot be had: the work goes on the threads that there are.
            let pool = rayon::ThreadPoolBuilder::new().num_threads(of_each).build();
            scope.spawn(|| match pool {
                Ok(pool) => pool.install(take),
                Err(_) => take(),
            });
        }
    });
    done.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_work() {
        let squares = each(20, &|| false, &|i| i * i);
        let expected: Vec<_> = (0..20).map(|i| Some(i * i)).collect();
        assert_eq!(squares, expected);
        assert!(each(3, &|| true, &|i| i).iter().all(Option::is_none));
    }
}
