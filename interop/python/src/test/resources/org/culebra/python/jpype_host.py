"""Starts a JVM by JPype and runs the main method of a class in it: JAVA-HOME CLASS OPTIONS CODE [ARGUMENT ...]."""
import sys

import jpype


def destroy(vm):
    jpype.shutdownJVM()
    return 0


def java(*arguments):
    jpype.JClass(sys.argv[2]).main(list(arguments))


vm = None
jpype.startJVM(sys.argv[1] + "/lib/server/libjvm.so", *sys.argv[3].split("\n"), convertStrings=False)
java(*sys.argv[5:])
print("back in Python", flush=True)
exec(sys.argv[4])
