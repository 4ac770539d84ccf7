"""Random view operations: a part of view_golden.py, which says more."""

import numpy as np
from oracle_arrays import NoCase, Rejected, address, numbers, overlaps_itself, raveled, type_text, whole

MOST = 3000  # elements that a view may have


class Operations:
    """Random operations: each is a word, and a function of the array that may raise."""

    def __init__(self, rng, types):
        self.rng = rng
        self.types = types

    def draw(self, case):
        """A word and what it makes; `case` may be given a new base."""
        makers = [self.index] * 4 + [self.axes] * 2 + [self.reshape] * 3 + [self.view] * 2
        makers += [self.broadcast, self.lengths_one, self.flip, self.diagonal, self.window]
        makers += [self.strided, self.copy, self.ravel, self.read_only]
        if case.a.dtype.names is not None:
            makers += [self.field] * 6
        if case.a.dtype.kind == "c" or self.rng.random() < 0.02:
            makers += [self.part] * 3
        return self.rng.choice(makers)(case)

    def wrong(self):
        return self.rng.random() < 0.06

    def axis(self, rank):
        over = 1 if self.wrong() else 0
        return self.rng.randint(-rank - over, max(rank - 1 + over, -rank - over))

    def index_text(self, shape, newaxes=True, integers=True):
        entries, left = [], list(shape)
        if self.wrong():
            left.append(3)
        cut = self.rng.randint(0, len(left)) if self.rng.random() < 0.3 else len(left)
        dots = self.rng.randint(0, cut) if self.rng.random() < 0.4 else None
        behind = len(left) - cut
        for k in range(cut):
            if k == dots:
                entries.append("...")
            n = left[k] if dots is None or k < dots else left[k + behind]
            entries.append(self.entry(n, integers))
            if newaxes and self.rng.random() < 0.12:
                entries.append("None")
        if dots == cut or newaxes and self.rng.random() < 0.01:
            entries.append("...")
        return ",".join(entries)

    def entry(self, n, integers):
        if integers and self.rng.random() < 0.3:
            over = 1 if self.wrong() else 0
            return str(self.rng.randint(-n - over, max(n - 1 + over, -n - over)))
        bound = lambda: "" if self.rng.random() < 0.4 else str(self.rng.randint(-n - 2, n + 2))
        step = self.rng.choice(("", "", ":", ":-1", ":2", ":-2", ":3", ":-3", ":1", ":7", ":-9"))
        if self.rng.random() < 0.005:
            step = ":0"
        if self.rng.random() < 0.3:
            return ":" + step
        return f"{bound()}:{bound()}{step}"

    @staticmethod
    def parse(text):
        entries = eval(f"np.s_[{text},]") if text else ()
        # With an ellipsis an index of integers gives an array too, not a scalar.
        return entries if any(e is Ellipsis for e in entries) else entries + (Ellipsis,)

    def index(self, case):
        text = self.index_text(case.a.shape)
        return "i:" + text, lambda a: a[self.parse(text)]

    def axes(self, case):
        rank = case.a.ndim
        pick = self.rng.randrange(4)
        if pick == 0:
            return "t:", lambda a: a.T
        if pick == 1:
            order = [k - rank * self.rng.randint(0, 1) for k in self.rng.sample(range(rank), rank)]
            if self.wrong():
                order = order + [0] if self.rng.random() < 0.5 else [0] * rank
            return "p:" + numbers(order), lambda a: np.transpose(a, order)
        one, two = self.axis(rank), self.axis(rank)
        if pick == 2:
            return f"s:{one},{two}", lambda a: np.swapaxes(a, one, two)
        return f"m:{one},{two}", lambda a: np.moveaxis(a, one, two)

    def factors(self, n):
        shape = []
        if n == 0:
            shape = [self.rng.randint(0, 3) for _ in range(self.rng.randint(0, 2))] + [0]
            self.rng.shuffle(shape)
            return shape
        while n > 1 and len(shape) < 5:
            divisors = [d for d in range(2, n + 1) if n % d == 0]
            shape.append(self.rng.choice(divisors))
            n //= shape[-1]
        shape += [n] if n > 1 else []
        self.rng.shuffle(shape)
        for _ in range(self.rng.choice((0, 0, 0, 1, 2))):
            shape.insert(self.rng.randint(0, len(shape)), 1)
        return shape

    def merged(self, shape):
        """The shape with neighbours merged or an axis split, which often stays a view."""
        shape = list(shape)
        if len(shape) > 1:
            k = self.rng.randrange(len(shape) - 1)
            shape[k : k + 2] = [shape[k] * shape[k + 1]]
        if shape and self.rng.random() < 0.5:
            k = self.rng.randrange(len(shape))
            for d in (2, 3):
                if shape[k] and shape[k] % d == 0:
                    shape[k : k + 1] = self.rng.choice(([d, shape[k] // d], [shape[k] // d, d]))
                    break
        return shape

    def reshape(self, case):
        shape = self.merged(case.a.shape) if self.rng.random() < 0.6 else self.factors(case.a.size)
        if shape and self.rng.random() < 0.3:
            shape[self.rng.randrange(len(shape))] = -1
        if self.wrong():
            shape = shape + [self.rng.choice((-1, 2, -2))]
        order = self.rng.choice("CCFA")
        may_copy = self.rng.random() < 0.5

        def apply(a):
            # DEVIATION: NumPy takes any negative length for -1; -2 is more likely a mistake.
            if any(n < -1 for n in shape):
                raise Rejected
            made = whole(a).reshape(shape, order=order).view(a.dtype)
            if made.size > 0 and not np.may_share_memory(made, a):
                # DEVIATION: without leave to copy, reshape rejects (issue 3); NumPy's copy=False does.
                if not may_copy:
                    raise Rejected
                case.rebased(made)
            return made

        return f"{'R' if may_copy else 'r'}:{order}:{numbers(shape)}", apply

    def view(self, case):
        to = self.types.struct() if self.rng.random() < 0.1 else self.types.plain()
        if self.rng.random() < 0.4 and case.a.dtype.itemsize > 1:
            size = case.a.dtype.itemsize
            to = np.dtype(f"V{self.rng.choice([d for d in range(1, size + 1) if size % d == 0])}")

        def apply(a):
            # DEVIATION: NumPy wants a smaller size to divide the old one; here the bytes of the last
            # axis need only be a whole number of elements, as NumPy has it by way of u1.
            if to.itemsize < a.dtype.itemsize and a.dtype.itemsize % to.itemsize != 0 and a.ndim > 0:
                return a.view("u1").view(to)
            return a.view(to)

        return "v:" + type_text(to), apply

    def broadcast(self, case):
        shape = [self.rng.randint(0, 4) if n == 1 else n for n in case.a.shape]
        for _ in range(self.rng.randint(0, 2)):
            shape.insert(0, self.rng.randint(0, 3))
        if self.wrong() and shape:
            shape = shape[1:] if self.rng.random() < 0.5 else [n + 1 for n in shape]
        return "b:" + numbers(shape), lambda a: np.broadcast_to(a, shape)

    def lengths_one(self, case):
        a = case.a
        pick = self.rng.randrange(3)
        if pick == 0:
            return "q:", lambda a: np.squeeze(a)
        ones = [k for k, n in enumerate(a.shape) if n == 1]
        if pick == 1 and (ones or self.wrong()):
            axes = tuple(self.rng.sample(ones, self.rng.randint(1, len(ones)))) if ones else (0,)
            axes = (0, -a.ndim) if self.wrong() and ones else axes
            return "Q:" + numbers(axes), lambda a: np.squeeze(a, axes)
        k = self.axis(a.ndim + 1)
        return f"e:{k}", lambda a: np.expand_dims(a, k)

    def flip(self, case):
        k = self.axis(case.a.ndim)
        return f"f:{k}", lambda a: np.flip(a, k)

    def diagonal(self, case):
        k, one, two = self.rng.randint(-5, 5), self.axis(case.a.ndim), self.axis(case.a.ndim)
        return f"d:{k},{one},{two}", lambda a: np.diagonal(a, k, one, two)

    def window(self, case):
        over = 1 if self.wrong() else 0
        shape = [self.rng.randint(1, max(1, n + over)) for n in case.a.shape]
        return "w:" + numbers(shape), lambda a: self.windows(a, shape)

    @staticmethod
    def windows(a, shape):
        if a.size > 0 and a.size * int(np.prod(shape, dtype=int)) > 20 * MOST:
            raise NoCase
        return np.lib.stride_tricks.sliding_window_view(a, shape)

    def strided(self, case):
        a = case.a
        rank = self.rng.randint(0, 3)
        shape = [self.rng.randint(1, 4) for _ in range(rank)]
        size = a.dtype.itemsize
        steps = (size, size, 2 * size, 3 * size, 0, 1, 4 * size)
        strides = [self.rng.choice(steps) * self.rng.choice((1, 1, -1)) for _ in range(rank)]
        from_here = self.rng.choice((0, 0, 0, size, -size, 2 * size, 1))

        def apply(a):
            if a.size == 0:
                raise NoCase
            # DEVIATION: over a buffer of 0 bytes NumPy checks nothing.
            if case.base.size == 0:
                raise Rejected
            made = np.ndarray(shape, a.dtype, case.base, address(a) - case.address + from_here, strides)
            # DEVIATION (item 77): what overlaps itself is read-only here, writable in NumPy.
            made.flags.writeable = a.flags.writeable and not overlaps_itself(made)
            return made

        return f"S:{from_here}:{numbers(shape)}:{numbers(strides)}", apply

    def copy(self, case):
        order = self.rng.choice("CFK")
        return "c:" + order, lambda a: case.rebased(whole(a).copy(order).view(a.dtype))

    def ravel(self, case):
        order = self.rng.choice("CFK")

        def apply(a):
            made = raveled(whole(a), order).view(a.dtype)
            if made.size > 0 and not np.may_share_memory(made, a):
                case.rebased(made)
            return made

        return "l:" + order, apply

    def read_only(self, case):
        if self.rng.random() < 0.7:
            return self.index(case)

        def apply(a):
            made = a.view()
            made.flags.writeable = False
            return made

        return "o:", apply

    def field(self, case):
        name = "none" if self.wrong() else self.rng.choice(case.a.dtype.names)
        return "F:" + name, lambda a: a[name]

    def part(self, case):
        word = self.rng.choice(("re", "im"))

        def apply(a):
            # DEVIATION: NumPy's real of real numbers is the array, its imag new zeros; both are rejected.
            if a.dtype.kind != "c":
                raise Rejected
            return a.real if word == "re" else a.imag

        return word + ":", apply
