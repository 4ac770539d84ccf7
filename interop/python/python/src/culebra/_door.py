"""The functions that Java puts here when the door is opened: the class ``org.culebra.python.Door``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

array: Callable[[Any], Any] | None = None
functions: Callable[[str], list[Any]] | None = None
