from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.interchange.helpers import bring, write
from tests.kept import kept


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The small council's folder, not loaded."""
    return write(tmp_path / "smallshire")


@pytest.fixture
def loaded(small: Path, db: None) -> Path:
    """The small council's folder, loaded."""
    _load()
    return small


@kept
def _load() -> None:
    with TemporaryDirectory() as folder:
        bring(write(Path(folder) / "smallshire"))
