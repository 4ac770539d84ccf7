package org.culebra.testsupport;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Passes `null` for every reference parameter of everything public, one at a time, and reports all
/// that do not throw a [NullPointerException].
///
/// The other arguments come from [Samples]. Parameters marked `@Nullable` and `equals` are skipped.
/// A parameter that is an array of references is also tested with an array that contains a null.
///
/// ```java
/// new NullSweep(new Samples().add(Arena.class, Arena::ofAuto)).assertClean(NDArray.class);
/// ```
public final class NullSweep {
  private final Samples samples;
  private final Set<String> exceptions = new LinkedHashSet<>();
  private final Set<String> unusedExceptions = new LinkedHashSet<>();
  private final List<String> complaints = new ArrayList<>();
  private int calls;

  /// A sweep with these samples.
  ///
  /// @param samples the arguments that are not null, and the receivers
  public NullSweep(Samples samples) {
    this.samples = Objects.requireNonNull(samples, "samples");
  }

  /// Skips one method or constructor, which must exist.
  ///
  /// @param signature as the report spells it: `NDArray.equals(Object)`, `Slice.new(long, long)`
  /// @return this sweep
  public NullSweep except(String signature) {
    exceptions.add(Objects.requireNonNull(signature, "signature"));
    return this;
  }

  /// Sweeps all public classes in the module of the given one, and fails with the complete list of
  /// violations.
  ///
  /// @param anchor a public class of the module to sweep
  /// @throws AssertionError if anything accepted a null, or if there was nothing to sweep
  public void assertClean(Class<?> anchor) {
    List<String> found = sweep(PublicTypes.beside(anchor));
    if (!found.isEmpty()) {
      throw new AssertionError(
          found.size()
              + " complaints of the null sweep:"
              + System.lineSeparator()
              + String.join(System.lineSeparator(), found));
    }
  }

  /// {@return what did not throw a [NullPointerException], one line each; empty if there is none}
  ///
  /// @param types the classes to sweep
  public List<String> sweep(List<Class<?>> types) {
    complaints.clear();
    calls = 0;
    unusedExceptions.addAll(exceptions);
    types.forEach(this::sweep);
    for (String unused : unusedExceptions) {
      complaints.add(unused + ": excepted, but there is no such method to sweep");
    }
    unusedExceptions.clear();
    if (calls == 0) {
      complaints.add("nothing was swept in " + types);
    }
    return List.copyOf(complaints);
  }

  private void sweep(Class<?> type) {
    if (!Modifier.isAbstract(type.getModifiers()) && !type.isEnum()) {
      Arrays.stream(type.getConstructors()).sorted(byText()).forEach(this::sweep);
    }
    Arrays.stream(type.getMethods())
        .filter(method -> method.getDeclaringClass() == type)
        .filter(method -> !method.isSynthetic() && !isEquals(method))
        .sorted(byText())
        .forEach(this::sweep);
  }

  private void sweep(Executable executable) {
    String signature = signature(executable);
    if (exceptions.contains(signature)) {
      unusedExceptions.remove(signature);
      return;
    }
    Parameter[] parameters = executable.getParameters();
    for (int position = 0; position < parameters.length; position++) {
      Class<?> type = parameters[position].getType();
      if (type.isPrimitive() || isNullable(parameters[position])) {
        continue;
      }
      call(executable, position, null);
      Class<?> component = type.getComponentType();
      if (component != null && !component.isPrimitive()) {
        call(executable, position, Array.newInstance(component, 1));
      }
    }
  }

  private void call(Executable executable, int position, @Nullable Object argument) {
    String what =
        signature(executable)
            + ", argument "
            + position
            + (argument == null ? " null" : " with a null in it");
    @Nullable String complaint;
    try {
      complaint = answer(executable, position, argument);
    } catch (Samples.MissingException e) {
      complaint = e.getMessage();
    }
    calls++;
    if (complaint != null) {
      complaints.add(what + ": " + complaint);
    }
  }

  private @Nullable String answer(Executable executable, int position, @Nullable Object argument) {
    Parameter[] parameters = executable.getParameters();
    @Nullable Object[] arguments = new @Nullable Object[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      arguments[i] = i == position ? argument : samples.get(parameters[i].getType());
    }
    try {
      invoke(executable, arguments);
      return "expected NullPointerException but found none";
    } catch (InvocationTargetException e) {
      return e.getCause() instanceof NullPointerException
          ? null
          : "expected NullPointerException but found " + e.getCause();
    } catch (ReflectiveOperationException e) {
      return "cannot be called: " + e;
    }
  }

  private void invoke(Executable executable, @Nullable Object[] arguments)
      throws ReflectiveOperationException {
    switch (executable) {
      case Constructor<?> constructor -> constructor.newInstance(arguments);
      case Method method when Modifier.isStatic(method.getModifiers()) ->
          method.invoke(null, arguments);
      case Method method -> method.invoke(samples.get(method.getDeclaringClass()), arguments);
    }
  }

  // By name: JSpecify is optional at run time.
  private static boolean isNullable(Parameter parameter) {
    return Arrays.stream(parameter.getAnnotatedType().getAnnotations())
        .anyMatch(annotation -> annotation.annotationType().getSimpleName().equals("Nullable"));
  }

  private static boolean isEquals(Method method) {
    return method.getName().equals("equals")
        && Arrays.equals(method.getParameterTypes(), new Class<?>[] {Object.class});
  }

  private static Comparator<Executable> byText() {
    return Comparator.comparing(NullSweep::signature);
  }

  private static String signature(Executable executable) {
    String name = executable instanceof Constructor ? "new" : executable.getName();
    List<String> types =
        Stream.of(executable.getParameterTypes()).map(Class::getSimpleName).toList();
    return "%s.%s(%s)"
        .formatted(shortName(executable.getDeclaringClass()), name, String.join(", ", types));
  }

  private static String shortName(Class<?> type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }
}
