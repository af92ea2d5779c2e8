//! Why somebody is asked, in words.

use super::Narrator;
use super::words::quoted;
use crate::nodes::source::{Candidate, Why};

impl Narrator<'_> {
    /// Who is asked and why: `Maria Costa, manager of Jonas Weber`.
    #[must_use]
    pub fn why(&self, candidate: &Candidate) -> String {
        let why = match &candidate.why {
            Why::Named => "named in the process".to_owned(),
            Why::MemberOf { group } => format!("member of {}", (self.group)(group)),
            Why::ManagerOf { person, level: 0 | 1 } => format!("manager of {}", self.name(*person)),
            Why::ManagerOf { person, level } => format!("{level} levels above {}", self.name(*person)),
            Why::NamedInField { field } => {
                let label = self.definition.form.field(field).map_or(field.as_str(), |field| field.label.as_str());
                format!("named under {}", quoted(label))
            }
            Why::ByExpression => "named by the expression".to_owned(),
            Why::Fallback => "asked because there is nobody else".to_owned(),
            Why::DelegatedBy { person } => format!("who was handed it by {}", self.name(*person)),
            Why::Escalated { .. } => "who comes in because nobody answered".to_owned(),
            Why::Requester => "who makes the request".to_owned(),
        };
        format!("{}, {why}", self.name(candidate.person))
    }
}
