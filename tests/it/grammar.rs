//! The expression language, held line by line: every row of its table, every example and rule of its prose, its
//! limits, and a folder of broken expressions.
//!
//! Exact values are fractions worked out by hand with the exact constants (day 86,400 s, year 365 d, month
//! year/12 = 2,628,000 s): 10M/day is 10^7/86,400 = 3125/27 a second, times 20 min (1,200 s) is 1250000/9.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::support::{Run, answers, contains, hold, napkin, run, unsafe_to_print};

/// Every rule that one line, or a few, can show.
const TABLE: &str = r"
## the table
10M orders/day x 20min          => shows 138,889 orders ; = 1250000/9 ; unit ; label order
10M orders/day                  => shows 115.7 orders/s ; = 3125/27 ; unit /s ; label order
5x20                            => shows 100 ; = 100 ; unit
10x                             => shows 10 ; = 10 ; unit
x = 5..20 ↵ x - x               => shows 0
140K/3s                         => shows 46,667/s ; = 140000/3 ; unit /s
12 / 3 servers                  => shows 4 ; = 4
200K * 100B / 3s                => shows 6.67 MB/s ; = 20000000/3 ; unit B/s
1B * 1KB                        => shows 1 TB ; = 1000000000000 ; unit B ; note billion
8B * 1B                         => shows 8 GB ; = 8000000000 ; unit B ; note byte ; note billion
100B/s                          => = 100 ; unit B/s ; note byte
100B/day                        => = 31250000/27 ; unit /s ; note billion
1B > 500K                       => true ; note billion
5M/day..20M/day                 => range 3125/54 6250/27 ; unit /s
5M..20M/day                     => range 3125/54 6250/27 ; unit /s
15..25 min                      => range 900 1500 ; unit s
$5..10                          => range 5 10 ; unit $
5..20M users                    => error ; says 5M..20M
500..2K req/s                   => range 500 2000 ; unit /s ; reads 500..2,000 req/s
-5..5                           => range -5 5 ; unit ; reads -5..5
-2^2                            => shows -4 ; = -4
64TB / (5GB/day)                => shows 12,800 days ; = 1105920000 ; unit s
1TB / 100MB/s                   => shows 10,000 s ; = 10000 ; unit s ; note (100MB/s)
1TB/100MB/s                     => error ; says 1TB/(100MB/s) ; says (1TB/100MB)/s
10M/30/day                      => = 625/162 ; unit /s
500B/order * 10M orders/day     => shows 57.9 KB/s ; = 1562500/27 ; unit B/s ; note byte
20 minuts                       => error ; says minutes ; at minuts
10M/dya                         => error ; says day ; at dya
100 + 10%                       => shows 100.1 ; = 1001/10 ; noted
1 - 95%                         => shows 0.05 ; = 1/20
50TB x 0.023 usd/GB-month       => shows $1,150/month ; = 23/52560 ; unit $/s
10M/day + 5GB                   => error ; says rate ; says data

## tokens: numbers
1,000,000                       => = 1000000
1,000,000 + 1                   => = 1000001
1,000.5                         => = 2001/2
(1,000) x 2                     => = 2000
max(1,500)                      => = 500
1e6                             => = 1000000
2.5                             => = 5/2
2.5e3                           => = 2500
1e-3                            => = 1/1000
1e6 orders/day x 1 day          => = 1000000
0.1 + 0.2                       => = 3/10
1740000000123456 + 1            => = 1740000000123457
1,5                             => error ; says 1.5
1,5 GB                          => error ; says 1.5
1,00                            => error
1,0000                          => error
1000,000                        => error
1.2.3                           => error

## tokens: one tail
5K                              => = 5000
5k                              => = 5000
5M                              => = 5000000
5bn                             => = 5000000000
5T                              => = 5000000000000
5mi                             => = 5000000
5bi                             => = 5000000000
1.5mi                           => = 1500000
20min                           => = 1200 ; unit s
5GB                             => = 5000000000 ; unit B
5x20min                         => = 6000 ; unit s
5Musers                         => error ; says 5M users
5Kreq                           => error ; says 5K req
5foo                            => error

