//! Names of things as the outside sees them. Each carries its shard, so that it is found without asking.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use engine::ids::TaskNo;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{NoContext, Timestamp, Uuid};

use crate::shard;

/// An organisation and the shard where it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OrgRef {
    pub shard: i16,
    pub id: Uuid,
}

impl OrgRef {
    /// The organisation with this id.
    #[must_use]
    pub fn of(id: Uuid) -> Self {
        Self { shard: shard::of_organisation(id), id }
    }
}

/// An execution; as text `{shard}-{uuid}`, the uuid without dashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExecutionId {
    pub shard: i16,
    pub id: Uuid,
}

/// A task; as text `{execution}-{number}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId {
    pub execution: ExecutionId,
    pub no: TaskNo,
}

/// A draft; as text `{shard}-{uuid}`, the uuid without dashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DraftId {
    pub shard: i16,
    pub id: Uuid,
}

/// Why a text is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an id")]
pub struct NotAnId;

impl fmt::Display for ExecutionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.shard, self.id.simple())
    }
}

impl FromStr for ExecutionId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (shard, id) = placed(text)?;
        Ok(Self { shard, id })
    }
}

impl fmt::Display for DraftId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.shard, self.id.simple())
    }
}

impl FromStr for DraftId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (shard, id) = placed(text)?;
        Ok(Self { shard, id })
    }
}

/// A shard and what is in it.
fn placed(text: &str) -> Result<(i16, Uuid), NotAnId> {
    let (shard, id) = text.split_once('-').ok_or(NotAnId)?;
    if id.len() != 32 {
        return Err(NotAnId);
    }
    let shard = shard.parse().ok().filter(|shard| *shard >= 0).ok_or(NotAnId)?;
    Ok((shard, Uuid::try_parse(id).map_err(|_| NotAnId)?))
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.execution, self.no)
    }
}

impl FromStr for TaskId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (execution, no) = text.rsplit_once('-').ok_or(NotAnId)?;
        Ok(Self { execution: execution.parse()?, no: TaskNo(no.parse().map_err(|_| NotAnId)?) })
    }
}

macro_rules! as_text {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

as_text!(ExecutionId, TaskId, DraftId);

/// A new UUIDv7 of this moment.
pub(crate) fn new_id(now: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_what_they_write_and_refuse_the_rest() {
        let execution = ExecutionId { shard: 762, id: Uuid::from_u128(0x0192_f3c4_a1b2_7c3d_8e9f_0011_2233_4455) };
        assert_eq!(execution.to_string(), "762-0192f3c4a1b27c3d8e9f001122334455");
        assert_eq!(execution.to_string().parse(), Ok(execution));
        let task = TaskId { execution, no: TaskNo(3) };
        assert_eq!(task.to_string().parse(), Ok(task));
        let draft = DraftId { shard: 762, id: execution.id };
        assert_eq!(draft.to_string().parse(), Ok(draft));
        for text in [
            "",
            "-",
            "1-",
            "1-2",
            "x-0192f3c4a1b27c3d8e9f001122334455",
            "-1-0192f3c4a1b27c3d8e9f001122334455",
            "99999-0192f3c4a1b27c3d8e9f001122334455",
        ] {
            assert!(text.parse::<ExecutionId>().is_err(), "{text}");
            assert!(text.parse::<TaskId>().is_err(), "{text}");
            assert!(text.parse::<DraftId>().is_err(), "{text}");
        }
    }
}
