//! Where processes are made: the gallery of templates, publishing, comparing versions. The editor itself is `editor`.

mod templates;
