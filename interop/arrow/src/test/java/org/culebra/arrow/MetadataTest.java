package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The binary form of metadata. How it is read out of a struct is in [SchemaTest].
class MetadataTest {
  @Test
  void decode_readsWhatEncodeWrites() {
    Metadata metadata = Metadata.of("a", "é", "", "").with("b", new byte[] {0, -1});

    assertThat(Metadata.decode(metadata.encode())).isEqualTo(metadata);
    assertThat(Metadata.decode(Metadata.EMPTY.encode())).isSameAs(Metadata.EMPTY);
    assertThat(Metadata.decode(Arrays.copyOf(metadata.encode(), 100))).isEqualTo(metadata);
  }

  @Test
  void truncatedBytes_areRejected() {
    byte[] encoded = Metadata.of("key", "value").encode();
    for (int length = 0; length < encoded.length; length++) {
      byte[] less = Arrays.copyOf(encoded, length);
      assertThatIllegalArgumentException()
          .as("%d bytes", length)
          .isThrownBy(() -> Metadata.decode(less))
          .withMessageContaining("of metadata but found");
    }
  }

  @Test
  void negativeNumbers_areRejected() {
    byte[] encoded = Metadata.of("key", "value").encode();
    for (int at : new int[] {0, 4, 11}) {
      byte[] bad = encoded.clone();
      ByteBuffer.wrap(bad).order(ByteOrder.nativeOrder()).putInt(at, -1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Metadata.decode(bad))
          .withMessageContaining("at byte %d of metadata but found -1".formatted(at));
    }
  }
}
