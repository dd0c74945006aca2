use std::ops::{Add, Neg, Sub};

/// A unit of time that interview arithmetic keeps apart from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Calendar {
    /// Seconds, and what is an exact multiple below a day.
    Second,
    /// Days and weeks.
    Day,
    /// Months.
    Month,
    /// Years.
    Year,
}

impl Calendar {
    /// From the shortest to the longest.
    pub const ALL: [Self; 4] = [Self::Second, Self::Day, Self::Month, Self::Year];

    /// Exact seconds: a day of 86,400 s, a year of 365 days, a month of a twelfth of it.
    pub fn seconds(self) -> i64 {
        match self {
            Self::Second => 1,
            Self::Day => 86_400,
            Self::Month => 2_628_000,
            Self::Year => 31_536_000,
        }
    }
}

/// What a quantity measures: whole exponents over time, information, money and length.
///
/// Time has one exponent for each [`Calendar`] unit. Exact arithmetic uses seconds alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dimension {
    /// Exponents of second, day, month and year.
    pub time: [i32; 4],
    /// Exponent of the byte.
    pub information: i32,
    /// Exponent of the US dollar.
    pub usd: i32,
    /// Exponent of the Brazilian real.
    pub brl: i32,
    /// Exponent of the metre.
    pub length: i32,
}

impl Dimension {
    /// A plain number.
    pub const NONE: Self = Self { time: [0; 4], information: 0, usd: 0, brl: 0, length: 0 };
    /// Bytes.
    pub const INFORMATION: Self = Self { information: 1, ..Self::NONE };
    /// US dollars.
    pub const USD: Self = Self { usd: 1, ..Self::NONE };
    /// Brazilian reais.
    pub const BRL: Self = Self { brl: 1, ..Self::NONE };
    /// Metres.
    pub const LENGTH: Self = Self { length: 1, ..Self::NONE };
    /// A duration in seconds.
    pub const TIME: Self = Self::calendar(Calendar::Second, 1);
    /// A rate per second.
    pub const RATE: Self = Self::calendar(Calendar::Second, -1);
    /// Bytes per second.
    pub const BANDWIDTH: Self = Self { information: 1, ..Self::RATE };

    /// `unit` to the power `exponent`.
    pub const fn calendar(unit: Calendar, exponent: i32) -> Self {
        let mut time = [0; 4];
        time[unit as usize] = exponent;
        Self { time, information: 0, usd: 0, brl: 0, length: 0 }
    }

    /// The exponent of time, whatever the calendar unit.
    pub fn time_exponent(self) -> i32 {
        self.time.iter().sum()
    }

    /// The same with all time in seconds.
    pub fn in_seconds(self) -> Self {
        Self { time: [self.time_exponent(), 0, 0, 0], ..self }
    }

    /// Every exponent times `factor`; `None` beyond what an exponent can hold.
    pub fn power(self, factor: i64) -> Option<Self> {
        let scale = |exponent: i32| i32::try_from(i64::from(exponent).checked_mul(factor)?).ok();
        let mut time = [0; 4];
        for (new, old) in time.iter_mut().zip(self.time) {
            *new = scale(old)?;
        }
        Some(Self {
            time,
            information: scale(self.information)?,
            usd: scale(self.usd)?,
            brl: scale(self.brl)?,
            length: scale(self.length)?,
        })
    }

    /// Every exponent halved; `None` where one is odd.
    pub fn root(self) -> Option<Self> {
        let all = [self.information, self.usd, self.brl, self.length];
        if self.time.iter().chain(&all).any(|exponent| exponent % 2 != 0) {
            return None;
        }
        Some(Self {
            time: self.time.map(|exponent| exponent / 2),
            information: self.information / 2,
            usd: self.usd / 2,
            brl: self.brl / 2,
            length: self.length / 2,
        })
    }

    /// What it is, in the words of an error: "a rate", "an amount of data".
    pub fn words(self) -> String {
        let known = match (self.time_exponent(), self.information, self.usd, self.brl, self.length) {
            (0, 0, 0, 0, 0) => "a plain number",
            (1, 0, 0, 0, 0) => "an amount of time",
            (-1, 0, 0, 0, 0) => "a rate",
            (0, 1, 0, 0, 0) => "an amount of data",
            (-1, 1, 0, 0, 0) => "data per time",
            (1, -1, 0, 0, 0) => "time per amount of data",
            (0, 0, 1, 0, 0) => "money in dollars",
            (0, 0, 0, 1, 0) => "money in reais",
            (-1, 0, 1 | 0, 0 | 1, 0) => "money per time",
            (0, -1, 1, 0, 0) | (0, -1, 0, 1, 0) => "a price of data",
            (-1, -1, 1, 0, 0) | (-1, -1, 0, 1, 0) => "a price of keeping data",
            (0, 0, 0, 0, 1) => "a length",
            (-1, 0, 0, 0, 1) => "a speed",
            _ => return format!("a quantity in {}", self.symbol()),
        };
        known.to_owned()
    }

    /// The base units: `B/s`, `$/s`, `s`, empty for a plain number.
    pub fn symbol(self) -> String {
        let parts = [
            ("$", self.usd),
            ("R$", self.brl),
            ("B", self.information),
            ("m", self.length),
            ("s", self.time_exponent()),
        ];
        let mut above = Vec::new();
        let mut below = Vec::new();
        for (symbol, exponent) in parts {
            let side = if exponent > 0 { &mut above } else { &mut below };
            match exponent.abs() {
                0 => {}
                1 => side.push(symbol.to_owned()),
                power => side.push(format!("{symbol}^{power}")),
            }
        }
        let mut shown = above.join("-");
        for part in below {
            shown.push('/');
            shown.push_str(&part);
        }
        shown
    }
}

impl Add for Dimension {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let mut time = self.time;
        for (mine, theirs) in time.iter_mut().zip(other.time) {
            *mine = mine.saturating_add(theirs);
        }
        Self {
            time,
            information: self.information.saturating_add(other.information),
            usd: self.usd.saturating_add(other.usd),
            brl: self.brl.saturating_add(other.brl),
            length: self.length.saturating_add(other.length),
        }
    }
}

impl Neg for Dimension {
    type Output = Self;
    fn neg(self) -> Self {
        Self {
            time: self.time.map(i32::saturating_neg),
            information: self.information.saturating_neg(),
            usd: self.usd.saturating_neg(),
            brl: self.brl.saturating_neg(),
            length: self.length.saturating_neg(),
        }
    }
}

impl Sub for Dimension {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}
