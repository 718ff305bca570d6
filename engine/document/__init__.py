"""What the user is editing: frozen values and pure functions. Never imports torch."""
