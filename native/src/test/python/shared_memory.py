"""A worker for SharedMemoryPythonTest: one command a line, one answer a line."""

import ast
import json
import math
import sys
import zlib
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory

import numpy as np

ours = {}  # what this process has created, by name


def attach(name):
    """Opens memory whose name belongs to another process."""
    if sys.version_info >= (3, 13):
        return SharedMemory(name, track=False)
    shm = SharedMemory(name)
    resource_tracker.unregister(shm._name, "shared_memory")
    return shm


def array(message, shm):
    dtype = np.dtype(ast.literal_eval(message["descr"]))
    return np.ndarray(message["shape"], dtype, shm.buf, message["offset"], message["strides"])


def count(a):
    """Numbers the elements round and round, until the process is killed."""
    print("counting", flush=True)
    n = len(a)
    for i in range(1, sys.maxsize):
        a[i % n] = i


def checksum(a):
    return str(zlib.crc32(a.tobytes()))  # in C order, whatever the strides


def answer(command, text):
    if command == "create":
        a = np.array(ast.literal_eval(text))
        shm = SharedMemory(create=True, size=a.nbytes)
        np.ndarray(a.shape, a.dtype, shm.buf)[...] = a
        ours[shm.name] = shm
        return json.dumps({"appose_type": "ndarray", "dtype": str(a.dtype), "shape": a.shape,
                           "shm": {"appose_type": "shm", "name": shm.name, "rsize": a.nbytes}})
    if command == "checksum":
        return str(zlib.crc32(bytes(ours[text].buf)))
    if command == "unlink":
        shm = ours.pop(text, None) or SharedMemory(text)
        shm.close()
        shm.unlink()
        return "unlinked"
    message = json.loads(text)
    shm = attach(message["shm"]["name"])
    if command == "read":
        result = checksum(array(message, shm))
    elif command == "increment":
        a = array(message, shm)
        a += 1
        del a
        result = "incremented"
    elif command == "count":
        count(array(message, shm))
    elif command == "appose":  # the way Appose's Python worker reads its NDArray
        assert message.get("appose_type") == "ndarray", "no array of Appose"
        flat = np.ndarray(math.prod(message["shape"]), message["dtype"], shm.buf)
        result = checksum(flat.reshape(message["shape"]))
        del flat
    shm.close()
    return result


for line in sys.stdin:
    command, _, text = line.rstrip("\n").partition(" ")
    try:
        print(answer(command, text), flush=True)
    except Exception as e:
        print(f"{type(e).__name__}: {e}", flush=True)
