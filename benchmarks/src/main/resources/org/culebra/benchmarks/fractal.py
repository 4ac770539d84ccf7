"""The second seed's fractal: Python calls C for each pixel, or once.

Reads "METHOD WAY" per line (ctypes, cffi or cython; calls or once), answers "done" when the image is made.
"none" is answered where the method is not installed.
"""

import sys

library, folder = sys.argv[1], sys.argv[2]
WIDTH, HEIGHT, ITERATIONS = 1500, 1000, 20


class Image:
    def __init__(self):
        self.width = WIDTH
        self.height = HEIGHT
        self.data = bytearray(WIDTH * HEIGHT)


def create_fractal(image, iters, func, oneval):
    pixel_size_x = 3.0 / image.width
    pixel_size_y = 2.0 / image.height
    for y in range(image.height):
        imag = y * pixel_size_y - 1
        yy = y * image.width
        for x in range(image.width):
            real = x * pixel_size_x - 2
            ret = func(real, imag, iters, oneval)
            if ret < 0:
                return ret
            image.data[yy + x] = oneval[0]
    return 0


def by_ctypes():
    import ctypes

    class Img(ctypes.Structure):
        _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int), ("data", ctypes.POINTER(ctypes.c_uint8))]

    lib = ctypes.CDLL(library)
    lib.create_fractal.argtypes = [Img, ctypes.c_int]
    lib.mandel.argtypes = [ctypes.c_float, ctypes.c_float, ctypes.c_int, ctypes.POINTER(ctypes.c_uint8)]
    data = (ctypes.c_uint8 * (WIDTH * HEIGHT))()
    img = Img(WIDTH, HEIGHT, data)
    value = (ctypes.c_uint8 * 1)()
    return lambda: lib.create_fractal(img, ITERATIONS), lib.mandel, value, lambda: sum(data)


HEADER = """
typedef struct _Img { int width; int height; unsigned char * data; } cImg;
int create_fractal(cImg img, int iters);
int mandel(float real, float imag, int max_iters, unsigned char * val);
"""


def by_cffi():
    import cffi

    ffi = cffi.FFI()
    ffi.cdef(HEADER)
    lib = ffi.dlopen(library)
    data = ffi.new("unsigned char[]", WIDTH * HEIGHT)
    img = ffi.new("cImg *", [WIDTH, HEIGHT, data])
    value = ffi.new("unsigned char[1]")
    return lambda: lib.create_fractal(img[0], ITERATIONS), lib.mandel, value, lambda: sum(ffi.buffer(data)[:])


CYTHON = """
cdef extern from *:
    \"\"\"%s\"\"\"
    ctypedef struct cImg:
        int width
        int height
        unsigned char * data
    int create_fractal(cImg img, int iters)
    int mandel(float real, float imag, int max_iters, unsigned char * val)

def once(unsigned char[::1] data, int width, int height, int iters):
    cdef cImg img
    img.width = width
    img.height = height
    img.data = &data[0]
    return create_fractal(img, iters)

cpdef int call(float real, float imag, int max_iters, unsigned char[::1] val):
    return mandel(real, imag, max_iters, &val[0])
"""


def by_cython():
    import pathlib

    from Cython.Build import cythonize
    from setuptools import Extension
    from setuptools.dist import Distribution

    place = pathlib.Path(folder)
    source = place / "fractal_cython.pyx"
    source.write_text(CYTHON % HEADER)
    link = ["-Wl,-rpath," + str(pathlib.Path(library).parent)]
    extension = Extension(
        "fractal_cython", [str(source)], extra_compile_args=["-O3"], extra_objects=[library], extra_link_args=link
    )
    modules = cythonize([extension], build_dir=str(place), quiet=True, language_level=3)
    command = Distribution({"ext_modules": modules}).get_command_obj("build_ext")
    command.build_lib = command.build_temp = str(place)
    command.ensure_finalized()
    command.run()
    sys.path.insert(0, str(place))
    import fractal_cython

    data = bytearray(WIDTH * HEIGHT)
    value = bytearray(1)
    return (
        lambda: fractal_cython.once(data, WIDTH, HEIGHT, ITERATIONS),
        fractal_cython.call,
        value,
        lambda: sum(data),
    )


def ready(make):
    out = sys.stdout
    try:
        sys.stdout = sys.stderr
        return make()
    except ImportError:
        return None
    finally:
        sys.stdout = out


methods = {}
image = Image()
for line in sys.stdin:
    method, way = line.split()
    if method not in methods:
        methods[method] = ready(globals()["by_" + method])
    made = methods[method]
    if made is None:
        print("none", flush=True)
        continue
    once, mandel, value, total = made
    if way == "once":
        once()
    elif way == "calls":
        create_fractal(image, ITERATIONS, mandel, value)
    print(total() if way == "sum" else sum(image.data) if way == "callsSum" else "done", flush=True)
