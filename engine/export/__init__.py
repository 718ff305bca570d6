"""What leaves for files and other programs, and the proof that it is what it should be."""
