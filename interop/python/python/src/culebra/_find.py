"""Finds a Java that can run Culebra."""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

FIRST_JAVA = 25

_LIBRARY = {"darwin": "lib/server/libjvm.dylib", "win32": "bin/server/jvm.dll"}.get(sys.platform, "lib/server/libjvm.so")

_FOLDERS = [
    "/usr/lib/jvm/*",
    "/usr/lib64/jvm/*",
    "/usr/java/*",
    "/usr/local/lib/jvm/*",
    "/opt/*",
    "/opt/java/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    "~/.sdkman/candidates/java/*",
    "~/.jdks/*",
    "~/.jdks/*/Contents/Home",
    "C:/Program Files/*/jdk*",
]


def libjvm(jvm: str | os.PathLike[str] | None = None) -> Path:
    """The library of a JVM.

    ``jvm`` is the folder of a Java or such a library; without it, ``JAVA_HOME``, the ``java`` on ``PATH`` and the usual
    folders are searched. Raises ``RuntimeError`` with a line for each try if there is none.
    """
    tries: list[str] = []
    for where, home in _named(jvm) if jvm is not None else _candidates():
        library = home if home.is_file() else home / _LIBRARY
        fault = _fault(home, library) if library.name == Path(_LIBRARY).name else f"{home} is neither a folder nor a libjvm"
        if fault is None:
            return library
        tries.append(f"{where}: {fault}")
    found = "\n  ".join(tries) or "neither JAVA_HOME, nor java on PATH, nor one in the usual folders"
    raise RuntimeError(
        f"expected Java {FIRST_JAVA} or later but found none:\n  {found}\n"
        f"install one, or name its folder: culebra.start(jvm=...) or JAVA_HOME"
    )


def _fault(home: Path, library: Path) -> str | None:
    if not library.is_file():
        return f"{home} has no {_LIBRARY}" if home.is_dir() else f"no such folder: {home}"
    version = _version(library)
    if version is not None and version < FIRST_JAVA:
        return f"{home} is Java {version}"
    return None


def _version(library: Path) -> int | None:
    """From the file ``release`` of the Java that a library belongs to."""
    try:
        text = (library.parents[2] / "release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    found = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', text, re.MULTILINE)
    return int(found[1]) if found else None


def _named(jvm: str | os.PathLike[str]) -> Iterator[tuple[str, Path]]:
    yield "jvm", Path(jvm).expanduser()


def _candidates() -> Iterator[tuple[str, Path]]:
    home = os.environ.get("JAVA_HOME")
    yield from [("JAVA_HOME", Path(home))] if home else []
    yield from _on_path()
    for pattern in _FOLDERS:
        for folder in sorted(glob.glob(os.path.expanduser(pattern))):
            # /opt has other things too
            if os.path.isfile(os.path.join(folder, "release")) and os.path.isdir(os.path.join(folder, "lib")):
                yield "found", Path(folder)


def _on_path() -> Iterator[tuple[str, Path]]:
    java = shutil.which("java")
    if java is None:
        return
    home = Path(os.path.realpath(java)).parents[1]
    if (home / "release").is_file():
        yield "java on PATH", home
        return
    # a script, of a version manager
    try:
        run = subprocess.run(
            [java, "-XshowSettings:properties", "-version"], capture_output=True, text=True, errors="replace", timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return
    found = re.search(r"^ *java\.home = (.*)$", run.stderr + run.stdout, re.MULTILINE)
    if found:
        yield "java on PATH", Path(found[1].strip())
