"""Java functions over NumPy arrays and Arrow columns, in the same process and without a copy.

::

    import culebra

    culebra.start(classpath="filters.jar")
    blur = culebra.function("com.acme.Filters::blur")
    blurred = blur(image, 2.0).numpy()
"""

from __future__ import annotations

import atexit
import glob
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from . import _find, _java, _jni
from ._overloads import Overloads as _Overloads

__all__ = ["Array", "JavaError", "array", "function", "jars", "start"]

_starting = threading.Lock()


class JavaError(RuntimeError):
    """A Java exception.

    ``str(error)`` is what Java's ``toString()`` returns; Java's stack trace is a note, which Python prints below its own.
    """

    throwable: Any = None
    """The exception itself. Raised again, or as a cause, it is the same one in Java."""

    def __reduce__(self) -> tuple[Any, ...]:
        """The text and the trace: the exception itself stays in its process."""
        return type(self), self.args, {"__notes__": getattr(self, "__notes__", [])}


@runtime_checkable
class Array(Protocol):
    """A Java array: what :func:`array` and Java functions return.

    NumPy, PyTorch, JAX and others take it without a copy: ``numpy.asarray(x)``, ``torch.from_dlpack(x)``. It has the
    methods of those protocols that can describe its elements: the buffer protocol, ``__array_interface__``, ``__dlpack__``.
    Its items are those of NumPy's array; without NumPy, of a ``memoryview``. ``==`` compares identity: use :meth:`numpy`.
    """

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of the axes."""
        ...

    @property
    def strides(self) -> tuple[int, ...]:
        """The strides in bytes."""
        ...

    @property
    def ndim(self) -> int:
        """The number of axes."""
        ...

    @property
    def itemsize(self) -> int:
        """The bytes of an element."""
        ...

    @property
    def readonly(self) -> bool:
        """Whether the memory must not be written."""
        ...

    @property
    def dtype(self) -> Any:
        """The type of the elements: NumPy's if there is NumPy, else its name."""
        ...

    def numpy(self) -> Any:
        """This memory as a NumPy array."""
        ...

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any: ...

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Any]: ...

    def __getitem__(self, key: Any) -> Any: ...

    def __setitem__(self, key: Any, value: Any) -> None: ...


def start(
    jvm: str | os.PathLike[str] | None = None,
    classpath: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = (),
    options: Iterable[str] = (),
) -> None:
    """Starts a JVM in this process, or attaches to the one that is there.

    One is there if JPype or another library has started it, or if it has started this Python. Further calls without
    arguments do nothing. Python keeps its signals, Ctrl-C among them: a JVM that this function starts has ``-Xrs``.

    When Python ends, a JVM that this function has started runs its shutdown hooks, in the function of ``atexit`` that
    this one registers. Threads of Java, daemons or not, end with the process.

    :param jvm: the folder of a Java 25 or later, or its ``libjvm``; by default the first one among ``JAVA_HOME``, the
        ``java`` on ``PATH`` and those in the usual folders, which skips older ones
    :param classpath: jars and folders of classes, a list or one string in the spelling of ``java -cp``; ``lib/*`` stands
        for all jars in ``lib``
    :param options: options for the JVM, such as ``-Xmx2g`` or ``--add-modules=java.sql``. The process ends if the JVM
        rejects the value of one, a heap of 1 KB for example
    :raises FileNotFoundError: if an entry of the class path is missing
    :raises ValueError: if an option is one that this function sets, or a path contains the separator of paths
    :raises RuntimeError: if there is no Java, the JVM does not start, or one runs already and there are arguments for
        another; the message names the reason
    """
    if not _jni.in_main_interpreter():
        raise RuntimeError("expected Python's main interpreter but found a subinterpreter, which Culebra does not support")
    entries = _entries(classpath)
    flags = [options] if isinstance(options, str) else [os.fsdecode(option) for option in options]
    with _starting:
        running = _jni.running()
        if running is not None and (jvm is not None or entries or flags):
            raise RuntimeError(
                "expected a process without a JVM but one runs, whose class path and options cannot change any more: "
                "culebra.start() without arguments attaches to it"
            )
        if _java.functions is None:
            _connect(running or _created(jvm, entries, flags))


