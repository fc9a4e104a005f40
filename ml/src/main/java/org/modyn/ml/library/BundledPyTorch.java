package org.modyn.ml.library;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PyTorch's libraries in a jar on the class path. The engine itself would unpack only those for
 * CPUs on a machine without a GPU, would not check the size of the disk, and several processes
 * would unpack at the same time.
 *
 * @param properties the location of the jar's description of its libraries
 * @param name the version with the date of the build, the flavor, and the platform
 * @param flavor as in {@link PyTorchLibrary#flavor}
 * @param entries the jar's folder of the libraries
 * @param files the names of the libraries
 */
record BundledPyTorch(
    URL properties, String name, String flavor, String entries, List<String> files) {
  private static final String PROPERTIES = "native/lib/pytorch.properties";
  private static final int BUFFER_BYTES = 1 << 20;
  private static final Logger log = LoggerFactory.getLogger(BundledPyTorch.class);

  BundledPyTorch {
    requireNonNull(properties, "properties is null");
    requireNonNull(name, "name is null");
    requireNonNull(flavor, "flavor is null");
    requireNonNull(entries, "entries is null");
    files = List.copyOf(files);
  }

  /** The libraries on the class path of a loader. */
  static BundledPyTorch find(ClassLoader loader) {
    URL location = loader.getResource(PROPERTIES);
    if (location == null) {
      throw new IllegalStateException("the class path lacks " + PROPERTIES);
    }
    Properties properties = new Properties();
    try (InputStream input = location.openStream()) {
      properties.load(input);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + location, e);
    }
    String flavor = properties.getProperty("flavor");
    String platform = properties.getProperty("classifier");
    return new BundledPyTorch(
        location,
        "%s-%s-%s".formatted(properties.getProperty("version"), flavor, platform),
        flavor,
        "pytorch/%s/%s/".formatted(flavor, platform),
        List.of(properties.getProperty("libraries").split(",")));
  }

  /**
   * Refuses another flavor in the environment, which the engine would prefer to ours.
   *
   * @param fromEnvironment null when it is not set
   */
  void requireFlavor(String fromEnvironment) {
    if (fromEnvironment != null && !fromEnvironment.equals(flavor)) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "%s is '%s', but this build of Modyn has PyTorch for %s; unset it, or name the libraries with %s"
              .formatted(PyTorchLibrary.FLAVOR, fromEnvironment, flavor, PyTorchLibrary.PATH));
    }
  }

  /**
   * Unpacks the libraries, unless a folder has all of them already.
   *
   * @param nativeDirectory the parent of the folders of libraries
   * @return the folder
   */
  Path unpack(Path nativeDirectory, Consumer<String> messages) {
    Path target = nativeDirectory.resolve("pytorch").resolve(name);
    try (JarFile jar = openJar()) {
      Map<String, JarEntry> libraries = libraries(jar);
      if (!isComplete(target, libraries)) {
        DurableFiles.createDirectories(target.getParent());
        try (UnpackLock lock = UnpackLock.acquire(target, messages)) {
          log.debug("Holding {}", lock);
          // another process may have unpacked them meanwhile
          if (!isComplete(target, libraries)) {
            unpack(jar, libraries, target, messages);
          }
        }
      }
      return target;
    } catch (ClosedByInterruptException e) {
      throw interrupted(target, e);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(target, e);
    }
  }

  private static ModynException interrupted(Path target, ClosedByInterruptException cause) {
    return new ModynException(
        ErrorCategory.CANCELLED, "interrupted while unpacking PyTorch to " + target, cause);
  }

  private JarFile openJar() throws IOException {
    JarURLConnection connection = (JarURLConnection) properties.openConnection();
    URI jar = URI.create(connection.getJarFileURL().toString());
    return new JarFile(Path.of(jar).toFile());
  }

  private Map<String, JarEntry> libraries(JarFile jar) {
    Map<String, JarEntry> libraries = new TreeMap<>();
    for (String file : files) {
      JarEntry entry = jar.getJarEntry(entries + file);
      if (entry == null) {
        throw new IllegalStateException(jar.getName() + " lacks " + entries + file);
      }
      libraries.put(file, entry);
    }
    return libraries;
  }

  private static boolean isComplete(Path folder, Map<String, JarEntry> libraries)
      throws IOException {
    for (Map.Entry<String, JarEntry> library : libraries.entrySet()) {
      Path file = folder.resolve(library.getKey());
      if (!Files.exists(file) || Files.size(file) != library.getValue().getSize()) {
        return false;
      }
    }
    return true;
  }

  private void unpack(
      JarFile jar, Map<String, JarEntry> libraries, Path target, Consumer<String> messages)
      throws IOException {
    long bytes = libraries.values().stream().mapToLong(JarEntry::getSize).sum();
    requireSpace(target.getParent(), bytes);
    String subject =
        String.format(Locale.ROOT, "PyTorch %s (%.1f GB) to %s", name, bytes / 1e9, target);
    messages.accept("unpacking " + subject + ", once");
    log.info("Unpacking {}", subject);
    long start = System.nanoTime();
    Path incomplete = target.resolveSibling(name + ".incomplete");
    DurableFiles.deleteRecursively(incomplete);
    DurableFiles.createDirectories(incomplete);
    for (Map.Entry<String, JarEntry> library : libraries.entrySet()) {
      copy(jar, library.getValue(), incomplete.resolve(library.getKey()));
    }
    DurableFiles.syncDirectory(incomplete);
    DurableFiles.deleteRecursively(target);
    Files.move(incomplete, target, StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.syncDirectory(target.getParent());
    messages.accept(
        String.format(
            Locale.ROOT, "unpacked PyTorch in %.1f s", (System.nanoTime() - start) / 1e9));
  }

  private void requireSpace(Path directory, long bytes) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < bytes) {
      throw new ModynException(
          ErrorCategory.RESOURCE_EXHAUSTED,
          String.format(
              Locale.ROOT,
              "cannot unpack PyTorch %s to %s: %,d bytes are needed, and %,d are free; free some"
                  + " space, or choose another state directory",
              name,
              directory,
              bytes,
              free));
    }
  }

  private static void copy(JarFile jar, JarEntry entry, Path file) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream input = jar.getInputStream(entry);
        OutputStream output = Files.newOutputStream(file)) {
      int count;
      while ((count = input.read(buffer)) >= 0) {
        if (Thread.currentThread().isInterrupted()) {
          throw new ClosedByInterruptException();
        }
        output.write(buffer, 0, count);
      }
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
