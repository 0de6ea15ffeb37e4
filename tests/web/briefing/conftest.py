"""The text of a printed sheet, and what its pages are on a day."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from pypdf import PdfReader


def read_pdf(content):
    """The pages and the text of a PDF, blanks and line ends as one space."""
    pages = PdfReader(io.BytesIO(content)).pages
    return SimpleNamespace(
        pages=len(pages), text=" ".join(" ".join(p.extract_text().split()) for p in pages)
    )


@pytest.fixture
def printed(get):
    """The PDF at an address: `printed("/handover.pdf", "ko").text`."""

    def ask(address, lang="en"):
        response = get(address, lang)
        assert response.mimetype == "application/pdf"
        return read_pdf(response.data)

    return ask
