#!/usr/bin/env bash
# Compares whole processes of napkin and fend on the same typical line: bash benches/compare-with-fend.sh [ROUNDS]
#
# fend is taken from $FEND, from the path, or from target/fend. Where there is none, this installs it there once:
#   cargo install fend --version 1.5.9 --locked --root target/fend
# The two run in turn, round after round, so that a disturbance meets both; with hyperfine on the path, that
# measures as well. The last line is the ratio of the medians, napkin to fend.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-300}

fend=${FEND:-$(command -v fend || true)}
if [[ -z $fend ]]; then
    fend=target/fend/bin/fend
    [[ -x $fend ]] || cargo install fend --version 1.5.9 --locked --quiet --root target/fend
fi
cargo build --release --locked --quiet
napkin=$PWD/target/release/napkin

# The same sum in the words of each: fend knows no `10M orders/day`.
ours=("$napkin" 10M orders/day x 20min)
bare=("$napkin" -q 10M orders/day x 20min)
theirs=("$fend" "10e6 / day * 20 minutes")
"${ours[@]}" | head -n 1
"${theirs[@]}"

if command -v hyperfine >/dev/null; then
    hyperfine --shell=none --warmup 20 --runs "$rounds" "${ours[*]}" "${bare[*]}" "$fend '10e6 / day * 20 minutes'"
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Microseconds that a command takes, from the shell's own clock: no process beside it.
clock() {
    local file=$1 begin=$EPOCHREALTIME end
    shift
    "$@" >/dev/null
    end=$EPOCHREALTIME
    echo $((${end/[.,]/} - ${begin/[.,]/})) >>"$file"
}
for ((round = 0; round < rounds; round++)); do
    clock "$folder/napkin" "${ours[@]}"
    clock "$folder/napkin-q" "${bare[@]}"
    clock "$folder/fend" "${theirs[@]}"
    clock "$folder/nothing" /bin/true
done
median() { sort -n "$folder/$1" | sed -n "$((rounds / 2 + 1))p"; }
for name in napkin napkin-q fend nothing; do
    printf '%-10s %6d us\n' "$name" "$(median "$name")"
done
awk -v ours="$(median napkin)" -v theirs="$(median fend)" 'BEGIN { printf "ratio      %6.2f\n", ours / theirs }'
