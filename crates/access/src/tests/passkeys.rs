//! Passkeys against a device made of software: what opens the door, and what does not.

use jiff::SignedDuration;
use kernel::Personal;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::house::{House, signed_in};
use crate::passkeys::{self, Passkeys, Question, Reply};
use crate::sessions::{SignedIn, Stage};
use crate::sign_in::{self, HashedPassword, SignInError};
use crate::{Role, accounts};

const HERE: &str = "http://localhost:8080";
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const NEW_KEY: u8 = 0x40;

/// A phone that answers for one passkey, as Web Authentication Level 3, 6.1 and 6.5 lay it down.
struct Phone {
    key: SigningKey,
    id: Vec<u8>,
    holder: String,
    flags: u8,
    origin: &'static str,
}

fn text(bytes: &[u8]) -> String {
    data_encoding::BASE64URL_NOPAD.encode(bytes)
}

impl Phone {
    fn new(id: u8) -> Self {
        let key = SigningKey::from_slice(&[id; 32]).unwrap();
        let flags = PRESENT | VERIFIED;
        Self { key, id: vec![id; 16], holder: String::new(), flags, origin: HERE }
    }

    fn said(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(b"localhost").to_vec();
        data.push(flags);
        // Keys that a person has on all her devices count nothing.
        data.extend([0; 4]);
        data
    }

    /// Makes a key, and tells its public half in COSE (RFC 9053, 7.1).
    fn create(&mut self, question: &Question) -> Personal<String> {
        let options: Value = serde_json::from_str(&question.options).unwrap();
        options["user"]["id"].as_str().unwrap().clone_into(&mut self.holder);
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap(), point.y().unwrap());
        let mut data = self.data(self.flags | NEW_KEY);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(&self.id);
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(x);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(y);
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let said = self.said("webauthn.create", &options["challenge"]);
        json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key",
            "clientExtensionResults": {},
            "response": { "clientDataJSON": text(&said), "attestationObject": text(&object) },
        })
        .to_string()
        .into()
    }

    fn answer(&self, question: &Question) -> Personal<String> {
        let options: Value = serde_json::from_str(&question.options).unwrap();
        assert_eq!(options["userVerification"], "required");
        assert!(
            options["allowCredentials"].as_array().is_none_or(Vec::is_empty),
            "no key is named"
        );
        let (data, said) =
            (self.data(self.flags), self.said("webauthn.get", &options["challenge"]));
        let signed = [data.as_slice(), Sha256::digest(&said).as_slice()].concat();
        let signature: DerSignature = self.key.sign(&signed);
        json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": text(&said), "authenticatorData": text(&data),
                "signature": text(signature.as_bytes()), "userHandle": self.holder,
            },
        })
        .to_string()
        .into()
    }
}

/// Kay's centre, its passkeys, and Kay at her desk.
async fn with_kay() -> (House, Passkeys, SignedIn) {
    let house = House::embedded().await;
    house.account("kay@example.org", &[Role::CentreManager]).await;
    let kay = signed_in(&house, "kay@example.org").await;
    (house, Passkeys::of(HERE, "Ashgrove").unwrap(), kay)
}

async fn add(
    house: &House,
    keys: &Passkeys,
    of: &SignedIn,
    phone: &mut Phone,
) -> Result<(), SignInError> {
    let asked = keys.ask_new(&house.ctx, &house.store, of, "kay@example.org").await?;
    let answer = phone.create(&asked);
    let reply = Reply { question: &asked.sealed, answer: &answer };
    keys.add(&house.ctx, &house.store, of, reply, "my phone").await
}

async fn enter(house: &House, keys: &Passkeys, phone: &mut Phone) -> Result<Stage, SignInError> {
    let asked = keys.ask(&house.ctx, &house.store)?;
    let answer = phone.answer(&asked);
    let reply = Reply { question: &asked.sealed, answer: &answer };
    let token = keys.begin(&house.ctx, &house.store, reply, &"a phone".to_owned().into()).await?;
    let mut uow = house.store.read().await?;
    let found = crate::sessions::find(&house.ctx, &mut uow, &token).await?;
    Ok(found.unwrap().stage)
}

