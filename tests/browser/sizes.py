"""The windows in which pages are tested."""

import pytest

DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 380, "height": 720}, "has_touch": True, "is_mobile": True}
SIZES = pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["1280", "380"])
