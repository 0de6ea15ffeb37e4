"""From files to a revision: readers, mappers, names, check, build and import."""
