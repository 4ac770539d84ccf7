"""Starts a JVM by ctypes alone and runs the main method of a class in it: JAVA-HOME CLASS OPTIONS CODE [ARGUMENT ...]."""
import ctypes
import os
import sys


def create_vm(java_home, options):
    jvm = ctypes.CDLL(os.path.join(java_home, "lib", "server", "libjvm.so"), mode=ctypes.RTLD_GLOBAL)

    class Option(ctypes.Structure):
        _fields_ = [("text", ctypes.c_char_p), ("extra", ctypes.c_void_p)]

    class Args(ctypes.Structure):
        _fields_ = [
            ("version", ctypes.c_int),
            ("count", ctypes.c_int),
            ("options", ctypes.POINTER(Option)),
            ("ignore", ctypes.c_ubyte),
        ]

    table = (Option * len(options))(*[Option(o.encode(), None) for o in options])
    args = Args(0x00150000, len(options), table, 0)
    vm, env = ctypes.c_void_p(), ctypes.c_void_p()
    status = jvm.JNI_CreateJavaVM(ctypes.byref(vm), ctypes.byref(env), ctypes.byref(args))
    assert status == 0, status
    return vm, env


def function(pointer, index, result, *arguments):
    table = ctypes.cast(pointer, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
    return ctypes.CFUNCTYPE(result, ctypes.c_void_p, *arguments)(table[index])


def run_main(env, name, arguments=()):
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    find = function(env, 6, pointer, text)
    method = function(env, 113, pointer, pointer, text, text)
    call = function(env, 143, None, pointer, pointer, pointer)
    check = function(env, 228, ctypes.c_ubyte)
    describe = function(env, 16, None)
    cls = find(env, name.replace(".", "/").encode())
    if not cls:
        describe(env)
        sys.exit(3)
    strings = function(env, 172, pointer, ctypes.c_int, pointer, pointer)
    string = function(env, 167, pointer, text)
    array = strings(env, len(arguments), find(env, b"java/lang/String"), None)
    put = function(env, 174, None, pointer, ctypes.c_int, pointer)
    for i, a in enumerate(arguments):
        put(env, array, i, string(env, a.encode()))
    main = method(env, cls, b"main", b"([Ljava/lang/String;)V")
    value = (ctypes.c_void_p * 1)(array)
    call(env, cls, main, ctypes.cast(value, pointer))
    if check(env):
        describe(env)
        sys.exit(4)


def destroy(vm):
    return function(vm, 3, ctypes.c_int)(vm)


def java(*arguments):
    run_main(env, sys.argv[2], arguments)


vm, env = create_vm(sys.argv[1], sys.argv[3].split("\n"))
java(*sys.argv[5:])
print("back in Python", flush=True)
exec(sys.argv[4])
