//! What is wrong with a design beyond its types.

use crate::diag::{Diagnostic, Span};
use crate::problem::document::Table;
use crate::problem::model::{Design, Problem, Scenario};
use std::collections::BTreeMap;

pub(super) fn design(_: &Design, _: &[BTreeMap<String, Span>], _: &mut Vec<Diagnostic>) {}
pub(super) fn terms(_: &Table, _: &[String], _: &mut Vec<Diagnostic>) {}
pub(super) fn decisions(_: &Problem, _: &Design, _: &mut Vec<Diagnostic>) {}
pub(super) fn cost(_: &[Scenario], _: &mut Vec<Diagnostic>) {}
pub(super) fn events(_: &mut Design) {}
pub(super) fn id(_: &str, _: Span, _: &mut Vec<Diagnostic>) {}
