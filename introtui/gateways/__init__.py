"""The world outside: a protocol for each service asked there, its real client, and a local twin."""
