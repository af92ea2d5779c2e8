//! The organisation's colour made safe to use: text on it is always legible, and its edge always visible.

use serde::Serialize;

/// The product's blue, for an organisation without a colour of its own.
const BLUE: [u8; 3] = [0x1d, 0x3f, 0x91];
/// The sheet that a letter is written on, light and dark.
const SHEET: [u8; 3] = [0xff, 0xfd, 0xf8];
const SHEET_DARK: [u8; 3] = [0x19, 0x1f, 0x2c];
/// The edge of what is too light for the light sheet.
const LINE: [u8; 3] = [0x8d, 0x87, 0x77];
/// The contrast that small text needs (WCAG AA), that of a surface that stands out, and that of one that is just seen.
const LEGIBLE: f64 = 4.5;
const DISTINCT: f64 = 2.8;
const VISIBLE: f64 = 1.25;

/// A colour as the templates use it, each part as `#rrggbb`.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Paint {
    pub ground: String,
    /// White or black, whichever can be read on the ground.
    pub text: String,
    /// The edge on the light sheet: the ground itself, or a line where the ground would not be seen.
    pub edge: String,
    /// The colour for the dark sheet: mixed with white until it stands out.
    pub ground_dark: String,
    pub text_dark: String,
}

impl Paint {
    pub fn of(colour: &str) -> Self {
        let light = parse(colour).unwrap_or(BLUE);
        let lighter = (0..=20).map(|step| mixed_with_white(light, step));
        let dark = lighter.into_iter().find(|rgb| contrast(*rgb, SHEET_DARK) >= DISTINCT).unwrap_or(light);
        let edge = if contrast(light, SHEET) < VISIBLE { LINE } else { light };
        Self {
            ground: hex(light),
            text: text_on(light),
            edge: hex(edge),
            ground_dark: hex(dark),
            text_dark: text_on(dark),
        }
    }
}

fn text_on(ground: [u8; 3]) -> String {
    let white = [0xff; 3];
    hex(if contrast(ground, white) >= LEGIBLE { white } else { [0; 3] })
}

/// A colour with so many twentieths of white.
fn mixed_with_white(rgb: [u8; 3], twentieths: u8) -> [u8; 3] {
    rgb.map(|part| part + u8::try_from(u16::from(255 - part) * u16::from(twentieths) / 20).unwrap_or(0))
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn parse(colour: &str) -> Option<[u8; 3]> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let all = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = all.to_be_bytes();
    Some([red, green, blue])
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance as WCAG 2 defines it, from 0 to 1.
fn luminance(rgb: [u8; 3]) -> f64 {
    let [red, green, blue] = rgb.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_legible_on_every_colour() {
        for step in 0..=0xfff_u32 {
            let [red, green, blue] = [step >> 8, (step >> 4) & 15, step & 15].map(|part| part * 17);
            let paint = Paint::of(&format!("#{red:02x}{green:02x}{blue:02x}"));
            for (ground, text) in [(&paint.ground, &paint.text), (&paint.ground_dark, &paint.text_dark)] {
                let (ground, text) = (parse(ground).unwrap(), parse(text).unwrap());
                assert!(contrast(ground, text) >= LEGIBLE, "{paint:?}");
            }
            assert!(contrast(parse(&paint.ground_dark).unwrap(), SHEET_DARK) >= DISTINCT, "{paint:?}");
        }
    }

    #[test]
    fn what_is_no_colour_becomes_blue() {
        for wrong in ["", "red", "#fff", "#12345g", "#+12345", "#1d3f91;}", "1d3f91", "#ééé"] {
            assert_eq!(Paint::of(wrong).ground, "#1d3f91", "{wrong}");
        }
        assert_eq!(Paint::of("#FFD400").ground, "#ffd400");
    }

    #[test]
    fn a_button_never_melts_into_its_sheet() {
        assert_eq!(Paint::of("#ffffff").edge, "#8d8777");
        assert_eq!(Paint::of("#ffd400").ground_dark, "#ffd400");
        assert_eq!(Paint::of("#1d3f91").edge, "#1d3f91");
    }
}
