"""From rows to statements: one module a table; pure, knowing no engine, graph, file or clock."""
