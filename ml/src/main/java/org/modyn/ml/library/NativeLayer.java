package org.modyn.ml.library;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The native layer between the JVM and PyTorch, of the build: it fits one version of PyTorch, in
 * some flavors. With any other, the JVM crashes or fails to link.
 */
final class NativeLayer {
  private static final String PROPERTIES = "jnilib/pytorch.properties";
  private static final String LIBRARY = "jnilib/linux-x86_64/%s/libdjl_torch.so";

  /** All that DJL's layers of the versions in use may have. */
  private static final List<String> KNOWN_FLAVORS =
      List.of("cpu", "cpu-precxx11", "cu124", "cu124-precxx11", "cu128");

  private static final Pattern NUMBER = Pattern.compile("(\\d+\\.\\d+\\.\\d+).*");

  private final ClassLoader loader;
  private final String pyTorchVersion;

  private NativeLayer(ClassLoader loader, String pyTorchVersion) {
    this.loader = requireNonNull(loader, "loader is null");
    this.pyTorchVersion = requireNonNull(pyTorchVersion, "pyTorchVersion is null");
  }

  static NativeLayer of(ClassLoader loader) {
    try (InputStream input = loader.getResourceAsStream(PROPERTIES)) {
      if (input == null) {
        throw new IllegalStateException("the class path lacks " + PROPERTIES);
      }
      Properties properties = new Properties();
      properties.load(input);
      // PyTorch's version and that of the layer: 2.7.1-0.35.1
      return new NativeLayer(loader, number(properties.getProperty("jni_version")));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + PROPERTIES, e);
    }
  }

  /** The version of PyTorch that the layer fits. */
  String pyTorchVersion() {
    return pyTorchVersion;
  }

  List<String> flavors() {
    return KNOWN_FLAVORS.stream().filter(this::supports).toList();
  }

  boolean supports(String flavor) {
    return loader.getResource(LIBRARY.formatted(flavor)) != null;
  }

  /** Returns whether a version such as {@code 2.7.1+cu128} is the one that the layer fits. */
  boolean fits(String version) {
    return number(version).equals(pyTorchVersion);
  }

  /**
   * Refuses another version in the environment, which the engine would prefer to ours.
   *
   * @param fromEnvironment null when it is not set
   */
  void requireVersion(String fromEnvironment) {
    if (fromEnvironment != null && !fits(fromEnvironment)) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "%s is '%s', but this build of Modyn needs PyTorch %s; unset it"
              .formatted(PyTorchLibrary.VERSION, fromEnvironment, pyTorchVersion));
    }
  }

  /** The first three numbers of a version; the version itself when it does not begin with them. */
  private static String number(String version) {
    Matcher matcher = NUMBER.matcher(version);
    return matcher.matches() ? matcher.group(1) : version;
  }
}
