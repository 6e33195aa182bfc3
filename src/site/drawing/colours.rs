//! Fixed colours to classes, so that a drawing made for white paper is legible in every theme.
//!
//! What a thing is decides more than its colour: words are dark on light or light on dark, whatever they were. Of a
//! colour only its hue is kept, as one of a few tints.

use super::markup::Element;

/// The class for the fill of a shape; none where it says nothing and inherits it.
pub(super) fn fill(element: &Element, inherits: bool) -> Option<&'static str> {
    let is_shape = matches!(element.name.as_str(), "rect" | "circle" | "ellipse" | "polygon" | "path");
    match element.get("fill") {
        Some("none" | "transparent") => Some("m0"),
        // Without a word, shapes are black.
        None => (is_shape && !inherits).then_some(DARK),
        Some(colour) => Some(Colour::read(colour).map_or("mf", Colour::class)),
    }
}

/// The class for words, which stand on a shape with that class.
pub(super) fn words(element: &Element, behind: Option<&str>) -> &'static str {
    let is_light = || element.get("fill").and_then(Colour::read).is_some_and(|colour| colour.light() > 0.85);
    if behind == Some(DARK) && is_light() { "mi" } else { "mt" }
}

/// The class of what is as dark as words.
const DARK: &str = "mk";

/// The class for the stroke of an element.
pub(super) fn stroke(element: &Element) -> Option<&'static str> {
    match element.get("stroke") {
        None | Some("none" | "transparent") => None,
        Some(colour) => Some(match Colour::read(colour) {
            // White around a shape parts it from others; white for a whole group is what it is drawn with.
            Some(colour) if colour.light() > 0.97 && element.name != "g" => "mw",
            Some(colour) if colour.is_vivid() => colour.line(),
            _ => "ms",
        }),
    }
}

/// Red, green and blue, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Colour(f32, f32, f32);

impl Colour {
    /// `#333`, `#336699`, `rgb(1, 2, 3)`, `hsl(1, 2%, 3%)`, and the names that people use.
    fn read(words: &str) -> Option<Self> {
        let words = words.trim().to_ascii_lowercase();
        if let Some(digits) = words.strip_prefix('#') {
            let digit = |at: usize| digits.get(at..=at).and_then(|digit| u8::from_str_radix(digit, 16).ok());
            let short = digits.len() < 6;
            let part = |place: usize| {
                let (high, low) =
                    if short { (digit(place)?, digit(place)?) } else { (digit(2 * place)?, digit(2 * place + 1)?) };
                Some(f32::from(high * 16 + low) / 255.0)
            };
            return Some(Self(part(0)?, part(1)?, part(2)?));
        }
        if let Some((function, values)) = words.strip_suffix(')').and_then(|words| words.split_once('(')) {
            let values: Option<Vec<f32>> = values
                .split([',', ' ', '/'])
                .filter(|value| !value.is_empty())
                .map(|value| value.trim_end_matches(['%', 'd', 'e', 'g']).parse().ok())
                .collect();
            let values = values?;
            let [a, b, c] = [*values.first()?, *values.get(1)?, *values.get(2)?];
            return match function.trim_end_matches('a') {
                "rgb" => Some(Self(a / 255.0, b / 255.0, c / 255.0)),
                "hsl" => Some(Self::of_hue(a, b / 100.0, c / 100.0)),
                _ => None,
            };
        }
        Some(match words.as_str() {
            "white" => Self(1.0, 1.0, 1.0),
            "black" => Self(0.0, 0.0, 0.0),
            "red" | "crimson" | "tomato" | "salmon" | "pink" => Self(1.0, 0.2, 0.2),
            "green" | "lime" | "lightgreen" | "palegreen" => Self(0.2, 0.8, 0.2),
            "blue" | "lightblue" | "skyblue" | "steelblue" | "cyan" | "navy" => Self(0.2, 0.4, 1.0),
            "yellow" | "gold" | "orange" | "khaki" => Self(1.0, 0.8, 0.1),
            "purple" | "violet" | "plum" | "lavender" => Self(0.7, 0.3, 0.9),
            _ => return None,
        })
    }

    fn of_hue(hue: f32, saturation: f32, light: f32) -> Self {
        let chroma = (1.0 - (2.0 * light - 1.0).abs()) * saturation;
        let part = |offset: f32| {
            let at = (offset + hue / 30.0).rem_euclid(12.0);
            light - chroma / 2.0 * (at - 3.0).min(9.0 - at).clamp(-1.0, 1.0)
        };
        Self(part(0.0), part(8.0), part(4.0))
    }

    fn bounds(self) -> (f32, f32) {
        (self.0.min(self.1).min(self.2), self.0.max(self.1).max(self.2))
    }

    fn light(self) -> f32 {
        let (low, high) = self.bounds();
        f32::midpoint(low, high)
    }

    fn is_vivid(self) -> bool {
        let (low, high) = self.bounds();
        high - low > 0.25
    }

    /// From 0 to 360.
    fn hue(self) -> f32 {
        let Self(red, green, blue) = self;
        let (low, high) = self.bounds();
        let spread = (high - low).max(f32::EPSILON);
        let sixth = if high <= red {
            (green - blue) / spread
        } else if high <= green {
            (blue - red) / spread + 2.0
        } else {
            (red - green) / spread + 4.0
        };
        (sixth * 60.0).rem_euclid(360.0)
    }

    fn class(self) -> &'static str {
        let (low, high) = self.bounds();
        if high - low < 0.06 {
            return match self.light() {
                light if light > 0.97 => "mf",
                light if light > 0.5 => "mg",
                _ => DARK,
            };
        }
        match self.hue() {
            // The colours that themes give to plain boxes and to notes.
            hue if (225.0..=265.0).contains(&hue) && self.light() > 0.93 => "mf",
            hue if !(15.0..330.0).contains(&hue) => "mr",
            // What themes give to the frame around a part of a drawing.
            hue if hue < 75.0 && self.light() > 0.9 => "mz",
            hue if hue < 75.0 => "my",
            hue if hue < 170.0 => "mn",
            hue if hue < 250.0 => "mb",
            _ => "mp",
        }
    }

    fn line(self) -> &'static str {
        match self.class() {
            "mr" => "sr",
            "mn" => "sn",
            _ => "ms",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_keep_their_hue() {
        let class = |words| Colour::read(words).map(Colour::class);
        assert_eq!(class("#ECECFF"), Some("mf"), "the fill of every plain box");
        assert_eq!(class("#f00"), Some("mr"));
        assert_eq!(class("rgb(20, 200, 60)"), Some("mn"));
        assert_eq!(class("hsl(210, 80%, 60%)"), Some("mb"));
        assert_eq!(class("#333"), Some("mk"));
        assert_eq!(class("gold"), Some("my"));
        assert_eq!(class("url(#x)"), None);
        assert_eq!(class("#é"), None);
        assert_eq!(class("#12"), None);
    }
}
