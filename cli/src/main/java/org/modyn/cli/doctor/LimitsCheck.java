package org.modyn.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Memory and open files that the operating system allows a server that is started like this. */
final class LimitsCheck implements Check {
  /** A storage server keeps up to 4,096 data files open, and has connections besides. */
  private static final long ENOUGH_FILES = 8_192;

  /** PyTorch's memory, mapped files and PostgreSQL need the rest. */
  private static final double LARGEST_SHARE_OF_HEAP = 0.75;

  private final long files;
  private final long memory;
  private final long heap;

  /**
   * @param files that a process may have open
   * @param memory of the machine or the container, in bytes
   * @param heap largest heap of this process, in bytes
   */
  LimitsCheck(long files, long memory, long heap) {
    this.files = files;
    this.memory = memory;
    this.heap = heap;
  }

  /** The limits of this process. */
  static LimitsCheck ofThisProcess() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long files =
        system instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : Long.MAX_VALUE;
    return new LimitsCheck(files, system.getTotalMemorySize(), Runtime.getRuntime().maxMemory());
  }

  @Override
  public String name() {
    return "limits";
  }

  @Override
  public List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    String open = String.format(Locale.ROOT, "%,d open files are allowed", files);
    findings.add(
        files < ENOUGH_FILES
            ? Finding.warning(
                open,
                String.format(
                    Locale.ROOT,
                    "raise the limit to %d (ulimit -n, LimitNOFILE of a service): a storage server"
                        + " keeps up to 4096 data files open",
                    ENOUGH_FILES))
            : Finding.ok(open));
    String share =
        "a heap of at most %s, of %s of memory".formatted(Bytes.text(heap), Bytes.text(memory));
    findings.add(
        heap > memory * LARGEST_SHARE_OF_HEAP
            ? Finding.warning(
                share,
                "lower -Xmx (MODYN_JAVA_OPTIONS): PyTorch, mapped files and PostgreSQL need memory"
                    + " outside of the heap")
            : Finding.ok(share));
    return findings;
  }
}
