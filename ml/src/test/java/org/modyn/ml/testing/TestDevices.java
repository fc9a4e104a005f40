package org.modyn.ml.testing;

/** Simulated devices {@code cuda:0}, {@code cuda:1}, ... for a test, until this is closed. */
public final class TestDevices implements AutoCloseable {
  private static final String PROPERTY = "modyn.simulated_devices";

  private TestDevices() {}

  /** Simulates a number of devices; only one test of a JVM at a time can do that. */
  public static TestDevices simulate(int count) {
    return simulate(Integer.toString(count));
  }

  /** As above, with any text as the number. */
  public static TestDevices simulate(String count) {
    System.setProperty(PROPERTY, count);
    return new TestDevices();
  }

  @Override
  public void close() {
    System.clearProperty(PROPERTY);
  }
}
