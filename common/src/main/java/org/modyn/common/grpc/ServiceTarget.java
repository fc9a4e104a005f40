package org.modyn.common.grpc;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The servers of a service, any of which can handle a call. A name that resolves to several
 * machines means one server on each of them.
 *
 * @param addresses at least one
 */
public record ServiceTarget(List<ServiceAddress> addresses) {
  public ServiceTarget {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("a service without addresses cannot be reached");
    }
  }

  public static ServiceTarget of(ServiceAddress address) {
    return new ServiceTarget(List.of(address));
  }

  @Override
  public String toString() {
    return addresses.stream().map(ServiceAddress::toString).collect(Collectors.joining(" or "));
  }
}
