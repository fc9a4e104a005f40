package org.modyn.ml.userfunction;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Creates an instance of an interface from Java source that is the body of a class: methods and the
 * members that they use. Nothing is written to disk. The source imports the packages {@code
 * java.nio}, {@code java.util}, {@code java.util.function}, {@code org.modyn.ml.tensor} and {@code
 * org.modyn.ml.userfunction}; other classes require their fully qualified names.
 *
 * <p>The first compilation of a JVM takes about a second, later ones some 50 milliseconds.
 */
final class SourceCompiler {
  private static final String PACKAGE = "org.modyn.user";
  private static final String CLASS = "UserFunction";
  private static final int REPORTED_ERRORS = 3;

  private SourceCompiler() {}

  /**
   * Compiles methods and creates an instance of their class.
   *
   * @param type a public interface
   * @param source public methods of that interface
   * @throws ModynException INVALID_ARGUMENT with line, column and the compiler's message of the
   *     first errors; FAILED_PRECONDITION when this JVM has no compiler
   */
  static <T> T compile(Class<T> type, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw ModynException.failedPrecondition(
          "Java source needs the compiler of a JDK, but %s is a JRE",
          System.getProperty("java.home"));
    }
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    ClassFiles classes =
        new ClassFiles(
            compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8));
    boolean compiled =
        compiler
            .getTask(
                null,
                classes,
                diagnostics,
                List.of("-proc:none", "-Xlint:none", "-classpath", classPath()),
                null,
                List.of(new Source(type, source)))
            .call();
    if (!compiled) {
      throw ModynException.invalidArgument(
          "the Java source does not compile: %s", errors(diagnostics));
    }
    return instantiate(type, new MemoryClassLoader(classes.files));
  }

  private static String errors(DiagnosticCollector<JavaFileObject> diagnostics) {
    List<Diagnostic<? extends JavaFileObject>> errors =
        diagnostics.getDiagnostics().stream()
            .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
            .toList();
    String first =
        errors.stream()
            .limit(REPORTED_ERRORS)
            .map(SourceCompiler::error)
            .collect(Collectors.joining("; "));
    int more = errors.size() - REPORTED_ERRORS;
    return more > 0 ? first + "; and " + more + " more" : first;
  }

  private static String error(Diagnostic<? extends JavaFileObject> error) {
    // the source begins on the second line of the compiled text
    return "line "
        + Math.max(1, error.getLineNumber() - 1)
        + ", column "
        + error.getColumnNumber()
        + ": "
        + error.getMessage(Locale.ROOT).replaceAll("\\s+", " ").strip();
  }

  private static <T> T instantiate(Class<T> type, ClassLoader loader) {
    try {
      return type.cast(
          loader.loadClass(PACKAGE + "." + CLASS).getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT, "the Java source cannot be initialized: " + cause, e);
    }
  }

  /**
   * The class path of the JVM and the location of the interfaces, in case they were loaded from
   * elsewhere.
   */
  private static String classPath() {
    try {
      Path own =
          Path.of(SourceCompiler.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return own + File.pathSeparator + System.getProperty("java.class.path");
    } catch (URISyntaxException e) {
      throw new ModynException(
          ErrorCategory.INTERNAL,
          "the location of the interfaces of user functions is not a path",
          e);
    }
  }

  /** The source as a file of the compiler. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(Class<?> type, String body) {
      super(URI.create("string:///" + CLASS + Kind.SOURCE.extension), Kind.SOURCE);
      text =
          "package "
              + PACKAGE
              + "; import java.nio.*; import java.util.*; import java.util.function.*;"
              + " import org.modyn.ml.tensor.*; import org.modyn.ml.userfunction.*;"
              + " public final class "
              + CLASS
              + " implements "
              + type.getCanonicalName()
              + " {\n"
              + body
              + "\n}\n";
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** A compiled class in memory. */
  private static final class ClassFile extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ClassFile(String className) {
      super(
          URI.create("memory:///" + className.replace('.', '/') + Kind.CLASS.extension),
          Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class ClassFiles extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ClassFile> files = new HashMap<>();

    ClassFiles(JavaFileManager fileManager) {
      super(fileManager);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return files.computeIfAbsent(className, ClassFile::new);
    }
  }

  private static final class MemoryClassLoader extends ClassLoader {
    private final Map<String, ClassFile> files;

    MemoryClassLoader(Map<String, ClassFile> files) {
      super(SourceCompiler.class.getClassLoader());
      this.files = files;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      ClassFile file = files.get(name);
      if (file == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = file.bytes.toByteArray();
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
