"""The words of the command line, one module a family."""
