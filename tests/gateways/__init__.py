"""Tests of the clients that talk to the world outside, against servers on this machine."""
