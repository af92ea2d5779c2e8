//! The demo's company: twenty people of a maker of measuring instruments, in five groups, in many time zones.

/// A person of the demo. Managers come before those who report to them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    /// First part of the e-mail.
    pub key: &'static str,
    pub name: &'static str,
    pub about: &'static str,
    pub zone: &'static str,
    pub manager: Option<&'static str>,
    pub groups: &'static [&'static str],
    pub designer: bool,
    pub admin: bool,
}

pub(super) const COMPANY: &str = "Halden Instruments";
pub(super) const HOST: &str = "halden.example";

pub(super) const GROUPS: [(&str, &str); 5] = [
    ("finance", "Finance"),
    ("legal", "Legal"),
    ("security", "Security"),
    ("operations", "Operations"),
    ("people", "People team"),
];

const fn member(
    key: &'static str,
    name: &'static str,
    about: &'static str,
    zone: &'static str,
    manager: &'static str,
    groups: &'static [&'static str],
) -> Person {
    Person { key, name, about, zone, manager: Some(manager), groups, designer: false, admin: false }
}

pub(super) const PEOPLE: [Person; 20] = [
    Person {
        key: "marta",
        name: "Marta Oliveira",
        about: "Chief executive",
        zone: "Europe/Lisbon",
        manager: None,
        groups: &[],
        designer: false,
        admin: false,
    },
    member("henrik", "Henrik Sandvik", "Finance director", "Europe/Oslo", "marta", &["finance"]),
    member("priya", "Priya Raman", "Head of engineering", "Asia/Kolkata", "marta", &[]),
    member("lucia", "Lucía Campos", "Head of people", "Europe/Madrid", "marta", &["people"]),
    member("daniel", "Daniel Okafor", "General counsel", "Europe/London", "marta", &["legal"]),
    member("olivia", "Olivia Marsh", "Sales director", "America/Chicago", "marta", &[]),
    Person {
        admin: true,
        designer: true,
        ..member(
            "grace",
            "Grace Whitfield",
            "Internal systems, administrator",
            "America/New_York",
            "priya",
            &["security"],
        )
    },
    member("tomas", "Tomás Ferreira", "Financial controller", "Europe/Lisbon", "henrik", &["finance"]),
    member("ingrid", "Ingrid Bauer", "Accounts payable", "Europe/Berlin", "henrik", &["finance"]),
    member("weiling", "Tan Wei Ling", "Procurement", "Asia/Singapore", "henrik", &[]),
    member("amara", "Amara Nwosu", "Legal counsel", "Europe/London", "daniel", &["legal"]),
    member("jonas", "Jonas Keller", "Contracts", "Europe/Berlin", "daniel", &["legal"]),
    member("sofia", "Sofia Lindqvist", "Security lead", "Europe/Stockholm", "priya", &["security"]),
    member("arjun", "Arjun Mehta", "Platform manager", "Asia/Kolkata", "priya", &["operations"]),
    member("nora", "Nora Castellanos", "Reliability engineer", "America/Mexico_City", "arjun", &["operations"]),
    member("ben", "Ben Achterberg", "Software engineer", "Europe/Amsterdam", "arjun", &["operations"]),
    member("keiko", "Keiko Tanaka", "Product designer", "Asia/Tokyo", "priya", &[]),
    member("rafael", "Rafael Duarte", "Account executive", "America/Sao_Paulo", "olivia", &[]),
    member("zanele", "Zanele Dube", "Customer success", "Africa/Johannesburg", "olivia", &[]),
    Person {
        designer: true,
        ..member("pavel", "Pavel Novotný", "People partner", "Europe/Prague", "lucia", &["people"])
    },
];

/// The people who show most when signed in as, in this order.
pub(super) const PERSONAS: [&str; 7] = ["keiko", "priya", "marta", "tomas", "amara", "arjun", "grace"];

/// A person's e-mail.
pub(super) fn email(key: &str) -> String {
    format!("{key}@{HOST}")
}
