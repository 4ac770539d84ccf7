"""Compiles Cython code beside the C code of the benchmarks, once for all contenders of a run."""

import contextlib
import importlib.util
import os
import pathlib
import shutil
import sys
import tempfile
import zlib

from contender import c_library


def of(code):
    """The module of some code, which may use the functions of calls.c."""
    library = pathlib.Path(c_library())
    name = f"of_cython_{zlib.crc32(code.encode()):08x}"
    path = library.with_name(name + ".so")
    if not path.exists():
        compile(code, name, path, library)
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compile(code, name, path, library):
    from Cython.Build import cythonize
    from setuptools import Extension
    from setuptools.dist import Distribution

    place = pathlib.Path(tempfile.mkdtemp())
    source = place / (name + ".pyx")
    source.write_text(code)
    extension = Extension(
        name,
        [str(source)],
        extra_compile_args=["-O3"],
        extra_objects=[str(library)],
        extra_link_args=["-Wl,-rpath," + str(library.parent)],
    )
    with contextlib.redirect_stdout(sys.stderr):
        modules = cythonize([extension], build_dir=str(place), quiet=True, language_level=3)
        command = Distribution({"ext_modules": modules}).get_command_obj("build_ext")
        command.build_lib = command.build_temp = str(place)
        command.ensure_finalized()
        command.run()
    made = path.with_suffix(f".{os.getpid()}")
    shutil.copy(next(place.glob(name + "*.so")), made)
    made.rename(path)
    shutil.rmtree(place)
