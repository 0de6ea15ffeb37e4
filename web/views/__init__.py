"""The pages: one module a topic, each with `install`."""

from web.views import (
    conflicts,
    data,
    descriptions,
    home,
    identity,
    links,
    lists,
    operations,
    questions,
    search,
    sheets,
    sitemap,
    sparql,
    things,
    versions,
    vocabulary,
)

VIEWS = (
    home,
    search,
    questions,
    conflicts,
    data,
    descriptions,
    versions,
    vocabulary,
    sitemap,
    links,
    sheets,
    sparql,
    identity,
    operations,
    lists,
    things,
)
