package org.culebra.ffi.internal.call;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A hidden class to generate: its methods, and the objects that their code loads. They are static
/// final fields, which C2 trusts; unlike dynamic constants they need no bootstrap method.
///
/// Bodies are classes, not lambdas, where a first call needs them: a lambda costs a fresh JVM three
/// times as much.
final class HiddenClass implements Consumer<ClassBuilder> {
  private static final ClassDesc LIST = ConstantDescs.CD_List;
  private static final ClassDesc OBJECT = ConstantDescs.CD_Object;
  private static final ClassDesc LOOKUP = ConstantDescs.CD_MethodHandles_Lookup;
  private static final MethodTypeDesc GET = MethodTypeDesc.of(OBJECT, ConstantDescs.CD_int);
  private static final MethodTypeDesc CLASS_DATA =
      MethodTypeDesc.of(OBJECT, LOOKUP, ConstantDescs.CD_String, ConstantDescs.CD_Class);

  private final MethodHandles.Lookup beside;
  private final ClassDesc self;
  private final List<Method> methods = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();
  private final List<ClassDesc> types = new ArrayList<>();
  private @Nullable ClassDesc iface;

  private record Method(String name, MethodTypeDesc type, int flags, Consumer<CodeBuilder> body) {}

  /// A class in the package of a lookup's class.
  ///
  /// @param name its name, without the package
  HiddenClass(MethodHandles.Lookup beside, String name) {
    this.beside = beside;
    this.self = ClassDesc.of(beside.lookupClass().getPackageName(), name);
  }

  /// Implements an interface; a constructor without parameters is added.
  void implement(Class<?> type) {
    iface = desc(type);
    method(
        ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC, new Constructor());
  }

  /// Adds a method. Its body may load further objects.
  void method(String name, MethodTypeDesc type, int flags, Consumer<CodeBuilder> body) {
    methods.add(new Method(name, type, flags, body));
  }

  /// Pushes an object.
  void load(CodeBuilder code, Object value, Class<?> type) {
    int index = indexOf(value, type);
    ClassDesc known = types.get(index);
    code.getstatic(self, name(index), known);
    if (!known.equals(desc(type))) {
      code.checkcast(desc(type));
    }
  }

  /// Keeps an object reachable as long as the class, even if its code does not use it.
  void keep(Object value, Class<?> type) {
    indexOf(value, type);
  }

  @SuppressWarnings("ReferenceEquality") // equal rules may belong to two parameters
  private int indexOf(Object value, Class<?> type) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) == value) {
        return i;
      }
    }
    values.add(value);
    types.add(desc(type));
    return values.size() - 1;
  }

  private static String name(int index) {
    return "value".concat(Integer.toString(index));
  }

  /// Defines and initializes the class.
  MethodHandles.Lookup define() throws IllegalAccessException {
    byte[] bytes = writer().build(self, this);
    return beside.defineHiddenClassWithClassData(bytes, List.copyOf(values), true);
  }

  @Override
  public void accept(ClassBuilder writer) {
    writer.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC);
    if (iface != null) {
      writer.withInterfaceSymbols(iface);
    }
    for (Method method : methods) {
      writer.withMethodBody(method.name(), method.type(), method.flags(), method.body());
    }
    for (int i = 0; i < types.size(); i++) {
      int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_FINAL;
      writer.withField(name(i), types.get(i), flags);
    }
    writer.withMethodBody(
        ConstantDescs.CLASS_INIT_NAME,
        ConstantDescs.MTD_void,
        ClassFile.ACC_STATIC,
        new Initializer());
  }

  /// Copies the class data, a list of the objects, to the fields.
  private final class Initializer implements Consumer<CodeBuilder> {
    @Override
    public void accept(CodeBuilder code) {
      code.invokestatic(ConstantDescs.CD_MethodHandles, "lookup", MethodTypeDesc.of(LOOKUP))
          .loadConstant(ConstantDescs.DEFAULT_NAME)
          .loadConstant(LIST)
          .invokestatic(ConstantDescs.CD_MethodHandles, "classData", CLASS_DATA)
          .checkcast(LIST);
      for (int i = 0; i < types.size(); i++) {
        code.dup()
            .loadConstant(i)
            .invokeinterface(LIST, "get", GET)
            .checkcast(types.get(i))
            .putstatic(self, name(i), types.get(i));
      }
      code.pop().return_();
    }
  }

  private static final class Constructor implements Consumer<CodeBuilder> {
    @Override
    public void accept(CodeBuilder code) {
      code.aload(0)
          .invokespecial(OBJECT, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
          .return_();
    }
  }

  static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  /// A class builder that knows the types of this module.
  private static ClassFile writer() {
    return ClassFile.of(
        ClassFile.ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.defaultResolver()
                .orElse(
                    ClassHierarchyResolver.ofClassLoading(HiddenClass.class.getClassLoader()))));
  }
}
