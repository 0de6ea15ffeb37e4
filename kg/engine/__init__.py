"""Answers SPARQL over one revision of the graph; see the room's README."""
