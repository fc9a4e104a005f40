package org.modyn.common.file;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** The open files and connections of this process. */
final class FileDescriptors {
  private FileDescriptors() {}

  /** Describes how many are open, in parentheses; nothing if the system does not say. */
  static String describe() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? String.format(
            Locale.ROOT,
            " (%,d, and the process may have %,d)",
            system.getOpenFileDescriptorCount(),
            system.getMaxFileDescriptorCount())
        : "";
  }
}
