package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.culebra.array.internal.Suggestions;
import org.jspecify.annotations.Nullable;

/// The names known to a text. A table is filled by the parse of one text, or of several, each of
/// which is committed or undone, and read-only afterwards; further text gets a table of its own on
/// top of it.
final class SymbolTable {
  private static final Map<DataModel, Map<String, QualifiedType>> BUILTINS =
      new EnumMap<>(DataModel.class);

  /// The kinds of names that a suggestion may be taken from.
  enum Space {
    TYPES,
    CONSTANTS
  }

  private final DataModel model;
  private final @Nullable SymbolTable earlier;
  private final Map<String, QualifiedType> typedefs = new LinkedHashMap<>();
  private final Map<String, CType> tags = new LinkedHashMap<>();
  private final Map<String, CConstant> constants = new LinkedHashMap<>();
  private final Map<String, CPrototype> functions = new LinkedHashMap<>();
  private final Map<String, CVariable> variables = new LinkedHashMap<>();
  private final List<StructType> completed = new ArrayList<>();
  private boolean completesEarlier;

  /// What was added since the last [#commit].
  private final List<Change<?>> changes = new ArrayList<>();

  private int committedStructs;
  private boolean committedCompletesEarlier;

  /// A name that was added.
  ///
  /// @param before what it was before; null if it is new
  private record Change<T>(Map<String, T> names, String name, @Nullable T before) {
    void undo() {
      if (before == null) {
        names.remove(name);
      } else {
        names.put(name, before);
      }
    }
  }

  SymbolTable(DataModel model) {
    this(model, null);
  }

  private SymbolTable(DataModel model, @Nullable SymbolTable earlier) {
    this.model = model;
    this.earlier = earlier;
  }

  private Map<String, QualifiedType> builtins() {
    synchronized (BUILTINS) {
      Map<String, QualifiedType> known = BUILTINS.get(model);
      if (known == null) {
        known = Collections.unmodifiableMap(BuiltinTypes.typedefs(model));
        BUILTINS.put(model, known);
      }
      return known;
    }
  }

  /// An empty table on top of this one, whose names it can use.
  SymbolTable onTop() {
    return new SymbolTable(model, this);
  }

  /// A single table of all names visible here.
  SymbolTable flat() {
    SymbolTable all = new SymbolTable(model, null);
    if (earlier != null) {
      all.addAll(earlier);
    }
    all.addAll(this);
    return all;
  }

  private void addAll(SymbolTable other) {
    typedefs.putAll(other.typedefs);
    tags.putAll(other.tags);
    constants.putAll(other.constants);
    functions.putAll(other.functions);
    variables.putAll(other.variables);
    completed.addAll(other.completed);
  }

  DataModel model() {
    return model;
  }

  @Nullable QualifiedType typedef(String name) {
    QualifiedType type = typedefs.get(name);
    if (type == null && earlier != null) {
      type = earlier.typedefs.get(name);
    }
    return type != null ? type : builtins().get(name);
  }

  boolean isBuiltin(String name) {
    return builtins().containsKey(name)
        && !typedefs.containsKey(name)
        && (earlier == null || !earlier.typedefs.containsKey(name));
  }

  /// The type with this tag, given as `struct T`.
  @Nullable CType tag(String key) {
    CType type = tags.get(key);
    return type == null && earlier != null ? earlier.tags.get(key) : type;
  }

  @Nullable CConstant constant(String name) {
    CConstant constant = constants.get(name);
    return constant == null && earlier != null ? earlier.constants.get(name) : constant;
  }

  @Nullable CPrototype function(String name) {
    CPrototype function = functions.get(name);
    return function == null && earlier != null ? earlier.functions.get(name) : function;
  }

  @Nullable CVariable variable(String name) {
    CVariable variable = variables.get(name);
    return variable == null && earlier != null ? earlier.variables.get(name) : variable;
  }

  void putTypedef(String name, QualifiedType type) {
    put(typedefs, name, type);
  }

