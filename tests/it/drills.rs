//! Drills: exercises worked by hand, mistakes that answers give away, and the exercises at the end of the notes.

use napkin::study::card::{Marking, Verdict};
use napkin::study::deck::Decks;
use napkin::study::drill::{Exercise, level_after};

/// A skill, a level, what is asked under the seed 31, 32 or 33 of levels 1, 2 or 3, and the answer worked out by
/// hand: 86,400 s a day, 365 days a year, a month of a twelfth of it.
const WORKED: &[(&str, u8, &str, &str)] = &[
    ("rate", 1, "100M orders every day: how many is that a second?", "1157.407/s"),
    ("rate", 2, "1M people send 2 votes a day each. How many votes a second?", "23.148/s"),
    (
        "rate",
        3,
        "50M accounts, 10% active on a day, 20 page views a day each. How many a second?",
        "1157.407/s",
    ),
    ("month-rate", 1, "A product takes 20M donations a month. Average rate?", "7.6104/s"),
    ("month-rate", 2, "500M parcels a year. How many a second?", "15.8549/s"),
    ("month-rate", 3, "2M users, 20% of them book a trip once a month. How many a second?", "0.152207/s"),
    ("pings", 1, "100K couriers report their place every 4s. What is the rate?", "25000/s"),
    ("pings", 2, "100K browsers poll every 5min. Requests a second?", "333.333/s"),
    (
        "pings",
        3,
        "At the peak 20% of 20M apps are open and each sends a heartbeat every 15s. What rate is that?",
        "266666.7/s",
    ),
    ("ratio", 1, "10 writes a second, 50 reads for each. Reads a second?", "500/s"),
    ("ratio", 2, "Each of 10M articles a day is read 20 times. What is the rate of reads?", "2314.8/s"),
    ("ratio", 3, "A shop has 50M visits a day of 10 pages; 1% of visits buy. Pages for each order?", "1000"),
    ("peak", 1, "100 requests a second on average, the peak is 3 times that. Peak rate?", "300/s"),
    ("peak", 2, "10M orders a day; at the busiest 4 times the average. How many a second then?", "462.96/s"),
    (
        "peak",
        3,
        "A day has 100M table bookings, and 60% of them fall into 4h. What rate must hold?",
        "4166.67/s",
    ),
    ("concurrency", 1, "100 requests a second, 500ms each. How many are under way at once?", "50"),
    (
        "concurrency",
        2,
        "100M rides a day and each lasts 30min. How many are open at the same time?",
        "2083333",
    ),
    (
        "concurrency",
        3,
        "At its peak a service has 4 times the average of 10M calls a day, each of 10min. How many at once?",
        "277777.8",
    ),
    ("connections", 1, "20K queries a second, 5ms each. How many connections are busy?", "100"),
    ("connections", 2, "500K open sockets, 20K on a gateway. How many gateways?", "25"),
    (
        "connections",
        3,
        "100 pods, a pool of 10 in each, and Postgres takes 200 connections. How many times too many?",
        "5",
    ),
    ("storage", 1, "1bn messages of 1KB. How much data?", "1TB"),
    ("storage", 2, "50M log lines a day of 500B, kept for 90 days. How much data?", "2.25TB"),
    ("storage", 3, "5M messages a day, 2KB each, 5 years, replication factor 2. How much in all?", "36.5TB"),
    ("bandwidth", 1, "500K pings a second of 10KB. Bytes a second?", "5GB/s"),
    ("bandwidth", 2, "500 responses a second of 100KB. How many Mb/s on the wire (bits)?", "400Mb/s"),
    ("bandwidth", 3, "A match is watched by 500K people at 4Mb/s each. How much is that in GB/s?", "250GB/s"),
    ("bits", 1, "200Mb/s, in megabytes a second?", "25MB/s"),
    ("bits", 2, "A disk reads 3GB/s. How many Gb/s must the network have to keep up (bits)?", "24Gb/s"),
    ("bits", 3, "How long does a 200Mb/s link take for 20GB?", "800s"),
    ("transfer", 1, "Read 10GB at 100MB/s. How long?", "100s"),
    ("transfer", 2, "5TB go through 1Gb/s. How long?", "40000s"),
    ("transfer", 3, "A migration of 5TB may use 20% of a 10Gb/s link. How long does it take?", "20000s"),
    ("binary", 1, "50 KB, in bytes?", "50000 bytes"),
    ("binary", 2, "256 GiB, in GB of a thousand million bytes?", "274.878GB"),
    ("binary", 3, "A disk is sold as 2 TB. How many TiB does the system show?", "1.818989"),
    ("magnitude", 1, "How many 1KB make 10TB?", "10bn"),
    ("magnitude", 2, "5M times 50K?", "250bn"),
    ("magnitude", 3, "500M / 500 = ?", "1M"),
    (
        "hundred-k",
        1,
        "With days of 100K seconds a rate comes to 100/s. How much is it exactly?",
        "115.7407/s",
    ),
    ("hundred-k", 2, "You took 400 days for a year and said 50 TB. What is it with 365?", "45.625TB"),
    ("hundred-k", 3, "500/s came from dividing by 100K. How many a day had it been?", "50M"),
    ("servers", 1, "10K requests a second, a server takes 2K. How many servers, without spare?", "5"),
    ("servers", 2, "500K/s, a server takes 1K/s and shall run at 60%. How many servers?", "834"),
    (
        "servers",
        3,
        "A day has 50bn requests and its peak is 5 times the average; a server takes 2K/s. How many servers?",
        "1447",
    ),
    ("fit", 1, "A primary takes 5K writes a second; 200K come. How many shards?", "40"),
    (
        "fit",
        2,
        "2bn writes come in a day and 4 times the average at the peak. How many primaries of 5K/s?",
        "19",
    ),
    (
        "fit",
        3,
        "5bn keys of 1KB in Redis, 25GB of memory in a shard, and half of it stays free. How many shards?",
        "400",
    ),
    ("partitions", 1, "A message takes 200ms; 1K come each second. How many consumers keep up?", "200"),
    (
        "partitions",
        2,
        "Each of 2bn events a day takes 100ms; the peak is 5 times the average. How many consumers?",
        "11575",
    ),
    ("partitions", 3, "A consumer manages 2K/s of 20K/s for 10min. How many messages is it behind?", "10.8M"),
    ("cache", 1, "1M items of 10KB, 10% of them hot. How much memory for the hot ones?", "1GB"),
    ("cache", 2, "A day has 200M reads of 5KB; 5% are distinct items to keep. How much cache?", "50GB"),
    (
        "cache",
        3,
        "200M items of 2KB, 5% hot, 2 copies, and as much again for overhead. How much memory in all?",
        "80GB",
    ),
    ("misses", 1, "50K reads a second, 95% hits. How many reach the database?", "2500/s"),
    (
        "misses",
        2,
        "A day has 20bn reads and 90% are hits; the peak is 4 times the average. What reaches the database then?",
        "92592.6/s",
    ),
    ("misses", 3, "Hits fall from 98% to 90%. By which factor does the database's load grow?", "5"),
    ("latency", 1, "A page makes 50 calls in a row, 2ms each. How long does it take?", "100ms"),
    ("latency", 2, "A hit takes 2ms and a miss 100ms; 90% are hits. How long on average?", "11.8ms"),
    ("latency", 3, "2K calls of 5ms, 5 at a time. How long?", "2s"),
    ("availability", 1, "A promise of 99%: how long may it be down in 1 year?", "87.6h"),
    ("availability", 2, "4 parts of 99.9% each, all needed. How much downtime in 30 days?", "10352.46s"),
    (
        "availability",
        3,
        "A standby beside a primary, 98% each, independent. How long are both down in a year?",
        "3.504h",
    ),
    ("error-budget", 1, "99.95% of 1M requests must be good. How many may fail?", "500"),
    (
        "error-budget",
        2,
        "100/s, a promise of 99.99% over 30 days. How many requests may fail in that time?",
        "25920",
    ),
    (
        "error-budget",
        3,
        "A budget of 99.99% over 30 days, and 1% of requests fail. After how long is it spent?",
        "7.2h",
    ),
    ("drain", 1, "A dead queue of 100K is replayed at 200/s. How long does it take?", "500s"),
    (
        "drain",
        2,
        "2M messages wait; 500/s are worked off and 400/s keep coming. How long until it is empty?",
        "20000s",
    ),
    (
        "drain",
        3,
        "20min of outage at 300/s; then 500/s of capacity with the same load. When is the backlog gone?",
        "30min",
    ),
    (
        "retries",
        1,
        "3 tries in all for each of 2K requests a second, and none works. Calls a second?",
        "6000/s",
    ),
    (
        "retries",
        2,
        "5 tries in each of 5 layers. How many calls reach the last one for a request that fails?",
        "3125",
    ),
    (
        "retries",
        3,
        "60% of calls fail and are tried again, twice at most, at 20K requests a second. Calls a second?",
        "39200/s",
    ),
    ("fanout", 1, "500K inboxes, 5K writes a second. How long does one post take?", "100s"),
    ("fanout", 2, "Each of 5M posts a day is written to 500 inboxes. How many writes a second?", "28935.2/s"),
    (
        "fanout",
        3,
        "50M people open their feed 10 times a day and follow 200 each; fan-out on read. Lookups a second?",
        "1157407/s",
    ),
    ("amplification", 1, "500 orders a second write 20 rows each. Rows a second?", "10000/s"),
    (
        "amplification",
        2,
        "At the peak, 5 times the average of 100M orders a day of 10 rows. How many rows a second?",
        "57870.4/s",
    ),
    (
        "amplification",
        3,
        "2M events a day of 1KB, 4 consumer groups read them all, 2 copies are kept. How much does the log send to consumers a day?",
        "8GB",
    ),
    ("cost", 1, "Keep 1TB for a month at 2.3 cents a GB. How much?", "23 usd"),
    (
        "cost",
        2,
        "Traffic out costs $0.09 a GB; 10M downloads of 10MB leave in a month. How much?",
        "9000 usd",
    ),
    (
        "cost",
        3,
        "1M voice notes a day of 200KB, kept for ever, at $0.023 a GB and month. How much is the bill of the last month of the first year?",
        "1679 usd",
    ),
];

