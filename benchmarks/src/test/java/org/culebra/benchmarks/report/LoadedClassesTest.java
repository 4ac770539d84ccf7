package org.culebra.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The JVM's log of classes")
class LoadedClassesTest {

  @Test
  void hiddenClasses_areCountedWithTheirBytes() {
    String log =
        """
        [0.010s][info ][class,load] java.lang.Object source: shared objects file
        [0.010s][debug][class,load]  klass: 0x00000000a0000000 super: 0x0000000000000000 loader: [loader data: 0x1 of 'bootstrap'] bytes: 1500 checksum: 0badf00d
        [0.120s][info ][class,load] org.culebra.ffi.Call/0x0000000012345678 source: org.culebra.ffi.internal.call.CallPlan
        [0.120s][debug][class,load]  klass: 0x00000000a1000000 super: 0x00000000a0000000 loader: [loader data: 0x2 has a class holder] bytes: 2000 checksum: 0badf00d
        [0.130s][info ][class,load] java.lang.invoke.LambdaForm$MH/0x00000000aa000000 source: __JVM_LookupDefineClass__
        [0.130s][debug][class,load]  klass: 0x00000000a2000000 super: 0x00000000a0000000 loader: [loader data: 0x3 of 'bootstrap'] bytes: 700 checksum: 0badf00d
        """;
    assertThat(LoadedClasses.of(log.lines().toList())).isEqualTo(new LoadedClasses(3, 2, 2700));
  }
}
