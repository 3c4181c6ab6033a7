"""introtui: a hosting account in the terminal."""

__version__ = "0.1.0"
