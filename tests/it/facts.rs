//! Figures that the fact sheet of the project states and a candidate would type, each derived again by hand: exact
//! (86,400 s a day, 365 d a year, a month of 2,628,000 s) beside interview arithmetic (100K s, 30 d, 400 d).

use crate::support::hold;

/// Corrections of arithmetic and units.
const ARITHMETIC: &str = r"
## ÷ 100K, not ÷ 10000K
10M / 10000K                    => = 1
10M / 100K                      => = 100
10m / 10000k                    => error ; says min ; says M
10M/day                         => = 3125/27 ; about 115.74 ; interview 100 ; rounds 100

## 30 minutes are 1,800 s for each order
30 min in s                     => = 1800 ; shows 1,800 s
100 x 1800                      => = 180000
100/s x 30 min                  => = 180000 ; shows 180,000
// 10^7/86,400 x 1,800
10M orders/day x 30 min         => = 625000/3 ; shows 208,333 orders ; interview 625000/3
18000 x 0.5                     => = 9000
180K x 0.5                      => = 90000
180K x 1.5                      => = 270000
10M/day x 30 min x 0.5          => = 312500/3 ; shows 104,167
10M/day x 30 min x 1.5          => = 312500 ; shows 312,500

## messages of 20M users, 5 % active, 10 a day, 500 B
20M users x 5% x 10/day         => = 3125/27 ; interview 100
10M x 500B                      => = 5000000000 ; shows 5 GB ; note byte
10M/day x 500B x 1 day          => = 5000000000 ; unit B
5GB/day x 30 days               => = 150000000000 ; shows 150 GB ; interview 150000000000
10M/day x 500B x 30 days        => = 150000000000 ; shows 150 GB

## 3M orders a day, two events each, 1 KB an event
3M orders/day x 2 events/order  => = 625/9 ; interview 60 ; rounds 60 ; label event
6M events/day                   => = 625/9 ; about 69.44 ; interview 60 ; rounds 60
6M events/day x 1KB/event x 1 week => = 42000000000 ; shows 42 GB
6M/day x 1KB x 1 week x 3       => = 126000000000 ; shows 126 GB

## 200K drivers, a ping of 100 B every 3 s
200K / 3s                       => = 200000/3 ; shows 66,667/s
200K * 100B / 3s                => = 20000000/3 ; about 6666667 ; unit B/s
// 8 bits a byte: 160/3 Mbit/s
// 3 s of 115.74/s
10M/day in /3s                  => = 3125/27 ; shows 347.2/3s
200K / 3s x 100B in Mbps        => = 20000000/3 ; reads 53.3
5ms + 50ms + 2ms                => = 57/1000 ; shows 57 ms

## users are not requests: 30M orders a day, peak five times
30M orders/day                  => = 3125/9 ; about 347.2 ; interview 300
30M orders/day x 5              => = 15625/9 ; shows 1,736 orders/s

## ×400 overstates by 9.6 %, ÷100K understates by 13.6 %
400 / 365 - 1                   => = 7/73
1 - 86400 / 100000              => = 17/125

## 140K couriers: averages are not peaks
10M/day x 20min                 => = 1250000/9 ; shows 138,889
10M/day x 20min / 3s            => = 1250000/27 ; shows 46,296/s
10M/day x 20min x 3             => = 1250000/3 ; shows 416,667
10M/day x 20min x 3 / 3s        => = 1250000/9 ; shows 138,889/s
100/s x 20min                   => = 120000 ; shows 120,000

## donations: the window decides
100K/month                      => = 25/657 ; interview 1/30 ; rounds 0.033
100K/48h                        => = 125/216 ; about 0.5787
100K/24h                        => = 125/108 ; about 1.157
8/s x 48h                       => = 1382400
8/s x 48h / 2M                  => = 432/625
2M users x 5%                   => = 100000 ; shows 100,000 users

## deliveries: 10M orders a day, 200 availability reads an order
10M orders/day x 200 reads/order => = 625000/27 ; label read ; shows 23,148 reads/s ; interview 20000
10K x 100K                      => = 1000000000
10K x 100K rows x 100B/row      => = 100000000000 ; shows 100 GB ; note byte

## reviews: 10M a month, peak five times
10M/month                       => = 2500/657 ; about 3.805 ; interview 10/3 ; rounds 3.3
10M/month x 5                   => = 12500/657 ; about 19.03
// with a month of 30 days: 3.86, at the peak 19.3
10M/30/day                      => = 625/162 ; about 3.858
(10M/30)/day x 5                => = 3125/162 ; about 19.29

## a flash sale at 10,000 times 10K orders a day
10K orders/day x 10000          => = 31250/27 ; shows 1,157 orders/s ; interview 1000
100M/day > 10K/s                => false
// The sheet says the write limit falls only at about 11 rows an order. By interview arithmetic 10 rows meet it and
// 11 exceed it; exactly, 1,157/s x 9 rows is 10,417/s already, and 8 rows (9,259/s) is the last that fits.
100M/day x 11 > 10K/s           => true
100M/day x 8 > 10K/s            => false
100M/day x 11                   => interview 11000

## three nines in a window of 15 minutes
15 min x (1 - 99.9%)            => = 9/10 ; unit s
3 + 2 + 3 + 3 + 5 + 5 + 25 + 10 + 4 => = 60
";

/// Figures in the list of wrong or unsafe mechanisms.
const MECHANISMS: &str = r"
## 400 attempts: sold and falsely refused
83 + 317                        => = 400

## one poller, 100 rows every 100 to 500 ms
100 events / (100..500 ms)      => range 200 1000 ; unit /s ; label event

## a payment backlog: 400/s arrive, 25/s leave
400/s - 25/s                    => = 375 ; shows 375/s
375/s x 10min                   => = 225000 ; shows 225,000
225K / (25/s)                   => = 9000 ; shows 9,000 s
225K / (25/s) in h              => = 9000 ; shows 2.5 h
// 3.7 h are with the ordinary 8/s still arriving: 225,000/17 s
225K / (25/s - 8/s)             => = 225000/17
225K / (25/s - 8/s) in h        => = 225000/17 ; reads 3.67|3.68|3.7

## a token bucket of 100 that refills 10 a minute
30 s x 10/min                   => = 5
85 + 30 s x 10/min - 1          => = 89
100 / (10/min)                  => = 600 ; unit s
100 + 10/min x 1 min            => = 110
88 - 5 min x 10/min - 1         => = 37
// the one by which two bursts meet at the border of a fixed window
99 + 100                        => = 199

## numbers a float would lose
1740000000123456 - 1740000000123455 => = 1
";

#[test]
fn figures_of_arithmetic_and_units_follow() {
    hold(&[], ARITHMETIC);
}

#[test]
fn figures_of_mechanisms_follow() {
    hold(&[], MECHANISMS);
}
