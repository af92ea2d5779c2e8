//! The form of a request: its fields, their limits, and the reading of what a person entered.
//! What was entered is either wholly right and becomes [`Data`], or every wrong field is named with a reason.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::email;
use crate::ids::PersonId;

/// The longest text of a one-line field, in characters, when the field sets no limit.
pub const TEXT_LIMIT: u32 = 200;
/// The longest text of a long field, in characters, when the field sets no limit.
pub const LONG_TEXT_LIMIT: u32 = 10_000;

/// The latest year of a date: beyond four digits they are slips of the hand, and near the calendar's end no time can be added.
const LATEST_YEAR: i32 = 9_999;

/// The questions a requester answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub fields: Vec<Field>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Lower-case name used in expressions: `request.amount`.
    pub key: String,
    pub label: String,
    #[serde(default)]
    pub help: String,
    #[serde(default)]
    pub required: bool,
    pub input: Input,
}

/// What kind of answer a field takes, with its limits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Input {
    /// One line of text, at most `max_length` characters.
    Text {
        #[serde(default)]
        max_length: Option<u32>,
    },
    /// Several lines of text, at most `max_length` characters.
    LongText {
        #[serde(default)]
        max_length: Option<u32>,
    },
    Number {
        #[serde(default)]
        min: Option<Decimal>,
        #[serde(default)]
        max: Option<Decimal>,
        /// Digits after the point that are allowed.
        #[serde(default)]
        decimals: u32,
    },
    /// An amount, never negative, with two decimals.
    Money {
        /// ISO 4217 code.
        currency: String,
        #[serde(default)]
        min: Option<Decimal>,
        #[serde(default)]
        max: Option<Decimal>,
    },
    /// A calendar date.
    Date {
        #[serde(default)]
        earliest: Option<NaiveDate>,
        #[serde(default)]
        latest: Option<NaiveDate>,
    },
    /// One of the options.
    Choice { options: Vec<ChoiceOption> },
    /// An active person of the organisation.
    Person,
    /// One e-mail address; the answer is a text in the form of [`email::normal`].
    Email,
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    pub value: String,
    pub label: String,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Text(String),
    Number(Decimal),
    Money { amount: Decimal, currency: String },
    Date(NaiveDate),
    Choice { value: String, label: String },
    Person(PersonId),
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Money { amount, currency } => write!(f, "{} {currency}", grouped(*amount)),
            Self::Date(date) => write!(f, "{}", date.format("%-d %b %Y")),
            Self::Choice { label, .. } => f.write_str(label),
            Self::Person(person) => person.fmt(f),
        }
    }
}

/// An amount with thousands apart: `12,500.00`.
fn grouped(amount: Decimal) -> String {
    let text = format!("{amount:.2}");
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 && c != '-' && !out.ends_with('-') {
            out.push(',');
        }
        out.push(c);
    }
    format!("{out}.{cents}")
}

/// The answers of a request by field key; a field left empty is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Data(pub BTreeMap<String, Answer>);

/// What is wrong with one field, in words for the person at the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub problem: String,
}

impl Form {
    /// The field with this key.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// Reads what was entered, as texts by field key.
    ///
    /// # Errors
    /// Every field that is missing, malformed or beyond its limits, and every entry that no field asks for.
    pub fn read(&self, entered: &BTreeMap<String, String>) -> Result<Data, Vec<FieldError>> {
        let (mut answers, mut errors) = (BTreeMap::new(), Vec::new());
        for field in &self.fields {
            let text = entered.get(&field.key).map_or("", |text| text.trim());
            match field.read(text) {
                Ok(Some(answer)) => drop(answers.insert(field.key.clone(), answer)),
                Ok(None) => {}
                Err(problem) => errors.push(FieldError { field: field.key.clone(), problem }),
            }
        }
        for key in entered.keys().filter(|key| self.field(key).is_none()) {
            errors.push(FieldError { field: key.clone(), problem: "The form has no such field.".to_owned() });
        }
        if errors.is_empty() { Ok(Data(answers)) } else { Err(errors) }
    }

