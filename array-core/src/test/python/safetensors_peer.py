"""What Python's safetensors writes and reads: python3 safetensors_peer.py ACTION FOLDER

write, torch-write: a file of each type, TYPE.safetensors, and one of all types with metadata; SafetensorsPythonTest.java has
the same arrays. read, numpy-read, torch-read: a line for each tensor of each file in the folder, tab-separated: file, name,
type, shape, elements in C order. verdicts: a line for each file: its name, ok or no.
"""

import os
import sys

import numpy as np
import safetensors
from safetensors import numpy as st_numpy

TYPES = {
    "BOOL": "bool",
    "U8": "uint8",
    "I8": "int8",
    "F8_E5M2": "float8_e5m2",
    "F8_E4M3": "float8_e4m3fn",
    "F8_E8M0": "float8_e8m0fnu",
    "F8_E4M3FNUZ": "float8_e4m3fnuz",
    "F8_E5M2FNUZ": "float8_e5m2fnuz",
    "I16": "int16",
    "U16": "uint16",
    "F16": "float16",
    "BF16": "bfloat16",
    "I32": "int32",
    "U32": "uint32",
    "F32": "float32",
    "C64": "complex64",
    "F64": "float64",
    "I64": "int64",
    "U64": "uint64",
}
SHAPES = {
    "scalar": (),
    "one": (3,),
    "two": (2, 3),
    "three": (2, 3, 4),
    "four": (1, 2, 3, 2),
    "empty": (0,),
    "hollow": (2, 0, 3),
}


def size(name):
    return int("".join(c for c in name.split("_")[0] if c.isdigit()) or 8) // 8


def data(name, shape):
    count = size(name) * int(np.prod(shape, dtype=np.int64))
    modulus = 2 if name == "bool" else 251
    return np.frombuffer(bytes((7 * i + 3) % modulus for i in range(count)), np.uint8).copy()


def arrays(code):
    return {code + "/" + shape: (TYPES[code], SHAPES[shape], data(TYPES[code], SHAPES[shape])) for shape in SHAPES}


def write(path, tensors, metadata):
    specs = {
        name: safetensors.TensorSpec(dtype=dtype, shape=shape, data_ptr=raw.ctypes.data, data_len=raw.nbytes)
        for name, (dtype, shape, raw) in tensors.items()
    }
    safetensors.serialize_file(specs, path, metadata=metadata)


def torch_write(path, tensors, metadata):
    import torch
    from safetensors import torch as st_torch

    def tensor(dtype, shape, raw):
        dtype = getattr(torch, dtype)
        return torch.from_numpy(raw).view(dtype).reshape(shape) if raw.size else torch.empty(shape, dtype=dtype)

    made = {
        name: tensor(dtype, shape, raw)
        for name, (dtype, shape, raw) in tensors.items()
    }
    st_torch.save_file(made, path, metadata=metadata)


def line(file, name, dtype, shape, raw):
    print("\t".join([file, name, dtype, ",".join(map(str, shape)), "=" + bytes(raw).hex()]))


def read(file, path):
    with open(path, "rb") as opened:
        for name, tensor in safetensors.deserialize(opened.read()):
            line(file, name, tensor["dtype"], tensor["shape"], tensor["data"])


def numpy_read(file, path):
    import ml_dtypes  # gives NumPy bfloat16

    for name, array in st_numpy.load_file(path).items():
        line(file, name, array.dtype.name, array.shape, array.tobytes())


def torch_read(file, path):
    import torch
    from safetensors import torch as st_torch

    for name, tensor in st_torch.load_file(path).items():
        raw = tensor.reshape(-1).view(torch.uint8).numpy().tobytes()
        line(file, name, str(tensor.dtype).removeprefix("torch."), tensor.shape, raw)


def verdict(file, path):
    with open(path, "rb") as opened:
        content = opened.read()
    try:
        safetensors.deserialize(content)
        print(file + "\tok")
    except BaseException:  # a panic of Rust is no Exception
        print(file + "\tno")


action, folder = sys.argv[1:]
sys.stdout.reconfigure(encoding="utf-8")
if action in ("write", "torch-write"):
    writer = write if action == "write" else torch_write
    every = {}
    for code in TYPES:
        writer(os.path.join(folder, code + ".safetensors"), arrays(code), None)
        every.update(arrays(code))
    writer(os.path.join(folder, "all.safetensors"), every, {"format": 'p"t\n\x01\x7f/é🐍'})
else:
    reader = {"read": read, "numpy-read": numpy_read, "torch-read": torch_read, "verdicts": verdict}[action]
    for file in sorted(os.listdir(folder)):
        reader(file, os.path.join(folder, file))
