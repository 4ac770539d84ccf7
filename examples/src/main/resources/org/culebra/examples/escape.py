import numpy as np


def escape(steps, x, y, iterations):
    """Stores after how many steps the points x + iy leave the circle of radius 2."""
    steps = np.asarray(steps)  # Java's memory
    x, y = np.asarray(x), np.asarray(y)[:, None]
    re, im = np.zeros_like(x + y), np.zeros_like(x + y)
    inside = np.full(steps.shape, True)
    with np.errstate(over="ignore", invalid="ignore"):
        for i in range(iterations):
            re, im = re * re - im * im + x, 2 * re * im + y
            out = inside & (re * re + im * im >= 4)
            steps[out] = i
            inside &= ~out
    steps[inside] = iterations
