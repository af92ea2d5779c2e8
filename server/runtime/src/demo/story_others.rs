//! The demo's time off, contracts, production changes and new vendors.

use super::story::{Do, Start, Story};
use Do::{Again, Approve, Cancel, Claim, Reject, Say, SendBack};
use Start::{Ago, Day};

type Entered = &'static [(&'static str, &'static str)];
type Acts = &'static [(f64, &'static str, Do)];

const fn off(who: &'static str, start: Start, entered: Entered, acts: Acts) -> Story {
    Story { who, definition: "time-off", start, entered, acts }
}

const fn contract(who: &'static str, start: Start, entered: Entered, acts: Acts) -> Story {
    Story { who, definition: "contract", start, entered, acts }
}

const fn change(who: &'static str, start: Start, entered: Entered, acts: Acts) -> Story {
    Story { who, definition: "production-change", start, entered, acts }
}

const fn vendor(who: &'static str, start: Start, entered: Entered, acts: Acts) -> Story {
    Story { who, definition: "new-vendor", start, entered, acts }
}

#[rustfmt::skip]
pub(super) const STORIES: &[Story] = &[
    off("ben", Day(19, 9.0), &[("kind", "holiday"), ("from", "@30"), ("to", "@36"), ("days", "5"), ("cover", "person:nora")],
        &[(2.0, "arjun", Approve("Enjoy."))]),
    off("keiko", Day(14, 9.0), &[("kind", "holiday"), ("from", "@40"), ("to", "@51"), ("days", "8"), ("note", "My sister gets married in Sapporo.")],
        &[(126.0, "pavel", Approve("I spoke to Priya by telephone: fine with her."))]),
    off("jonas", Day(11, 8.5), &[("kind", "study"), ("from", "@18"), ("to", "@19"), ("days", "2"), ("note", "Seminar on data protection in contracts.")],
        &[(20.0, "daniel", Approve("Tell us about it afterwards."))]),
    off("zanele", Day(10, 12.0), &[("kind", "unpaid"), ("from", "@15"), ("to", "@26"), ("days", "8")],
        &[(9.0, "olivia", Reject("The Alto launch is in that week. Let us find another one together."))]),
    off("rafael", Day(7, 13.0), &[("kind", "parental"), ("from", "@45"), ("to", "@104"), ("days", "42"), ("cover", "person:zanele")],
        &[(3.0, "olivia", Approve("Congratulations to both of you!"))]),
    off("ingrid", Ago(49.5), &[("kind", "holiday"), ("from", "@21"), ("to", "@25"), ("days", "5"), ("cover", "person:tomas")], &[]),
    off("nora", Ago(6.0), &[("kind", "study"), ("from", "@28"), ("to", "@30"), ("days", "3"), ("note", "Reliability conference in Monterrey.")], &[]),
    off("marta", Ago(29.0), &[("kind", "holiday"), ("from", "@33"), ("to", "@44"), ("days", "8"), ("cover", "person:henrik")], &[]),
    off("arjun", Ago(125.0), &[("kind", "holiday"), ("from", "@16"), ("to", "@20"), ("days", "5"), ("cover", "person:nora")], &[]),
    off("sofia", Ago(52.0), &[("kind", "holiday"), ("from", "@22"), ("to", "@33"), ("days", "10")],
        &[(5.0, "priya", SendBack("This overlaps with the penetration test. Can it begin a week later?"))]),

    contract("rafael", Day(20, 10.0), &[
        ("party", "Alto Sistemas"), ("kind", "customer"), ("value", "240000"), ("ends", "@1095"), ("owner", "person:olivia"),
        ("summary", "Three years, 400 sensors. They want a service level of 99.9 % with credits up to a month's fee."),
    ], &[
        (24.0, "amara", Approve("The cap on credits is fine.")),
        (30.0, "sofia", Approve("Their data stays in Frankfurt.")),
        (54.0, "olivia", Approve("Our largest this year.")),
    ]),
    contract("weiling", Day(15, 9.0), &[
        ("party", "Kestrel Optics"), ("kind", "supplier"), ("value", "310000"), ("owner", "person:henrik"),
        ("summary", "Remote maintenance: they connect to the rig and keep the measurements for their statistics."),
    ], &[
        (20.0, "jonas", Approve("Their standard terms, with our annex.")),
        (28.0, "sofia", Reject("They keep measurements unencrypted outside the EU. Not without an annex on that.")),
    ]),
    contract("zanele", Day(9, 11.0), &[
        ("party", "Universidade do Minho"), ("kind", "nda"), ("owner", "person:zanele"),
        ("summary", "Mutual, two years. They may publish results after we have read them."),
    ], &[
        (5.0, "amara", Approve("")),
        (8.0, "grace", Approve("No data of customers in it.")),
        (9.0, "zanele", Approve("")),
    ]),
    contract("rafael", Day(6, 14.0), &[
        ("party", "Bergmann Papier"), ("kind", "customer"), ("value", "96000"), ("ends", "@730"), ("owner", "person:olivia"),
        ("summary", "Their paper, not ours. Unlimited liability in clause 9."),
    ], &[
        (22.0, "amara", SendBack("Clause 9 has no cap on liability. We cannot sign that; ask for twice the yearly fee.")),
        (30.0, "sofia", Approve("")),
        (46.0, "rafael", Again(&[("summary", "Their paper, not ours. Clause 9 is now capped at twice the yearly fee.")], "They agreed within an hour.")),
        (50.0, "amara", Approve("Good work.")),
    ]),
    contract("weiling", Ago(70.0), &[
        ("party", "Pico Metrology"), ("kind", "supplier"), ("value", "42000"), ("owner", "person:tomas"),
        ("summary", "Frame agreement for spare parts, prices fixed for two years."),
    ], &[
        (20.0, "amara", Claim),
        (24.0, "sofia", Approve("")),
    ]),
    contract("daniel", Ago(110.0), &[
        ("party", "Rua do Ouro 88"), ("kind", "lease"), ("value", "540000"), ("ends", "@1825"), ("owner", "person:marta"),
        ("summary", "Five years for the Lisbon office, with a way out after three. Indexed to inflation, capped at 4 %."),
    ], &[(50.0, "daniel", Say("The landlord wants an answer by Friday."))]),
    contract("olivia", Ago(22.0), &[
        ("party", "Fjordkraft"), ("kind", "customer"), ("value", "128000"), ("ends", "@1095"), ("owner", "person:olivia"),
        ("summary", "Our standard terms. They ask to host the gateway themselves."),
    ], &[(18.0, "jonas", Approve("Standard terms, nothing to add."))]),
    contract("henrik", Ago(240.0), &[
        ("party", "Datahaven"), ("kind", "supplier"), ("value", "36000"), ("owner", "person:tomas"),
        ("summary", "Archive of invoices, ten years."),
    ], &[(60.0, "grace", Cancel("The group signed for all of us last week; this is no longer needed."))]),

    change("nora", Day(17, 8.0), &[
        ("service", "gateway"), ("what", "Raise the connection limit"), ("urgency", "normal"), ("day", "@4"),
        ("plan", "From 20,000 to 50,000 on one node, watch for an hour, then the rest. Back: the old value, no restart needed."),
    ], &[(5.0, "arjun", Approve("")), (9.0, "sofia", Approve("Tested in the lab."))]),
    change("ben", Day(12, 22.0), &[
        ("service", "billing"), ("what", "Roll back the invoice rounding"), ("urgency", "emergency"),
        ("plan", "Version 4.11 again. 37 invoices to be corrected by hand tomorrow."),
    ], &[(0.2, "nora", Approve("Watching it with you."))]),
    change("ben", Day(5, 3.0), &[
        ("service", "telemetry"), ("what", "Restart ingest with smaller batches"), ("urgency", "emergency"), ("day", "@0"),
        ("plan", "Batches of 500 in place of 5,000. Back: the flag, at once."),
    ], &[(30.0, "sofia", Approve("Late, but right.")), (31.0, "nora", Approve("It has run this way since that night."))]),
    change("arjun", Ago(40.0), &[
        ("service", "identity"), ("what", "Rotate the signing keys"), ("urgency", "normal"), ("day", "@5"),
        ("plan", "Both keys are accepted for a day, then the old one is dropped. Back: keep accepting both."),
    ], &[(10.0, "nora", Approve("")), (12.0, "sofia", Approve("Overdue since spring."))]),
    change("nora", Ago(28.0), &[
        ("service", "gateway"), ("what", "Drop the two weakest TLS ciphers"), ("urgency", "normal"), ("day", "@6"),
        ("plan", "0.02 % of devices still ask for them; they are listed. Back: one line."),
    ], &[(4.0, "ben", Approve("The list is in the ticket."))]),
    change("sofia", Day(9, 9.0), &[
        ("service", "identity"), ("what", "Drop the old sign-in form"), ("urgency", "normal"), ("day", "@7"),
        ("plan", "Redirect to the new one. Back: remove the redirect."),
    ], &[
        (3.0, "nora", Reject("Field engineers still have it on their tablets.")),
        (5.0, "arjun", Reject("Agreed with Nora; after the tablets.")),
        (6.0, "ben", Reject("Same.")),
    ]),
    change("arjun", Ago(0.4), &[
        ("service", "gateway"), ("what", "Block a client that loops"), ("urgency", "emergency"),
        ("plan", "One rule at the edge, 40,000 requests per second less. Back: remove the rule."),
    ], &[]),

    vendor("weiling", Ago(51.0), &[
        ("company", "Lumen Glass"), ("what", "Optical windows"), ("contact", "lena.hartmann@lumen.example"), ("yearly", "48000"),
        ("why", "The only ones who polish sapphire to our flatness within two weeks."),
    ], &[(3.0, "tomas", Approve("Nobody else sells us these."))]),
    vendor("weiling", Ago(4.0), &[
        ("company", "Oria Couriers"), ("what", "Express deliveries"), ("contact", "accounts@oria.example"), ("yearly", "9500"),
    ], &[]),
];
