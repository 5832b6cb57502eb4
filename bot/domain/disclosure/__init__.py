"""What may be shown of a closed occurrence, to anybody, by group: decided once, as it closes, and proved."""
