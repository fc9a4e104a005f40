package org.modyn.cli.doctor;

import java.util.Locale;

/** Formats numbers of bytes for people. */
final class Bytes {
  private Bytes() {}

  /** As in {@code 4.1 GB}: billions of bytes. */
  static String text(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