    /// Reads what was entered where it is right; what is missing or wrong counts as left empty.
    #[must_use]
    pub fn read_leniently(&self, entered: &BTreeMap<String, String>) -> Data {
        let read = |field: &Field| {
            let answer = field.read(entered.get(&field.key)?.trim()).ok()??;
            Some((field.key.clone(), answer))
        };
        Data(self.fields.iter().filter_map(read).collect())
    }
}

impl Field {
    fn read(&self, text: &str) -> Result<Option<Answer>, String> {
        if text.is_empty() {
            return if self.required { Err(format!("{} is needed.", self.label)) } else { Ok(None) };
        }
        self.input.read(text).map(Some)
    }
}

impl Input {
    /// The longest text in characters, for texts.
    #[must_use]
    pub fn longest(&self) -> Option<u32> {
        match self {
            Self::Text { max_length } => Some(max_length.unwrap_or(TEXT_LIMIT)),
            Self::LongText { max_length } => Some(max_length.unwrap_or(LONG_TEXT_LIMIT)),
            _ => None,
        }
    }

    fn read(&self, text: &str) -> Result<Answer, String> {
        match self {
            Self::Text { .. } | Self::LongText { .. } => self.read_text(text),
            Self::Number { min, max, decimals } => {
                let number = decimal(text).ok_or("Enter a number, like 12 or 12.5.")?;
                within(number, *min, *max)?;
                if number.normalize().scale() > *decimals {
                    return Err(match decimals {
                        0 => "Enter a whole number.".to_owned(),
                        n => format!("Enter at most {n} digits after the point."),
                    });
                }
                Ok(Answer::Number(number))
            }
            Self::Money { currency, min, max } => {
                let mut amount = decimal(text).ok_or("Enter an amount, like 1250.00.")?;
                if amount.is_sign_negative() && !amount.is_zero() {
                    return Err("An amount cannot be negative.".to_owned());
                }
                if amount.normalize().scale() > 2 {
                    return Err("Enter at most two digits after the point.".to_owned());
                }
                within(amount, *min, *max)?;
                amount.rescale(2);
                Ok(Answer::Money { amount, currency: currency.clone() })
            }
            Self::Date { earliest, latest } => {
                let read = NaiveDate::from_str(text).ok().filter(|date| (0..=LATEST_YEAR).contains(&date.year()));
                let date = read.ok_or("Enter a date, like 2026-03-31.")?;
                if let Some(earliest) = earliest.filter(|earliest| date < *earliest) {
                    return Err(format!("The earliest possible date is {earliest}."));
                }
                if let Some(latest) = latest.filter(|latest| date > *latest) {
                    return Err(format!("The latest possible date is {latest}."));
                }
                Ok(Answer::Date(date))
            }
            Self::Choice { options } => options
                .iter()
                .find(|option| option.value == text)
                .map(|option| Answer::Choice { value: option.value.clone(), label: option.label.clone() })
                .ok_or_else(|| "Choose one of the options.".to_owned()),
            Self::Person => {
                Uuid::from_str(text).map(|id| Answer::Person(PersonId(id))).map_err(|_| "Choose a person.".to_owned())
            }
            Self::Email => email::read(text).map(Answer::Text),
        }
    }

    fn read_text(&self, text: &str) -> Result<Answer, String> {
        let limit = self.longest().unwrap_or(LONG_TEXT_LIMIT);
        let length = text.chars().count();
        if length > limit as usize {
            return Err(format!("At most {limit} characters; this has {length}."));
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err("This has characters that cannot be shown.".to_owned());
        }
        Ok(Answer::Text(text.to_owned()))
    }
}

fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).ok().filter(|number| number.abs() < Decimal::new(1_000_000_000_000_000, 0))
}

fn within(number: Decimal, min: Option<Decimal>, max: Option<Decimal>) -> Result<(), String> {
    if let Some(min) = min.filter(|min| number < *min) {
        return Err(format!("The least possible is {min}."));
    }
    if let Some(max) = max.filter(|max| number > *max) {
        return Err(format!("The most possible is {max}."));
    }
    Ok(())
}
