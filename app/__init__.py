"""The window: shows and asks; decides nothing about sound. Never imports torch."""
