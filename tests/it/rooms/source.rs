//! A source file as the rules of the house see it: its tokens, its texts, the paths it names.

/// A token, with the line it stands on (from 1).
#[derive(Clone, Debug)]
pub struct Token {
    pub line: usize,
    pub text: String,
}

/// A path as written in the code, made absolute: `super::Span` in `src/diag/json.rs` is `diag Span`.
#[derive(Clone, Debug)]
pub struct Path {
    pub line: usize,
    pub segments: Vec<String>,
    /// The name it goes by here, where a `use` brings it in.
    pub alias: Option<String>,
    /// Whether it is a `pub use`: a map entry, not a use.
    pub reexport: bool,
    /// Whether it stands in a module of tests.
    pub in_tests: bool,
}

/// One file under `src/`.
pub struct Source {
    /// Its path from the root of the repository, with forward slashes.
    pub name: String,
    /// Its module, from the root of the crate: `src/calc/lex.rs` is `calc lex`.
    pub module: Vec<String>,
    pub lines: usize,
    pub tokens: Vec<Token>,
    /// String literals and comments.
    pub texts: Vec<Token>,
    pub paths: Vec<Path>,
}

impl Source {
    pub fn new(name: &str, text: &str) -> Self {
        let inner = name.trim_start_matches("src/").trim_end_matches(".rs");
        let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
        if module.last().is_some_and(|last| last == "mod" || last == "lib") {
            module.pop();
        }
        let (tokens, texts) = scan(text);
        let paths = paths(&tokens, &module);
        Self { name: name.to_owned(), module, lines: text.lines().count(), tokens, texts, paths }
    }

    /// The first folder or file under `src/`; `None` for `lib.rs`.
    pub fn room(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }
}

/// Splits a text into its tokens, and its string literals and comments; character literals go.
fn scan(text: &str) -> (Vec<Token>, Vec<Token>) {
    let chars: Vec<char> = text.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let (mut tokens, mut texts) = (Vec::new(), Vec::new());
    let (mut line, mut here) = (1, 0);
    while here < chars.len() {
        let start = here;
        let c = chars[here];
        if c == '/' && at(here + 1) == '/' {
            while here < chars.len() && chars[here] != '\n' {
                here += 1;
            }
            texts.push(Token { line, text: chars[start..here].iter().collect() });
        } else if c == '/' && at(here + 1) == '*' {
            let mut depth = 0;
            loop {
                match (at(here), at(here + 1)) {
                    ('/', '*') => (depth, here) = (depth + 1, here + 2),
                    ('*', '/') => (depth, here) = (depth - 1, here + 2),
                    _ => here += 1,
                }
                if depth == 0 || here >= chars.len() {
                    break;
                }
            }
            here = here.min(chars.len());
            texts.push(Token { line, text: chars[start..here].iter().collect() });
        } else if let Some((from, to, end)) = string(&chars, here) {
            texts.push(Token { line, text: chars[from..to].iter().collect() });
            here = end;
        } else if c == '\'' && (at(here + 1) == '\\' || at(here + 2) == '\'') {
            // Past the quote, and past an escaped quote or backslash; a lifetime has no second quote.
            here += if at(here + 1) == '\\' { 3 } else { 2 };
            while here < chars.len() && chars[here] != '\'' {
                here += 1;
            }
            here += 1;
        } else if c.is_alphanumeric() || c == '_' {
            while at(here).is_alphanumeric() || at(here) == '_' {
                here += 1;
            }
            tokens.push(Token { line, text: chars[start..here].iter().collect() });
        } else if c == ':' && at(here + 1) == ':' {
            here += 2;
            tokens.push(Token { line, text: "::".to_owned() });
        } else {
            here += 1;
            if !c.is_whitespace() {
                tokens.push(Token { line, text: c.to_string() });
            }
        }
        here = here.min(chars.len());
        line += chars[start..here].iter().filter(|&&c| c == '\n').count();
    }
    (tokens, texts)
}

/// Where the string literal that begins at `start` has its text, and where it ends.
fn string(chars: &[char], start: usize) -> Option<(usize, usize, usize)> {
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let mut here = start;
    while matches!(at(here), 'b' | 'c' | 'r') && here < start + 2 {
        here += 1;
    }
    let raw = here > start && at(here - 1) == 'r';
    let mut hashes = 0;
    while raw && at(here) == '#' {
        (hashes, here) = (hashes + 1, here + 1);
    }
    if at(here) != '"' {
        return None;
    }
    let from = here + 1;
    let mut to = from;
    while to < chars.len() {
        let closed = at(to) == '"' && (0..hashes).all(|hash| at(to + 1 + hash) == '#');
        if closed {
            return Some((from, to, to + 1 + hashes));
        }
        to += if !raw && at(to) == '\\' { 2 } else { 1 };
    }
    Some((from.min(chars.len()), chars.len(), chars.len()))
}

