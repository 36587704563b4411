//! Pages of a list: which rows are asked for, and the eight members around them.

use serde::Serialize;

/// How many a page holds unless asked otherwise. With 10 or 50 the older national validator fails
/// sound feeds by its own arithmetic.
pub const DEFAULT_SIZE: u32 = 20;
/// The most that a page may hold.
pub const LARGEST_SIZE: u32 = 1000;

/// Which page of which size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// From 1.
    pub page: u32,
    /// At least 1.
    pub size: u32,
}

impl Default for Paging {
    fn default() -> Self {
        Self { page: 1, size: DEFAULT_SIZE }
    }
}

impl Paging {
    /// The rows of this page among `total`, as a range from 0.
    #[must_use]
    pub fn rows(self, total: usize) -> std::ops::Range<usize> {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX).max(1);
        let before = usize::try_from(self.page.saturating_sub(1)).unwrap_or(usize::MAX);
        let from = before.saturating_mul(size).min(total);
        from..from.saturating_add(size).min(total)
    }
}

/// A page with what stands around it. An empty list has one page, which is empty: the validator
/// holds the last page to be the one whose number is the number of pages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Envelope<T> {
    /// How many there are in all.
    pub total_items: usize,
    /// On how many pages.
    pub total_pages: usize,
    /// Which page this is.
    pub page_number: u32,
    /// How many are on it.
    pub size: usize,
    /// Is it the first?
    pub first_page: bool,
    /// Is it the last, or after it?
    pub last_page: bool,
    /// Is nothing on it?
    pub empty: bool,
    /// What is on it.
    pub contents: Vec<T>,
}

impl<T> Envelope<T> {
    /// The page whose rows, taken by [`Paging::rows`], are `contents`.
    #[must_use]
    pub fn of(paging: Paging, total: usize, contents: Vec<T>) -> Self {
        let size = usize::try_from(paging.size).unwrap_or(usize::MAX).max(1);
        let pages = total.div_ceil(size).max(1);
        let number = usize::try_from(paging.page).unwrap_or(usize::MAX);
        Self {
            total_items: total,
            total_pages: pages,
            page_number: paging.page,
            size: contents.len(),
            first_page: paging.page == 1,
            last_page: number >= pages,
            empty: contents.is_empty(),
            contents,
        }
    }
}

#[cfg(test)]
#[allow(clippy::as_conversions)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_pages_together_hold_every_row_once(total in 0..500_usize, size in 1..60_u32) {
            let mut seen = Vec::new();
            for page in 1.. {
                let paging = Paging { page, size };
                let rows: Vec<usize> = paging.rows(total).collect();
                let envelope = Envelope::of(paging, total, rows);
                prop_assert_eq!(envelope.empty, envelope.size == 0);
                prop_assert_eq!(envelope.last_page, page as usize == envelope.total_pages);
                seen.extend(envelope.contents);
                if envelope.last_page {
                    break;
                }
            }
            prop_assert_eq!(seen, (0..total).collect::<Vec<_>>());
        }

        #[test]
        fn any_page_of_any_size_is_a_page(page in 1..u32::MAX, size in 1..u32::MAX, total in 0..9999_usize) {
            let rows = Paging { page, size }.rows(total);
            prop_assert!(rows.start <= rows.end && rows.end <= total);
        }
    }
}
