/* A consumer of DLPack that reads nothing and gives the struct back. */

typedef struct Versioned {
  unsigned major, minor;
  void *manager_ctx;
  void (*deleter)(struct Versioned *self);
} Versioned;

void release(Versioned *self) { self->deleter(self); }
