//! Random numbers that are the same in every run, so that a failure can be had again.

/// A generator (xorshift64*), good enough to pick pages and moments.
pub struct Random(u64);

impl Random {
    /// The numbers that belong to a seed.
    pub fn from(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number under `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }

    /// Some bytes.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.below(256) as u8).collect()
    }
}
