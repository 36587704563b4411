//! A browser that does nothing but ask: one connection kept open, one cookie. By hand because its own
//! work counts among what an answer costs, and because chores need nothing but Rust. Not for anything
//! that reaches another machine: no TLS, no redirect is followed.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// An answer that came whole.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
    /// Where it leads, when it leads on.
    pub(super) location: Option<String>,
}

/// One open connection.
pub(super) struct Client {
    stream: BufReader<TcpStream>,
    port: u16,
    cookie: String,
}

/// A page that takes longer than this has failed.
const PATIENCE: Duration = Duration::from_secs(60);

impl Client {
    pub(super) fn open(port: u16) -> Result<Self, String> {
        let stream =
            TcpStream::connect(("127.0.0.1", port)).map_err(|e| format!("connect: {e}"))?;
        let set = stream.set_nodelay(true).and_then(|()| stream.set_read_timeout(Some(PATIENCE)));
        set.map_err(|e| e.to_string())?;
        Ok(Self { stream: BufReader::with_capacity(1 << 16, stream), port, cookie: String::new() })
    }

    /// Signs in as one of the demo's staff.
    pub(super) fn signed_in(port: u16, email: &str, password: &str) -> Result<Self, String> {
        let mut client = Self::open(port)?;
        let answer = client.post("/sign-in", &[("email", email), ("password", password)])?;
        if answer.status != 303 || client.cookie.is_empty() {
            return Err(format!("{email} could not sign in: {}", answer.status));
        }
        Ok(client)
    }

    pub(super) fn get(&mut self, path: &str) -> Result<Answer, String> {
        self.ask(&format!("GET {path} HTTP/1.1\r\n"), "")
    }

    pub(super) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, String> {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let body = pairs.join("&");
        let head = format!(
            "POST {path} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\nSec-Fetch-Site: same-origin\r\n",
            body.len()
        );
        self.ask(&head, &body)
    }

    fn ask(&mut self, head: &str, body: &str) -> Result<Answer, String> {
        let Self { port, cookie, .. } = self;
        let text = format!("{head}Host: localhost:{port}\r\nCookie: {cookie}\r\n\r\n{body}");
        let sent = self.stream.get_mut().write_all(text.as_bytes());
        sent.map_err(|error| format!("sending: {error}"))?;
        self.answer().map_err(|error| format!("{}: {error}", head.lines().next().unwrap_or("")))
    }

    fn answer(&mut self) -> Result<Answer, String> {
        let mut line = String::new();
        let mut next = |stream: &mut BufReader<TcpStream>| -> Result<String, String> {
            line.clear();
            stream.read_line(&mut line).map_err(|error| error.to_string())?;
            Ok(line.trim_end().to_owned())
        };
        let first = next(&mut self.stream)?;
        let status = first.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.ok_or_else(|| format!("no answer but '{first}'"))?;
        let (mut length, mut location) = (0, None);
        loop {
            let header = next(&mut self.stream)?;
            let Some((name, value)) = header.split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().map_err(|_| "a length")?,
                "transfer-encoding" => return Err("an answer without a length".to_owned()),
                "location" => location = Some(value.trim().to_owned()),
                "set-cookie" => {
                    self.cookie = value.trim().split(';').next().unwrap_or_default().to_owned();
                }
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).map_err(|error| error.to_string())?;
        Ok(Answer { status, body: String::from_utf8_lossy(&body).into_owned(), location })
    }
}

fn encoded(value: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => text.push(char::from(byte)),
            _ => {
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn a_field_survives_its_way() {
        assert_eq!(encoded("Siân & co=1"), "Si%C3%A2n%20%26%20co%3D1");
    }
}
