//! The timer: phases, prompts, pace, and the bell.

use std::time::Duration;

use napkin::mock::{FRAMEWORK, Framework};
use napkin::tui::Request;
use napkin::tui::screens::TimerScreen;

use super::stage::{SIZES, Stage};

fn stage(phases: &[usize], bell: bool, size: (u16, u16)) -> Stage {
    let framework = Framework::read(FRAMEWORK).unwrap();
    Stage::new(Box::new(TimerScreen::new(framework, 60, phases.to_vec(), bell)), size)
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn bells(stage: &Stage) -> usize {
    stage.asked.iter().filter(|request| **request == Request::Bell).count()
}

#[test]
fn the_bell_rings_at_the_warning_and_at_the_end_and_nowhere_else() {
    // Three minutes: the warning comes 36 s before the end.
    let mut stage = stage(&[0, 1], true, (80, 24));
    stage.wait(seconds(143));
    assert_eq!(bells(&stage), 0);
    stage.wait(seconds(1));
    assert_eq!(bells(&stage), 1);
    stage.shows("ends in 0:36");
    stage.wait(seconds(60));
    assert_eq!(bells(&stage), 2);
    stage.shows("0:24 over");
    stage.keys("n");
    stage.shows("2/2 Scale and promises");
    stage.wait(seconds(95));
    assert_eq!(bells(&stage), 2, "paused or not, two minutes have their warning at 1:36");
    stage.keys("p");
    stage.wait(seconds(600));
    stage.shows("1:35 of 2:00  paused");
    assert_eq!(bells(&stage), 2);
    stage.keys("p");
    stage.wait(seconds(1));
    assert_eq!(bells(&stage), 3);
    stage.keys("b");
    stage.wait(seconds(5));
    stage.shows("1/2 Functional requirements  3:29 of 3:00");
    stage.keys("n n");
    stage.shows("It is over: 5:05 of 5:00.");
    stage.keys("Esc");
    assert_eq!(stage.ended, Some(0));
}

#[test]
fn without_a_bell_it_is_silent_and_nothing_is_forced() {
    let mut stage = stage(&[0, 1], false, (80, 24));
    stage.wait(seconds(1000));
    assert_eq!(bells(&stage), 0);
    stage.shows("1/2 Functional");
    stage.shows("in all 16:40 of 5:00, 13:40 behind");
    stage.keys("Esc");
    stage.shows("End the timer?");
    stage.keys("n");
    stage.hides("End the timer?");
}

#[test]
fn it_is_drawn_at_every_size() {
    for size in SIZES {
        let mut stage = stage(&(0..9).collect::<Vec<_>>(), true, size);
        stage.keys("n n");
        stage.wait(seconds(75));
        insta::assert_snapshot!(format!("timer_{}x{}", size.0, size.1), stage.screen());
    }
    for size in [(0, 0), (1, 1)] {
        let mut stage = stage(&[0], false, (80, 24));
        stage.resize(size);
        assert!(stage.screen().len() < 10);
    }
}
