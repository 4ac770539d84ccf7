package org.culebra.ffi.internal.host;

/// Loads the classes of a first call on another thread, while the first library is opened: the
/// opening thread waits longer for the start of the JDK's linker than it takes to load them.
///
/// They are loaded, not initialized, so no code of theirs runs on that thread.
final class FirstCallClasses implements Runnable {
  /// In the order of their use, without the `org.culebra.` that all begin with.
  static final String NAMES =
      """
      ffi.header.HeaderScope
      ffi.header.HeaderList
      ffi.header.Description
      ffi.header.DeclaredNames
      ffi.ctype.CDeclarationException
      ffi.ctype.DataModel
      ffi.ctype.CDeclarations
      ffi.ctype.SymbolTable
      ffi.header.HeaderPrototypes
      ffi.FunctionLinker
      ffi.CFunction
      ffi.ctype.DeclarationParser
      ffi.ctype.ParseContext
      ffi.ctype.SourceText
      ffi.ctype.TokenStream
      ffi.ctype.Lexer
      ffi.ctype.Token$Kind
      ffi.ctype.Token
      ffi.ctype.TypeBuilder
      ffi.ctype.Syntax$TypeDerivation
      ffi.ctype.CExpression
      ffi.ctype.CType
      ffi.ctype.SpecifierParser
      ffi.ctype.DeclaratorParser
      ffi.ctype.SpecifierParser$Place
      ffi.ctype.SpecifierParser$State
      ffi.ctype.Syntax$Storage
      ffi.ctype.Syntax$Attributes
      ffi.ctype.Syntax$Contract
      ffi.ctype.Keywords
      ffi.ctype.BuiltinTypes
      ffi.ctype.CType$Scalar$Kind
      ffi.ctype.CType$Scalar
      ffi.ctype.QualifiedType
      ffi.ctype.Syntax$DeclarationSpecifiers
      ffi.ctype.DeclaratorParser$Name
      ffi.ctype.ParameterScope
      ffi.ctype.Syntax$Declarator
      ffi.ctype.CType$Array
      ffi.ctype.FunctionType
      ffi.ctype.CType$Void
      ffi.ctype.FunctionType$Parameter
      ffi.ctype.ExpressionParser
      ffi.ctype.ExpressionParser$Operand
      ffi.ctype.CExpression$Parameter
      ffi.ctype.Syntax$ArrayOf
      ffi.ctype.CExpression$Constant
      ffi.ctype.CType$Pointer
      ffi.ctype.Syntax$FunctionReturning
      ffi.ctype.CPrototype
      ffi.header.HeaderList$Lookup
      ffi.header.HeaderIndex
      ffi.header.HeaderIndex$Macro
      ffi.internal.call.CFunctionImpl
      ffi.internal.call.BoundMethod
      ffi.internal.call.CallPlan$Options
      ffi.internal.call.CallPlan
      ffi.internal.argument.ParameterRule
      ffi.internal.argument.Carriers
      ffi.internal.argument.NumberRule
      ffi.internal.argument.PointerRule
      ffi.internal.argument.PointerRule$What
      ffi.internal.argument.ArrayTypes
      array.DType
      array.DType$Kind
      ffi.internal.call.InferredLength
      ffi.internal.call.InferredLength$Source
      ffi.internal.call.LinkerLimits
      ffi.internal.call.CFunctionImpl$LinkedFunction
      ffi.internal.call.InterfaceCheck
      array.NDArray
      ffi.internal.argument.JavaTypeMapping
      ffi.internal.call.CFunctionImpl$Downcall
      ffi.internal.call.InterfaceSpinner
      ffi.internal.call.HiddenClass
      ffi.internal.call.HiddenClass$Constructor
      ffi.internal.call.HiddenClass$Method
      ffi.internal.call.InterfaceSpinner$Print
      ffi.internal.call.DowncallSpinner
      ffi.internal.call.PendingFailures
      ffi.internal.call.LengthCompiler$Locals
      ffi.internal.argument.ParameterRule$Code
      ffi.internal.call.ArgumentCode
      ffi.internal.argument.ArgumentMarshaller
      ffi.internal.memory.StackRoom
      ffi.internal.argument.ParameterRule$Extra
      ffi.internal.call.LengthCompiler
      ffi.internal.call.CarrierCode
      ffi.internal.call.HiddenClass$Initializer
      array.MemoryOwner
      array.ArrayView
      array.StridedLayout
      array.internal.ArenaMemory
      array.internal.Scopes
      array.Retention
      array.Lease
      ffi.internal.memory.ArenaRegistry
      ffi.internal.host.Loader$Opened
      ffi.internal.host.LibrarySearch$Found
      """;

  /// A race starts two threads, which is harmless.
  private static boolean started;

  private FirstCallClasses() {}

  /// Starts to load them, once, if there is a processor for it.
  static void load() {
    if (started || Runtime.getRuntime().availableProcessors() == 1) {
      return;
    }
    started = true;
    try {
      Thread thread = new Thread(null, new FirstCallClasses(), "culebra-classes", 0, false);
      thread.setDaemon(true);
      thread.start();
    } catch (OutOfMemoryError e) {
      // no thread can be started: they are loaded where they are used
    }
  }

  @Override
  public void run() {
    try {
      for (String name : NAMES.split("\n", 0)) {
        find(name);
      }
    } catch (ClassNotFoundException | LinkageError e) {
      // reported where the class is used
    }
  }

  /// Loads one of them.
  static Class<?> find(String name) throws ClassNotFoundException {
    return Class.forName(
        "org.culebra.".concat(name), false, FirstCallClasses.class.getClassLoader());
  }
}
