"""A home of its own for tests of what a node keeps as files: keys, pictures, lists."""

from __future__ import annotations

import pytest


@pytest.fixture
def own_home(settings, tmp_path):
    settings.HBM_HOME = tmp_path
