//! The README's session: every command in it is run, every answer in it is true.

#[test]
fn the_readme_says_what_the_program_does() {
    trycmd::TestCases::new().env("COLUMNS", "").case("README.md");
}
