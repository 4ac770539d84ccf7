"""HandOver between two Pythons: an array in another process, and its last element back. With the argument "worker"
this is the other process, of Java too."""

import ast
import atexit
import json
import subprocess
import sys
from multiprocessing import Pipe, Process, resource_tracker, shared_memory

import numpy as np


def attach(name):
    """Opens memory whose name another process owns, so that this one does not unlink it when it ends."""
    if sys.version_info >= (3, 13):
        return shared_memory.SharedMemory(name, track=False)
    shm = shared_memory.SharedMemory(name)
    resource_tracker.unregister(shm._name, "shared_memory")
    return shm


def worker():
    resource_tracker.ensure_running()
    print("ready", flush=True)
    for line in sys.stdin:
        m = json.loads(line)
        shm = attach(m["shm"]["name"])
        a = np.ndarray(m["shape"], ast.literal_eval(m["descr"]), shm.buf, m["offset"], m["strides"])
        last = float(a[-1])
        del a
        shm.close()
        print(last, flush=True)


def send_python(p):
    """Shared memory, and the same message."""
    size = p.megabytes << 20
    shm = shared_memory.SharedMemory(create=True, size=size)
    np.ndarray(size // 8, buffer=shm.buf).fill(1.5)
    other = subprocess.Popen([sys.executable, __file__, "worker"], stdin=-1, stdout=-1, text=True)
    atexit.register(lambda: (other.kill(), shm.close(), shm.unlink()))
    other.stdout.readline()
    message = {"shm": {"name": shm.name}, "shape": [size // 8], "descr": "'<f8'", "offset": 0, "strides": [8]}

    def send():
        other.stdin.write(json.dumps(message) + "\n")
        other.stdin.flush()
        return float(other.stdout.readline())

    return send


def answer(connection):
    while True:
        connection.send(float(connection.recv()[-1]))


def send_pickle(p):
    """A copy through multiprocessing's pipe."""
    array = np.full((p.megabytes << 20) // 8, 1.5)
    here, there = Pipe()
    Process(target=answer, args=(there,), daemon=True).start()

    def send():
        here.send(array)
        return here.recv()

    return send


if __name__ == "__main__" and sys.argv[1:] == ["worker"]:
    worker()
