"""The Java functions, which the class ``org.culebra.python.PackageEntry`` adds when the JVM is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

array: Callable[[Any], Any] | None = None
functions: Callable[[str], list[Any]] | None = None
