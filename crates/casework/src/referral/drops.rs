//! What the public side leaves for the staff side: one sealed file a referral, in a folder.
//!
//! The public side holds the organisation's public key and no other: it can drop, and read back
//! nothing, not even what it dropped a moment ago. RFC 9180 (HPKE, X25519, HKDF-SHA256,
//! ChaCha20-Poly1305) with a key of its own for each drop; padded, so that a length tells little;
//! named by a random id, so that a name tells nothing.
//!
//! Not for reading a drop into the database: that is the service `collect_drops`.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _};
use jiff::Timestamp;
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id, Reference};
use serde::{Deserialize, Serialize};
use store::disk;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::model::{
    Complexity, Custody, Interpreter, NameShown, ReceiptBy, Said, Source, Urgency, says_nothing,
};
use crate::need::NeedArea;

type Kem = X25519HkdfSha256;
const PUBLIC_BYTES: usize = 32;
/// Drops are padded to steps of this many bytes.
const STEP: usize = 4096;
/// No drop is larger: the form's own limits come to far less.
const LARGEST: u64 = 1024 * 1024;
const ENDING: &str = "drop";

/// A drop could not be made, written or opened.
#[derive(Debug, thiserror::Error)]
pub enum DropError {
    /// The bytes are no public key.
    #[error("this is not a public key of an organisation")]
    NotAKey,
    /// It could not be sealed.
    #[error("the referral could not be sealed")]
    NotSealed,
    /// It was changed, cut, or sealed to another organisation.
    #[error("a dropped referral does not open: it was changed, or belongs to another organisation")]
    DoesNotOpen,
    /// The folder cannot be read or written.
    #[error("the folder of dropped referrals cannot be used: {0}")]
    Folder(#[from] std::io::Error),
}

/// What the public side needs to drop: the organisation and its public key. Not secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropAddress {
    /// For whom.
    pub organisation: Id<OrganisationMark>,
    /// Its public key.
    pub public_key: [u8; PUBLIC_BYTES],
}

/// The key that opens drops. Stands on the staff side alone.
pub struct DropKey {
    organisation: Id<OrganisationMark>,
    private: <Kem as hpke::Kem>::PrivateKey,
    public: [u8; PUBLIC_BYTES],
}

impl std::fmt::Debug for DropKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DropKey")
    }
}

impl DropKey {
    /// The key of one organisation, derived from the installation's root key: it needs no file of
    /// its own and comes back with the recovery sheet.
    ///
    /// # Errors
    /// [`DropError::NotAKey`], which cannot happen with keys of the right length.
    pub fn of(keys: &store::Keys, organisation: Id<OrganisationMark>) -> Result<Self, DropError> {
        let seed = keys.root().derive(&format!("referral drops {}", organisation.uuid()));
        Self::from_seed(organisation, &seed)
    }

    /// The key of a secret of one's own.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn from_seed(
        organisation: Id<OrganisationMark>,
        seed: &Zeroizing<[u8; 32]>,
    ) -> Result<Self, DropError> {
        let (private, public) = Kem::derive_keypair(seed.as_slice());
        let public = public.to_bytes().as_slice().try_into().map_err(|_| DropError::NotAKey)?;
        Ok(Self { organisation, private, public })
    }

    /// What the public side may know.
    #[must_use]
    pub const fn address(&self) -> DropAddress {
        DropAddress { organisation: self.organisation, public_key: self.public }
    }

    /// Opens a drop.
    ///
    /// # Errors
    /// [`DropError::DoesNotOpen`] for any change of a byte.
    pub fn open(&self, sealed: &[u8]) -> Result<Dropped, DropError> {
        let no = || DropError::DoesNotOpen;
        let (encapped, text) = sealed.split_at_checked(PUBLIC_BYTES).ok_or_else(no)?;
        let encapped = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapped).map_err(|_| no())?;
        let plain = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &self.private,
            &encapped,
            &info(self.organisation),
            text,
            &[],
        )
        .map_err(|_| no())?;
        let plain = Zeroizing::new(plain);
        serde_json::from_slice(&plain).map_err(|_| no())
    }
}

fn info(organisation: Id<OrganisationMark>) -> Vec<u8> {
    [b"alongside referral drop 1".as_slice(), organisation.uuid().as_bytes()].concat()
}

