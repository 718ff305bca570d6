"""The window in layers: its parts, what is asked of it, where they stand, and what they show."""
