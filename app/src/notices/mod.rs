//! What a person was told. The inbox shows it under its tab `notices`.
