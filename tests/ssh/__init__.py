"""Tests of the ssh server."""
