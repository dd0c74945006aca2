use unicode_width::UnicodeWidthStr;

use super::scene::{Event, EventKind, Party, PartyKind, Scene};
use super::{Broken, brief, mermaid, text};
use crate::sim::outcome::{RowTold, RowsTold, Told};

fn party(label: &str, title: &str, kind: PartyKind) -> Party {
    Party { label: label.to_owned(), title: title.to_owned(), kind, request: None }
}

fn event(at: f64, kind: EventKind, by: &str, from: usize, to: usize, text: &str) -> Event {
    let by = (!by.is_empty()).then(|| by.to_owned());
    Event { at, kind, by, from, to, text: text.to_owned(), rows: Vec::new(), lock: None }
}

fn scene() -> Scene {
    use EventKind::{Answer, Broken, Call, Fault, Lost, Read, Start, Wait, Write};
    Scene {
        parties: vec![
            party("A", "shop 7", PartyKind::Request),
            party("B", "sweep on sweeper[1]", PartyKind::Timer),
            party("api", "api", PartyKind::Service),
            party("db", "db", PartyKind::Store),
        ],
        events: vec![
            event(0.5, Fault, "", 0, 3, "slow begins"),
            event(1.0, Call, "A", 0, 2, "A calls order"),
            event(1.0, Start, "A2", 0, 2, "A2 starts"),
            event(1.25, Read, "A", 2, 3, "A reads stock[item 0], no lock: on_hand 1, reserved 0"),
            event(1.25, Wait, "A", 0, 0, "A waits 5 s"),
            event(7.0, Write, "B", 1, 3, "B writes"),
            event(7.0, Wait, "A2", 2, 3, "A2 wants the lock"),
            event(7.5, Answer, "A", 2, 0, "A hears: 201"),
            event(7.5, Lost, "A2", 2, 0, "the answer is lost"),
            event(130.0, Broken, "", 0, 3, "never breaks"),
        ],
        ..Scene::default()
    }
}

#[test]
fn lanes_arrows_and_words_stand_side_by_side() {
    // 60 cells: the time needs 10 and a gap of 2, the words at least 27; 3 steps share the 18 that are left.
    let drawn = text(&scene(), 60);
    let expected = "            A  shop 7
            │     B  sweep on sweeper[1]
            │     │     api
            │     │     │     db
            │     │     │     │
  0.5000 s  ┼╌╌╌╌╌┼╌╌╌╌╌┼╌╌╌╌╌┼  slow begins
  1.0000 s  ├─────┼────>│     │  A calls order
            A2╌╌╌╌┼╌╌╌╌>│     │  A2 starts
  1.2500 s  │     │     A────>│  A reads stock[item 0], no
            │     │     │     │    lock: on_hand 1, reserved
            │     │     │     │    0
            ◌     │     │     │  A waits 5 s
            ┊     ┊     ┊     ┊  5.8 s later
  7.0000 s  │     ├─────┼────>│  B writes
            │     │     A2───x│  A2 wants the lock
  7.5000 s  │<╌╌╌╌┼╌╌╌╌╌A     │  A hears: 201
            │x╌╌╌╌┼╌╌╌╌╌A     │  the answer is lost
            ┊     ┊     ┊     ┊  2.0 min later
130.0000 s  ╪═════╪═════╪═════╪  never breaks
";
    assert_eq!(drawn, expected);
}

#[test]
fn a_diagram_keeps_to_its_width() {
    let mut scene = scene();
    for number in 0..9 {
        let label = char::from(b'C' + number).to_string();
        scene.parties.insert(2, party(&label, &format!("shop {number}00000"), PartyKind::Request));
    }
    let last = scene.parties.len() - 1;
    scene.events.push(event(
        131.0,
        EventKind::Read,
        "A",
        0,
        last,
        "reads a row of many columns ".repeat(9).trim(),
    ));
    for width in [60, 80, 120] {
        for line in text(&scene, width).lines() {
            assert!(line.width() <= width, "{width}: {line}");
        }
    }
    assert_eq!(text(&Scene::default(), 80), "");
}

