"""What is asked of the graph: stored questions, lists, pages, records, search."""