/// A referral as it was sent from the public form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// The id that the referral will have: sending twice makes one referral.
    pub id: Uuid,
    /// The reference on the receipt.
    pub reference: String,
    /// When it was sent, microseconds.
    pub sent_at: i64,
    /// For which programme, by its published reference.
    #[serde(default)]
    pub programme: Option<String>,
    /// Who refers.
    pub source: Source,
    /// How soon.
    pub urgency: Urgency,
    /// Where she is.
    pub custody: Custody,
    /// Whether she needs an interpreter.
    pub interpreter: Interpreter,
    /// Whether lists show her name.
    pub name_shown: NameShown,
    /// What is hard.
    pub needs: Vec<(NeedArea, Complexity)>,
    /// How the receipt may be sent.
    pub receipt: ReceiptBy,
    /// Everything said.
    pub said: Said,
}

says_nothing!(Dropped);

impl Dropped {
    /// When it was sent.
    #[must_use]
    pub fn sent_at(&self) -> Timestamp {
        kernel::time::from_micros(self.sent_at)
    }

    /// Its reference.
    #[must_use]
    pub fn reference(&self) -> Option<Reference> {
        Reference::parse(&self.reference).ok()
    }
}

/// Lends [`Ctx`]'s chance to the library, which asks for a generator.
struct Borrowed<'a>(&'a Ctx);

impl hpke::rand_core::TryRng for Borrowed<'_> {
    type Error = std::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(u32::from_le_bytes(self.0.random()))
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(u64::from_le_bytes(self.0.random()))
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        for byte in bytes {
            let [random] = self.0.random::<1>();
            *byte = random;
        }
        Ok(())
    }
}
impl hpke::rand_core::TryCryptoRng for Borrowed<'_> {}

impl DropAddress {
    /// Seals a referral so that only the organisation's staff side can open it.
    ///
    /// # Errors
    /// [`DropError::NotAKey`] or [`DropError::NotSealed`].
    pub fn seal(&self, ctx: &Ctx, dropped: &Dropped) -> Result<Vec<u8>, DropError> {
        let public = <Kem as hpke::Kem>::PublicKey::from_bytes(&self.public_key)
            .map_err(|_| DropError::NotAKey)?;
        let mut plain =
            Zeroizing::new(serde_json::to_vec(dropped).map_err(|_| DropError::NotSealed)?);
        // Blanks behind a JSON text change nothing, so they are the padding.
        let padded = plain.len().next_multiple_of(STEP);
        plain.resize(padded, b' ');
        let (encapped, text) =
            hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
                &OpModeS::Base,
                &public,
                &info(self.organisation),
                &plain,
                &[],
                &mut Borrowed(ctx),
            )
            .map_err(|_| DropError::NotSealed)?;
        Ok([encapped.to_bytes().as_slice(), &text].concat())
    }
}

/// The folder between both sides. The public side may write into it, the staff side empties it.
#[derive(Debug, Clone)]
pub struct DropFolder {
    folder: PathBuf,
}

