"""The colour behind a cell as the light of a traffic light, where people tell a status by it."""

from __future__ import annotations

import colorsys
import re

UNTOLD = "?"
"""A colour that is set in a way that is not worked out."""
HEX = re.compile(r"#?(?:[0-9a-fA-F]{2})?([0-9a-fA-F]{6})")
INDEXED = {"2": "FF0000", "10": "FF0000", "3": "00FF00", "11": "00FF00", "5": "FFFF00", "13": "FFFF00", "17": "008000",
           "50": "99CC00", "51": "FFCC00", "52": "FF9900", "53": "FF6600", "57": "339966", "42": "CCFFCC",
           "43": "FFFF99", "45": "FF99CC"}  # fmt: skip
"""The colours of Excel's old palette that may be lights."""
PALEST, DARKEST = 0.15, 0.3
HUES = ((15, "red"), (70, "amber"), (170, "green"), (335, ""), (360, "red"))
"""Up to which degree of the circle of colours: pink to red, orange and yellow, green."""


def light_of(colour: str) -> str:
    """red, amber or green; blank for a colour that is none of them (grey, blue, very pale) or none at all."""
    found = HEX.fullmatch(colour)
    if not found:
        return ""
    red, green, blue = (int(found[1][place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < PALEST or value < DARKEST:
        return ""
    return next(light for degree, light in HUES if hue * 360 <= degree)
