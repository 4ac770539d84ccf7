"""How a JVM is started, or found, each in a process of its own."""

import subprocess
import sys
from importlib import metadata, resources
from pathlib import Path

import culebra
import pytest
from culebra import _find

SYSTEM_PYTHON = "/usr/bin/python3"
JPYPE_JAR = Path("/usr/share/java/org.jpype.jar")

PROLOGUE = """
import culebra
def start(**more):
    culebra.start(classpath=CLASSES, options=["-Xmx256m"], **more)
"""


@pytest.fixture
def python(classes):
    """Runs a program, to be checked for what it prints."""

    def run(program, *, executable=sys.executable, status=0, environment=None):
        text = PROLOGUE.replace("CLASSES", repr(str(classes))) + program
        result = subprocess.run(
            [executable, "-c", text],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=100,
            env=environment,
            check=False,
        )
        assert result.returncode == status, result.stdout
        return result.stdout

    return run


def test_start_can_be_repeated_but_not_changed(python):
    printed = python(
        """
try:
    culebra.array([])
except RuntimeError as e:
    print(e)
start()
culebra.start()
print(culebra.function("com.acme.Filters::add")(1, 2))
for arguments in ({"classpath": "."}, {"options": "-Xmx1g"}, {"jvm": "/"}):
    try:
        culebra.start(**arguments)
    except RuntimeError as e:
        print(e)
"""
    )
    assert printed.splitlines()[:2] == ["expected a JVM but none was started: culebra.start() comes first", "3"]
    assert printed.count("expected a process without a JVM but one runs") == 3


def test_threads_start_it_once(python):
    printed = python(
        """
import threading
def work():
    culebra.start()
    done.append(culebra.function("java.lang.Math::abs(int)")(-1))
done = []
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(done)
"""
    )
    assert printed == "[1, 1, 1, 1]\n"


def test_python_keeps_its_signals_and_its_fault_handler_works(python):
    printed = python(
        """
import faulthandler, os, signal, time
faulthandler.enable()
signal.signal(signal.SIGTERM, lambda *_: print("SIGTERM"))
start()
try:
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(20)
    print("nothing happened")
except KeyboardInterrupt:
    print("KeyboardInterrupt")
text = culebra.function("com.acme.Filters::text")
for _ in range(3_000):  # compiled, where Java finds null by a signal
    try:
        text(None)
    except culebra.JavaError as e:
        last = str(e)
print(last)
"""
    )
    assert printed.splitlines()[:2] == ["SIGTERM", "KeyboardInterrupt"]
    assert "java.lang.NullPointerException" in printed


def test_process_ends_while_python_has_arrays_and_java_has_threads(python):
    printed = python(
        """
import threading
import numpy as np
start()
x = culebra.array(np.arange(3.0))
view = x.numpy()
function = culebra.function("com.acme.Filters::transposed")
threading.Thread(target=culebra.function("java.lang.Thread::sleep(long)"), args=[100_000], daemon=True).start()
print(function(np.zeros((2, 3))).shape, flush=True)
"""
    )
    assert printed == "(3, 2)\n"


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="no fork on this system")
def test_forked_process_reports_that_java_is_not_there(python):
    printed = python(
        """
import os, warnings
warnings.simplefilter("ignore")
start()
add = culebra.function("com.acme.Filters::add(int,int)")
print(add(1, 2), flush=True)
child = os.fork()
if child == 0:
    try:
        add(1, 2)
    except RuntimeError as e:
        print(e, flush=True)
    os._exit(0)
os.waitpid(child, 0)
print(add(2, 3))
"""
    )
    assert printed.splitlines()[0] == "3"
    assert "expected the process of the JVM but found one forked from it" in printed
    assert printed.splitlines()[-1] == "5"


def test_attaches_to_the_jvm_of_jpype(python, classes):
    if not JPYPE_JAR.is_file() or subprocess.run([SYSTEM_PYTHON, "-c", "import jpype"], check=False).returncode != 0:
        pytest.skip("peer missing: jpype for " + SYSTEM_PYTHON)
    package = Path(culebra.__file__).parents[1]
    printed = python(
        f"""
import jpype
jars = culebra.jars() + [{str(classes)!r}, {str(JPYPE_JAR)!r}]
jpype.startJVM({str(_find.libjvm())!r}, "--enable-native-access=ALL-UNNAMED", classpath=jars, convertStrings=False)
culebra.start()
import array
numbers = array.array("d", [1, 2])
print(culebra.function("com.acme.Filters::address")(numbers) == numbers.buffer_info()[0])
print(jpype.JClass("java.lang.Math").abs(-2))
""",
        executable=SYSTEM_PYTHON,
        environment={"PYTHONPATH": str(package), "PATH": "/usr/bin:/bin"},
    )
    assert printed == "True\n2\n"


def test_jvm_without_culebra_is_an_error_that_names_the_jars(python):
    printed = python(
        """
from culebra import _find, _jni
_jni.create(_find.libjvm(), ["-Xrs"])
try:
    culebra.start()
except RuntimeError as e:
    print(e)
"""
    )
    assert "java.lang.ClassNotFoundException: org.culebra.python.PackageEntry" in printed
    assert "its class path needs the jars that culebra.jars() lists" in printed


def test_option_that_java_does_not_know_is_an_error(python):
    printed = python(
        """
try:
    culebra.start(options=["-Xunknown"])
except RuntimeError as e:
    print(e)
"""
    )
    assert "Unrecognized option: -Xunknown" in printed
    assert "does not start: JNI's error -1, whose reason is on the standard error" in printed


