//! The drawing of a definition as SVG.
