"""One screen a section."""
