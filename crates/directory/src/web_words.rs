//! Addresses of pages and mailboxes as sources write them: made whole where that is sure, else none.

/// An absolute address of a page. A relative one is joined to `base`; without one it is none.
#[must_use]
pub fn page_address(text: &str, base: Option<&str>) -> Option<String> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let bad = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '}' | '|')
    };
    if text.is_empty() || text.len() > 2000 || text.contains(bad) || !text.is_ascii() {
        return None;
    }
    if let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let name = host.rsplit('@').next().unwrap_or_default();
        let sound = !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'))
            && !host.contains('@')
            && name.split(':').next().is_some_and(|name| !name.is_empty());
        return sound.then(|| text.to_owned());
    }
    if lower.contains("://") || lower.starts_with("mailto:") || lower.starts_with("javascript:") {
        return None;
    }
    if let Some(path) = text.strip_prefix('/') {
        let base = base?;
        let (scheme, rest) = base.split_once("://")?;
        let host = rest.split('/').next()?;
        return page_address(&format!("{scheme}://{host}/{path}"), None);
    }
    let host = lower.split(['/', '?', '#']).next().unwrap_or_default();
    let looks_like_a_host = host.contains('.')
        && host.split('.').all(|part| !part.is_empty())
        && host
            .rsplit('.')
            .next()
            .is_some_and(|end| end.len() >= 2 && end.chars().all(|c| c.is_ascii_alphabetic()));
    if looks_like_a_host {
        return page_address(&format!("https://{text}"), None);
    }
    None
}

/// A mailbox, where the text is one.
#[must_use]
pub fn mailbox(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (name, host) = text.split_once('@')?;
    let sound = |part: &str, also: &[char]| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !part.contains("..")
            && part.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(&c))
    };
    let labels = host
        .split('.')
        .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
    (sound(name, &['.', '-', '_', '+', '\'', '&', '/', '='])
        && sound(host, &['.', '-'])
        && host.contains('.')
        && labels
        && text.len() <= 254
        && name.len() <= 64)
        .then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_made_whole_or_dropped() {
        let base = Some("https://feed.example.org/api/services");
        let whole = |text| page_address(text, base);
        assert_eq!(
            whole("https://a.example.org/x?y=1").as_deref(),
            Some("https://a.example.org/x?y=1")
        );
        assert_eq!(whole("www.example.org/help").as_deref(), Some("https://www.example.org/help"));
        assert_eq!(whole("/help").as_deref(), Some("https://feed.example.org/help"));
        for bad in [
            "",
            "n/a",
            "http://",
            "javascript:alert(1)",
            "ftp://x.example",
            "two words.org",
            "http://u:p@x.example",
        ] {
            assert_eq!(whole(bad), None, "{bad}");
        }
        assert_eq!(page_address("/help", None), None);
        assert_eq!(mailbox(" mailto:a.b@example.org ").as_deref(), Some("a.b@example.org"));
        for bad in ["a@b", "a b@example.org", "@example.org", "a@", "a@-x.org", "a..b@example.org"]
        {
            assert_eq!(mailbox(bad), None, "{bad}");
        }
    }
}
