//! Forms: what was sent ([`Fields`]), what it means ([`Reader`]), and how it is shown ([`Form`]).
//!
//! A handler reads each field once, with the key of what to say when it is not right, and either has
//! all its values or shows the same page again (422) with every word still there:
//!
//! ```
//! # use web::form::{Fields, Form, Noted};
//! # use web::text::Text;
//! # fn take(t: Text, fields: Fields) -> Result<(String, Option<jiff::civil::Date>), Form> {
//! let mut read = fields.read();
//! let name = read.line("name").must("form-needed");
//! let born = read.date("born").may();
//! let (Ok(name), Ok(born)) = (name, born) else {
//!     return Err(Form::refused(t, &fields, read.errors()));
//! };
//! # Ok((name, born))
//! # }
//! ```
//!
//! Not for: rules of a room. A reader knows what a date is, not whether she may be that young.

mod fields;
mod read;
mod view;

pub use fields::{Fields, LARGEST_BODY};
pub use read::{Answer, Errors, FieldError, Noted, Reader};
pub use view::{Choice, Field, Form, Summary};
