//! A report to its files: `NAME.html`, a `NAME-1.svg` a chart, and `NAME.pdf` where the program for
//! documents is there. Without that program the rest is written all the same. Not for the words.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use documents::{Press, PressError};

use super::{Report, pdf};
use crate::Trouble;
use crate::files::Outputs;

/// What was written.
#[derive(Debug)]
pub struct Written {
    /// The page.
    pub html: PathBuf,
    /// The charts in order.
    pub charts: Vec<PathBuf>,
    /// The PDF, or why there is none.
    pub pdf: Result<PathBuf, NoPdf>,
}

/// Why there is no PDF; everything else is written.
#[derive(Debug, thiserror::Error)]
pub enum NoPdf {
    /// The program is not installed beside this one, nor named.
    #[error(
        "No PDF: the program alongside-documents is not beside this one (build it with `cargo \
         build --release -p documents-typst --features documents-typst/typesetting`); the page prints from a browser."
    )]
    NoProgram,
    /// The program could not set this report.
    #[error("No PDF: {0}; the page prints from a browser.")]
    NotSet(PressError),
}

impl Report {
    /// Writes the report into a folder, under a name without ending: `report`. The program for
    /// documents is looked for beside the one that runs.
    ///
    /// # Errors
    /// [`Trouble::File`]; nothing of it is left half-written.
    pub fn write(&self, folder: &Path, name: &str) -> Result<Written, Trouble> {
        let mut outputs = Outputs::begin();
        let written = self.write_among(&mut outputs, folder, name)?;
        outputs.keep()?;
        Ok(written)
    }

    /// The same among other files of a run, which are put in their places together.
    ///
    /// # Errors
    /// [`Trouble::File`].
    pub fn write_among(
        &self,
        outputs: &mut Outputs,
        folder: &Path,
        name: &str,
    ) -> Result<Written, Trouble> {
        let press = std::env::current_exe().map(|program| Press::beside(&program));
        self.write_by(press.ok().as_ref(), outputs, folder, name)
    }

    /// The same by this program for documents.
    pub(super) fn write_by(
        &self,
        press: Option<&Press>,
        outputs: &mut Outputs,
        folder: &Path,
        name: &str,
    ) -> Result<Written, Trouble> {
        let html = folder.join(format!("{name}.html"));
        outputs.write(&html, |file| file.write_all(self.html().as_bytes()))?;
        let mut charts = Vec::new();
        for (chart, number) in self.charts().zip(1..) {
            let place = folder.join(format!("{name}-{number}.svg"));
            outputs.write(&place, |file| file.write_all(chart.svg().as_bytes()))?;
            charts.push(place);
        }
        let pdf = match press.filter(|press| press.is_there()) {
            None => Err(NoPdf::NoProgram),
            Some(press) => match press.set(&pdf::request(self)) {
                Err(PressError::NotThere) => Err(NoPdf::NoProgram),
                Err(why) => Err(NoPdf::NotSet(why)),
                Ok(pdf) => {
                    let place = folder.join(format!("{name}.pdf"));
                    outputs.write(&place, |file| file.write_all(&pdf.into_bytes()))?;
                    Ok(place)
                }
            },
        };
        Ok(Written { html, charts, pdf })
    }
}

impl Written {
    /// One line a file, and one that says why there is no PDF.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("Report: {}", self.html.display())];
        lines.extend(self.charts.iter().map(|chart| format!("Chart: {}", chart.display())));
        lines.push(match &self.pdf {
            Ok(pdf) => format!("PDF: {}", pdf.display()),
            Err(why) => why.to_string(),
        });
        lines
    }
}
