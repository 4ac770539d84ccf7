package org.culebra.arrow.vector;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.ReferenceManager;
import org.culebra.array.Lease;
import org.culebra.array.internal.Releases;
import org.jspecify.annotations.Nullable;

/// A reference to each buffer of a vector, so that its memory stays valid when the vector is
/// closed.
///
/// Filled by one thread, released by the last user.
final class RetainedBuffers implements Lease {
  private @Nullable List<ReferenceManager> managers = new ArrayList<>();

  synchronized void add(ArrowBuf buffer) {
    if (managers == null) {
      throw new IllegalStateException(
          "expected an open arena but found one that was closed meanwhile");
    }
    ReferenceManager manager = buffer.getReferenceManager();
    manager.retain();
    managers.add(manager);
  }

  @Override
  public void release() {
    Releases.each(take(), ReferenceManager::release);
  }

  private synchronized List<ReferenceManager> take() {
    List<ReferenceManager> taken = managers;
    if (taken == null) {
      throw new IllegalStateException("expected a live lease but found a released one");
    }
    managers = null;
    return taken;
  }
}