/// What a wrong answer to one of the exercises above gives away, worked out by hand.
const GIVEN_AWAY: &[(&str, u8, &str, &str)] = &[
    ("rate", 1, "69,444/s", "times-60"),
    ("rate", 1, "1.2/s", "lost-k"),
    ("rate", 3, "11.6K/s", "everybody"),
    ("month-rate", 1, "231/s", "day-of-month"),
    ("month-rate", 2, "190/s", "month-of-year"),
    ("pings", 1, "100K", "not-divided"),
    ("pings", 1, "400K/s", "multiplied"),
    ("peak", 2, "116/s", "average"),
    ("concurrency", 1, "50K", "milliseconds"),
    ("concurrency", 2, "34.7K", "over-60"),
    ("storage", 2, "25GB", "retention"),
    ("storage", 3, "18.25TB", "replicas"),
    ("bandwidth", 2, "50Mb/s", "forgot-8"),
    ("bits", 1, "200MB/s", "bits"),
    ("transfer", 2, "5000s", "bits"),
    ("binary", 1, "51,200 bytes", "binary"),
    ("binary", 2, "256GB", "same"),
    ("hundred-k", 1, "100/s", "same"),
    ("hundred-k", 3, "43.2M", "mixed"),
    ("servers", 2, "500", "headroom"),
    ("servers", 3, "290", "average"),
    ("cache", 3, "40GB", "replicas"),
    ("misses", 1, "47.5K/s", "hits"),
    ("latency", 2, "51ms", "middle"),
    ("availability", 2, "43.2min", "one-part"),
    ("availability", 3, "175h", "one-copy"),
    ("error-budget", 1, "5000", "a-nine"),
    ("drain", 2, "4000s", "arrivals"),
    ("retries", 2, "25", "added"),
    ("fanout", 2, "58/s", "posts"),
    ("cost", 3, "140 usd", "one-month"),
];

