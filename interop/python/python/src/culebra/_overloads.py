from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Overloads:
    """Java methods of one name, which differ in the number of their parameters."""

    def __init__(self, name: str, functions: Sequence[Any]) -> None:
        self.__name__ = name
        self.__doc__ = "\n".join(f.__doc__ for f in functions)
        self._by_count = {len(f._parameters): f for f in functions}

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        function = self._by_count.get(len(args) + len(kwargs))
        if function is None:
            candidates = "\n  ".join(f.__doc__ for f in self._by_count.values())
            raise TypeError(f"expected the arguments of one of\n  {candidates}\nbut found {len(args) + len(kwargs)}")
        return function(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<culebra.Function {self.__name__} with {' or '.join(map(str, self._by_count))} arguments>"
