"""The pieces of migration 0003: who signs in, by what, from where, and what is sent to whom."""
