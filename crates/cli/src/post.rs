//! Sends what waits in the outbox, by e-mail over SMTP. A woman is written to only with the safe
//! contact gate's yes for this minute; there is no carrier for text messages yet, so those are
//! refused and say so.

use casework::contact::Channel;
use casework::referral::service::{self, Outgoing, due_messages};
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use store::{Place, Store};

use crate::settings::{Encryption, Mail};
use crate::trouble::Trouble;

fn said(error: &dyn std::fmt::Display) -> Trouble {
    Trouble::Said(format!("mail: {error}"))
}

/// A way to the centre's own mail server.
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// How a message fared.
enum Fate {
    Sent,
    /// For good, with a code.
    Refused(&'static str),
    /// Try again later.
    Wait,
}

impl Post {
    /// The file in the installation's folder that holds the password of the mail server.
    const PASSWORD: &str = "mail.password";

    /// Reads the password, if the settings name a user, and makes ready to send.
    pub fn of(place: &Place, mail: &Mail) -> Result<Self, Trouble> {
        type Smtp = AsyncSmtpTransport<Tokio1Executor>;
        let local = matches!(mail.server.as_str(), "localhost" | "127.0.0.1" | "::1");
        let mut builder = match mail.encryption {
            Encryption::Tls => Smtp::relay(&mail.server).map_err(|e| said(&e))?,
            Encryption::StartTls => Smtp::starttls_relay(&mail.server).map_err(|e| said(&e))?,
            Encryption::None if local => Smtp::builder_dangerous(&mail.server),
            Encryption::None => {
                return Err(Trouble::Said(
                    "mail: without encryption only a server on this machine may be used".to_owned(),
                ));
            }
        };
        if let Some(port) = mail.port {
            builder = builder.port(port);
        }
        if let Some(user) = &mail.user {
            let path = place.folder.join(Self::PASSWORD);
            let password = std::fs::read_to_string(&path)
                .map_err(|e| Trouble::File(format!("{} cannot be read", path.display()), e))?;
            let password = password.trim_end().to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        let from = mail.from.parse().map_err(|e| said(&e))?;
        Ok(Self { transport: builder.build(), from })
    }

    /// Sends what is due, oldest first, and stops at the first message for which the server cannot
    /// be had: the rest waits with it. Returns how many were sent.
    pub async fn send_due(
        &self,
        ctx: &Ctx,
        store: &Store,
        organisation: Id<OrganisationMark>,
    ) -> Result<usize, Trouble> {
        let due = due_messages(ctx, &mut store.read().await?, organisation).await;
        let mut sent = 0;
        for id in due.map_err(|error| said(&error))? {
            let mut uow = store.begin().await?;
            let released = service::release(ctx, &mut uow, organisation, id).await;
            let outgoing = match released {
                Ok(outgoing) => outgoing,
                // One message that cannot be opened does not keep the others back.
                Err(error) => {
                    tracing::warn!(%error, "a message cannot be sent");
                    continue;
                }
            };
            // Where the gate said no, that is kept. An embedded database has one writer, and a mail
            // server may take a minute: nobody who writes down a danger waits for it.
            uow.commit().await?;
            let Some(outgoing) = outgoing else { continue };
            let fate = self.send(ctx, outgoing).await;
            let mut uow = store.begin().await?;
            let done = match fate {
                Fate::Wait => break,
                Fate::Sent => {
                    sent += 1;
                    service::sent(ctx, &mut uow, organisation, id).await
                }
                Fate::Refused(why) => {
                    service::refuse_message(&mut uow, organisation, id, why).await
                }
            };
            done.map_err(|error| said(&error))?;
            uow.commit().await?;
        }
        Ok(sent)
    }

    async fn send(&self, ctx: &Ctx, outgoing: Outgoing) -> Fate {
        let (to, subject, text) = match outgoing {
            Outgoing::Professional(message) => (message.to, message.subject, message.text),
            Outgoing::Her { reachable, subject } => {
                if reachable.channel() != Channel::Email {
                    return Fate::Refused("no-carrier");
                }
                let Ok(sending) = reachable.send(ctx.now()) else { return Fate::Wait };
                (sending.to.reveal().clone(), subject, sending.words.reveal().clone())
            }
        };
        let Ok(to) = to.parse::<Mailbox>() else { return Fate::Refused("no-address") };
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text);
        let Ok(message) = message else { return Fate::Refused("no-address") };
        match self.transport.send(message).await {
            Ok(_) => Fate::Sent,
            Err(error) if error.is_permanent() => Fate::Refused("returned"),
            Err(error) => {
                // The server's words may hold the address, so only the kind is said.
                tracing::warn!(timeout = error.is_timeout(), "the mail server cannot be had");
                Fate::Wait
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use std::sync::Arc;

    use casework::referral::service::QueuedMessage;
    use kernel::Actor;
    use kernel::ctx::{Seeded, SetClock};
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    use tokio::net::TcpListener;

    use super::*;

    /// A mail server that takes one message, or returns it, and gives what it heard.
    async fn server(answer_to_rcpt: &'static str) -> (u16, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = tokio::spawn(async move {
            let (socket, _) = listener.accept().await.unwrap();
            let (read, mut write) = socket.into_split();
            let mut lines = BufReader::new(read).lines();
            let (mut heard, mut in_text) = (String::new(), false);
            write.write_all(b"220 ready\r\n").await.unwrap();
            while let Ok(Some(line)) = lines.next_line().await {
                heard.push_str(&line);
                heard.push('\n');
                let answer = match (in_text, line.as_str()) {
                    (true, ".") => {
                        in_text = false;
                        "250 taken\r\n"
                    }
                    (true, _) => continue,
                    (_, "DATA") => {
                        in_text = true;
                        "354 go on\r\n"
                    }
                    (_, "QUIT") => break,
                    (_, line) if line.starts_with("RCPT") => answer_to_rcpt,
                    _ => "250 well\r\n",
                };
                if write.write_all(answer.as_bytes()).await.is_err() {
                    break;
                }
            }
            heard
        });
        (port, heard)
    }

    fn post(port: u16) -> Post {
        let mail = Mail {
            server: "127.0.0.1".to_owned(),
            port: Some(port),
            encryption: Encryption::None,
            user: None,
            from: "Teasel House <office@teasel.example.org>".to_owned(),
        };
        Post::of(&Place::embedded("nowhere"), &mail).unwrap()
    }

    fn to_a_professional(to: &str) -> Outgoing {
        Outgoing::Professional(QueuedMessage {
            to: to.to_owned(),
            subject: "We have your referral".to_owned(),
            text: "Reference 7KQW 4RMT".to_owned(),
        })
    }

    fn ctx() -> Ctx {
        let clock = SetClock::new("2026-11-24T09:00:00Z".parse().unwrap());
        Ctx::new(Arc::new(clock), Arc::new(Seeded::new(7)), Actor::Visitor)
    }

    #[tokio::test]
    async fn a_message_reaches_the_mail_server_with_its_words() {
        let (port, heard) = server("250 well\r\n").await;
        let post = post(port);
        let fate = post.send(&ctx(), to_a_professional("sam@court.example.org")).await;
        assert!(matches!(fate, Fate::Sent));
        drop(post);
        let heard = heard.await.unwrap();
        assert!(heard.contains("RCPT TO:<sam@court.example.org>"), "{heard}");
        assert!(heard.contains("Reference 7KQW 4RMT"), "{heard}");
    }

    #[tokio::test]
    async fn a_returned_message_is_not_tried_again_and_an_absent_server_is() {
        let (port, _) = server("550 nobody here\r\n").await;
        let fate = post(port).send(&ctx(), to_a_professional("sam@court.example.org")).await;
        assert!(matches!(fate, Fate::Refused("returned")));
        let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = nobody.local_addr().unwrap().port();
        drop(nobody);
        let fate = post(port).send(&ctx(), to_a_professional("sam@court.example.org")).await;
        assert!(matches!(fate, Fate::Wait));
        let fate = post(port).send(&ctx(), to_a_professional("not an address")).await;
        assert!(matches!(fate, Fate::Refused("no-address")));
    }

    #[test]
    fn mail_leaves_this_machine_only_encrypted() {
        let mail = Mail {
            server: "mail.example.org".to_owned(),
            port: None,
            encryption: Encryption::None,
            user: None,
            from: "office@teasel.example.org".to_owned(),
        };
        let refused = Post::of(&Place::embedded("nowhere"), &mail).err().unwrap();
        assert!(refused.to_string().contains("without encryption"));
    }
}