## tokens: names, reserved words, comments
a_1 = 5 ↵ a_1 x 2               => = 10
_a = 5 ↵ _a + 1                 => = 6
orders = 10M/day ↵ orders x 20min => = 1250000/9
orders = 10M/day ↵ 5 orders     => = 5
a = 5 ↵ b = a x 2 ↵ b + a       => = 15
5x20 ↵ ans / 2                  => = 50
day = 5                         => error
s = 3                           => error
min = 5                         => error
GB = 5                          => error
per = 5                         => error
to = 5                          => error
in = 5                          => error
as = 5                          => error
of = 5                          => error
and = 5                         => error
or = 5                          => error
not = 5                         => error
where = 5                       => error
Orders = 5                      => error
a = a + 1                       => error
unheard_of x 2                  => error ; says unheard_of ; at unheard_of
orders = 5 ↵ ordres x 2         => error ; says orders
10M/day # what the prompt says  => = 3125/27
5 # x 100                       => = 5

## precedence: literal, call and parentheses with a unit
1 / 2s                          => = 1/2 ; unit /s
12 / 3s x 2                     => = 8 ; unit /s
140K / 3s                       => = 140000/3 ; unit /s
10M orders per day              => = 3125/27 ; shows 115.7 orders/s
10K req/s/server x 3 servers    => = 30000 ; unit /s
50GB/node x 4 nodes             => = 200000000000 ; unit B ; shows 200 GB
(2 + 3) min                     => = 300 ; unit s
(10M)/day                       => = 3125/27 ; unit /s
(4M + 6M)/day                   => = 3125/27 ; unit /s
8GB / (1 + 1) s                 => = 4000000000 ; unit B/s
2 x max(3, 4)                   => = 8

## precedence: powers and the minus sign
2^10                            => = 1024
2^3^2                           => = 512
(-2)^2                          => = 4
10^-3                           => = 1/1000
2 x 3^2                         => = 18
-2 x 3                          => = -6
2 x -3                          => = -6
5 - -3                          => = 8
5 − 3                           => = 2
-10/s                           => = -10 ; unit /s
4^(6/2)                         => = 64
2^0.5                           => error ; says sqrt|whole
2^(1/2)                         => error
2^(3s)                          => error

## precedence: .. over the multiplying signs
2..4 x 3                        => range 6 12
2 x 3..4                        => range 6 8
1..2^3                          => range 1 8
1 + 2..3                        => range 3 4

## precedence: the multiplying signs, from the left
100 / 10 / 2                    => = 5
100/10/2                        => = 5
8 ÷ 2 × 3                       => = 12
12 * 3 / 4                      => = 9
10 per 2                        => = 5
50% of 80                       => = 40
50% of 10M users                => = 5000000 ; label user
2 + 3 x 4                       => = 14
(2 + 3) x 4                     => = 20
10 - 3 - 2                      => = 5

## precedence: comparison, conversion
2 + 3 > 4                       => true
1 < 2                           => true
2 <= 1                          => false
10 >= 10                        => true
3 == 3                          => true
3 != 3                          => false
10M/day > 100/s                 => true
10M/day > 116/s                 => false
5GB == 5000MB                   => true
1 year != 365 days              => false
1 < 2 < 3                       => error
1 == 1 == 1                     => error
10M/day > 5GB                   => error ; says rate ; says data
1 day in s                      => = 86400 ; unit s ; shows 86,400 s
1TB to GB                       => = 1000000000000 ; unit B ; shows 1,000 GB
64TB -> GB                      => = 64000000000000 ; shows 64,000 GB
1 + 1 min in s                  => error
1 h + 30 min in min             => = 5400 ; shows 90 min
10M/day in /min                 => = 3125/27 ; unit /s
100mbps in MB/s                 => = 12500000 ; unit B/s ; shows 12.5 MB/s
5GB in s                        => error
1 day in h in s                 => error

## x
2 x 3                           => = 6
x = 4 ↵ x x x                   => = 16
x = 4 ↵ 2 x x                   => = 8
x = 4 ↵ x                       => = 4
x = 4 ↵ 5x x                    => = 20
10M/day x 3x                    => = 3125/9 ; unit /s
5x(2 + 3)                       => = 25
10 x                            => error
x 5                             => error

## division
225K / 25/s                     => = 9000 ; unit s ; note (25/s)
10M / 30/day                    => = 28800000000 ; unit s ; note (30/day)
1TB / (100MB/s)                 => = 10000 ; unit s
(1TB/100MB)/s                   => = 10000 ; unit /s
1TB / 100MB / s                 => error ; says 1TB/(100MB/s) ; says (1TB/100MB)/s
10M / 30 / day                  => = 625/162 ; unit /s
10M/day / 30                    => = 625/162 ; unit /s
225K/25/s                       => = 9000 ; unit /s
1 / 0                           => error
5 / (2 - 2)                     => error
1 / (-1..1)                     => error

