from pathlib import Path

import pytest

from tests.imports.helpers import bring, write


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The small council's folder, not loaded."""
    return write(tmp_path / "smallshire")


@pytest.fixture
def loaded(small: Path, db: None) -> Path:
    """The small council's folder, loaded."""
    bring(small)
    return small
