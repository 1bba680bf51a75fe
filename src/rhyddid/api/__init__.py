"""The HTTP API: parse input, call, answer. Every door asks `requests.visibility`, as the pages do."""
