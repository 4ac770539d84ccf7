"""A million doubles between Java and NumPy, by Culebra and by JPype, in one process that JPype has given a JVM:
JAVA-HOME CLASS-PATH.

Reads the name of an operation per line, calls it for a while, and answers with the median and the least time of a call
in nanoseconds. At first it makes sure that what shares memory does, and that what copies does.
"""

import statistics
import sys
import time

import jpype
import jpype.nio
import numpy as np

SECONDS = 0.1

jpype.startJVM(
    sys.argv[1] + "/lib/server/libjvm.so",
    "-Djava.class.path=" + sys.argv[2],
    "--enable-native-access=ALL-UNNAMED",
    convertStrings=False,
)
main = jpype.JClass("org.culebra.benchmarks.JPypeMain")
numbers = np.zeros(1000000)
main.main([])
heap, direct = main.heap(), main.direct()
doubles = jpype.JArray(jpype.JDouble)

OPERATIONS = {
    "toPython culebra": lambda: np.asarray(java_array),
    "toPython jpype": lambda: np.asarray(heap),
    "toPython direct": lambda: np.asarray(memoryview(direct)),
    "toJava culebra": main.take,
    "toJava jpype": lambda: doubles(numbers),
    "toJava direct": lambda: jpype.nio.convertToDirectBuffer(numbers),
}


def verify():
    assert np.asarray(java_array).ctypes.data == main.address()
    assert main.take() == numbers.ctypes.data
    there, back = np.asarray(heap), doubles(numbers)
    heap[7], numbers[7] = 1, 2
    assert len(there) == len(back) == 1000000
    assert there[7] == 0 and back[7] == 0, "JPype shares"
    there = np.asarray(memoryview(direct))
    direct.put(7, 3.0)
    assert len(there) == 1000000 and there[7] == 3, "JPype copies a direct buffer"


def warm(operation):
    """Long enough for the JVM's compilers."""
    end = time.perf_counter() + 5
    for _ in range(50000):
        operation()
        if time.perf_counter() > end:
            break


verify()
warmed = set()
for line in sys.stdin:
    name = line.strip()
    operation = OPERATIONS[name]
    if name not in warmed:
        warmed.add(name)
        warm(operation)
    times = []
    end = time.perf_counter() + SECONDS
    while len(times) < 3 or time.perf_counter() < end:
        start = time.perf_counter_ns()
        operation()
        times.append(time.perf_counter_ns() - start)
    print(statistics.median(times), min(times), flush=True)
