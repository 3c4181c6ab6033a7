"""What the sixth migration does for the operators' find."""
