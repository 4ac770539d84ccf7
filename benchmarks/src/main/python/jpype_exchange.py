"""A million doubles between Java and NumPy, by Culebra and by JPype, in one process that JPype has given a JVM. At
first it makes sure that what shares memory does, and that what copies does."""

import os
import time

from contender import Contender


def started():
    """JPypeMain, in a JVM."""
    import __main__
    import jpype
    import numpy as np

    jar = "/usr/share/java/org.jpype.jar"
    jpype.startJVM(
        os.environ["CULEBRA_JAVA_HOME"] + "/lib/server/libjvm.so",
        "-Djava.class.path=" + jar + os.pathsep + os.environ["CULEBRA_CLASS_PATH"],
        "--enable-native-access=ALL-UNNAMED",
        convertStrings=False,
    )
    __main__.numbers = np.arange(1000000.0)
    main = jpype.JClass("org.culebra.benchmarks.JPypeMain")
    main.main([])
    return main, __main__


def warm(operation):
    """Long enough for the JVM's compilers."""
    end = time.perf_counter() + 2
    for _ in range(50000):
        operation()
        if time.perf_counter() > end:
            break
    return operation


def toPython_culebra(p):
    import numpy as np

    main, python = started()
    assert np.asarray(python.java_array).ctypes.data == main.address()
    return warm(lambda: np.asarray(python.java_array))


def toPython_jpype(p):
    import numpy as np

    main, _ = started()
    heap = main.heap()
    there = np.asarray(heap)
    heap[7] = 1
    assert len(there) == 1000000 and there[7] == 0, "JPype shares"
    heap[7] = 0
    return warm(lambda: np.asarray(heap))


def toPython_jpypeDirect(p):
    import numpy as np

    main, _ = started()
    direct = main.direct()
    there = np.asarray(memoryview(direct))
    direct.put(7, 3.0)
    assert len(there) == 1000000 and there[7] == 3, "JPype copies a direct buffer"
    direct.put(7, 0.0)
    return warm(lambda: np.asarray(memoryview(direct)))


def toJava_culebra(p):
    main, python = started()
    assert main.take() == python.numbers.ctypes.data
    return Contender(warm(main.take), None)


def toJava_jpype(p):
    import jpype

    _, python = started()
    doubles, numbers = jpype.JArray(jpype.JDouble), python.numbers
    back = doubles(numbers)
    numbers[7] = 2
    assert len(back) == 1000000 and back[7] == 7, "JPype shares"
    return Contender(warm(lambda: doubles(numbers)), None)


def toJava_jpypeDirect(p):
    import jpype.nio

    _, python = started()
    numbers = python.numbers
    return Contender(warm(lambda: jpype.nio.convertToDirectBuffer(numbers)), None)
