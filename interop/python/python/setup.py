"""Adds to the wheel what pyproject.toml cannot: the jars that Maven has built, and the version of the project."""

import re
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parents[3]
MODULES = ["array-core", "native", "dlpack", "interop/arrow", "interop/python"]
BUILT = ROOT / "interop" / "python" / "target" / "wheel"


def jar(module: str) -> Path:
    others = ("-sources.jar", "-javadoc.jar", "-tests.jar")
    jars = [j for j in (ROOT / module / "target").glob("culebra-*.jar") if not j.name.endswith(others)]
    if len(jars) != 1:
        goals = "clean package" if jars else "package"
        raise SystemExit(
            f"expected one jar in {ROOT / module / 'target'} but found {len(jars)}: "
            f"run ./mvnw -Dquick -DskipTests -pl interop/python -am {goals} first"
        )
    return jars[0]


class BuildWithJars(build_py):
    def run(self) -> None:
        super().run()
        target = Path(self.build_lib) / "culebra" / "jars"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for file in [*map(jar, MODULES), ROOT / "LICENSE", ROOT / "NOTICE"]:
            shutil.copy(file, target)


def version() -> str:
    """That of the pom, in Python's spelling."""
    found = re.search(r"<version>([^<]*)</version>", (ROOT / "pom.xml").read_text())
    assert found, "expected a version in pom.xml"
    return found[1].replace("-SNAPSHOT", ".dev0")


BUILT.mkdir(parents=True, exist_ok=True)
setup(
    version=version(),
    cmdclass={"build_py": BuildWithJars},
    options={"build": {"build_base": str(BUILT)}, "egg_info": {"egg_base": str(BUILT)}},
)
