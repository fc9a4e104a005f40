package org.modyn.common.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** The addresses of a machine that only its own processes reach. */
public final class Loopback {
  private Loopback() {}

  /**
   * Returns whether a name or address means this machine only: each of its addresses is one of the
   * loopback interface, as {@code localhost}, {@code 127.0.0.2} and {@code ::1}. The addresses that
   * mean all interfaces, {@code 0.0.0.0} and {@code ::}, are not, nor is a name that does not
   * resolve.
   */
  public static boolean contains(String host) {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException _) {
      return false;
    }
  }
}
