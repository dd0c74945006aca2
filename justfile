# The commands of CONTRIBUTING.md. `just` alone lists them.

_default:
    @just --list

# everything that must hold before a merge
ci:
    bash .ci/run

fmt:
    cargo fmt

clippy:
    cargo clippy --all-targets --locked -- -D warnings

test *ARGS:
    cargo test --locked {{ARGS}}

# look at changed snapshots one by one (needs cargo-insta)
review:
    cargo insta test --review

# rewrite the recorded output of the command line; read the difference before committing it
record:
    TRYCMD=overwrite cargo test --locked --test it

build:
    cargo build --release --locked

bench *ARGS:
    cargo bench --locked {{ARGS}}

# licences, duplicates and advisories of the dependencies (needs cargo-deny)
deny:
    cargo deny check