def test_javas_shutdown_hooks_run_when_python_ends_whatever_its_threads_do(python, tmp_path):
    file = tmp_path / "hook.txt"
    printed = python(
        f"""
import atexit, os
def last():
    print(os.path.exists({str(file)!r}), view[0])
    try:
        culebra.function("com.acme.Filters::add(int,int)")(1, 2)
    except RuntimeError as e:
        print(e)
atexit.register(last)  # before start(), so called after what that registers
start()
import array
view = memoryview(culebra.array(array.array("d", [42])))
culebra.function("com.acme.Filters::atEnd")({str(file)!r})
"""
    )
    assert printed.splitlines() == ["True 42.0", "expected a running JVM but found that it has ended"]
    assert file.read_text() == "hook"


def test_thread_that_starts_java_may_end(python, tmp_path):
    file = tmp_path / "hook.txt"
    printed = python(
        f"""
import threading
thread = threading.Thread(target=start)
thread.start()
thread.join()
culebra.function("com.acme.Filters::atEnd")({str(file)!r})
print(culebra.function("com.acme.Filters::add(int,int)")(1, 2))
"""
    )
    assert printed == "3\n"
    assert file.exists()


def test_module_path_is_added_to_and_the_class_path_is_no_option(python, tmp_path):
    printed = python(
        f"""
try:
    culebra.start(options=["-Djava.class.path=x"])
except ValueError as e:
    print(e)
culebra.start(options=["--module-path={tmp_path}"])
print(culebra.function("java.lang.Math::abs(int)")(-1))
"""
    )
    assert printed == "expected an option of the JVM but found -Djava.class.path=x: use culebra.start(classpath=...)\n1\n"


@pytest.mark.parametrize("module", ["_xxsubinterpreters", "_interpreters"])
def test_subinterpreters_are_rejected(python, module):
    pytest.importorskip(module, reason="another version of Python has it")
    printed = python(
        f"""
import {module} as interpreters
interpreters.run_string(interpreters.create(), '''
import culebra
try: culebra.start()
except RuntimeError as e: print(e, flush=True)
''')
"""
    )
    assert printed == "expected Python's main interpreter but found a subinterpreter, which Culebra does not support\n"


def test_arguments_that_java_would_misread_are_rejected(tmp_path):
    folder = tmp_path / "a:b"
    folder.mkdir()
    with pytest.raises(ValueError, match="expected a path without :, .* but found .*a:b"):
        culebra.start(classpath=[folder])
    with pytest.raises(TypeError):
        culebra.start(options=[1])


def test_option_with_nul_is_rejected(python):
    printed = python("try: culebra.start(options=['-Da=b\\0c'])\nexcept ValueError as e: print(e)\n")
    assert printed == "expected an option without a NUL but found '-Da=b\\x00c'\n"


def test_class_path(tmp_path):
    for name in ("a.jar", "b.JAR", "c.txt"):
        (tmp_path / name).touch()
    a, b = str(tmp_path / "a.jar"), str(tmp_path / "b.JAR")
    for given, expected in [
        ((), []),
        ("", []),
        (tmp_path, [str(tmp_path)]),
        (f"{a}:{tmp_path}", [a, str(tmp_path)]),
        ([tmp_path / "b.JAR", a], [b, a]),
        (f"{tmp_path}/*", [a, b]),
    ]:
        assert culebra._entries(given) == expected
    for missing in (tmp_path / "nothing.jar", str(tmp_path / "nothing" / "*")):
        with pytest.raises(FileNotFoundError, match="nothing"):
            culebra.start(classpath=[a, missing])


def jdk(folder, version):
    library = folder / _find._LIBRARY
    library.parent.mkdir(parents=True)
    library.touch()
    (folder / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    return folder, library


def test_java_is_found_by_environment_then_path_then_folders(tmp_path, monkeypatch):
    named, _ = jdk(tmp_path / "named", "17.0.1")
    on_path, _ = jdk(tmp_path / "on-path", "1.8.0_400")
    java = on_path / "bin" / "java"
    java.parent.mkdir()
    java.touch(mode=0o755)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").symlink_to(java)
    (tmp_path / "usual" / "aaa").mkdir(parents=True)
    _, found = jdk(tmp_path / "usual" / "jdk", "26-ea")
    monkeypatch.setenv("JAVA_HOME", str(named))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(_find, "_FOLDERS", [str(tmp_path / "usual" / "*")])
    assert _find.libjvm() == found
    assert _find.libjvm(found) == found
    assert _find.libjvm(tmp_path / "usual" / "jdk") == found

    monkeypatch.setattr(_find, "_FOLDERS", [])
    with pytest.raises(RuntimeError) as error:
        _find.libjvm()
    assert str(error.value).splitlines() == [
        "expected Java 25 or later but found none:",
        f"  JAVA_HOME: {named} is Java 17",
        f"  java on PATH: {on_path} is Java 8",
        "install one, or name its folder: culebra.start(jvm=...) or JAVA_HOME",
    ]
    for wrong in (tmp_path / "nothing", tmp_path):
        with pytest.raises(RuntimeError, match=f"jvm: .*{wrong}"):
            _find.libjvm(wrong)


def test_java_of_a_version_manager_is_asked(tmp_path, monkeypatch):
    home, library = jdk(tmp_path / "jdk", "25.0.3")
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho '    java.home = {home}' >&2\n")
    java.chmod(0o755)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", f"{java.parent}:/bin")
    assert _find.libjvm() == library


def test_package_is_typed():
    assert resources.files("culebra").joinpath("py.typed").is_file()
    assert metadata.metadata("culebra")["License-Expression"] == "Apache-2.0"
