//! How well a text fits what somebody types: its letters in order, best at the beginnings of words and side by side.

/// How well a text fits; none when a letter is missing. More is better.
pub fn score(query: &str, text: &str) -> Option<i32> {
    let query: Vec<char> = lower(query).filter(|letter| !letter.is_whitespace()).collect();
    let text: Vec<char> = lower(text).collect();
    if query.is_empty() {
        return Some(0);
    }
    // From each place where the first letter is, so that the best of them counts.
    let starts = text.iter().enumerate().filter(|(_, letter)| **letter == query[0]).map(|(place, _)| place);
    starts.filter_map(|start| from(&query, &text, start)).max()
}

fn from(query: &[char], text: &[char], start: usize) -> Option<i32> {
    let (mut points, mut last) = (0, None);
    let mut at = start;
    for letter in query {
        let found = at + text[at..].iter().position(|one| one == letter)?;
        let begins = found == 0 || !text[found - 1].is_alphanumeric();
        points += match last {
            Some(last) if found == last + 1 => 6,
            _ if begins => 5,
            _ => -1,
        };
        points += i32::from(found == 0) * 3;
        last = Some(found);
        at = found + 1;
    }
    Some(points)
}

/// The best of several texts; those after the first have to hold the words as they are, and count less.
pub fn best<'a>(query: &str, first: &str, others: impl IntoIterator<Item = &'a str>) -> Option<i32> {
    let needle: String = lower(query.trim()).collect();
    let contains = |text: &str| lower(text).collect::<String>().contains(&needle);
    score(query, first).map(|points| points + 20).or_else(|| others.into_iter().any(contains).then_some(0))
}

fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_order_fit_and_beginnings_of_words_fit_best() {
        assert_eq!(score("", "Approval"), Some(0));
        assert_eq!(score("xz", "Approval"), None);
        assert_eq!(score("la", "al"), None, "in order");
        let order = |query: &str, texts: &[&str]| {
            let points: Vec<i32> = texts.iter().map(|text| score(query, text).expect("it fits")).collect();
            assert!(points.is_sorted_by(|one, next| one > next), "{query}: {points:?}");
        };
        order("ap", &["Approval", "The approval", "grape"]);
        order("pj", &["Parallel join", "Dep jay"]);
        order("joi", &["Join", "Parallel join", "jot soil"]);
        assert_eq!(score("äö", "ÄÖ"), score("ao", "AO"), "letters of all languages");
    }

    #[test]
    fn the_name_counts_more_than_what_is_said_of_it() {
        let named = best("wait", "Wait", ["Goes on after a time."]);
        let told = best("after a", "Wait", ["Goes on after a time."]);
        assert!(named > told && told == Some(0));
        assert_eq!(best("nothing", "Wait", ["Goes on after a time."]), None);
    }
}
