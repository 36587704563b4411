//! What a template may reach: the templates and fonts in this program, the content it is given, and
//! nothing else: no file, no package, no clock.

use std::path::PathBuf;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt as _, World};

/// The templates. Each kind of document has one; all read `house.typ`.
const TEMPLATES: [(&str, &str); 5] = [
    ("house.typ", include_str!("../templates/house.typ")),
    ("plan_copy.typ", include_str!("../templates/plan_copy.typ")),
    ("visit_sheet.typ", include_str!("../templates/visit_sheet.typ")),
    ("return.typ", include_str!("../templates/return.typ")),
    ("report.typ", include_str!("../templates/report.typ")),
];

/// Fonts of our own, beside Libertinus Serif, which comes with typst: one for plain print, and one
/// that draws what the others cannot (Arabic, Hebrew, signs). Their licences stand beside them.
const FONTS: [&[u8]; 2] = [
    include_bytes!("../fonts/SourceSans3-Variable.ttf"),
    include_bytes!("../fonts/DejaVuSans.ttf"),
];

/// Everything there is while one document is set.
pub(crate) struct OneDocument {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: Vec<Source>,
    main: FileId,
}

impl OneDocument {
    /// The world of a document: its template by name, and its content as `sys.inputs`.
    pub(crate) fn new(template: &str, inputs: Dict) -> FileResult<Self> {
        let mut sources = Vec::with_capacity(TEMPLATES.len());
        for (name, text) in TEMPLATES {
            sources.push(Source::new(id_of(name)?, text.to_owned()));
        }
        let shipped = typst_assets::fonts().chain(FONTS);
        let fonts: Vec<Font> = shipped.flat_map(|bytes| Font::iter(Bytes::new(bytes))).collect();
        // Headings of rows in tables, which screen readers ask for.
        let features = Features::from_iter([Feature::A11yExtras]);
        let library = Library::builder().with_inputs(inputs).with_features(features).build();
        Ok(Self {
            library: LazyHash::new(library),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources,
            main: id_of(template)?,
        })
    }
}

fn id_of(name: &str) -> FileResult<FileId> {
    let path = VirtualPath::new(name).map_err(|_| nothing_there(name))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn nothing_there(name: &str) -> FileError {
    FileError::NotFound(PathBuf::from(name))
}

impl World for OneDocument {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.sources.iter().find(|source| source.id() == id);
        found.cloned().ok_or_else(|| nothing_there("a file"))
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(nothing_there("a file"))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
