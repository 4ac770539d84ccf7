"""A JVM with the classes in com/acme on its class path."""

import subprocess
from pathlib import Path

import culebra
import pytest
from culebra import _find

SOURCE = Path(__file__).parent / "com" / "acme" / "Filters.java"


@pytest.fixture(scope="session")
def classes(tmp_path_factory):
    """A folder of class files."""
    folder = tmp_path_factory.mktemp("classes")
    javac = _find.libjvm().parents[2] / "bin" / "javac"
    command = [javac, "-parameters", "-d", folder, "-cp", ":".join(culebra.jars()), SOURCE]
    subprocess.run(command, check=True)
    return folder


@pytest.fixture(scope="session")
def java(classes):
    """The JVM of this process."""
    culebra.start(classpath=classes, options=["-Xmx256m"])