/// Every path of the code, absolute. A path that begins with a plain name is taken from the module it stands in.
fn paths(tokens: &[Token], file: &[String]) -> Vec<Path> {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text.as_str());
    let mut found = Vec::new();
    // The inline modules around: name, depth of braces inside, whether of tests.
    let mut inline: Vec<(String, usize, bool)> = Vec::new();
    let (mut depth, mut here) = (0, 0);
    while here < tokens.len() {
        let in_tests = inline.iter().any(|&(_, _, tests)| tests) || file.iter().any(|name| name == "tests");
        let module =
            || file.iter().chain(inline.iter().map(|(name, _, _)| name)).cloned().collect::<Vec<_>>();
        match text(here) {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                inline.retain(|&(_, inside, _)| inside <= depth);
            }
            "mod" if text(here + 2) == "{" => {
                let tests = here > 2 && text(here - 1) == "]" && text(here - 3) == "test";
                inline.push((text(here + 1).to_owned(), depth + 1, tests));
                here += 1;
            }
            "use" => {
                let reexport = here > 0 && matches!(text(here - 1), "pub" | ")");
                let mut leaves = Vec::new();
                let end = tree(tokens, here + 1, &[], &mut leaves);
                for (line, segments, alias) in leaves {
                    let segments = absolute(&segments, module());
                    found.push(Path { line, segments, alias, reexport, in_tests });
                }
                here = end;
                continue;
            }
            first if word(first) && text(here + 1) == "::" && (here == 0 || text(here - 1) != "::") => {
                let line = tokens[here].line;
                let mut segments = vec![first.to_owned()];
                while text(here + 1) == "::" && word(text(here + 2)) {
                    segments.push(text(here + 2).to_owned());
                    here += 2;
                }
                let segments = absolute(&segments, module());
                found.push(Path { line, segments, alias: None, reexport: false, in_tests });
            }
            _ => {}
        }
        here += 1;
    }
    found
}

fn word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

type Leaf = (usize, Vec<String>, Option<String>);

/// Reads one tree of a `use` from `here` on, and returns where it ends.
fn tree(tokens: &[Token], mut here: usize, prefix: &[String], leaves: &mut Vec<Leaf>) -> usize {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text.as_str());
    let mut segments = prefix.to_vec();
    let line = tokens.get(here).map_or(0, |token| token.line);
    loop {
        match text(here) {
            "::" => here += 1,
            "{" => {
                here += 1;
                while !matches!(text(here), "}" | ";" | "") {
                    here = tree(tokens, here, &segments, leaves);
                    if text(here) != "," {
                        break;
                    }
                    here += 1;
                }
                return here + 1;
            }
            "as" => {
                leaves.push((line, segments, Some(text(here + 1).to_owned())));
                return here + 2;
            }
            "self" if !segments.is_empty() => here += 1,
            name if word(name) || name == "*" => {
                segments.push(name.to_owned());
                here += 1;
            }
            _ => {
                let alias = segments.last().cloned();
                leaves.push((line, segments, alias));
                return here;
            }
        }
    }
}

/// `segments` as seen from `module`, from the root of the crate.
fn absolute(segments: &[String], module: Vec<String>) -> Vec<String> {
    let mut from = module;
    let mut rest = segments;
    if rest.first().is_some_and(|first| first == "crate") {
        from.clear();
        rest = &rest[1..];
    }
    while let Some((first, after)) = rest.split_first() {
        match first.as_str() {
            "super" => drop(from.pop()),
            "self" => {}
            _ => break,
        }
        rest = after;
    }
    from.extend_from_slice(rest);
    from
}

#[test]
fn paths_are_read_as_the_compiler_reads_them() {
    let text = r#"
        // use crate::comment;
        /* use crate::outer /* nested */; */
        use super::{lex::{self, Token as T}, parse};
        pub(crate) use self::inner::Thing;
        fn f<'a>(c: &'a str) -> bool { c == "crate::string" && '"' != '\'' && r"crate::raw" == c }
        #[cfg(test)]
        mod laws {
            use super::*;
            use super::super::eval;
            fn g() { crate::diag::nearest::<u8>(); }
        }
        fn h() { child::run(); }
    "#;
    let source = Source::new("src/calc/file.rs", text);
    let read: Vec<String> = source.paths.iter().map(|path| path.segments.join(" ")).collect();
    let expected = [
        "calc lex",
        "calc lex Token",
        "calc parse",
        "calc file inner Thing",
        "calc file *",
        "calc eval",
        "diag nearest",
        "calc file child run",
    ];
    assert_eq!(read, expected);
    let lines: Vec<usize> = source.paths.iter().map(|path| path.line).collect();
    assert_eq!(lines, [4, 4, 4, 5, 9, 10, 11, 13]);
    assert_eq!(source.paths[1].alias.as_deref(), Some("T"));
    assert_eq!(source.paths.iter().position(|path| path.reexport), Some(3));
    let in_tests: Vec<bool> = source.paths.iter().map(|path| path.in_tests).collect();
    assert_eq!(in_tests, [false, false, false, false, true, true, true, false]);
    let texts: Vec<&str> = source.texts.iter().map(|text| text.text.as_str()).collect();
    assert_eq!(
        texts,
        ["// use crate::comment;", "/* use crate::outer /* nested */; */", "crate::string", "crate::raw"]
    );
    let hashed = Source::new("src/calc/file.rs", "f(r##\"a\"# crate::b\"##, crate::calc::c)");
    assert_eq!(hashed.texts[0].text, "a\"# crate::b");
    assert_eq!(hashed.paths[0].segments, ["calc", "c"]);
    assert!(Source::new("src/calc/tests.rs", "use super::lex;").paths[0].in_tests);
}
