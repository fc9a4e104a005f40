package org.modyn.common.version;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Modyn that this JVM runs, as the build recorded it. */
public final class ModynVersion {
  private ModynVersion() {}

  /** As in {@code 0.1.0}. */
  public static String current() {
    Properties properties = new Properties();
    try (InputStream input = ModynVersion.class.getResourceAsStream("version.properties")) {
      properties.load(input);
    } catch (IOException e) {
      throw new UncheckedIOException("the build lacks its version", e);
    }
    return properties.getProperty("version");
  }
}
