//! The table of units: every spelling, what it measures and its exact size.

use super::dimension::{Calendar, Dimension};

/// A currency. Amounts in different currencies never mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Currency {
    /// US dollars.
    Usd,
    /// Brazilian reais.
    Brl,
}

impl Currency {
    /// The sign before an amount.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Usd => "$",
            Self::Brl => "R$",
        }
    }

    /// Money in this currency.
    pub fn dimension(self) -> Dimension {
        match self {
            Self::Usd => Dimension::USD,
            Self::Brl => Dimension::BRL,
        }
    }
}

/// A unit, by any of its names.
#[derive(Debug, PartialEq)]
pub struct Unit {
    /// Every spelling; the first is the one shown.
    pub names: &'static [&'static str],
    /// What it measures.
    pub dimension: Dimension,
    /// Its size in base units (seconds, days, months, years, bytes, dollars, reais, metres): a fraction.
    pub factor: (i64, i64),
    /// How a spelling that people read in two ways was taken; echoed with every answer that uses it.
    pub echo: Option<&'static str>,
}

impl Unit {
    /// The spelling shown in answers.
    pub fn symbol(&self) -> &'static str {
        self.names[0]
    }

    /// The calendar unit it counts in, where it is a unit of time.
    pub fn calendar(&self) -> Option<Calendar> {
        let only_time = Dimension { time: [0; 4], ..self.dimension } == Dimension::NONE;
        Calendar::ALL.into_iter().find(|&unit| only_time && self.dimension.time[unit as usize] == 1)
    }
}

const fn unit(names: &'static [&'static str], dimension: Dimension, factor: (i64, i64)) -> Unit {
    Unit { names, dimension, factor, echo: None }
}

const fn echoed(
    names: &'static [&'static str],
    dimension: Dimension,
    factor: (i64, i64),
    echo: &'static str,
) -> Unit {
    Unit { names, dimension, factor, echo: Some(echo) }
}

const TIME: Dimension = Dimension::TIME;
const DAY: Dimension = Dimension::calendar(Calendar::Day, 1);
const MONTH: Dimension = Dimension::calendar(Calendar::Month, 1);
const YEAR: Dimension = Dimension::calendar(Calendar::Year, 1);
const DATA: Dimension = Dimension::INFORMATION;
const SPEED: Dimension = Dimension::BANDWIDTH;

