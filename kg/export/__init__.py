"""What leaves the house: tables, RDF, blank sheets, dumps."""
