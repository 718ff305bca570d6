"""Sound in files and in memory: numpy, never torch."""
