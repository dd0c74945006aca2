//! What every room says when something is wrong: where, what, why, and the fix.
//!
//! - [`Span`]: a place in a text, in bytes.
//! - [`Diagnostic`]: one thing to say about a text, with its labels and its help.
//! - [`nearest()`]: the known word that a mistyped one was meant to be.
//! - [`there_are()`]: the known words in a sentence, where none is near.
//! - [`visible()`]: text from outside, safe to print on a terminal.
//! - [`render()`] draws diagnostics as compilers do; [`Report`] is their JSON form.

mod diagnostic;
mod json;
mod nearest;
mod render;
mod span;
mod visible;

pub use diagnostic::{Diagnostic, Label, Severity};
pub use json::Report;
pub use nearest::{nearest, there_are};
pub use render::{Look, Source, render};
pub use span::{Position, Span};
pub use visible::visible;
