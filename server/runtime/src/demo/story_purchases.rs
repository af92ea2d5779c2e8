//! The demo's purchases.

use super::story::{Do, Start, Story};
use Do::{Again, Approve, Claim, Delegate, Nudge, Reject, Say, SendBack, Withdraw};
use Start::{Ago, Day};

const fn buy(
    who: &'static str,
    start: Start,
    entered: &'static [(&'static str, &'static str)],
    acts: &'static [(f64, &'static str, Do)],
) -> Story {
    Story { who, definition: "purchase", start, entered, acts }
}

#[rustfmt::skip]
pub(super) const STORIES: &[Story] = &[
    buy("keiko", Day(20, 9.4), &[
        ("what", "Two height-adjustable desks"), ("supplier", "Nordplan"), ("amount", "1840"), ("needed_by", "@20"),
        ("reason", "The two by the window no longer go up. Nordplan fitted the rest of the studio."),
    ], &[
        (3.2, "priya", Approve("Fine, they replace the ones from 2017.")),
        (20.1, "tomas", Claim),
        (20.6, "tomas", Approve("Cost centre 4120.")),
    ]),
    buy("ben", Day(18, 10.2), &[
        ("what", "Keyboard and headset"), ("supplier", "Bol"), ("amount", "239.90"),
        ("reason", "Mine stayed behind when we left the old office."),
    ], &[(1.1, "arjun", Approve(""))]),
    buy("rafael", Day(17, 14.0), &[
        ("what", "Booth at the Sensor fair"), ("supplier", "Messe Nuremberg"), ("amount", "14600"), ("needed_by", "@30"),
        ("reason", "Six of our ten largest customers exhibit there. 18 square metres, corner, with power."),
    ], &[
        (5.0, "olivia", Approve("We said no last year and regretted it.")),
        (26.4, "tomas", Approve("Events budget has 21,000 left.")),
        (29.8, "henrik", Approve("")),
    ]),
    buy("zanele", Day(16, 11.0), &[
        ("what", "Team dinner after the release"), ("supplier", "Mzansi Kitchen"), ("amount", "1150"),
        ("reason", "Fourteen people, first release without a rollback."),
    ], &[(7.0, "olivia", Reject("Well deserved, but not from this budget. Ask me about the offsite."))]),
    buy("nora", Day(15, 15.0), &[
        ("what", "Load generator licences"), ("supplier", "Gatling"), ("amount", "9400"),
        ("reason", "Ten seats, billed monthly. The free tier stops at 2,000 devices and we simulate 30,000."),
    ], &[
        (2.1, "arjun", SendBack("Which plan is this? The yearly one is a third cheaper.")),
        (22.3, "nora", Again(&[("amount", "6250"), ("reason", "Ten seats, billed yearly. The free tier stops at 2,000 devices and we simulate 30,000.")], "Yearly plan, as you said.")),
        (24.0, "arjun", Approve("")),
        (49.5, "ingrid", Approve("Invoice goes to Berlin.")),
    ]),
    buy("weiling", Day(13, 9.0), &[
        ("what", "Calibration rig for line 3"), ("supplier", "Kestrel Optics"), ("amount", "86000"), ("needed_by", "@75"),
        ("reason", "Line 3 borrows the rig of line 1 every night. The offer holds until the end of the month."),
    ], &[
        (28.0, "weiling", Say("The supplier called: they hold the price for two more weeks.")),
        (80.2, "marta", Approve("Long needed. Henrik is travelling, so from me.")),
        (98.0, "tomas", Approve("Depreciation over eight years, checked.")),
        (101.3, "ingrid", Approve("")),
    ]),
    buy("keiko", Day(12, 10.0), &[
        ("what", "Design conference, two tickets"), ("supplier", "Form Tokyo"), ("amount", "1390"),
        ("reason", "Early price ends on Friday."),
    ], &[(30.0, "keiko", Withdraw("We were given speaker passes."))]),
    buy("ben", Day(9, 9.5), &[
        ("what", "Four test phones"), ("supplier", "Refurbed"), ("amount", "2120"),
        ("reason", "Two of ours no longer get updates."),
    ], &[
        (4.0, "arjun", Approve("")),
        (30.0, "ingrid", Reject("There are six in the cupboard in Berlin. Take those first.")),
    ]),
    buy("sofia", Day(8, 10.0), &[
        ("what", "Yearly penetration test"), ("supplier", "Redcliff Security"), ("amount", "23500"),
        ("reason", "Three customers ask for the report by the end of the quarter."),
    ], &[
        (6.0, "priya", Approve("Required by contract.")),
        (30.2, "tomas", Approve("Same price as last year.")),
    ]),
    buy("amara", Ago(76.0), &[
        ("what", "Law database, yearly"), ("supplier", "Juris"), ("amount", "3800"),
        ("reason", "The trial ends this week, and three of us use it daily."),
    ], &[(26.0, "amara", Nudge)]),
    buy("rafael", Ago(30.0), &[
        ("what", "Flights to Porto for the Alto pilot"), ("supplier", "TAP"), ("amount", "780"), ("needed_by", "@9"),
        ("reason", "Two people, two nights. Alto wants us on site for the first measurements."),
    ], &[(6.0, "olivia", Delegate("zanele", "You run the pilot. Decide whether two have to go."))]),
    buy("keiko", Ago(27.0), &[
        ("what", "Colour calibration probe"), ("supplier", "Datacolor"), ("amount", "1260"),
        ("reason", "The screens of the new terminal show our red as orange."),
    ], &[(3.0, "priya", Approve("Our red should be red."))]),
    buy("sofia", Ago(33.0), &[
        ("what", "Hardware keys for everybody"), ("supplier", "Yubico"), ("amount", "1450"), ("needed_by", "@14"),
        ("reason", "Two each, so that a lost one locks nobody out."),
    ], &[(25.0, "sofia", Say("The insurer asks for them from next month on."))]),
    buy("keiko", Ago(3.5), &[
        ("what", "Licence for the new typeface"), ("supplier", "Klim"), ("amount", "2600"),
        ("reason", "For the terminal and the printed reports. The present one has no Polish letters."),
    ], &[]),
    buy("tomas", Ago(5.0), &[
        ("what", "Audit software, four seats"), ("supplier", "Caseware"), ("amount", "12400"), ("needed_by", "@25"),
        ("reason", "The auditors asked for working papers in this format."),
    ], &[]),
    buy("pavel", Ago(2.5), &[
        ("what", "Onboarding kits for the spring"), ("supplier", "Papelaria Fernandes"), ("amount", "940"),
        ("reason", "Nine people start in the next two months."),
    ], &[]),
    buy("nora", Ago(50.0), &[
        ("what", "Replacement disks for telemetry"), ("supplier", "Scan"), ("amount", "4300"), ("needed_by", "@12"),
        ("reason", "Two of twelve report read errors; the array survives one more."),
    ], &[
        (2.0, "arjun", Approve("Order twelve, not two.")),
        (26.5, "tomas", Claim),
        (27.0, "tomas", Say("Waiting for the supplier's number, then it is done.")),
    ]),
    buy("grace", Ago(20.0), &[
        ("what", "Password manager, company plan"), ("supplier", "Bitwarden"), ("amount", "6900"),
        ("reason", "Today there are four of them, one of which is a spreadsheet."),
    ], &[
        (4.0, "priya", Approve("Please.")),
        (16.0, "grace", Nudge),
    ]),
    buy("olivia", Ago(100.0), &[
        ("what", "Clean-up of the customer records"), ("supplier", "Brightfield Consulting"), ("amount", "18000"),
        ("reason", "A third of the addresses bounce. Six weeks, two people, fixed price."),
    ], &[
        (10.0, "marta", Approve("")),
        (20.0, "henrik", Approve("Fixed price in writing, please.")),
    ]),
];
