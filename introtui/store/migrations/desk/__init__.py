"""What the operators' desk reads by."""