## nouns
10 Hz                           => shows 10 Hz ; = 10
1 IOPS                          => shows 1 IOPS
3 kWh                           => shows 3 kWh
20 GPUs                         => shows 20 gpus
5 bananas                       => = 5 ; label banana ; shows 5 bananas
10M active users                => = 10000000 ; label user
100 req/user x 5 users          => = 500 ; label req
2 orders/user x 5 users         => = 10 ; shows 10 orders ; quiet
1 order + 2 orders              => = 3 ; shows 3 orders ; quiet
100/order                       => = 100
100/user                        => = 100
100/request                     => = 100
100/req                         => = 100
100/message                     => = 100
100/event                       => = 100
100/row                         => = 100
100/job                         => = 100
100/server                      => = 100
100/node                        => = 100
100/shard                       => = 100
100/banana                      => error ; says banana
10M orders/banana               => error ; says banana ; at banana
10 hous                         => error ; says hour
5 minuets                       => error ; says minutes
10 orders x 5 users             => = 50 ; shows 50
10 orders + 5 users             => = 15 ; note order ; note user

## ranges: the ends
15min..25min                    => range 900 1500 ; unit s
15min..25                       => range 900 1500 ; unit s
1h..90min                       => range 3600 5400
100ms..1s                       => range 0.1 1
1..2 GB                         => range 1000000000 2000000000 ; unit B
10..20/s                        => range 10 20 ; unit /s
10/s..20                        => range 10 20 ; unit /s
5..20 usd                       => range 5 20 ; unit $
500..2K                         => range 500 2000
1..2K                           => error ; says 1K..2K
20..5                           => error
20M..5M                         => error
5..-5                           => error
1..2..3                         => error
5..                             => error
1...3                           => error
5GB..10s                        => error

## B: with a prefix
5KB                             => = 5000 ; unit B
5KiB                            => = 5120 ; unit B
1MiB                            => = 1048576
1GiB                            => = 1073741824
1TiB                            => = 1099511627776
1PB                             => = 1000000000000000
5kb                             => = 5000 ; unit B ; note byte
5mb                             => = 5000000 ; unit B ; note byte
5gb                             => = 5000000000 ; unit B ; note byte
5tb                             => = 5000000000000 ; unit B ; note byte
8Kb                             => = 1000 ; unit B
8Mb                             => = 1000000 ; unit B
8Gb                             => = 1000000000 ; unit B
8 bps                           => = 1 ; unit B/s
100mbps                         => = 12500000 ; unit B/s
10Gbps                          => = 1250000000 ; unit B/s
500 bytes                       => = 500 ; unit B

## B: alone
1.5B                            => = 1500000000 ; unit ; note billion
2.5B/s                          => = 2500000000 ; unit /s ; note billion
8B users                        => = 8000000000 ; label user ; note billion
500B orders                     => = 500000000000 ; label order ; note billion
3B                              => = 3000000000 ; unit ; note billion
4B                              => = 4 ; unit B ; note byte
500B                            => = 500 ; unit B ; note byte
100B/min                        => = 5000000000/3 ; unit /s ; note billion
100B/h                          => = 250000000/9 ; unit /s ; note billion
100B/month                      => = 25000000/657 ; unit /s ; note billion
500B x 10M                      => = 5000000000 ; unit B ; shows 5 GB ; note byte
5B + 1KB                        => = 1005 ; unit B ; note byte
2B + 1KB                        => = 1002 ; unit B ; note byte
2B in KB                        => = 2 ; unit B ; note byte
500B + 5                        => = 500000000005 ; unit ; note billion
5B > 100                        => true ; note billion
100B/day + 1GB/day              => = 10000001/864 ; unit B/s ; note byte
500B x 500B                     => = 250000000000000 ; unit B ; shows 250 TB ; note byte ; note billion
1B * 1B                         => = 1000000000000000000 ; unit ; note billion
$5B                             => = 5000000000 ; unit $ ; note billion
1GB x 1GB                       => error
(2GB)^2                         => error
$5 x $5                         => error
size = 500B                     => error ; says 500 byte ; says 500bn|500 billion
users = 1B                      => error ; says 1 byte ; says 1bn|1 billion
size = 500B x 1 ↵ size          => = 500 ; unit B
size = 5KB ↵ size x 2           => = 10000 ; unit B
rate = 100B/s ↵ rate            => = 100 ; unit B/s

## percent
20%                             => = 1/5
99.9%                           => = 999/1000
100 x 20%                       => = 20
20% of 10M users                => = 2000000 ; label user
99.9% x 99.9% x 99.5%           => = 198602199/200000000
10M/day x 120%                  => = 1250/9 ; unit /s
10M/day + 20%                   => error ; says x 120%
10M/day - 20%                   => error ; says x 80%
5GB + 10%                       => error ; says x 110%
100 - 10%                       => = 999/10 ; noted

