/// A number for an id, the same on every platform: the stream that its draws come from (FNV-1a, 64 bits).
pub(super) fn number(id: &str) -> u64 {
    id.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
