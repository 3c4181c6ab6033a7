"""Use cases: one method is one transaction."""
