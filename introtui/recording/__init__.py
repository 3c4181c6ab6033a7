"""Recorded sessions: what a user did as readable text, played back and pictured (spec section 7)."""
