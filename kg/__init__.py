"""The city-diplomacy exchange knowledge graph: the library, which knows no web."""
