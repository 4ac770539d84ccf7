package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;

/// Arenas that are closed while C works on their memory, in a JVM of their own.
class CloseDuringCallTest {
  @Test
  void everyKindOfMemory_staysDuringTheCall() {
    ChildJvm.Result result =
        ChildJvm.of(CloseDuringCallMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .arguments(OwnersLibrary.build())
            .run();

    assertThat(result.stdout())
        .as(result.toString())
        .isEqualTo(
            """
            automatic: 6.0, close UnsupportedOperationException
            global: 6.0, close UnsupportedOperationException
            confined: 6.0, close WrongThreadException
            shared: 6.0, close IllegalStateException Session is acquired by 1 clients
            wrapped segment of shared: 6.0, close IllegalStateException Session is acquired by 1 clients
            pointer through shared: 6.0, close IllegalStateException Session is acquired by 1 clients
            exchange confined: 6.0, close WrongThreadException
            exchange shared: 6.0, close IllegalStateException Session is acquired by 1 clients
            exchange automatic: 6.0, close UnsupportedOperationException
            adopted in shared: 6.0, close IllegalStateException Session is acquired by 1 clients
            adopted in exchange shared: 6.0, close IllegalStateException Session is acquired by 1 clients
            view, shared: 6.0, close IllegalStateException Session is acquired by 1 clients
            segment, shared: 6.0, close IllegalStateException Session is acquired by 1 clients
            promised segment of shared: 6.0, close IllegalStateException Session is acquired by 1 clients
            mapped in shared: 6.0, close IllegalStateException Session is acquired by 1 clients
            struct by address, its own memory shared: 6.0, close IllegalStateException Session is acquired by 1 clients
            struct by value, exchange shared: 6.0, close done, frees 0, 1
            struct by address, exchange shared: 6.0, close done, frees 0, 1
            struct by value, adopted: 6.0, close done, frees 0, 1
            struct by value, automatic: 6.0, close UnsupportedOperationException
            struct by value, confined: 6.0, close WrongThreadException
            struct by value, shared: rejected
            callback, confined: IllegalStateException Session is acquired by 1 clients
            callback, exchange confined: IllegalStateException Session is acquired by 1 clients
            callback, struct with exchange confined: no failure, 6.0
            callback, closing its own arena: no failure, 6.0
            user data, shared: 6.0, close IllegalStateException Session is acquired by 1 clients
            user data, exchange shared: 6.0, close IllegalStateException Session is acquired by 1 clients
            user data, closed by a callback: Session is acquired by 1 clients
            user data, closed before: Already closed
            user data, null for it, shared: 6.0, close IllegalStateException Session is acquired by 1 clients
            user data, null for it, exchange shared: 6.0, close IllegalStateException Session is acquired by 1 clients
            user data, null for it, closed by a callback: Session is acquired by 1 clients
            user data, null for it, closed before: Already closed
            """);
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }
}
