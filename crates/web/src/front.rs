//! What the public side works with: the organisation's public key, the folder for drops, the key of
//! hidden fields, and a count of how often one address sends. No key of the database.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use casework::referral::drops::{DropAddress, DropFolder};
use casework::referral::form::FormKey;
use kernel::{Ctx, Personal};
use sha2::{Digest as _, Sha256};

/// Forms that one address may send in an hour. A probation office or a refuge shares one.
const MOST: u32 = 40;
const HOUR: i64 = 60 * 60 * 1_000_000;
/// Addresses that are counted at once; when there are more, counting begins anew.
const MOST_ADDRESSES: usize = 50_000;

/// The public side. Cheap to clone.
#[derive(Clone)]
pub struct Front {
    inner: Arc<Inner>,
}

struct Inner {
    to: DropAddress,
    folder: DropFolder,
    form_key: FormKey,
    salt: [u8; 32],
    sent: Mutex<HashMap<[u8; 32], (i64, u32)>>,
}

impl std::fmt::Debug for Front {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Front")
    }
}

impl Front {
    /// A public side that drops referrals for this organisation into this folder.
    #[must_use]
    pub fn new(ctx: &Ctx, to: DropAddress, folder: DropFolder, form_key: FormKey) -> Self {
        let sent = Mutex::default();
        Self { inner: Arc::new(Inner { to, folder, form_key, salt: ctx.random(), sent }) }
    }

    /// For whom, and with which public key.
    #[must_use]
    pub fn to(&self) -> &DropAddress {
        &self.inner.to
    }

    /// Where drops wait.
    #[must_use]
    pub fn folder(&self) -> &DropFolder {
        &self.inner.folder
    }

    /// The key of hidden fields.
    #[must_use]
    pub fn form_key(&self) -> &FormKey {
        &self.inner.form_key
    }

    /// Counts one form from this address. The address is kept only as a keyed digest, in memory, for
    /// an hour, under a key that ends with the process.
    ///
    /// # Errors
    /// Seconds to wait when there were too many.
    pub fn count(&self, ctx: &Ctx, address: &Personal<String>) -> Result<(), u32> {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(self.inner.salt)
            .chain_update(address.reveal())
            .finalize()
            .into();
        let now = ctx.now_micros();
        let mut sent = self.inner.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.retain(|_, (since, _)| now - *since < HOUR);
        if sent.len() >= MOST_ADDRESSES {
            sent.clear();
        }
        let (since, many) = sent.entry(digest).or_insert((now, 0));
        if *many >= MOST {
            return Err(u32::try_from((*since + HOUR - now) / 1_000_000).unwrap_or(3600).max(1));
        }
        *many += 1;
        Ok(())
    }
}
