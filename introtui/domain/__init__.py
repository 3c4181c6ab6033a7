"""Rules as pure functions and frozen values: no clock, no input or output, no other layer of introtui."""
