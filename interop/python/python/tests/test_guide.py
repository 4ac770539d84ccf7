"""The examples of the README, which run here, and of the guide."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).parent


README = (HERE.parent / "README.md").read_text(encoding="utf-8")
GUIDE = (HERE.parents[3] / "docs" / "python.md").read_text(encoding="utf-8")


def blocks(language, text=README):
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_examples_print_what_their_comments_say(classes, tmp_path):
    with zipfile.ZipFile(tmp_path / "filters.jar", "w") as jar:
        for file in classes.rglob("*.class"):
            jar.write(file, file.relative_to(classes))
    program = "\n".join(blocks("python"))
    expected = re.findall(r"^print\(.*\)  # (.*)$", program, re.MULTILINE)
    run = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == expected
    assert len(expected) == 4


def test_method_of_java_is_that_of_the_tests():
    source = (HERE / "com" / "acme" / "Filters.java").read_text(encoding="utf-8")
    for block in blocks("java"):
        assert block in source


def test_example_of_the_guide_is_that_of_the_readme():
    section = GUIDE.partition("\n## Starting in Python\n")[2].partition("\n## ")[0]
    assert len(blocks("python", section)) == 1
    assert blocks("python", section)[0] in README
