"""Tests of the command line's words, said to a real database file."""
