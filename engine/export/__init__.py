"""Leaving for a DAW."""
