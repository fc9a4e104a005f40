package org.modyn.cli.doctor;

import java.util.List;
import java.util.Locale;

/** The Java that runs this command, and the memory that it may use. */
final class JavaCheck implements Check {
  private static final long LITTLE_HEAP_BYTES = 1L << 30;

  @Override
  public String name() {
    return "java";
  }

  @Override
  public List<Finding> run() {
    long heap = Runtime.getRuntime().maxMemory();
    String found =
        String.format(
            Locale.ROOT,
            "Java %s (%s), %d processors, a heap of at most %s",
            Runtime.version(),
            System.getProperty("java.home"),
            Runtime.getRuntime().availableProcessors(),
            Bytes.text(heap));
    return List.of(
        heap < LITTLE_HEAP_BYTES
            ? Finding.warning(
                found,
                "all servers in one process need 1 GB: MODYN_JAVA_OPTIONS=-Xmx2g ./modyn ...")
            : Finding.ok(found));
  }
}
