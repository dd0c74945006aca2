use super::*;

fn read(text: &str) -> (Settings, Vec<Diagnostic>) {
    Settings::read(PathBuf::from("config.toml"), text.to_owned(), &TimeZone::UTC)
}

#[test]
fn every_key_stands_for_what_its_default_says() {
    let set = KEYS.iter().filter(|key| !key.default.is_empty());
    let lines: Vec<String> = set.map(|key| format!("{} = {}\n", key.name, key.default)).collect();
    let text = lines.concat();
    let (settings, wrong) = read(&text);
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(settings.rules.fingerprint(), Rules::default().fingerprint());
    assert_eq!(settings.rules.new_a_day, Rules::default().new_a_day);
    assert_eq!(settings.rules.reviews_a_day, Rules::default().reviews_a_day);
    assert_eq!(settings.rules.interview, None);
}

#[test]
fn values_are_read_and_those_that_make_no_sense_are_refused_where_they_stand() {
    let (settings, wrong) = read(
        "time_zone = \"Europe/Berlin\"\nrollover_hour = 3\ninterview = 2027-01-31\nsteps = [\"90s\"]\ncap = 180\n",
    );
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(settings.rules.interview.map(Calendar::date).as_deref(), Some("2027-01-31"));
    assert_eq!(settings.rules.learning.waits(), [90_000]);
    assert!(settings.rules.fingerprint().contains("Europe/Berlin 3"));
    for text in [
        "retention = 0.5",
        "retention = nan",
        "retention = true",
        "new_a_day = -1",
        "new_a_day = 2.5",
        "new_a_day = 99999999999999999999",
        "cap = 0",
        "steps = \"1min\"",
        "steps = [1]",
        "steps = [\"1\"]",
        "steps = [\"0s\"]",
        "steps = [\"5GB\"]",
        "time_zone = \"\"",
        "interview = \"tomorrow\"",
        "interview = 10:00:00",
    ] {
        let (_, wrong) = read(text);
        let start = text.find('=').unwrap() + 2;
        assert!(wrong.len() == 1 && wrong[0].is_error(), "{text}: {wrong:?}");
        assert!(wrong[0].span().start == start && wrong[0].help.is_some(), "{text}: {wrong:?}");
    }
    assert!(!read("retension = 0.9").1[0].is_error(), "an unknown key warns");
    assert!(read("retention = ").1[0].is_error() && read("cap = 1\ncap = 2").1[0].is_error());
}

#[test]
fn a_change_keeps_to_the_top_of_the_file() {
    let (settings, _) = read("cap = 9\n[later]\nx = 1\n");
    let key = |name| Key::find(name).unwrap();
    assert_eq!(settings.changed(key("retention"), Some("0.8")), "cap = 9\nretention = 0.8\n[later]\nx = 1\n");
    assert_eq!(settings.changed(key("retention"), None), settings.text);
    assert_eq!(key("steps").written(&["1min".into(), "2 h,".into()]), "[\"1min\", \"2 h\"]");
    assert_eq!(key("interview").written(&["a\"b".into()]), "'a\"b'");
}
