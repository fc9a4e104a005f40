package org.modyn.trainer.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this code, from the properties that Maven writes to the jar. */
final class CodeVersion {
  private static final String RESOURCE =
      "/META-INF/maven/org.modyn/modyn-trainer-server/pom.properties";

  private static final String VERSION = read();

  private CodeVersion() {}

  /** Returns a version such as {@code 1.0.0}; {@code unpackaged} if the code is not in a jar. */
  static String get() {
    return VERSION;
  }

  private static String read() {
    try (InputStream stream = CodeVersion.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        return "unpackaged";
      }
      Properties properties = new Properties();
      properties.load(stream);
      return properties.getProperty("version", "unpackaged");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE, e);
    }
  }
}