/// All units.
pub static UNITS: &[Unit] = &[
    unit(&["ns", "nanosecond", "nanoseconds"], TIME, (1, 1_000_000_000)),
    unit(&["us", "µs", "μs", "microsecond", "microseconds"], TIME, (1, 1_000_000)),
    unit(&["ms", "millisecond", "milliseconds"], TIME, (1, 1000)),
    unit(&["s", "sec", "secs", "second", "seconds", "segundo", "segundos"], TIME, (1, 1)),
    unit(&["min", "mins", "minute", "minutes", "minuto", "minutos"], TIME, (60, 1)),
    unit(&["h", "hr", "hrs", "hour", "hours", "hora", "horas"], TIME, (3600, 1)),
    unit(&["day", "days", "d", "dia", "dias"], DAY, (1, 1)),
    unit(&["week", "weeks", "wk", "wks", "semana", "semanas"], DAY, (7, 1)),
    unit(&["month", "months", "mo", "mos", "mês", "mes", "meses"], MONTH, (1, 1)),
    unit(&["year", "years", "yr", "yrs", "ano", "anos"], YEAR, (1, 1)),
    unit(&["qps", "rps", "tps", "QPS", "RPS", "TPS"], Dimension::RATE, (1, 1)),
    unit(&["B", "byte", "bytes", "Byte", "Bytes"], DATA, (1, 1)),
    unit(&["KB", "kB"], DATA, (1000, 1)),
    unit(&["MB"], DATA, (1_000_000, 1)),
    unit(&["GB"], DATA, (1_000_000_000, 1)),
    unit(&["TB"], DATA, (1_000_000_000_000, 1)),
    unit(&["PB"], DATA, (1_000_000_000_000_000, 1)),
    unit(&["EB"], DATA, (1_000_000_000_000_000_000, 1)),
    echoed(&["kb"], DATA, (1000, 1), "`kb` read as kilobytes; kilobits are `Kb`"),
    echoed(&["mb"], DATA, (1_000_000, 1), "`mb` read as megabytes; megabits are `Mb`"),
    echoed(&["gb"], DATA, (1_000_000_000, 1), "`gb` read as gigabytes; gigabits are `Gb`"),
    echoed(&["tb"], DATA, (1_000_000_000_000, 1), "`tb` read as terabytes; terabits are `Tb`"),
    unit(&["KiB", "kiB"], DATA, (1 << 10, 1)),
    unit(&["MiB"], DATA, (1 << 20, 1)),
    unit(&["GiB"], DATA, (1 << 30, 1)),
    unit(&["TiB"], DATA, (1 << 40, 1)),
    unit(&["PiB"], DATA, (1 << 50, 1)),
    unit(&["bit", "bits"], DATA, (1, 8)),
    echoed(&["Kb"], DATA, (125, 1), "`Kb` read as kilobits; kilobytes are `KB`"),
    echoed(&["Mb"], DATA, (125_000, 1), "`Mb` read as megabits; megabytes are `MB`"),
    echoed(&["Gb"], DATA, (125_000_000, 1), "`Gb` read as gigabits; gigabytes are `GB`"),
    echoed(&["Tb"], DATA, (125_000_000_000, 1), "`Tb` read as terabits; terabytes are `TB`"),
    unit(&["Kbit", "kbit"], DATA, (125, 1)),
    unit(&["Mbit"], DATA, (125_000, 1)),
    unit(&["Gbit"], DATA, (125_000_000, 1)),
    unit(&["Tbit"], DATA, (125_000_000_000, 1)),
    echoed(&["bps", "Bps"], SPEED, (1, 8), "`bps` read as bits per second"),
    echoed(
        &["Kbps", "kbps", "KBps", "kBps"],
        SPEED,
        (125, 1),
        "read as kilobits per second; kilobytes are `KB/s`",
    ),
    echoed(
        &["Mbps", "mbps", "MBps"],
        SPEED,
        (125_000, 1),
        "read as megabits per second; megabytes are `MB/s`",
    ),
    echoed(
        &["Gbps", "gbps", "GBps"],
        SPEED,
        (125_000_000, 1),
        "read as gigabits per second; gigabytes are `GB/s`",
    ),
    echoed(
        &["Tbps", "tbps", "TBps"],
        SPEED,
        (125_000_000_000, 1),
        "read as terabits per second; terabytes are `TB/s`",
    ),
    unit(&["usd", "USD", "dollar", "dollars"], Dimension::USD, (1, 1)),
    unit(&["brl", "BRL", "real", "reais"], Dimension::BRL, (1, 1)),
    unit(&["km"], Dimension::LENGTH, (1000, 1)),
    unit(&["metre", "metres", "meter", "meters"], Dimension::LENGTH, (1, 1)),
];

/// The unit with this exact spelling.
pub fn find(name: &str) -> Option<&'static Unit> {
    UNITS.iter().find(|unit| unit.names.contains(&name))
}

/// Every spelling, for suggestions and completion.
pub fn names() -> impl Iterator<Item = &'static str> {
    UNITS.iter().flat_map(|unit| unit.names.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_spelling_means_two_things() {
        let mut seen = BTreeSet::new();
        for name in names() {
            assert!(seen.insert(name), "{name} stands twice");
        }
    }

    #[test]
    fn sizes_follow_the_definitions() {
        let size = |name: &str| find(name).unwrap().factor;
        assert_eq!(size("week"), (7, 1));
        assert_eq!(size("GiB"), (1_073_741_824, 1));
        // 1 Gbit/s = 10^9 / 8 bytes a second
        assert_eq!(size("Gbps"), (125_000_000, 1));
        assert_eq!(Calendar::Year.seconds(), 365 * 86_400);
        assert_eq!(Calendar::Month.seconds() * 12, Calendar::Year.seconds());
    }
}
