"""What migrations do for the operators' find."""
