//! Coded values: an enum for the program, a short text for the database and the forms.

/// The text is none of the codes that were expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of the known codes")]
pub struct UnknownCode;

/// Declares an enum whose values are stored as codes, with `ALL`, `code` and `parse`.
macro_rules! safety_codes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$what:meta])* $value:ident = $code:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$what])* $value,)* }

        impl $name {
            /// Every value, in the order in which a form offers them.
            pub const ALL: &'static [Self] = &[$(Self::$value,)*];

            /// The code as stored and as a form sends it.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$value => $code,)* }
            }

            /// Reads a code.
            ///
            /// # Errors
            /// When it is none of these.
            pub fn parse(code: &str) -> Result<Self, $crate::safety::UnknownCode> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|value| value.code() == code)
                    .ok_or($crate::safety::UnknownCode)
            }
        }

        impl From<$name> for store::Value {
            fn from(value: $name) -> Self {
                Self::from(value.code())
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let code = <String as serde::Deserialize>::deserialize(from)?;
                Self::parse(&code).map_err(serde::de::Error::custom)
            }
        }
    )*};
}
pub(crate) use safety_codes;
