use super::block::{Block, Page};
use super::brief::facts;
use super::{Section, data, decisions, design, estimates, interview};
use crate::problem::model::Problem;

/// What is kept back until an attempt: these sections, under a line that says what they give away.
pub fn solution(problem: &Problem, sections: &[Section]) -> Page {
    let mut page = Page::default();
    page.push(Block::Title(problem.title.clone()));
    page.paragraph(facts(problem));
    page.paragraph(warning(sections));
    for section in sections {
        page.heading(section.title());
        let before = page.blocks.len();
        fill(&mut page, *section, problem);
        if page.blocks.len() == before {
            page.paragraph("The file has nothing on this.");
        }
    }
    page
}

/// The line that says what is given away.
pub(super) fn warning(sections: &[Section]) -> String {
    match sections {
        [section] => format!("This gives away {}. Try it on paper first.", section.gives_away()),
        _ => "This gives away the whole solution. Try it on paper first, or read one part of it with --section."
            .to_owned(),
    }
}

fn fill(page: &mut Page, section: Section, problem: &Problem) {
    match section {
        Section::Requirements => interview::requirements(page, problem),
        Section::Estimates => estimates::estimates(page, problem),
        Section::Entities => data::entities(page, &problem.entities),
        Section::Api => data::endpoints(page, &problem.endpoints),
        Section::Design => design::design(page, problem),
        Section::Decisions => decisions::decisions(page, problem),
        Section::Failures => interview::failures(page, &problem.failures),
        Section::Pushback => interview::pushback(page, problem),
        Section::Scaling => interview::scaling(page, &problem.scaling),
        Section::Operations => interview::operations(page, &problem.operations),
        Section::Wrapup => interview::wrapup(page, problem.wrapup.as_ref()),
        Section::Gaps => interview::gaps(page, &problem.gaps),
        Section::Rubric => interview::rubric(page, &problem.rubric),
        Section::Sources => interview::sources(page, &problem.sources),
    }
}
