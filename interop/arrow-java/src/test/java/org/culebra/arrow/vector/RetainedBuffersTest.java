package org.culebra.arrow.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.ReferenceManager;
import org.junit.jupiter.api.Test;

/// All buffers of a vector are released even if one release throws.
class RetainedBuffersTest {
  private final List<String> calls = new ArrayList<>();

  private ReferenceManager manager(int number) {
    return (ReferenceManager)
        Proxy.newProxyInstance(
            ReferenceManager.class.getClassLoader(),
            new Class<?>[] {ReferenceManager.class},
            (proxy, method, arguments) -> {
              calls.add(method.getName() + " " + number);
              if (method.getName().equals("release") && number == 0) {
                throw new StackOverflowError("on purpose");
              }
              return method.getReturnType() == boolean.class ? true : null;
            });
  }

  @Test
  void errorInOne_allAreReleased() {
    RetainedBuffers buffers = new RetainedBuffers();
    for (int i = 0; i < 3; i++) {
      buffers.add(new ArrowBuf(manager(i), null, 0, 8));
    }
    assertThatThrownBy(buffers::release).isInstanceOf(StackOverflowError.class);
    assertThat(calls)
        .containsExactly("retain 0", "retain 1", "retain 2", "release 0", "release 1", "release 2");
  }
}
