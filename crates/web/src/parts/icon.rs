//! Icons: drawn on a grid of twenty, in the colour of the words beside them, never alone and never
//! read out.

use std::fmt;

/// A drawing beside a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Circle with a tick: safe, done.
    Go,
    /// Triangle: take care.
    Care,
    /// Octagon: stop.
    Stop,
    /// Circle with an i.
    Know,
    /// Clock face.
    Clock,
    /// Bare tick.
    Tick,
    /// Cross: remove, failed.
    Cross,
    /// Magnifying glass.
    Find,
    /// Arrow to where one came from.
    Back,
    /// Arrow onwards.
    Onward,
    /// Arrow into a tray.
    Download,
    /// Pencil.
    Write,
    /// Padlock.
    Lock,
    /// House: where she sleeps.
    House,
    /// Telephone.
    Telephone,
    /// Door with an arrow: leave.
    Leave,
}

impl Icon {
    const fn drawing(self) -> &'static str {
        match self {
            Self::Go => r#"<circle cx="10" cy="10" r="8"/><path d="M6.3 10.3l2.6 2.6 4.8-5.4"/>"#,
            Self::Care => r#"<path d="M10 2.5L18.3 17H1.7z"/><path d="M10 8v4.2M10 14.6v.1"/>"#,
            Self::Stop => {
                r#"<path d="M6.7 2h6.6L18 6.7v6.6L13.3 18H6.7L2 13.3V6.7z"/><path d="M6.5 10h7"/>"#
            }
            Self::Know => r#"<circle cx="10" cy="10" r="8"/><path d="M10 9.2V14M10 6.2v.1"/>"#,
            Self::Clock => r#"<circle cx="10" cy="10" r="8"/><path d="M10 5.5V10l3 2"/>"#,
            Self::Tick => r#"<path d="M4 10.5l4 4 8-9"/>"#,
            Self::Cross => r#"<path d="M5 5l10 10M15 5L5 15"/>"#,
            Self::Find => r#"<circle cx="8.7" cy="8.7" r="5.7"/><path d="M13 13l5 5"/>"#,
            Self::Back => r#"<path d="M16 10H4M8.5 5.5L4 10l4.5 4.5"/>"#,
            Self::Onward => r#"<path d="M4 10h12M11.5 5.5L16 10l-4.5 4.5"/>"#,
            Self::Download => r#"<path d="M10 3v10M5.8 9L10 13.2 14.2 9M3.5 17h13"/>"#,
            Self::Write => r#"<path d="M3 17l.9-3.9L13.5 3.5l3 3L6.9 16.1z"/>"#,
            Self::Lock => r#"<path d="M4 9h12v8.5H4zM6.5 9V6a3.5 3.5 0 017 0v3"/>"#,
            Self::House => r#"<path d="M2.5 9.5L10 3l7.5 6.5M4.5 8.5V17h11V8.5M8.3 17v-5h3.4v5"/>"#,
            Self::Telephone => {
                r#"<path d="M4 2.8l3 .2 1.3 4L6.6 8.6a9 9 0 004.8 4.8l1.6-1.7 4 1.3.2 3c-1 1.6-3 1.7-5.3.9C7.3 15.2 4.8 12.7 3.1 8.1 2.3 5.8 2.4 3.8 4 2.8z"/>"#
            }
            Self::Leave => r#"<path d="M8 3H3v14h5M8 10h9M13.5 6.2L17.3 10l-3.8 3.8"/>"#,
        }
    }
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            r#"<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">{}</svg>"#,
            self.drawing()
        )
    }
}

impl askama::filters::HtmlSafe for Icon {}
