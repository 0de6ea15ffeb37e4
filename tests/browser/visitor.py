"""Someone who visits the site with a browser of their own."""

from __future__ import annotations


class Visitor:
    """A visitor with a language, a window, a cache and cookies; nothing is in them at first.

    `script` is a file that runs in every page before the page's own. `asked` holds the addresses
    that pages asked for, whether the cache answered or the network.
    """

    def __init__(self, browser, site, lang="en", width=1440, height=900, script=None, **more):
        self.context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": height},
            extra_http_headers={"Accept-Language": lang},
            **more,
        )
        if script is not None:
            self.context.add_init_script(path=script)
        self.asked = []
        self.context.on("request", lambda request: self.asked.append(request.url))
        self._tab = None

    def open(self, address):
        """The page, in a tab of its own."""
        return arrived(self.context.new_page(), address)

    def look(self, address):
        """The page, in the tab that the page looked at before was in; `asked` begins anew.

        What is loaded and compiled stays from page to page, so this takes a third of the time of
        a new tab. It is for pages that are looked at only: nothing in them is touched or typed.
        """
        self._tab = self._tab or self.context.new_page()
        self.asked.clear()
        return arrived(self._tab, address)

    def leave(self):
        """Closes the tabs and forgets the cookies; the cache stays."""
        for page in self.context.pages:
            page.close()
        self._tab = None
        self.context.clear_cookies()


def arrived(page, address):
    """The page once it has loaded; what stands for a page that the server failed at is none."""
    answer = page.goto(address, wait_until="load")
    assert answer.status < 500, f"{address} was answered with status {answer.status}"
    return page
