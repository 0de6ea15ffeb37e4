"""The derived rules: read from the ontology, run over a store, kept in step with it."""

from kg.rules.ontology import load_ontology, ontology_files
from kg.rules.rule import Rule, digest, read_rules
from kg.rules.run import run_rules

__all__ = ["Rule", "digest", "load_ontology", "ontology_files", "read_rules", "run_rules"]
