"""What the second migration creates and changes, by what its tables are about."""
