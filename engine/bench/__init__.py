"""What a request costs here, phase by phase, beside what this machine could do at best."""