#[tokio::test]
async fn a_passkey_of_hers_opens_the_door_and_confirms_that_it_is_her() {
    let (house, keys, kay) = with_kay().await;
    let mut phone = Phone::new(1);
    add(&house, &keys, &kay, &mut phone).await.unwrap();
    assert_eq!(enter(&house, &keys, &mut phone).await.unwrap(), Stage::Full);
    let asked = keys.ask(&house.ctx, &house.store).unwrap();
    let answer = phone.answer(&asked);
    let reply = Reply { question: &asked.sealed, answer: &answer };
    keys.step_up(&house.ctx, &house.store, &kay, reply).await.unwrap();
    let mut uow = house.store.read().await.unwrap();
    let held = passkeys::list(&mut uow, &kay).await.unwrap();
    assert_eq!(held.len(), 1);
    assert!(held[0].used_at.is_some() && held[0].name.reveal() == "my phone");
}

#[tokio::test]
async fn an_answer_counts_once_and_for_ten_minutes_and_for_its_own_question() {
    let (house, keys, kay) = with_kay().await;
    let mut phone = Phone::new(1);
    add(&house, &keys, &kay, &mut phone).await.unwrap();
    let browser: Personal<String> = "a phone".to_owned().into();
    let asked = keys.ask(&house.ctx, &house.store).unwrap();
    let other = keys.ask(&house.ctx, &house.store).unwrap();
    let answer = phone.answer(&asked);
    let crossed = Reply { question: &other.sealed, answer: &answer };
    let result = keys.begin(&house.ctx, &house.store, crossed, &browser).await;
    assert!(matches!(result, Err(SignInError::Wrong)), "the answer to another question");
    let reply = Reply { question: &asked.sealed, answer: &answer };
    keys.begin(&house.ctx, &house.store, reply, &browser).await.unwrap();
    let again = keys.begin(&house.ctx, &house.store, reply, &browser).await;
    assert!(matches!(again, Err(SignInError::BeginAgain)), "an answer counts once");
    let late = keys.ask(&house.ctx, &house.store).unwrap();
    let answer = phone.answer(&late);
    house.forward(SignedDuration::from_mins(11));
    let reply = Reply { question: &late.sealed, answer: &answer };
    let result = keys.begin(&house.ctx, &house.store, reply, &browser).await;
    assert!(matches!(result, Err(SignInError::BeginAgain)), "a question lasts ten minutes");
    for question in ["", "AAAA", "not base 64 ü"] {
        let result =
            keys.begin(&house.ctx, &house.store, Reply { question, answer: &answer }, &browser);
        assert!(matches!(result.await, Err(SignInError::BeginAgain)), "{question}");
    }
}

#[tokio::test]
async fn nothing_opens_to_an_unknown_key_another_site_or_a_device_that_asked_nobody() {
    let (house, keys, kay) = with_kay().await;
    let mut phone = Phone::new(1);
    add(&house, &keys, &kay, &mut phone).await.unwrap();
    let mut stranger = Phone { holder: phone.holder.clone(), ..Phone::new(2) };
    let wrong = enter(&house, &keys, &mut stranger).await;
    assert!(matches!(wrong, Err(SignInError::Wrong)), "a key we do not hold");
    let mut forged = Phone { id: phone.id.clone(), holder: phone.holder.clone(), ..Phone::new(3) };
    let wrong = enter(&house, &keys, &mut forged).await;
    assert!(matches!(wrong, Err(SignInError::Wrong)), "her key's name, another's signature");
    phone.flags = PRESENT;
    let wrong = enter(&house, &keys, &mut phone).await;
    assert!(matches!(wrong, Err(SignInError::Wrong)), "the device did not ask who holds it");
    (phone.flags, phone.origin) = (PRESENT | VERIFIED, "https://alongside.example.net");
    let wrong = enter(&house, &keys, &mut phone).await;
    assert!(matches!(wrong, Err(SignInError::Wrong)), "a page of somebody else asked");
    phone.origin = HERE;
    enter(&house, &keys, &mut phone).await.unwrap();
}

