"""As much of JNI as it takes to start a JVM, or to find the one in this process, and to call one method.

The structs are tables of function pointers; the numbers are those of the JNI specification.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_VERSION = 0x00150000  # JNI 21, the newest that all JVMs from Java 21 have
_DETACHED = -2

# of JavaVM
_DETACH = 5
_GET_ENV = 6
_ATTACH_AS_DAEMON = 7

# of JNIEnv
_FIND_CLASS = 6
_EXCEPTION_OCCURRED = 15
_EXCEPTION_CLEAR = 17
_PUSH_LOCAL_FRAME = 19
_POP_LOCAL_FRAME = 20
_GET_OBJECT_CLASS = 31
_GET_METHOD_ID = 33
_CALL_OBJECT_METHOD = 36
_GET_STATIC_METHOD_ID = 113
_CALL_STATIC_OBJECT_METHOD = 116
_CALL_STATIC_VOID_METHOD = 143
_NEW_STRING_UTF = 167
_GET_STRING_UTF_CHARS = 169
_RELEASE_STRING_UTF_CHARS = 170

_REFERENCES = 16


class _Option(ctypes.Structure):
    _fields_ = [("text", ctypes.c_char_p), ("extra", ctypes.c_void_p)]


class _Arguments(ctypes.Structure):
    _fields_ = [
        ("version", ctypes.c_int),
        ("count", ctypes.c_int),
        ("options", ctypes.POINTER(_Option)),
        ("ignore_unknown", ctypes.c_ubyte),
    ]


def _call(table: ctypes.c_void_p, index: int, result: Any, *arguments: Any) -> Any:
    """Calls a function of a table, whose first parameter is the table; pointers are ``c_void_p`` or ``bytes``."""
    functions = ctypes.cast(table, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
    types = [ctypes.c_char_p if isinstance(a, bytes) else ctypes.c_void_p for a in arguments]
    return ctypes.CFUNCTYPE(result, ctypes.c_void_p, *types)(functions[index])(table, *arguments)


class Jvm:
    """A JVM that runs in this process."""

    def __init__(self, pointer: ctypes.c_void_p) -> None:
        self._vm = pointer

    def call(self, class_name: str, method: str) -> str | None:
        """Calls a static method without parameters that returns a ``String``, or null.

        Raises ``RuntimeError`` with the text of Java's exception if there is no such class, or the method throws.
        """
        with self._attached() as env:
            return env.call(class_name, method)

    def run_shutdown_hooks(self) -> None:
        """What ``System.exit`` does first. It waits for the hooks and for no other thread."""
        with self._attached() as env:
            env.run(b"java/lang/Shutdown", b"shutdown")  # which DestroyJavaVM calls, after a wait for all threads

    def detach(self) -> None:
        """Java forgets this thread, until it calls Java again."""
        _call(self._vm, _DETACH, ctypes.c_int)

    @contextlib.contextmanager
    def _attached(self) -> Iterator[_Env]:
        env = ctypes.c_void_p()
        attached = _call(self._vm, _GET_ENV, ctypes.c_int, ctypes.addressof(env), _VERSION) == _DETACHED
        if attached and _call(self._vm, _ATTACH_AS_DAEMON, ctypes.c_int, ctypes.addressof(env), None) != 0:
            raise RuntimeError("the JVM does not accept this thread: it has ended, or has no memory for it")
        try:
            yield _Env(env)
        finally:
            if attached:
                self.detach()


class _Env:
    """JNI for one thread. References are plain addresses, ``None`` for null."""

    def __init__(self, pointer: ctypes.c_void_p) -> None:
        self._env = pointer

    def call(self, class_name: str, method: str) -> str | None:
        _call(self._env, _PUSH_LOCAL_FRAME, ctypes.c_int, _REFERENCES)
        try:
            # FindClass would ask the loader of whatever has called Python
            thread = self._static(self._class(b"java/lang/Thread"), b"currentThread", b"()Ljava/lang/Thread;")
            loader = self._method(thread, b"getContextClassLoader", b"()Ljava/lang/ClassLoader;")
            if loader is None:
                loader_class = self._class(b"java/lang/ClassLoader")
                loader = self._static(loader_class, b"getSystemClassLoader", b"()Ljava/lang/ClassLoader;")
            name = self._checked(_call(self._env, _NEW_STRING_UTF, ctypes.c_void_p, class_name.encode()))
            cls = self._method(loader, b"loadClass", b"(Ljava/lang/String;)Ljava/lang/Class;", name)
            return self._string(self._static(cls, method.encode(), b"()Ljava/lang/String;"))
        finally:
            _call(self._env, _POP_LOCAL_FRAME, ctypes.c_void_p, None)

    def run(self, class_name: bytes, method: bytes) -> None:
        """Calls a static method of the JDK without parameters and result."""
        _call(self._env, _PUSH_LOCAL_FRAME, ctypes.c_int, _REFERENCES)
        try:
            cls = self._class(class_name)
            found = self._checked(_call(self._env, _GET_STATIC_METHOD_ID, ctypes.c_void_p, cls, method, b"()V"))
            self._checked(_call(self._env, _CALL_STATIC_VOID_METHOD, None, cls, found, None))
        finally:
            _call(self._env, _POP_LOCAL_FRAME, ctypes.c_void_p, None)

    def _class(self, name: bytes) -> Any:
        return self._checked(_call(self._env, _FIND_CLASS, ctypes.c_void_p, name))

    def _static(self, cls: Any, name: bytes, signature: bytes) -> Any:
        found = self._checked(_call(self._env, _GET_STATIC_METHOD_ID, ctypes.c_void_p, cls, name, signature))
        return self._checked(_call(self._env, _CALL_STATIC_OBJECT_METHOD, ctypes.c_void_p, cls, found, None))

    def _method(self, target: Any, name: bytes, signature: bytes, *arguments: Any) -> Any:
        cls = _call(self._env, _GET_OBJECT_CLASS, ctypes.c_void_p, target)
        found = self._checked(_call(self._env, _GET_METHOD_ID, ctypes.c_void_p, cls, name, signature))
        values = (ctypes.c_void_p * len(arguments))(*arguments)
        at = ctypes.addressof(values)
        return self._checked(_call(self._env, _CALL_OBJECT_METHOD, ctypes.c_void_p, target, found, at))

    def _checked(self, result: Any) -> Any:
        thrown = _call(self._env, _EXCEPTION_OCCURRED, ctypes.c_void_p)
        if thrown is None:
            return result
        _call(self._env, _EXCEPTION_CLEAR, None)
        raise RuntimeError(self._string(self._method(thrown, b"toString", b"()Ljava/lang/String;")))

    def _string(self, string: Any) -> str | None:
        if string is None:
            return None
        chars = _call(self._env, _GET_STRING_UTF_CHARS, ctypes.c_void_p, string, None)
        utf8 = ctypes.string_at(chars).replace(b"\xc0\x80", b"\0")  # JNI's own, with half surrogates too
        text = utf8.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        _call(self._env, _RELEASE_STRING_UTF_CHARS, None, string, chars)
        return text


def in_main_interpreter() -> bool:
    """Java would use the main interpreter, while another one waits for it."""
    current, main = (
        ctypes.PYFUNCTYPE(ctypes.c_void_p)((name, ctypes.pythonapi))()
        for name in ("PyInterpreterState_Get", "PyInterpreterState_Main")
    )
    return bool(current == main)


def create(library: Path, options: Sequence[str]) -> Jvm:
    """Starts a JVM."""
    texts = [os.fsencode(option) for option in options]
    table = (_Option * len(texts))(*[_Option(text, None) for text in texts])
    arguments = _Arguments(_VERSION, len(texts), table, 0)
    vm, env = ctypes.c_void_p(), ctypes.c_void_p()
    # a CLibrary of the process finds its symbols too
    try:
        jvm = ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
    except OSError as e:
        raise RuntimeError(f"the JVM {library} cannot be loaded: {e}") from None
    status = jvm.JNI_CreateJavaVM(ctypes.byref(vm), ctypes.byref(env), ctypes.byref(arguments))
    if status != 0:
        raise RuntimeError(
            f"the JVM {library} does not start: JNI's error {status}, whose reason is on the standard error; "
            f"a process can have one JVM in its life\n  options: {' '.join(options)}"
        )
    created = Jvm(vm)
    if threading.current_thread() is not threading.main_thread():
        created.detach()  # this thread became Java's main thread, which would never end for Java
    return created


def running() -> Jvm | None:
    """The JVM of this process, whoever started it."""
    library = _loaded()
    if library is None:
        return None
    vm, count = ctypes.c_void_p(), ctypes.c_int()
    status = library.JNI_GetCreatedJavaVMs(ctypes.byref(vm), 1, ctypes.byref(count))
    return Jvm(vm) if status == 0 and count.value > 0 else None


def _loaded() -> ctypes.CDLL | None:
    if sys.platform == "win32":
        module_handle = ctypes.windll.kernel32.GetModuleHandleW
        module_handle.restype = ctypes.c_void_p
        handle = module_handle("jvm.dll")
        return ctypes.CDLL("jvm.dll", handle=handle) if handle else None
    process = ctypes.CDLL(None)
    if hasattr(process, "JNI_GetCreatedJavaVMs"):
        return process
    try:
        maps = Path("/proc/self/maps").read_text(errors="replace")
    except OSError:
        return None
    for line in maps.splitlines():
        path = line.split(maxsplit=5)[-1]
        if path.endswith("/libjvm.so"):
            return ctypes.CDLL(path)
    return None