## m and other units
5m                              => error ; says min ; says M
20 m                            => error ; says min ; says M
10M/day x 20m                   => error ; says min ; says M
1mo                             => = 2628000 ; unit s
1yr                             => = 31536000 ; unit s
1wk                             => = 604800 ; unit s
1d                              => = 86400 ; unit s
1h                              => = 3600 ; unit s
1min                            => = 60 ; unit s
1s                              => = 1 ; unit s
1ms                             => = 1/1000 ; unit s
1us                             => = 1/1000000 ; unit s
1ns                             => = 1/1000000000 ; unit s
10K qps                         => = 10000 ; unit /s
10K rps                         => = 10000 ; unit /s
10K tps                         => = 10000 ; unit /s
10K rps x 20ms                  => = 200 ; unit
1 dia                           => = 86400 ; unit s
1 mês                           => = 2628000 ; unit s
1 mes                           => = 2628000 ; unit s
1 ano                           => = 31536000 ; unit s
1 hora                          => = 3600 ; unit s
1 semana                        => = 604800 ; unit s
10M/dia                         => = 3125/27 ; unit /s
10M/mês                         => = 2500/657 ; unit /s
2 dias                          => = 172800 ; unit s
3 anos                          => = 94608000 ; unit s
2 horas                         => = 7200 ; unit s
5 usd                           => = 5 ; unit $
$5                              => = 5 ; unit $
$5 + 5 usd                      => = 10 ; unit $
R$10 + 5 brl                    => = 15
50TB x $0.023/GB-month          => = 23/52560 ; unit $/s ; shows $1,150/month
$5 + R$5                        => error
5 usd + 5 brl                   => error
$5 > R$5                        => error
5min + 5GB                      => error

## exact time
1 day                           => = 86400 ; unit s
1 year                          => = 31536000 ; unit s
1 month                         => = 2628000 ; unit s
1 week                          => = 604800 ; unit s
1 year / 1 month                => = 12 ; unit
1 year in days                  => = 31536000 ; shows 365 days

## interview arithmetic
10M/day                         => interview 100 ; rounds 100
10M/day x 20min                 => interview 1250000/9 ; rounds 140000
20min x 10M/day                 => interview 1250000/9
10M/day x 20min / 3s            => interview 1250000/27 ; rounds 46000 ; = 1250000/27 ; unit /s
10K/s x 7 days                  => interview 7000000000 ; rounds 7000000000 ; = 6048000000
10K/s x 1 week                  => interview 7000000000
5GB/day x 1 year                => interview 2000000000000 ; rounds 2000000000000 ; = 1825000000000
1.5bn/month                     => interview 500 ; rounds 500 ; = 125000/219
10M/year                        => interview 1/4 ; rounds 0.25 ; = 625/1971
1 year / 1 month                => interview 12
1 year / 1 day                  => interview 400 ; = 365
1 month / 1 day                 => interview 30 ; = 365/12
5GB/day x 1 month               => interview 150000000000 ; = 456250000000/3
10M/month x 1 year              => interview 120000000 ; = 120000000
100/s x 1 year                  => interview 4000000000 ; = 3153600000
10K/s x 7 days / 1 year         => interview 175 ; = 14000/73
10M/day x 3                     => interview 300
5x20                            => interview 100
orders = 10M/day ↵ orders x 20min => interview 1250000/9
rate = 10M/day ↵ held = rate x 20min ↵ held / 3s => interview 1250000/27
10M/day in /s                   => interview 100
115.74                          => rounds 120
115.74/s                        => rounds 120
999.6                           => rounds 1000
0.0123                          => rounds 0.012
987654                          => rounds 990000

