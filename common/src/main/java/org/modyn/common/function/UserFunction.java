package org.modyn.common.function;

import static java.util.Objects.requireNonNull;

/** A function of a pipeline file, as parsed by {@link UserFunctions#read}. */
public sealed interface UserFunction {
  /** A call of a builtin, with checked arguments. */
  record BuiltinCall(Arguments arguments) implements UserFunction {
    public BuiltinCall {
      requireNonNull(arguments, "arguments is null");
    }
  }

  /** The full name of a class in a plugin, from {@code class:com.acme.MyParser}. */
  record PluginClass(String className) implements UserFunction {
    public PluginClass {
      requireNonNull(className, "className is null");
    }
  }

  /** The body of a Java class. */
  record JavaSource(String source) implements UserFunction {
    public JavaSource {
      requireNonNull(source, "source is null");
    }
  }
}
