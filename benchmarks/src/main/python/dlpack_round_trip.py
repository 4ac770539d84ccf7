"""DlpackRoundTrip in NumPy and PyTorch: out and in, an element, and the deletion of the result."""

import numpy as np
from contender import Loop

X = np.arange(16.0).reshape(4, 4) * 0.5


def roundTrip_numpy(p):
    def run(n):
        for _ in range(n):
            np.from_dlpack(X)[1, 2]

    return Loop(run, lambda: np.from_dlpack(X)[1, 2])


def roundTrip_torch(p):
    import torch

    x = torch.from_numpy(X)

    def run(n):
        for _ in range(n):
            torch.from_dlpack(x)[1, 2]

    return Loop(run, lambda: float(torch.from_dlpack(x)[1, 2]))