## ranges: bounds, middle, ends of the 90 %
5..20                           => range 5 20 ; middle 10 ; p5 5 ; p95 20
2..8 x 3                        => range 6 24 ; middle 12 ; p5 6 ; p95 24
// both ends are a factor 2 from the middle, so the product's are 2^√2 = 2.665144142690225 from 20
(5..20) x (1..4)                => range 5 80 ; middle 20 ; p5 7.504284545 ; p95 53.302882854
(5..20) / (1..4)                => range 1.25 20 ; middle 5 ; p5 1.876071136 ; p95 13.325720713
(5..20)^2                       => range 25 400 ; middle 100 ; p5 25 ; p95 400
// two lognormals of median 10 and p95 20: 12.68 and 34.43 by 2,000,000 draws
(5..20) + (5..20)               => range 10 40 ; p5 ≈12.68 ; p95 ≈34.43
x = 5..20 ↵ x + x               => range 10 40 ; p5 ≈10 ; p95 ≈40
x = 5..20 ↵ x / x               => shows 1
x = 5..20 ↵ 2 x x - x           => range 5 20 ; p5 ≈5 ; p95 ≈20
x = 1..4 ↵ x x x                => range 1 16 ; middle 4 ; p5 1 ; p95 16
x = 1..4 ↵ x x x + x            => range 2 20
x = 5..20 ↵ x / (x + 5)         => range 0.5 0.8
x = 1..4 ↵ x x (5 - x)          => says at most
x = -5..5 ↵ x^2                 => range 0 25
10..20 - 5..8                   => range 2 15
10..20 / 2..4                   => range 2.5 10
10M/day x 15..25 min            => range 312500/3 1562500/9
max(5..20, 10)                  => range 10 20

## ranges: comparison
5..20 > 3                       => true
5..20 < 3                       => false
5..20 > 10                      => depends
5..20 >= 5                      => true
5..20 > 20                      => false
5..20 < 20                      => depends
1..2 < 3..4                     => true
3..4 < 1..2                     => false
1..3 < 2..4                     => depends
10M..50M/day > 100/s            => true
10M..50M/day > 200/s            => depends
x = 5..20 ↵ 2 x x > x           => true

## functions, and what is not a fraction
min(3, 5)                       => = 3
max(3, 5, 4)                    => = 5
ceil(4.2)                       => = 5
floor(4.8)                      => = 4
round(4.6)                      => = 5
ceil(347/100)                   => = 4
min(5GB, 3GB)                   => = 3000000000 ; unit B
max(10/s, 1000/min)             => = 50/3 ; unit /s
sqrt(16)                        => ~ 4
sqrt(2)                         => ~ 1.4142135623730951 ; exact null
sqrt(2) x 2                     => ~ 2.8284271247461903 ; exact null
log2(8)                         => ~ 3
log2(1000000)                   => ~ 19.931568569324174 ; exact null
sqr(16)                         => error ; says sqrt ; at sqr
ciel(4.2)                       => error ; says ceil ; at ciel
sqrt(1, 2)                      => error
sqrt()                          => error
sqrt(-1)                        => error
log2(0)                         => error
max(5GB, 3s)                    => error

## what only a design may say
a and b                         => error ; says `and` ; says design|rule|problem|row
1 > 2 or 3 > 2                  => error ; says `or` ; says design|rule|problem|row
not (1 > 2)                     => error ; says `not` ; says design|rule|problem|row
not a                           => error ; says `not` ; says design|rule|problem|row
if(1 > 2, 3, 4)                 => error ; says `if` ; says design|rule|problem|row
menu.latency.p95 <= 120ms       => error ; says menu.latency.p95 ; says design|rule|problem|row
count(orders where state != freed) => error ; says design|rule|problem|row
sum(ledger.amount where donation = my.donation) => error ; says design|rule|problem|row

## what is no expression
()                              => error
(2 + 3                          => error
2 + 3)                          => error
10M/day x                       => error
* 5                             => error
5 * / 3                         => error
10 20                           => error
a = b = 5                       => error
a =                             => error
10M @ 5                         => error
1e                              => error
50TB x bash.023/GB-month        => error ; says quote
";

/// What `-i1` and `-i3` change: the digits on display, never the value.
const ONE_DIGIT: &str = r"
## interview arithmetic: -i1
10M/day                         => rounds 100 ; interview 100
115.74/s                        => rounds 100 ; interview 115.74
999.6                           => rounds 1000 ; interview 999.6
10M/day x 20min                 => rounds 100000 ; interview 1250000/9
10M/day x 20min / 3s            => rounds 50000 ; interview 1250000/27
";

const THREE_DIGITS: &str = r"
## interview arithmetic: -i3
10M/day                         => rounds 100 ; interview 100
115.74/s                        => rounds 116 ; interview 115.74
999.6                           => rounds 1000 ; interview 999.6
10M/day x 20min                 => rounds 139000 ; interview 1250000/9
10M/day x 20min / 3s            => rounds 46300 ; interview 1250000/27
";

#[test]
fn every_row_and_rule_of_the_grammar() {
    hold(&[], TABLE);
}

#[test]
fn interview_arithmetic_rounds_to_the_digits_asked_for() {
    hold(&["-i1"], ONE_DIGIT);
    hold(&["-i3"], THREE_DIGITS);
}