#[test]
fn what_comes_again_and_again_is_counted() {
    let mut scene = scene();
    let once = scene.events.remove(1);
    scene.events = (0..20_u32).map(|at| Event { at: f64::from(at) / 10.0, ..once.clone() }).collect();
    let drawn = brief(&scene, 60);
    // The time needs 8 and a gap of 2, the words at least 27; 3 steps share the 20 that are left. The first call and
    // the last are told.
    let expected = "          │     │     │     │
0.0000 s  ├─────┼────>│     │  A calls order
          ┊     ┊     ┊     ┊  18 more times the same
1.9000 s  ├─────┼────>│     │  A calls order
";
    assert!(drawn.ends_with(expected), "{drawn}");
    assert_eq!(text(&scene, 60).matches("A calls order").count(), 20);
}

#[test]
fn mermaid_has_a_line_for_each_party_and_event() {
    let drawn = mermaid(&scene());
    let lines: Vec<&str> = drawn.lines().collect();
    assert_eq!(lines.len(), 1 + 4 + 10);
    assert_eq!(lines[1], "  participant p0 as A: shop 7");
    assert_eq!(lines[5], "  Note over p0,p3: 0.5000 s slow begins");
    assert_eq!(lines[6], "  p0->>p2: 1.0000 s A calls order");
    assert_eq!(lines[7], "  p0-)p2: 1.0000 s A2 starts");
    assert_eq!(lines[9], "  Note over p0: 1.2500 s A waits 5 s");
    assert_eq!(lines[12], "  p2-->>p0: 7.5000 s A hears: 201");
    let hostile =
        Scene { parties: vec![party("a;b#<c>", "a;b#<c>", PartyKind::Service)], ..Scene::default() };
    assert_eq!(mermaid(&hostile), "sequenceDiagram\n  participant p0 as a#59;b#35;#lt;c#gt;\n");
}

#[test]
fn a_line_is_about_what_broke() {
    let row = |key: &str, column: &str, value: &str| {
        Told::Rows(RowsTold {
            table: "lines".to_owned(),
            rows: vec![RowTold {
                key: key.to_owned(),
                columns: vec![(column.to_owned(), None, value.to_owned())],
            }],
            ..RowsTold::default()
        })
    };
    let mut broken = Broken {
        at: 0,
        text: String::new(),
        rule: "forgot.count = 0".to_owned(),
        table: Some("lines".to_owned()),
        row: "dc 0, item 3".to_owned(),
    };
    // A row by its key, and one of a group by its key and its columns.
    assert!(broken.is_about(&row("dc 0, item 3", "free", "1")));
    assert!(broken.is_about(&row("ref 7, item 3", "dc", "0")));
    assert!(!broken.is_about(&row("ref 7, item 3", "dc", "1")));
    assert!(!broken.is_about(&row("ref 7, item 33", "dc", "0")));
    broken.table = Some("stock".to_owned());
    assert!(!broken.is_about(&row("dc 0, item 3", "free", "1")));
    // What is noted, by its whole name.
    assert!(broken.is_about(&Told::Notes("forgot".to_owned(), None)));
    assert!(!broken.is_about(&Told::Notes("forgo".to_owned(), None)));
    // A rule about no row is about none.
    broken.row.clear();
    broken.table = None;
    assert!(!broken.is_about(&row("dc 0, item 3", "free", "1")));
}

#[test]
fn who_is_not_drawn_is_named_in_one_line() {
    let titles = ["shop 3", "shop 4", "shop 5", "shop 7", "sweep on sweeper[1]", "look 8"];
    let scene = Scene { left_out: 6, not_drawn: titles.map(str::to_owned).to_vec(), ..scene() };
    let drawn = text(&scene, 80);
    assert_eq!(drawn.lines().last(), Some("not drawn, 6: shop 3..5, shop 7, sweep on sweeper[1], look 8"));
    assert!(text(&scene, 40).lines().last().unwrap().ends_with('…'));
}
