"""Pictures drawn on the server as SVG: no script, no colour but the stylesheet's."""
