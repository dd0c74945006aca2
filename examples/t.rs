fn main() {
    for p in std::fs::read_dir("tests/drafts").unwrap() {
        let text = std::fs::read_to_string(p.unwrap().path()).unwrap();
        #[allow(clippy::disallowed_methods)]
        let t = std::time::Instant::now();
        let f = napkin::problem::File::parse(&text).unwrap();
        let a = t.elapsed();
        let r = f.read();
        println!("{} parse {:?} read {:?} events {:?}", r.problem.id, a, t.elapsed(), r.problem.scenarios.iter().map(|s| s.events.round()).collect::<Vec<_>>());
    }
}
