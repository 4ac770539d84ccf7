"""The examples of the README, which run here, and of the guide."""

import os
import re
import subprocess
import sys
from pathlib import Path

from culebra import _find

HERE = Path(__file__).parent


README = (HERE.parent / "README.md").read_text(encoding="utf-8")
GUIDE = (HERE.parents[3] / "docs" / "python.md").read_text(encoding="utf-8")


def blocks(language, text=README):
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_examples_print_what_their_comments_say(tmp_path):
    (tmp_path / "Filters.java").write_text("".join(blocks("java")), encoding="utf-8")
    folders = [Path(sys.executable).parent, _find.libjvm().parents[2] / "bin", os.environ["PATH"]]
    path = {**os.environ, "PATH": os.pathsep.join(map(str, folders))}
    subprocess.run(["sh", "-e", "-c", "".join(blocks("sh"))], cwd=tmp_path, env=path, check=True)
    program = "\n".join(blocks("python"))
    expected = re.findall(r"^print\(.*\)  # (.*)$", program, re.MULTILINE)
    run = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == expected
    assert len(expected) == 4


def test_class_path_is_the_only_command():
    run = subprocess.run([sys.executable, "-m", "culebra", "path"], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr == "expected python -m culebra classpath but found the arguments ['path']\n"


def test_example_of_the_guide_is_that_of_the_readme():
    section = GUIDE.partition("\n## Starting in Python\n")[2].partition("\n## ")[0]
    assert len(blocks("python", section)) == 1
    assert blocks("python", section)[0] in README