  void putTag(String key, CType type) {
    put(tags, key, type);
  }

  void putConstant(CConstant constant) {
    put(constants, constant.name(), constant);
  }

  void putFunction(CPrototype function) {
    put(functions, function.name(), function);
  }

  void putVariable(CVariable variable) {
    put(variables, variable.name(), variable);
  }

  private <T> void put(Map<String, T> names, String name, T value) {
    changes.add(new Change<>(names, name, names.put(name, value)));
  }

  /// Keeps what was added.
  void commit() {
    changes.clear();
    committedStructs = completed.size();
    committedCompletesEarlier = completesEarlier;
  }

  /// Removes what was added since the last [#commit].
  void undo() {
    while (!changes.isEmpty()) {
      changes.removeLast().undo();
    }
    while (completed.size() > committedStructs) {
      completed.removeLast().forgetBody();
    }
    completesEarlier = committedCompletesEarlier;
  }

  /// Records a struct that has been completed. The order is one in which C can define them.
  void addCompleted(StructType struct) {
    completed.add(struct);
  }

  List<StructType> completed() {
    return Collections.unmodifiableList(completed);
  }

  /// Whether a struct was declared by an earlier table, so that it must not be completed in place.
  boolean isEarlier(String key) {
    return !tags.containsKey(key) && earlier != null && earlier.tags.containsKey(key);
  }

  void noteCompletesEarlier() {
    completesEarlier = true;
  }

  boolean isOnTop() {
    return earlier != null;
  }

  boolean completesEarlier() {
    return completesEarlier;
  }

  Map<String, CType> typedefTypes() {
    Map<String, CType> types = new LinkedHashMap<>();
    typedefs.forEach((name, type) -> types.put(name, type.type()));
    return Collections.unmodifiableMap(types);
  }

  Map<String, CType> tags() {
    return Collections.unmodifiableMap(tags);
  }

  Map<String, CConstant> constants() {
    return Collections.unmodifiableMap(constants);
  }

  Map<String, CPrototype> functions() {
    return Collections.unmodifiableMap(functions);
  }

  Map<String, CVariable> variables() {
    return Collections.unmodifiableMap(variables);
  }

  StructType struct(String name) {
    for (String key : new String[] {name, "struct " + name, "union " + name}) {
      QualifiedType typedef = typedef(key);
      CType type = typedef != null ? typedef.type() : tag(key);
      if (type instanceof StructType struct) {
        return struct;
      }
    }
    QualifiedType other = typedef(name);
    String found = other == null ? "'" + name + "'" : "'" + name + "', which is " + other.type();
    throw new IllegalArgumentException(
        "expected a struct or union but found " + found + similar(name, Space.TYPES));
  }

  <T> T lookup(String kind, Map<String, T> map, String name) {
    T found = map.get(Objects.requireNonNull(name, "name"));
    if (found == null) {
      throw new IllegalArgumentException(
          "expected a declared "
              + kind
              + " but found '"
              + name
              + "'"
              + Suggestions.hint(name, map.keySet()));
    }
    return found;
  }

  /// `; did you mean 'x'?`, or nothing.
  String similar(String name, Space space) {
    for (String keyword : new String[] {"struct ", "union ", "enum "}) {
      if (space == Space.TYPES && tag(keyword + name) != null) {
        return "; did you mean '" + keyword + name + "'?";
      }
    }
    return Suggestions.hint(name, candidates(space));
  }

  private Collection<String> candidates(Space space) {
    Set<String> names = new LinkedHashSet<>();
    for (SymbolTable table = this; table != null; table = table.earlier) {
      names.addAll(space == Space.TYPES ? table.typedefs.keySet() : table.constants.keySet());
    }
    if (space == Space.TYPES) {
      names.addAll(builtins().keySet());
      Collections.addAll(names, "void", "char", "short", "int", "long", "float", "double");
      Collections.addAll(names, "signed", "unsigned", "struct", "union", "enum");
    }
    return names;
  }
}
