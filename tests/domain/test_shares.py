"""Parts that do not come to their whole are told; what cannot be known is not."""

from decimal import Decimal

import pytest

from kpis.domain.shares import PartsSum, not_adding_up


def figures(*texts: str | None) -> list[Decimal | None]:
    return [None if text is None else Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("whole", "parts", "found"),
    [
        ("12", ("9", "2"), PartsSum(Decimal(11), Decimal(12))),  # "75% (9), 25% (2) and 1 not applicable" of 12
        ("12", ("9", "3"), None),
        ("12", ("9", "2", "1"), None),
        ("12.0", ("9", "3.00"), None),
        ("12", ("9", None), None),
        (None, ("9", "2"), None),
        ("12", ("11",), None),
        ("12", (), None),
        ("0.3", ("0.1", "0.2"), None),
    ],
)
def test_parts_and_whole(whole, parts, found):
    assert not_adding_up(figures(whole)[0], figures(*parts)) == found
