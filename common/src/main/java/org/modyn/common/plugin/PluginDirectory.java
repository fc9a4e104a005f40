package org.modyn.common.plugin;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The jars of a plugin directory. The directory is listed whenever an instance of a class is
 * requested, so a new jar does not require a restart. The open file of a jar is kept as long as the
 * objects that were created from it are reachable.
 */
final class PluginDirectory {
  private final Path directory;

  PluginDirectory(Path directory) {
    this.directory = requireNonNull(directory, "directory is null");
  }

  /**
   * Creates an instance with the class's public constructor without parameters.
   *
   * @throws ModynException NOT_FOUND when no jar has the class; INVALID_ARGUMENT when it does not
   *     implement {@code type}, or cannot be instantiated; FAILED_PRECONDITION when the directory
   *     cannot be read
   */
  <T> T create(Class<T> type, String className) {
    List<URL> jars = jars();
    URLClassLoader loader =
        new URLClassLoader(jars.toArray(URL[]::new), PluginDirectory.class.getClassLoader());
    try {
      Class<?> plugin = Class.forName(className, true, loader);
      if (!type.isAssignableFrom(plugin)) {
        throw ModynException.invalidArgument(
            "the class %s does not implement %s", className, type.getName());
      }
      return type.cast(plugin.getConstructor().newInstance());
    } catch (ClassNotFoundException e) {
      throw new ModynException(
          ErrorCategory.NOT_FOUND,
          String.format(
              Locale.ROOT,
              "none of the %d jars in %s has the class %s",
              jars.size(),
              directory,
              className),
          e);
    } catch (InvocationTargetException e) {
      throw failed(className, e.getCause(), e);
    } catch (NoSuchMethodException e) {
      throw failed(className, "it has no public constructor without parameters", e);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw failed(className, e, e);
    }
  }

  private static ModynException failed(String className, Object reason, Throwable cause) {
    return new ModynException(
        ErrorCategory.INVALID_ARGUMENT,
        "cannot make an object of the class " + className + ": " + reason,
        cause);
  }

  private List<URL> jars() {
    List<URL> jars = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return jars;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
      for (Path file : files) {
        jars.add(url(file));
      }
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "cannot list the plugins in " + directory + ": " + e,
          e);
    }
    jars.sort((left, right) -> left.toString().compareTo(right.toString()));
    return jars;
  }

  private static URL url(Path file) throws MalformedURLException {
    return file.toUri().toURL();
  }
}
