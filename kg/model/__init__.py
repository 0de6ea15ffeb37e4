"""The kinds of things and their properties, read once from the ontology."""

from kg.model.kinds import Kind, Model, Property
from kg.model.read import read_model

__all__ = ["Kind", "Model", "Property", "read_model"]
