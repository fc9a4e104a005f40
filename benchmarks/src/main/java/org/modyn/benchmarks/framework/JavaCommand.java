package org.modyn.benchmarks.framework;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;

/** Commands that run classes of this program in a JVM of their own. */
public final class JavaCommand {
  private static final List<String> ACCESS =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private JavaCommand() {}

  /**
   * Returns the command, with the Java, the class path and the start cache of this process.
   *
   * @param jvmOptions more options of the JVM
   * @param main the class whose main method runs
   */
  public static List<String> of(List<String> jvmOptions, Class<?> main, List<String> arguments) {
    return Stream.of(
            List.of(ProcessHandle.current().info().command().orElse("java")),
            ACCESS,
            startCache(),
            jvmOptions,
            List.of("-cp", System.getProperty("java.class.path"), main.getName()),
            arguments)
        .flatMap(List::stream)
        .toList();
  }

  /** The cache with which the script modyn has started this JVM. */
  private static List<String> startCache() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-XX:AOTCache="))
        .toList();
  }
}
