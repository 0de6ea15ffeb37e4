"""Sheets for print: what they say is put together once, and rendered as page and as PDF."""
