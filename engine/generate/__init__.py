"""From a request to a take: the only place where document and model meet."""
