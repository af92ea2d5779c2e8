//! E-mail addresses: one form for each, and a small check in plain words. Whether mail arrives only sending tells.

/// The longest address, in characters.
pub const LONGEST: usize = 254;

/// The form in which addresses are kept and compared: trimmed, in lower case.
#[must_use]
pub fn normal(address: &str) -> String {
    address.trim().to_lowercase()
}

/// Reads an address into its normal form.
///
/// # Errors
/// What is wrong with it, as a whole sentence.
pub fn read(text: &str) -> Result<String, String> {
    let address = normal(text);
    if address.chars().count() > LONGEST {
        return Err(format!("An e-mail address has at most {LONGEST} characters."));
    }
    if address.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '<' | '>')) {
        return Err("Enter one e-mail address, without spaces.".to_owned());
    }
    if !address.is_ascii() {
        return Err(
            "Write the address in plain letters; a domain with others has a form that begins with xn--.".to_owned()
        );
    }
    let like = || "Enter an e-mail address, like ana@example.com.".to_owned();
    let (name, domain) = address.split_once('@').ok_or_else(like)?;
    let labels = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
    if name.is_empty() || domain.contains('@') || !labels {
        return Err(like());
    }
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_form() {
        assert_eq!(read(" Ana.Duarte@Example.COM ").unwrap(), "ana.duarte@example.com");
        assert_eq!(read("o'neil+po@mail.example.co.uk").unwrap(), "o'neil+po@mail.example.co.uk");
    }

    #[test]
    fn what_is_not_one_address_is_refused() {
        let long = format!("{}@example.com", "a".repeat(250));
        for text in [
            "",
            "ana",
            "@example.com",
            "ana@",
            "ana@example",
            "ana@.com",
            "ana@example.",
            "a@b@c.de",
            "a b@c.de",
            "a\0@c.de",
            "a@c.de, b@c.de",
            "a@c.de\r\nBcc: b@c.de",
            "Ana <a@c.de>",
            "jürgen@c.de",
            "a@bücher.example",
            &long,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
