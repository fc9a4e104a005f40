package org.modyn.benchmarks.load;

import java.util.Arrays;

/** The latencies of a client's requests, in nanoseconds. */
final class Latencies {
  private long[] nanoseconds = new long[1024];
  private int size;

  void add(long latency) {
    if (size == nanoseconds.length) {
      nanoseconds = Arrays.copyOf(nanoseconds, 2 * size);
    }
    nanoseconds[size++] = latency;
  }

  int size() {
    return size;
  }

  /**
   * Returns a quantile of the latencies of all clients, in milliseconds; NaN without any.
   *
   * @param quantile between 0 and 1
   */
  static double milliseconds(Iterable<Latencies> clients, double quantile) {
    int total = 0;
    for (Latencies client : clients) {
      total += client.size;
    }
    long[] all = new long[total];
    int filled = 0;
    for (Latencies client : clients) {
      System.arraycopy(client.nanoseconds, 0, all, filled, client.size);
      filled += client.size;
    }
    Arrays.sort(all);
    return total == 0 ? Double.NaN : all[(int) Math.ceil(quantile * total) - 1] / 1e6;
  }
}
