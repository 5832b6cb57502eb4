"""The platforms: each turns its vendor's wire into the core's language and back."""
