"""The pages: one module a topic, each with `install`."""

from web.views import (
    conflicts,
    data,
    home,
    identity,
    lists,
    operations,
    questions,
    search,
    sheets,
    sparql,
    things,
)

VIEWS = (
    home,
    search,
    questions,
    conflicts,
    data,
    sheets,
    sparql,
    identity,
    operations,
    lists,
    things,
)