#[tokio::test]
async fn a_key_goes_to_whom_the_question_was_put_and_to_nobody_a_second_time() {
    let (house, keys, kay) = with_kay().await;
    house.account("lou@example.org", &[Role::Caseworker]).await;
    let lou = signed_in(&house, "lou@example.org").await;
    let mut phone = Phone::new(1);
    let asked = keys.ask_new(&house.ctx, &house.store, &kay, "kay@example.org").await.unwrap();
    let answer = phone.create(&asked);
    let reply = Reply { question: &asked.sealed, answer: &answer };
    let result = keys.add(&house.ctx, &house.store, &lou, reply, "hers").await;
    assert!(matches!(result, Err(SignInError::BeginAgain)), "the question was Kay's");
    keys.add(&house.ctx, &house.store, &kay, reply, "hers").await.unwrap();
    let twice = keys.add(&house.ctx, &house.store, &kay, reply, "hers").await;
    assert!(matches!(twice, Err(SignInError::BeginAgain)), "a question is answered once");
    let taken = add(&house, &keys, &lou, &mut phone).await;
    assert!(matches!(taken, Err(SignInError::Wrong)), "the key is Kay's already");
    let asked = keys.ask(&house.ctx, &house.store).unwrap();
    phone.holder = text(kay.account.uuid().as_bytes());
    let answer = phone.answer(&asked);
    let reply = Reply { question: &asked.sealed, answer: &answer };
    let result = keys.step_up(&house.ctx, &house.store, &lou, reply).await;
    assert!(matches!(result, Err(SignInError::Wrong)), "Kay's key does not confirm that it is Lou");
}

#[tokio::test]
async fn a_key_ends_with_a_press_with_the_account_and_with_a_new_start() {
    let (house, keys, kay) = with_kay().await;
    let (mut phone, mut tablet) = (Phone::new(1), Phone::new(2));
    add(&house, &keys, &kay, &mut phone).await.unwrap();
    add(&house, &keys, &kay, &mut tablet).await.unwrap();
    let mut uow = house.store.begin().await.unwrap();
    let first = passkeys::list(&mut uow, &kay).await.unwrap().remove(0);
    passkeys::end(&house.ctx, &mut uow, &kay, first.id).await.unwrap();
    uow.commit().await.unwrap();
    assert!(matches!(enter(&house, &keys, &mut phone).await, Err(SignInError::Wrong)));
    enter(&house, &keys, &mut tablet).await.unwrap();

    let me = house.account("admin@example.org", &[Role::Administrator]).await;
    let admin = house.as_account(me);
    let mut uow = house.store.begin().await.unwrap();
    let permit = house.gate.permit_place(&admin, &mut uow).await.unwrap();
    let handed = HashedPassword::of(&admin, "three other words".to_owned().into()).await.unwrap();
    sign_in::reset(&admin, &mut uow, &permit, kay.account, handed).await.unwrap();
    uow.commit().await.unwrap();
    assert!(matches!(enter(&house, &keys, &mut tablet).await, Err(SignInError::Wrong)));

    house.account("lou@example.org", &[Role::Caseworker]).await;
    let lou = signed_in(&house, "lou@example.org").await;
    let mut other = Phone::new(3);
    add(&house, &keys, &lou, &mut other).await.unwrap();
    let mut uow = house.store.begin().await.unwrap();
    let permit = house.gate.permit_account(&admin, &mut uow, lou.account).await.unwrap();
    accounts::close(&admin, &mut uow, &permit).await.unwrap();
    uow.commit().await.unwrap();
    assert!(matches!(enter(&house, &keys, &mut other).await, Err(SignInError::Wrong)));
}

#[test]
fn an_address_without_a_name_has_no_passkeys() {
    assert!(Passkeys::of("http://127.0.0.1:8080", "Ashgrove").is_none());
    assert!(Passkeys::of("https://records.example.org", "Ashgrove").is_some());
}
