"""``python -m culebra classpath`` prints Culebra's jars as a class path, for ``javac -cp`` and ``java -cp``."""

import os
import sys

from . import jars

if sys.argv[1:] != ["classpath"]:
    sys.exit(f"expected python -m culebra classpath but found the arguments {sys.argv[1:]}")
print(os.pathsep.join(jars()))
