//! A few words beneath the names of tasks: who is asked.

use std::collections::HashMap;

use engine::definition::Definition;
use engine::ids::NodeId;
use engine::nodes::{Kind, Source};

use crate::api::Directory;

/// The words beneath the nodes' names.
pub type Notes = HashMap<NodeId, String>;

/// Who is asked or told, as far as it can be said shortly.
pub fn notes(definition: &Definition, directory: &Directory) -> Notes {
    let said = definition.nodes.iter().filter_map(|node| {
        let sources: &[Source] = match &node.does {
            Kind::Approval(approval) => &approval.approvers,
            Kind::Notify(notify) => &notify.to,
            _ => return None,
        };
        let first = words(definition, directory, sources.first()?);
        let more = if sources.len() > 1 { format!("{first} +{}", sources.len() - 1) } else { first };
        Some((node.id.clone(), more))
    });
    said.collect()
}

fn words(definition: &Definition, directory: &Directory, source: &Source) -> String {
    match source {
        Source::Person { id } => {
            let id = id.to_string();
            directory
                .people
                .iter()
                .find(|person| person.id == id)
                .map_or_else(|| "a person".to_owned(), |person| person.name.clone())
        }
        Source::Group { key } => directory
            .groups
            .iter()
            .find(|group| group.key == key.0)
            .map_or_else(|| key.0.clone(), |group| group.name.clone()),
        Source::Email { address } => address.clone(),
        Source::ManagerOfRequester { levels: 1 } => "The manager".to_owned(),
        Source::ManagerOfRequester { .. } => "The managers".to_owned(),
        Source::ManagerOfAssignee => "Their manager".to_owned(),
        Source::Field { key } => definition.form.field(key).map_or_else(|| key.clone(), |field| field.label.clone()),
        Source::Expression { .. } => "By expression".to_owned(),
        Source::Requester => "The requester".to_owned(),
    }
}
