//! The keys of fields and options, made of their labels.

/// A label as a key: lower-case letters, digits and underscores, beginning with a letter.
pub fn slug(label: &str) -> String {
    let mut key = String::new();
    for c in label.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' => key.push(c),
            '0'..='9' if !key.is_empty() => key.push(c),
            '\u{e4}' | '\u{e0}' | '\u{e1}' | '\u{e2}' | '\u{e5}' | '\u{e3}' => key.push('a'),
            '\u{e9}' | '\u{e8}' | '\u{ea}' | '\u{eb}' => key.push('e'),
            '\u{ed}' | '\u{ec}' | '\u{ee}' | '\u{ef}' => key.push('i'),
            '\u{f6}' | '\u{f2}' | '\u{f3}' | '\u{f4}' | '\u{f5}' | '\u{f8}' => key.push('o'),
            '\u{fc}' | '\u{f9}' | '\u{fa}' | '\u{fb}' => key.push('u'),
            '\u{e7}' => key.push('c'),
            '\u{f1}' => key.push('n'),
            '\u{df}' => key.push_str("ss"),
            '\'' | '\u{2019}' => {}
            _ if !key.is_empty() && !key.ends_with('_') => key.push('_'),
            _ => {}
        }
    }
    let short: String = key.chars().take(40).collect();
    let key = short.trim_end_matches('_');
    if key.is_empty() { "field".to_owned() } else { key.to_owned() }
}

/// The key, with a number when another has it.
pub fn free<'a>(key: &str, taken: impl Iterator<Item = &'a str> + Clone) -> String {
    let is_free = |key: &str| !taken.clone().any(|other| other == key);
    if is_free(key) {
        return key.to_owned();
    }
    (2..=taken.clone().count() + 2).map(|number| format!("{key}_{number}")).find(|key| is_free(key)).unwrap_or_default()
}

/// Whether a key was made of this label, and not by hand.
pub fn follows(key: &str, label: &str) -> bool {
    let made = slug(label);
    key.strip_prefix(made.as_str()).is_some_and(|rest| {
        let number = rest.strip_prefix('_').unwrap_or("");
        rest.is_empty() || (!number.is_empty() && number.bytes().all(|c| c.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_of_labels() {
        let cases = [
            ("Amount", "amount"),
            ("What do you need?", "what_do_you_need"),
            ("Kostenstelle f\u{fc}r M\u{f6}bel", "kostenstelle_fur_mobel"),
            ("2nd opinion", "nd_opinion"),
            ("The requester\u{2019}s  name", "the_requesters_name"),
            ("\u{65e5}\u{672c}", "field"),
            ("", "field"),
        ];
        for (label, key) in cases {
            assert_eq!(slug(label), key);
        }
        assert_eq!(slug(&"abc ".repeat(40)).len(), 39, "without the underscore that the cut would leave");
    }

    #[test]
    fn a_key_that_is_taken_gets_a_number() {
        let taken = ["amount", "amount_2", "day"];
        assert_eq!(free("amount", taken.into_iter()), "amount_3");
        assert_eq!(free("what", taken.into_iter()), "what");
    }

    #[test]
    fn a_key_set_by_hand_is_told_from_one_that_follows() {
        assert!(follows("amount", "Amount"));
        assert!(follows("amount_2", "Amount"));
        assert!(!follows("amount_net", "Amount"));
        assert!(!follows("sum", "Amount"));
        assert!(!follows("amount_", "Amount"));
    }
}