fn exercise(decks: &Decks, skill: &str, level: u8, seed: u64) -> Exercise {
    let (_, skill) = decks.skill(skill).unwrap_or_else(|| panic!("no skill {skill}"));
    skill.exercise(seed, level).unwrap()
}

fn mark(exercise: &Exercise, text: &str) -> Marking {
    exercise.mark(text).unwrap_or_else(|error| panic!("{}: `{text}`: {error:?}", exercise.ask))
}

fn mistake(marking: &Marking) -> Option<&str> {
    marking.mistake.as_ref().map(|mistake| mistake.id.as_str())
}

#[test]
fn every_skill_at_every_level_was_worked_by_hand() {
    let decks = Decks::built_in();
    let mut wrong = String::new();
    for (skill, level, ask, answer) in WORKED {
        let exercise = exercise(&decks, skill, *level, 30 + u64::from(*level));
        let marking = mark(&exercise, answer);
        let ratio = marking.ratio.unwrap();
        if exercise.ask != *ask || (ratio - 1.0).abs() > 1e-4 || marking.verdict != Verdict::Right {
            wrong.push_str(&format!(
                "{skill} {level}: {} -> {} ({ratio})\n",
                exercise.ask,
                exercise.answer()
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    for (card, skill) in decks.skills().filter(|(card, _)| card.topic != "notes") {
        for level in 1..=skill.levels.len() {
            let worked = WORKED.iter().any(|(id, at, ..)| *id == skill.id && usize::from(*at) == level);
            assert!(worked, "{} {level}", card.id);
        }
    }
}

#[test]
fn wrong_answers_give_their_mistake_away() {
    let decks = Decks::built_in();
    for (skill, level, answer, wanted) in GIVEN_AWAY {
        let exercise = exercise(&decks, skill, *level, 30 + u64::from(*level));
        let marking = mark(&exercise, answer);
        assert_eq!(mistake(&marking), Some(*wanted), "{skill} {level}: {}: {answer}", exercise.ask);
        assert_eq!(marking.verdict, Verdict::Wrong);
    }
}

#[test]
fn the_exercises_of_the_notes_know_the_answers_given_there() {
    let decks = Decks::built_in();
    let said = [
        ("notes-chat-writes", "100", None),
        ("notes-chat-storage", "150gb", None),
        ("notes-events-rate", "60", None),
        ("notes-events-storage", "42GB", None),
        ("notes-gps-rate", "66 pings/sec", Some("lost-k")),
        ("notes-gps-rate", "66", Some("lost-k")),
        ("notes-gps-bandwidth", "6k/sec", Some("lost-k")),
        ("notes-gps-bandwidth", "66 x 100", Some("lost-k")),
        // Messages times the bytes of a day, as the notes write it down.
        ("notes-chat-storage", "10M x 5GB x 30", Some("twice")),
    ];
    for (skill, answer, wanted) in said {
        let marking = mark(&exercise(&decks, skill, 1, 7), answer);
        assert_eq!(mistake(&marking), wanted, "{skill}: {answer}: {marking:?}");
        let verdict = if wanted.is_none() { Verdict::Right } else { Verdict::Wrong };
        assert_eq!(marking.verdict, verdict, "{skill}: {answer}");
    }
}

#[test]
fn two_hundred_seeds_of_every_skill_are_clear() {
    let decks = Decks::built_in();
    assert!(decks.skills().filter(|(card, _)| card.topic != "notes").count() >= 20);
    for (card, skill) in decks.skills() {
        for level in 1..=u8::try_from(skill.levels.len()).unwrap() {
            let template = &skill.levels[usize::from(level) - 1];
            let mut asks: Vec<String> = Vec::new();
            for seed in 0..200 {
                let exercise = skill.exercise(seed, level).unwrap();
                let place = format!("{} {level}, seed {seed}: {}", card.id, exercise.ask);
                assert!(!exercise.ask.contains(['{', '}']), "{place}");
                assert!(exercise.steps.iter().all(|step| !step.contains(['{', '}'])), "{place}");
                let right = mark(&exercise, shown(&exercise.answer()));
                assert_eq!((right.verdict, mistake(&right)), (Verdict::Right, None), "{place}");
                assert_eq!(
                    exercise.mistakes().count(),
                    template.mistakes.len(),
                    "{place}: a mistake is unclear"
                );
                for (known, comes_to) in exercise.mistakes() {
                    let marking = mark(&exercise, shown(&comes_to));
                    assert_eq!(mistake(&marking), Some(known.id.as_str()), "{place}: {comes_to}");
                }
                if seed < 20 {
                    let again = skill.exercise(seed, level).unwrap();
                    assert_eq!((again.ask, again.steps), (exercise.ask.clone(), exercise.steps.clone()));
                }
                asks.push(exercise.ask);
            }
            asks.sort();
            asks.dedup();
            let fresh = if template.inputs.iter().all(|(_, texts)| texts.len() == 1) { 1 } else { 8 };
            assert!(asks.len() >= fresh, "{} {level}: {} different exercises", card.id, asks.len());
        }
    }
}

/// What an answer shows first: `40,000 s` of `40,000 s = 11.11 h`, `1,157/s` of `1,157/s, aloud 1,000/s`.
fn shown(answer: &str) -> &str {
    answer.split(", aloud").next().unwrap().split(" = ").next().unwrap()
}

#[test]
fn levels_rise_with_right_answers() {
    let levels: Vec<u8> = (0..7).map(level_after).collect();
    assert_eq!(levels, [1, 1, 2, 2, 3, 3, 3]);
}