#[test]
fn each_limit_is_named_when_it_is_hit() {
    let refused: [(&str, String, &[&str]); 9] = [
        ("a line of 5,000 bytes", format!("1 + {}", "1".repeat(5_000)), &["4 KB", "4,096", "4,000", "4096"]),
        (
            "a comment of 5,000 bytes",
            format!("1 # {}", "a".repeat(5_000)),
            &["4 KB", "4,096", "4,000", "4096"],
        ),
        ("a number of 401 digits", "9".repeat(401), &["400"]),
        ("a number of 401 decimals", format!("0.{}", "9".repeat(401)), &["400"]),
        ("70 parentheses", format!("{}1{}", "(".repeat(70), ")".repeat(70)), &["64"]),
        ("70 calls", format!("{}1{}", "max(".repeat(70), ")".repeat(70)), &["64"]),
        ("a power of 4,097 bits", "2^4096".into(), &["4,096", "4096"]),
        ("a tower of powers", "10^10^10".into(), &["4,096", "4096"]),
        ("a product of 6,644 bits", "10^1000 x 10^1000".into(), &["4,096", "4096"]),
    ];
    for (what, line, names) in refused {
        let answer = only(&line);
        let error = &answer["error"];
        let said = format!("{} {}", error["message"], error["help"]);
        assert!(
            names.iter().any(|name| contains(&said, name)),
            "{what} names its limit, {names:?}: {answer}"
        );
    }
}

#[test]
fn what_stays_below_a_limit_is_answered() {
    let fine = [
        ("a line of 3,900 bytes", format!("5 + 5 #{}", " ".repeat(3_893)), "10"),
        ("a number of 400 digits", format!("{0} - {0}", "9".repeat(400)), "0"),
        ("60 parentheses", format!("{}7{}", "(".repeat(60), ")".repeat(60)), "7"),
        ("a power of 4,096 bits", "2^4095 / 2^4090".into(), "32"),
        // a sum is as deep as its parentheses, not as long as its line
        ("a sum of 200 numbers", vec!["1"; 200].join(" + "), "200"),
    ];
    for (what, line, exact) in fine {
        let answer = only(&line);
        assert_eq!(answer["exact"], exact, "{what}: {line}\n{answer}");
    }
}

#[test]
fn deep_or_endless_input_of_any_shape_is_refused() {
    for line in
        ["-".repeat(900) + "5", "2".to_owned() + &"^2".repeat(900), "(".repeat(3_000), "..".repeat(1_500)]
    {
        assert!(only(&line)["error"]["message"].is_string(), "{}…", &line[..20]);
    }
}