impl DropFolder {
    /// This folder, made for us alone when it is not there. One that is there may belong to a group,
    /// so that two accounts share it; it is closed to everybody else.
    ///
    /// # Errors
    /// [`DropError::Folder`].
    pub fn at(folder: impl Into<PathBuf>) -> Result<Self, DropError> {
        let folder = folder.into();
        let is_new = !folder.exists();
        disk::make_folder(&folder)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&folder)?.permissions().mode();
            let closed = if is_new { 0o700 } else { mode & !0o007 };
            if mode != closed {
                fs::set_permissions(&folder, fs::Permissions::from_mode(closed))?;
            }
        }
        Ok(Self { folder })
    }

    /// Drops a referral. When this returns, it is on the disk.
    ///
    /// # Errors
    /// [`DropError`]; then nothing was kept, and the page says so.
    pub fn put(&self, ctx: &Ctx, to: &DropAddress, dropped: &Dropped) -> Result<(), DropError> {
        let sealed = to.seal(ctx, dropped)?;
        // The name is random and not the referral's id: a folder listing matches no row.
        let name = Uuid::from_bytes(ctx.random());
        let half_written = self.folder.join(format!("{name}.half-written"));
        let written = write_whole(&half_written, &sealed)
            .and_then(|()| fs::rename(&half_written, self.folder.join(format!("{name}.{ENDING}"))))
            .and_then(|()| disk::sync_folder(&self.folder));
        if written.is_err() {
            let _ = fs::remove_file(&half_written);
        }
        Ok(written?)
    }

    /// Every drop that waits.
    ///
    /// # Errors
    /// [`DropError::Folder`].
    pub fn waiting(&self) -> Result<Vec<WaitingDrop>, DropError> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == ENDING) {
                found.push(WaitingDrop { path });
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // In a folder of ours alone nobody else comes near it; in a shared one the other side must.
        options.mode(0o660);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A drop that waits in the folder.
#[derive(Debug)]
pub struct WaitingDrop {
    path: PathBuf,
}

impl WaitingDrop {
    /// Its sealed bytes.
    ///
    /// # Errors
    /// [`DropError::Folder`], or [`DropError::DoesNotOpen`] when it is larger than any drop.
    pub fn read(&self) -> Result<Vec<u8>, DropError> {
        if fs::metadata(&self.path)?.len() > LARGEST {
            return Err(DropError::DoesNotOpen);
        }
        Ok(fs::read(&self.path)?)
    }

    /// Removes it, after its referral is in the database. When this returns, it does not come back if
    /// the machine dies: its referral may be erased by then.
    ///
    /// # Errors
    /// [`DropError::Folder`].
    pub fn remove(self) -> Result<(), DropError> {
        fs::remove_file(&self.path)?;
        Ok(self.path.parent().map_or(Ok(()), disk::sync_folder)?)
    }

    /// Puts it aside: it does not open, and somebody should look why. Nothing is thrown away.
    ///
    /// # Errors
    /// [`DropError::Folder`].
    pub fn put_aside(self) -> Result<(), DropError> {
        Ok(fs::rename(&self.path, self.path.with_extension("does-not-open"))?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use kernel::ctx::{Actor, Seeded, SetClock};

    fn ctx() -> Ctx {
        let clock = SetClock::new("2026-11-20T14:10:00Z".parse().unwrap());
        Ctx::new(Arc::new(clock), Arc::new(Seeded::new(3)), Actor::Visitor)
    }

    fn key(ctx: &Ctx) -> DropKey {
        DropKey::from_seed(ctx.new_id(), &Zeroizing::new([5; 32])).unwrap()
    }

    fn dropped(ctx: &Ctx, name: &str) -> Dropped {
        Dropped {
            id: ctx.new_uuid(),
            reference: ctx.new_reference().compact(),
            sent_at: ctx.now_micros(),
            programme: None,
            source: Source::Herself,
            urgency: Urgency::Usual,
            custody: Custody::Community,
            interpreter: Interpreter::NotAsked,
            name_shown: NameShown::Hidden,
            needs: vec![(NeedArea::Money, Complexity::NotKnown)],
            receipt: ReceiptBy::Page,
            said: Said { called: name.into(), ..Said::default() },
        }
    }

    #[test]
    fn only_the_staff_side_opens_a_drop_and_only_its_own_organisation() {
        let ctx = ctx();
        let key = key(&ctx);
        let hers = dropped(&ctx, "Bronwen");
        let sealed = key.address().seal(&ctx, &hers).unwrap();
        assert!(key.open(&sealed).unwrap() == hers);
        let other = DropKey::from_seed(ctx.new_id(), &Zeroizing::new([5; 32])).unwrap();
        assert!(matches!(other.open(&sealed), Err(DropError::DoesNotOpen)));
        for at in (0..sealed.len()).step_by(61) {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open(&changed).is_err(), "byte {at}");
        }
        assert!(key.open(&sealed[..40]).is_err());
    }

    #[test]
    fn a_long_and_a_short_referral_are_dropped_in_the_same_length() {
        let ctx = ctx();
        let key = key(&ctx).address();
        let short = key.seal(&ctx, &dropped(&ctx, "Jo")).unwrap();
        let long = key.seal(&ctx, &dropped(&ctx, &"Bronwen ".repeat(100))).unwrap();
        assert_eq!(short.len(), long.len());
    }

    #[test]
    fn the_folder_holds_no_word_of_a_referral_and_no_name_that_tells() {
        let ctx = ctx();
        let key = key(&ctx);
        let place = tempfile::tempdir().unwrap();
        let folder = DropFolder::at(place.path().join("drops")).unwrap();
        let hers = dropped(&ctx, "Bronwen");
        folder.put(&ctx, &key.address(), &hers).unwrap();
        let waiting = folder.waiting().unwrap();
        assert_eq!(waiting.len(), 1);
        let bytes = waiting[0].read().unwrap();
        assert!(!bytes.windows(7).any(|w| w == b"Bronwen"));
        let name = waiting[0].path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(!name.contains(&hers.id.to_string()));
        waiting.into_iter().next().unwrap().put_aside().unwrap();
        assert!(folder.waiting().unwrap().is_empty());
    }
}
