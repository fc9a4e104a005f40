package org.modyn.common.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Makes jars of plugins from source, with the class path of the test. */
public final class PluginJar {
  private PluginJar() {}

  /**
   * Writes a jar with one class.
   *
   * @param plugins the plugin directory, which is created if it is missing
   */
  public static void write(Path plugins, String className, String source) {
    try {
      Path sources = Files.createTempDirectory(parent(plugins), "sources");
      Path file = sources.resolve(className + ".java");
      Files.writeString(file, source);
      write(plugins, sources);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes a jar with the classes of all source files in a directory.
   *
   * @param plugins the plugin directory, which is created if it is missing
   */
  public static void write(Path plugins, Path sources) {
    try {
      Path classes = Files.createTempDirectory(parent(plugins), "classes");
      compile(sources, classes);
      Files.createDirectories(plugins);
      Path jarFile = Files.createTempFile(plugins, "plugin", ".jar");
      try (OutputStream file = Files.newOutputStream(jarFile);
          JarOutputStream jar = new JarOutputStream(file);
          Stream<Path> files = Files.walk(classes)) {
        for (Path path : files.filter(Files::isRegularFile).toList()) {
          jar.putNextEntry(new JarEntry(classes.relativize(path).toString()));
          Files.copy(path, jar);
          jar.closeEntry();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path parent(Path plugins) throws IOException {
    return Files.createDirectories(plugins.toAbsolutePath().getParent());
  }

  private static void compile(Path sources, Path classes) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString()));
    try (Stream<Path> files = Files.walk(sources)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(file -> arguments.add(file.toString()));
    }
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    if (result != 0) {
      throw new AssertionError("the sources in " + sources + " do not compile");
    }
  }
}
