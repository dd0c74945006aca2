//! Lines of a file or of standard input, each bounded, read as they come.

use std::io::{self, BufRead};

use crate::calc::limits::LINE_BYTES;
use crate::diag::{Diagnostic, Span};

/// A line beyond this length never ends: a device, or a file of another kind.
const MOST_BYTES: usize = 256_000_000;

/// The next line without its line feed; an error stands for a line that is too long or is no text.
/// `None` at the end.
pub fn next_line(input: &mut impl BufRead) -> io::Result<Option<Result<String, Diagnostic>>> {
    let mut line = Vec::new();
    let mut length = 0;
    loop {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            break;
        }
        let end = chunk.iter().position(|&byte| byte == b'\n');
        let part = &chunk[..end.unwrap_or(chunk.len())];
        // What is beyond the limit is counted and dropped.
        let room = (LINE_BYTES + 1).saturating_sub(line.len());
        line.extend_from_slice(&part[..part.len().min(room)]);
        length += part.len() + usize::from(end.is_some());
        if length > MOST_BYTES {
            return Err(io::Error::other("a line of more than 256 MB"));
        }
        let used = part.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            break;
        }
    }
    if length == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    if line.len() > LINE_BYTES {
        let message = format!("a line of {length} bytes: the limit is {LINE_BYTES} bytes");
        return Ok(Some(Err(Diagnostic::error("line-too-long", Span::new(0, 0), message)
            .help("give the parts names, one to a line"))));
    }
    Ok(Some(String::from_utf8(line).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Diagnostic::error(
            "not-utf8",
            Span::new(0, 0),
            format!("the line is not valid UTF-8 at byte {}", at + 1),
        )
        .help("save the file as UTF-8")
    })))
}
