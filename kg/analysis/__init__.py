"""Networks of cities: what links them, measures, paths, suggestions and pictures."""
