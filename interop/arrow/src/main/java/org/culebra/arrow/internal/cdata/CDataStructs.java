package org.culebra.arrow.internal.cdata;

/// The five structs of the Arrow C
/// [data](https://arrow.apache.org/docs/format/CDataInterface.html),
/// [stream](https://arrow.apache.org/docs/format/CStreamInterface.html) and
/// [device](https://arrow.apache.org/docs/format/CDeviceDataInterface.html) interfaces: the byte
/// offset of each field where pointers and `int64_t` have 8 bytes. The C text is the
/// specification's.
public final class CDataStructs {
  private CDataStructs() {}

  /// The type of a column.
  ///
  /// ```c
  /// struct ArrowSchema {
  ///   const char *format;                       //  0
  ///   const char *name;                         //  8
  ///   const char *metadata;                     // 16
  ///   int64_t flags;                            // 24
  ///   int64_t n_children;                       // 32
  ///   struct ArrowSchema **children;            // 40
  ///   struct ArrowSchema *dictionary;           // 48
  ///   void (*release)(struct ArrowSchema *);    // 56
  ///   void *private_data;                       // 64
  /// };                                          // 72 bytes, alignment 8
  /// ```
  public static final class ArrowSchema {
    public static final int FORMAT = 0;
    public static final int NAME = 8;
    public static final int METADATA = 16;
    public static final int FLAGS = 24;
    public static final int N_CHILDREN = 32;
    public static final int CHILDREN = 40;
    public static final int DICTIONARY = 48;
    public static final int RELEASE = 56;
    public static final int PRIVATE_DATA = 64;
    public static final int BYTES = 72;

    private ArrowSchema() {}
  }

  /// The values of a column.
  ///
  /// ```c
  /// struct ArrowArray {
  ///   int64_t length;                           //  0
  ///   int64_t null_count;                       //  8
  ///   int64_t offset;                           // 16
  ///   int64_t n_buffers;                        // 24
  ///   int64_t n_children;                       // 32
  ///   const void **buffers;                     // 40
  ///   struct ArrowArray **children;             // 48
  ///   struct ArrowArray *dictionary;            // 56
  ///   void (*release)(struct ArrowArray *);     // 64
  ///   void *private_data;                       // 72
  /// };                                          // 80 bytes, alignment 8
  /// ```
  public static final class ArrowArray {
    public static final int LENGTH = 0;
    public static final int NULL_COUNT = 8;
    public static final int OFFSET = 16;
    public static final int N_BUFFERS = 24;
    public static final int N_CHILDREN = 32;
    public static final int BUFFERS = 40;
    public static final int CHILDREN = 48;
    public static final int DICTIONARY = 56;
    public static final int RELEASE = 64;
    public static final int PRIVATE_DATA = 72;
    public static final int BYTES = 80;

    private ArrowArray() {}
  }

  /// Columns of one type, in sequence.
  ///
  /// ```c
  /// struct ArrowArrayStream {
  ///   int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);   //  0
  ///   int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);      //  8
  ///   const char *(*get_last_error)(struct ArrowArrayStream *);                // 16
  ///   void (*release)(struct ArrowArrayStream *);                              // 24
  ///   void *private_data;                                                      // 32
  /// };                                                               // 40 bytes, alignment 8
  /// ```
  public static final class ArrowArrayStream {
    public static final int GET_SCHEMA = 0;
    public static final int GET_NEXT = 8;
    public static final int GET_LAST_ERROR = 16;
    public static final int RELEASE = 24;
    public static final int PRIVATE_DATA = 32;
    public static final int BYTES = 40;

    private ArrowArrayStream() {}
  }

  /// The values of a column and the device of their memory. The `ArrowArray` is embedded, not
  /// pointed to.
  ///
  /// ```c
  /// struct ArrowDeviceArray {
  ///   struct ArrowArray array;                  //   0
  ///   int64_t device_id;                        //  80
  ///   ArrowDeviceType device_type;              //  88: int32_t
  ///   void *sync_event;                         //  96
  ///   int64_t reserved[3];                      // 104
  /// };                                          // 128 bytes, alignment 8
  /// ```
  public static final class ArrowDeviceArray {
    public static final int ARRAY = 0;
    public static final int DEVICE_ID = 80;
    public static final int DEVICE_TYPE = 88;
    public static final int SYNC_EVENT = 96;
    public static final int RESERVED = 104;
    public static final int BYTES = 128;

    private ArrowDeviceArray() {}
  }

  /// Columns of one type on one type of device.
  ///
  /// ```c
  /// struct ArrowDeviceArrayStream {
  ///   ArrowDeviceType device_type;                                                //  0: int32_t
  ///   int (*get_schema)(struct ArrowDeviceArrayStream *, struct ArrowSchema *);   //  8
  ///   int (*get_next)(struct ArrowDeviceArrayStream *, struct ArrowDeviceArray *);// 16
  ///   const char *(*get_last_error)(struct ArrowDeviceArrayStream *);             // 24
  ///   void (*release)(struct ArrowDeviceArrayStream *);                           // 32
  ///   void *private_data;                                                         // 40
  /// };                                                                  // 48 bytes, alignment 8
  /// ```
  public static final class ArrowDeviceArrayStream {
    public static final int DEVICE_TYPE = 0;
    public static final int GET_SCHEMA = 8;
    public static final int GET_NEXT = 16;
    public static final int GET_LAST_ERROR = 24;
    public static final int RELEASE = 32;
    public static final int PRIVATE_DATA = 40;
    public static final int BYTES = 48;

    private ArrowDeviceArrayStream() {}
  }
}
