"""What numerator and denominator give, beside the fields in which they are typed."""

from __future__ import annotations

from kpis.domain.figure_reader import WITH_PARTS, Shape, worked_out_text


def worked_out(numerator: str, denominator: str, shape: Shape) -> str | None:
    """A sentence; blank while they give nothing. None for a measure whose figures have no parts."""
    if shape.unit not in WITH_PARTS:
        return None
    text = worked_out_text(numerator, denominator, shape)
    return f"Worked out: {text}" if text else ""
