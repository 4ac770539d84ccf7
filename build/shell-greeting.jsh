System.out.println("""
    Culebra: arrays over off-heap memory, on Java %s. The packages are imported; /exit leaves.
    Try:  var a = NDArray.arange(12).reshape(3, 4)     a.transpose()     a.slice("1:, ::2")
          CLibrary.open("z").header("zlib.h").function("crc32").call(0, NDArray.copyOf(new byte[] {1, 2}), 2)"""
    .formatted(Runtime.version().feature()));
