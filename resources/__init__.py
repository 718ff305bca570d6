"""Files that ship with Inlay: icons, theme, models, demo sound."""
