"""A chart's drawing as a picture for documents that cannot hold the drawing itself."""

from __future__ import annotations

import re

import resvg_py

SHARPNESS = 2
"""Pixels of the picture for one of the drawing: some 240 to the inch at the width of a page."""
_SIZE = re.compile(r'<svg\b[^>]*?\swidth="([\d.]+)"[^>]*?\sheight="([\d.]+)"')


def to_png(svg: str) -> bytes:
    """The drawing on white as a PNG. Raises ValueError where it is no SVG. Words are drawn in this machine's fonts."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=SHARPNESS, background="#ffffff"))


def natural_size(svg: str) -> tuple[float, float]:
    """The width and height that the drawing asks for, in pixels."""
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("a chart's drawing says how wide and how high it is")
    return float(found[1]), float(found[2])
