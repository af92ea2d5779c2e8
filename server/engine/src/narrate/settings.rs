//! A node's settings read out, each under its label from the catalogue; what is not set is left out.

use super::Narrator;
use super::words::{and, capital, or, quoted, times};
use crate::definition::Node;
use crate::ids::Port;
use crate::nodes::approval::{Due, How, Policy, Proof, Then};
use crate::nodes::wait::Until;
use crate::nodes::{Approval, Condition, Kind, Signal, Source, condition};

impl Narrator<'_> {
    /// The settings of a node in words, in the catalogue's order.
    #[must_use]
    pub fn settings(&self, node: &Node) -> Vec<(&'static str, String)> {
        let read = |key: &str| match &node.does {
            Kind::Approval(approval) => self.approval_setting(approval, key),
            Kind::Condition(condition) => Some(self.ways(node, condition)),
            Kind::Wait(wait) => Some(self.until(&wait.until)),
            Kind::Notify(notify) => match key {
                "to" => Some(self.sources(&notify.to)),
                _ => Some(quoted(&notify.message)),
            },
            Kind::Signal(signal) => self.signal_setting(signal, key),
            Kind::End(end) => match key {
                "outcome" => Some(capital(&end.outcome.to_string())),
                _ => end.closes_all.then(|| "Yes: the other branches end too.".to_owned()),
            },
            Kind::Start(_) | Kind::Split(_) | Kind::Join(_) => None,
        };
        let settings = node.does.entry().settings.iter();
        settings.filter_map(|setting| read(setting.key).map(|words| (setting.label, words))).collect()
    }

    /// The ways out of a condition, one on each line.
    fn ways(&self, node: &Node, condition: &Condition) -> String {
        let to = |port: &Port| {
            let edge = self.definition.edges_from(&node.id, port).next();
            edge.map_or_else(|| "nowhere".to_owned(), |edge| self.at(&edge.to))
        };
        let cases = condition
            .cases
            .iter()
            .map(|case| format!("{}, which is {}: to {}.", capital(&case.label), quoted(&case.when), to(&case.port)));
        let otherwise = format!("Otherwise: to {}.", to(&Port::from(condition::DEFAULT)));
        cases.chain([otherwise]).collect::<Vec<_>>().join("\n")
    }

    fn approval_setting(&self, approval: &Approval, key: &str) -> Option<String> {
        Some(match key {
            "approvers" => self.sources(&approval.approvers),
            "policy" => match approval.policy {
                Policy::Any => "One answer decides.".to_owned(),
                Policy::All => "Everybody must approve; one rejection decides.".to_owned(),
                Policy::AtLeast { count } => format!("{count} must approve."),
                Policy::InOrder => "One after the other; all must approve.".to_owned(),
            },
            "instructions" => Some(&approval.instructions).filter(|text| !text.is_empty()).map(|text| quoted(text))?,
            "proof" => match approval.proof {
                Proof::SignIn => return None,
                Proof::Link => "The link in the mail is enough.".to_owned(),
                Proof::LinkAndCode => "The link in the mail, and a code that is mailed once it is opened.".to_owned(),
                Proof::Password => "Signed with the password, entered again.".to_owned(),
            },
            "meaning" => Some(&approval.meaning).filter(|text| !text.is_empty()).map(|text| quoted(text))?,
            "requester_may_decide" => {
                let words =
                    if approval.requester_may_decide { "Yes." } else { "No: nobody approves their own request." };
                words.to_owned()
            }
            "reject_without_comment" => {
                approval.reject_without_comment.then(|| "Yes: a rejection may come without a reason.".to_owned())?
            }
            "fallback" => capital(&self.source(approval.fallback.as_ref()?)),
            "due" => match approval.due {
                Due::NoDeadline => "No deadline.".to_owned(),
                Due::Within(span) => format!("Within {}.", span.in_words()),
            },
            "reminders" => {
                let reminders = approval.reminders.as_ref()?;
                let every = reminders
                    .every
                    .filter(|_| reminders.times > 1)
                    .map_or(String::new(), |every| format!(", then every {}", every.in_words()));
                format!("After {}{every}; {} in all.", reminders.after.in_words(), times(reminders.times))
            }
            "escalations" if approval.escalations.is_empty() => return None,
            "escalations" => {
                let level = |escalation: &crate::nodes::approval::Escalation| {
                    let to = self.source(&escalation.to);
                    let after = escalation.after.in_words();
                    match escalation.how {
                        How::Add => format!("After {after} {to} can answer too."),
                        How::Replace => format!("After {after} {to} answers instead."),
                        How::Inform => format!("After {after} {to} is told."),
                    }
                };
                approval.escalations.iter().map(level).collect::<Vec<_>>().join(" ")
            }
            "timeout" => {
                let timeout = approval.timeout.as_ref()?;
                let then = match timeout.then {
                    Then::Leave => "it goes the way \u{201c}timed out\u{201d}",
                    Then::Approve => "it counts as approved",
                    Then::Reject => "it counts as rejected",
                };
                format!("After {} {then}.", timeout.after.in_words())
            }
            _ => return None,
        })
    }

    fn signal_setting(&self, signal: &Signal, key: &str) -> Option<String> {
        Some(match key {
            "name" => quoted(&signal.name),
            "key" => Some(&signal.key).filter(|key| !key.is_empty()).map(|key| quoted(key))?,
            "timeout" => format!("After {} it goes the way \u{201c}timed out\u{201d}.", signal.timeout?.in_words()),
            "link_to" if signal.link_to.is_empty() => return None,
            "link_to" => self.sources(&signal.link_to),
            "instructions" => Some(&signal.instructions).filter(|text| !text.is_empty()).map(|text| quoted(text))?,
            "webhook" => signal.webhook.then(|| "Yes: a program can send it to an address of its own.".to_owned())?,
            _ => return None,
        })
    }

    /// A source of people in words, in the middle of a sentence.
    #[must_use]
    pub fn source(&self, source: &Source) -> String {
        match source {
            Source::Person { id } => self.name(*id),
            Source::Group { key } => (self.group)(key),
            Source::Email { address } => address.clone(),
            Source::ManagerOfRequester { levels: 0 | 1 } => "the requester\u{2019}s manager".to_owned(),
            Source::ManagerOfRequester { levels } => format!("the requester\u{2019}s managers, up to {levels} levels"),
            Source::ManagerOfAssignee => "the manager of whoever was asked".to_owned(),
            Source::Field { key } => {
                let label = self.definition.form.field(key).map_or(key.as_str(), |field| field.label.as_str());
                format!("the person under {}", quoted(label))
            }
            Source::Expression { cel } => format!("whoever {} gives", quoted(cel)),
            Source::Requester => "the requester".to_owned(),
        }
    }

    /// Who may act, as short as it goes: `Finance`, `Manager`, `Ana Duarte +2`.
    #[must_use]
    pub fn short_sources(&self, sources: &[Source]) -> String {
        let short = |source: &Source| match source {
            Source::ManagerOfRequester { .. } => "Manager".to_owned(),
            Source::ManagerOfAssignee => "Manager of the approver".to_owned(),
            Source::Field { .. } => "Named in the form".to_owned(),
            Source::Expression { .. } => "By a rule".to_owned(),
            Source::Requester => "Requester".to_owned(),
            other => self.source(other),
        };
        let more = sources.len().saturating_sub(1);
        match sources.first() {
            Some(first) if more > 0 => format!("{} +{more}", short(first)),
            Some(first) => short(first),
            None => String::new(),
        }
    }

    fn sources(&self, sources: &[Source]) -> String {
        capital(&and(&sources.iter().map(|source| self.source(source)).collect::<Vec<_>>()))
    }

    /// Who may act on an approval, in words: `Finance or the requester's manager`.
    #[must_use]
    pub fn any_source(&self, sources: &[Source]) -> String {
        or(&sources.iter().map(|source| self.source(source)).collect::<Vec<_>>())
    }

    fn until(&self, until: &Until) -> String {
        match until {
            Until::After(span) => format!("{} after it began.", capital(&span.in_words())),
            Until::Moment(moment) => format!("{}.", (self.moment)(*moment)),
            Until::DateField { field, at } => {
                let label = self.definition.form.field(field).map_or(field.as_str(), |field| field.label.as_str());
                format!("The date under {}, at {} ({}).", quoted(label), at.format("%H:%M"), self.definition.time_zone)
            }
        }
    }
}
