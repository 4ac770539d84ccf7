"""BulkPixels in NumPy and PyTorch, into existing memory: pixels of bytes, and samples of two channels."""

from functools import cached_property

import numpy as np
from bulk_arrays import Arrays, tensors
from contender import Contender


class Pixels(Arrays):
    @cached_property
    def bytes(self):
        return self.x.view(np.uint8).reshape(-1)

    @cached_property
    def result(self):
        return self.out.view(np.uint8).reshape(-1)

    @cached_property
    def pixels(self):
        return self.bytes[: 3 * self.n * self.n].reshape(self.n, self.n, 3)

    @cached_property
    def padded(self):
        return self.bytes[: 4 * self.n * self.n].reshape(self.n, self.n, 4)

    @cached_property
    def planes(self):
        return self.bytes[: 3 * self.n * self.n].reshape(3, self.n, self.n)

    @cached_property
    def to_pixels(self):
        return self.result[: 3 * self.n * self.n].reshape(self.n, self.n, 3)

    @cached_property
    def to_planes(self):
        return self.result[: 3 * self.n * self.n].reshape(3, self.n, self.n)

    @cached_property
    def float_planes(self):
        return np.zeros((3, self.n, self.n), np.float32)

    @cached_property
    def sound(self):
        return self.x.view(np.float32).reshape(2, self.n * self.n)

    @cached_property
    def samples(self):
        return self.x.view(np.int16).reshape(-1)[: 2 * self.n * self.n].reshape(self.n * self.n, 2)

    @cached_property
    def to_sound(self):
        return self.out.view(np.float32).reshape(self.n * self.n, 2)

    @cached_property
    def to_channels(self):
        return self.out.view(np.float32).reshape(2, self.n * self.n)


def split_numpy(p):
    a = Pixels(p)
    return Contender(lambda: np.copyto(a.to_planes, a.pixels.transpose(2, 0, 1)), a.out)


def split_torch(p):
    a = Pixels(p)
    planes, pixels = tensors(a.to_planes, a.pixels)
    return Contender(lambda: planes.copy_(pixels.permute(2, 0, 1)), a.out)


def splitFloats_numpy(p):
    a = Pixels(p)
    return Contender(lambda: np.copyto(a.float_planes, a.pixels.transpose(2, 0, 1)), a.float_planes)


def splitFloats_torch(p):
    a = Pixels(p)
    planes, pixels = tensors(a.float_planes, a.pixels)
    return Contender(lambda: planes.copy_(pixels.permute(2, 0, 1)), a.float_planes)


def join_numpy(p):
    a = Pixels(p)
    return Contender(lambda: np.copyto(a.to_pixels, a.planes.transpose(1, 2, 0)), a.out)


def join_torch(p):
    a = Pixels(p)
    pixels, planes = tensors(a.to_pixels, a.planes)
    return Contender(lambda: pixels.copy_(planes.permute(1, 2, 0)), a.out)


def drop_numpy(p):
    a = Pixels(p)
    return Contender(lambda: np.copyto(a.to_pixels, a.padded[:, :, :3]), a.out)


def drop_torch(p):
    a = Pixels(p)
    pixels, padded = tensors(a.to_pixels, a.padded)
    return Contender(lambda: pixels.copy_(padded[:, :, :3]), a.out)


def reverse_numpy(p):
    a = Pixels(p)
    return Contender(lambda: np.copyto(a.to_pixels, a.pixels[:, :, ::-1]), a.out)


def joinFloats_numpy(p):
    a = Pixels(p)
    return Contender(lambda: np.copyto(a.to_sound, a.sound.T), a.out)


def joinFloats_torch(p):
    a = Pixels(p)
    samples, sound = tensors(a.to_sound, a.sound)
    return Contender(lambda: samples.copy_(sound.T), a.out)


def splitShorts_numpy(p):
    a = Pixels(p)
    return Contender(lambda: np.copyto(a.to_channels, a.samples.T), a.out)
