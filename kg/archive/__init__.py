"""The truth: every revision of the datasets, in a bare git repository."""

from kg.archive.archive import Archive
from kg.archive.content import ArchiveContent
from kg.archive.difference import Difference
from kg.archive.proposals import Proposal
from kg.archive.revision import Input, Revision
from kg.archive.statements import Edit

__all__ = ["Archive", "ArchiveContent", "Difference", "Edit", "Input", "Proposal", "Revision"]
