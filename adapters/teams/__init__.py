"""Microsoft Teams: one registration or several, on botbuilder-core."""