#[test]
fn a_sheet_holds_ten_thousand_names() {
    let lines: Vec<String> = (0..=10_000).map(|n| format!("n{n} = {n} + 1")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let answers = answers(&[], &lines);
    assert_eq!(answers.len(), 10_001);
    assert_eq!(answers[9_999]["exact"], "10000", "the ten thousandth name is taken: {}", answers[9_999]);
    let message = answers[10_000]["error"]["message"].to_string();
    assert!(
        contains(&message, "10,000") || contains(&message, "10000"),
        "names the limit: {}",
        answers[10_000]
    );
}

#[test]
fn drawn_numbers_are_the_same_in_every_run() {
    let line = "(5..20) + (5..20) x (1..4)";
    assert_eq!(only(line), only(line));
}

#[test]
fn one_line_does_not_touch_the_next() {
    let answers = answers(&[], &["a = 2", "a +", "a x 3", "b", "a x 4"]);
    let exact: Vec<&Value> = answers.iter().map(|answer| &answer["exact"]).collect();
    assert_eq!(answers.len(), 5, "{answers:#?}");
    assert_eq!((exact[0], exact[2], exact[4]), (&"2".into(), &"6".into(), &"8".into()));
    assert!(answers[1]["error"].is_object() && answers[3]["error"].is_object(), "{answers:#?}");
}

#[test]
fn every_answer_keeps_the_contract() {
    let answers = answers(&[], &["10M orders/day x 20min", "5..20", "5..20 > 10", "1 > 2", "10M/dya"]);
    for answer in &answers {
        assert_eq!(answer["version"], 1, "{answer}");
        assert!(answer["input"].is_string(), "{answer}");
    }
    for answer in &answers[..4] {
        assert!(answer["notes"].is_array() && answer["display"].is_string(), "{answer}");
        assert!(answer["error"].is_null(), "{answer}");
    }
    assert_eq!(answers[0]["input"], "10M orders/day x 20min");
    let keys = ["value", "exact", "unit", "label", "display", "interview", "notes", "steps"];
    assert!(keys.iter().all(|key| answers[0].get(key).is_some()), "{}", answers[0]);
    let keys = ["low", "high", "middle", "p5", "p95"];
    assert!(keys.iter().all(|key| answers[1][*key].is_number()), "{}", answers[1]);
    let keys = ["message", "span", "help"];
    assert!(keys.iter().all(|key| answers[4]["error"].get(key).is_some()), "{}", answers[4]);
}

fn only(line: &str) -> Value {
    let mut answers = answers(&[], &[line]);
    assert_eq!(answers.len(), 1, "one answer to {line:.60}");
    answers.remove(0)
}

/// A file of `tests/expressions_bad`: the words of its fix (a line of help is then demanded), further words that the
/// error must hold. `|` stands between words of which one is enough.
type Broken = (&'static str, &'static [&'static str], &'static [&'static str]);

#[rustfmt::skip]
const BROKEN: &[Broken] = &[
    ("bell-and-backspace", &[], &[]),
    ("byte-order-mark-inside", &[], &[]),
    ("carriage-return-inside", &[], &[]),
    ("compare-rate-with-data", &[], &["rate", "data"]),
    ("comparison-chained", &[], &[]),
    ("conversion-to-other-dimension", &[], &["data", "time"]),
    ("conversion-to-unknown-unit", &[], &["furlongs"]),
    ("conversion-twice", &[], &[]),
    ("currencies-mixed", &[], &["$", "R$"]),
    ("currencies-mixed-by-word", &[], &[]),
    ("data-times-data", &[], &[]),
    ("decimal-comma", &["1.5"], &[]),
    ("definition-of-bytes-or-billions", &["500 byte", "500bn|500 billion"], &[]),
    ("definition-of-one-billion", &["1 byte", "1bn|1 billion"], &[]),
    ("definition-twice-in-a-line", &[], &[]),
    ("definition-without-value", &[], &[]),
    ("delete-and-c1-controls", &[], &[]),
    ("digits-without-end", &[], &["400"]),
    ("division-all-spaced", &["1TB/(100MB/s)", "(1TB/100MB)/s"], &[]),
    ("division-all-tight", &["1TB/(100MB/s)", "(1TB/100MB)/s"], &[]),
    ("division-by-range-with-zero", &[], &["zero"]),
    ("division-by-zero", &[], &["zero"]),
    ("dollar-eaten-by-shell", &["quote"], &[]),
    ("emoji-for-a-noun", &[], &[]),
    ("escape-in-a-name", &[], &[]),
    ("escape-sequence", &[], &[]),
    ("exponent-without-digits", &[], &[]),
    ("function-misspelt", &["sqrt"], &["sqr"]),
    ("function-of-nothing", &[], &[]),
    ("function-of-too-many", &[], &[]),
    ("function-of-unlike", &[], &["data", "time"]),
    ("function-unknown", &[], &["telepathy"]),
    ("giga-of-what", &["10bn", "10GB"], &[]),
    ("giga-of-what-spaced", &["bn", "GB"], &[]),
    ("groups-not-of-three", &[], &[]),
    ("letters-glued-nonsense", &[], &[]),
    ("letters-glued-to-magnitude", &["5M users"], &[]),
    ("number-tail-in-capitals", &["50ms"], &[]),
    ("line-too-long", &[], &["4 KB|4,096|4,000|4096"]),
    ("logarithm-of-zero", &[], &[]),
    ("magnitude-borrowed", &["5M..20M"], &[]),
    ("magnitude-borrowed-thousands", &["1K..2K"], &[]),
    ("minutes-or-millions", &["min", "M"], &[]),
    ("minutes-or-millions-below", &["min", "M"], &[]),
    ("minutes-or-millions-in-product", &["min", "M"], &[]),
    ("money-times-money", &[], &[]),
    ("name-defined-by-itself", &[], &["load"]),
    ("name-in-capitals", &[], &[]),
    ("name-is-a-unit", &[], &["day"]),
    ("name-is-reserved", &[], &["per"]),
    ("name-misspelt", &["orders"], &["ordres"]),
    ("name-unknown", &[], &["orders"]),
    ("nested-too-deep", &[], &["64"]),
    ("not-utf8", &[], &[]),
    ("not-utf8-cut-short", &[], &[]),
    ("noun-unknown-below", &[], &["banana"]),
    ("nul-byte", &[], &[]),
    ("number-with-points-for-thousands", &["1,000,000"], &[]),
    ("number-with-two-points", &[], &[]),
    ("numbers-side-by-side", &[], &[]),
    ("times-behind-a-conversion", &[], &["at the end"]),
    ("operator-at-the-end", &[], &[]),
    ("operator-at-the-start", &[], &[]),
    ("operators-side-by-side", &[], &[]),
    ("parentheses-empty", &[], &[]),
    ("parenthesis-left-open", &[], &[]),
    ("parenthesis-never-opened", &[], &[]),
    ("percent-added-to-rate", &["x 120%"], &[]),
    ("percent-taken-from-data", &["x 90%"], &[]),
    ("power-by-fraction", &[], &[]),
    ("power-by-time", &[], &[]),
    ("power-of-powers", &[], &["4,096|4096"]),
    ("product-too-large", &[], &["4,096|4096"]),
    ("quotes-in-the-line", &[], &[]),
    ("range-chained", &[], &[]),
    ("range-descending", &[], &[]),
    ("range-descending-by-unit", &[], &[]),
    ("range-of-unlike-ends", &[], &[]),
    ("range-three-dots", &[], &[]),
    ("range-without-end", &[], &[]),
    ("rate-plus-data", &[], &["rate", "data"]),
    ("root-of-negative", &[], &[]),
    ("rule-aggregate", &[], &["design|rule|problem|row"]),
    ("rule-dotted-name", &[], &["design|rule|problem|row"]),
    ("rule-word-and", &[], &["`and`", "design|rule|problem|row"]),
    ("rule-word-if", &[], &["`if`", "design|rule|problem|row"]),
    ("rule-word-not", &[], &["`not`", "design|rule|problem|row"]),
    ("rule-word-or", &[], &["`or`", "design|rule|problem|row"]),
    ("symbol-unknown", &[], &["@"]),
    ("text-direction-isolated", &[], &[]),
    ("text-direction-reversed", &[], &[]),
    ("thousand-or-million", &[], &["K for thousand", "M for million"]),
    ("time-to-draw", &["5ms p99 25ms"], &[]),
    ("time-minus-data", &[], &["time", "data"]),
    ("unit-letters-swapped", &["day"], &["dya"]),
    ("unit-misspelt", &["minutes"], &["minuts"]),
    ("unit-with-a-prefix", &["200ms"], &["msec"]),
    ("unit-with-a-large-prefix", &["10MB"], &["Mbytes"]),
    ("zero-width-space", &[], &[]),
];

#[test]
fn every_broken_expression_is_refused_with_its_cause_and_fix() {
    let mut report = String::new();
    for (name, fix, says) in BROKEN {
        let run = broken(&format!("{name}.nap"));
        let mut missed = Vec::new();
        if run.code != Some(2) {
            missed.push(format!("exit 2, not {:?}", run.code));
        }
        if run.stderr.trim().is_empty() || run.stderr.contains("panicked") {
            missed.push("words on standard error, no panic".to_owned());
        }
        if run.stderr.contains(unsafe_to_print) {
            missed.push("no raw control characters".to_owned());
        }
        if !fix.is_empty() && !run.stderr.contains("help:") {
            missed.push("a line of help".to_owned());
        }
        // The excerpt repeats the input: a fix counts only where the program speaks.
        let spoken = spoken(&run.stderr);
        for words in fix.iter().chain(*says) {
            if !words.split('|').any(|word| contains(&spoken, word)) {
                missed.push(format!("{words:?} in its words"));
            }
        }
        if !missed.is_empty() {
            let _ =
                write!(report, "\n[{name}] missed: {}\n{:?}\n{}", missed.join("; "), run.code, run.stderr);
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn every_broken_expression_reads_well() {
    insta::glob!("../expressions_bad", "*.nap", |path| {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        insta::assert_snapshot!(broken(&name).stderr);
    });
}

#[test]
fn the_folder_of_broken_expressions_is_the_list() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expressions_bad");
    let files = folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = files.collect();
    let listed: BTreeSet<String> = BROKEN.iter().map(|(name, ..)| format!("{name}.nap")).collect();
    assert_eq!(files, listed);
}

fn broken(name: &str) -> Run {
    let mut command = napkin();
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expressions_bad"));
    command.args(["calc", name, "--color", "never"]);
    run(command, "")
}

/// The drawn error without the lines that only repeat the input (`12 | text`) and those that name the file.
fn spoken(stderr: &str) -> String {
    let repeats = |line: &&str| {
        if line.trim_start().starts_with("-->") {
            return true;
        }
        let (number, rest) = line.split_once('|').unwrap_or((line, ""));
        !rest.is_empty() && !number.trim().is_empty() && number.trim().chars().all(|c| c.is_ascii_digit())
    };
    stderr.lines().filter(|line| !repeats(line)).collect::<Vec<_>>().join("\n")
}
