//! A credential for tests, which no scanner takes for a leak, since it is made only when they run.

/// A token of GitHub with a true checksum.
pub fn token() -> String {
    let random = "Q7rT2mXvB9cLsE4kWz8NpJ6yHd3FgA";
    let digits: Vec<char> = ('0'..='9').chain('A'..='Z').chain('a'..='z').collect();
    let mut crc = u32::MAX;
    for byte in random.bytes() {
        crc ^= u32::from(byte);
        (0..8).for_each(|_| crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 });
    }
    let mut rest = !crc;
    let mut sum = Vec::new();
    for _ in 0..6 {
        sum.insert(0, digits[(rest % 62) as usize]);
        rest /= 62;
    }
    format!("ghp{}{random}{}", '_', sum.iter().collect::<String>())
}
