"""SafetensorsFiles in Python's safetensors: with PyTorch the tensors are views of the mapping, with NumPy copies."""

import json
import os
import tempfile


def file(p):
    """The file of SafetensorsFiles.java, of which all but the header is a hole; deleted at the end."""
    each = (p.megabytes << 20) // p.tensors // 8 * 8
    header = {"__metadata__": {"format": "pt"}}
    for i in range(p.tensors):
        header[f"model.layers.{i}.self_attn.q_proj.weight"] = {
            "dtype": "F32",
            "shape": [2, each // 8],
            "data_offsets": [i * each, (i + 1) * each],
        }
    text = json.dumps(header, separators=(",", ":")).encode()
    made = tempfile.NamedTemporaryFile(suffix=".safetensors")
    made.write(len(text).to_bytes(8, "little") + text)
    made.flush()
    os.truncate(made.name, 8 + len(text) + each * p.tensors)
    return made


def names_safetensors(p):
    from safetensors import safe_open

    made = file(p)

    def names():
        with safe_open(made.name, "np") as opened:
            return len(opened.keys())

    return names


def views_torch(p):
    import torch
    from safetensors import safe_open

    made = file(p)
    assert torch

    def views():
        with safe_open(made.name, "pt") as opened:
            return sum(opened.get_tensor(name).numel() for name in opened.keys())

    return views