def _created(jvm: str | os.PathLike[str] | None, classpath: list[str], options: list[str]) -> _jni.Jvm:
    modules = jars()
    others: list[str] = []
    for option in options:
        if "\0" in option:
            raise ValueError(f"expected an option without a NUL but found {option!r}")
        name, _, value = option.partition("=")
        if name in ("-cp", "-classpath", "--class-path", "-Djava.class.path"):
            raise ValueError(f"expected an option of the JVM but found {option}: use culebra.start(classpath=...)")
        if name == "--module-path":  # the JVM takes the last one only
            modules += value.split(os.pathsep)
        else:
            others.append(option)
    created = _jni.create(
        _find.libjvm(jvm),
        [
            "-Djava.class.path=" + os.pathsep.join(classpath),
            "--module-path=" + os.pathsep.join(modules),
            "--add-modules=org.culebra.python",
            "--enable-native-access=org.culebra.ffi",
            "-Xrs",
            *others,
        ],
    )
    atexit.register(_end, created, os.getpid())
    return created


def _end(jvm: _jni.Jvm, process: int) -> None:
    if os.getpid() == process:  # there is no JVM in a fork
        jvm.run_shutdown_hooks()


def _connect(jvm: _jni.Jvm) -> None:
    try:
        trace = jvm.call("org.culebra.python.PackageEntry", "register")
    except RuntimeError as e:
        raise RuntimeError(
            f"the JVM of this process does not load Culebra: {e}\nits class path needs the jars that culebra.jars() lists"
        ) from None
    if trace is not None:
        error = JavaError(trace.partition("\n")[0])
        error.add_note(trace)
        raise error


def jars() -> list[str]:
    """The jars of Culebra, for the class path of a JVM that somebody else starts, and of ``javac``.

    ::

        jpype.startJVM("--enable-native-access=ALL-UNNAMED", classpath=culebra.jars() + ["filters.jar"])
        culebra.start()
    """
    found = sorted(str(jar) for jar in Path(__file__).with_name("jars").glob("*.jar"))
    if not found:
        raise RuntimeError(f"expected jars in {Path(__file__).with_name('jars')} but found none: install the wheel")
    return found


def _entries(classpath: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[str]:
    if isinstance(classpath, str):
        classpath = classpath.split(os.pathsep)
    elif isinstance(classpath, os.PathLike):
        classpath = [classpath]
    entries: list[str] = []
    for entry in (os.fsdecode(given) for given in classpath if given):
        if os.pathsep in entry:
            raise ValueError(f"expected a path without {os.pathsep}, which separates those of a class path, but found {entry}")
        found = sorted(glob.glob(glob.escape(entry[:-1]) + "*.[jJ][aA][rR]")) if entry.endswith("*") else [entry]
        if not found or not os.path.exists(found[0]):
            raise FileNotFoundError(f"expected a jar or a folder of classes but found nothing at {entry}")
        entries += found
    return entries


def array(x: Any) -> Array:
    """Java's view of an array, as an array that Python can use: the memory is that of ``x``, and stays alive with it.

    :param x: an array of NumPy, PyTorch, JAX, PyArrow and others
    :raises TypeError: if Java cannot have a view of it; the message lists what was tried
    """
    if _java.array is None:
        raise _not_started()
    result: Array = _java.array(x)
    return result


def function(name: str) -> Callable[..., Any]:
    """A public static method of a public class on the class path.

    Its parameters and its result are arrays (``NDArray``), columns (``Column``), numbers and strings of Java. Arrays and
    columns share their memory. Methods over arrays, columns and numbers alone run without the GIL.

    :param name: ``"com.acme.Filters::blur"``. Overloads are chosen by the number of arguments; types choose one of several
        with the same number: ``"com.acme.Filters::blur(NDArray,double)"``
    :raises ValueError: if there is no such method, or more than one with the same number of parameters; the message lists
        the candidates
    """
    if _java.functions is None:
        raise _not_started()
    found = _java.functions(name)
    result: Callable[..., Any] = found[0] if len(found) == 1 else _Overloads(name, found)
    return result


def _not_started() -> RuntimeError:
    return RuntimeError("expected a JVM but none was started: culebra.start() comes first")
