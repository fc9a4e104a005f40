package org.modyn.common.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoopbackTest {
  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "127.9.8.7", "::1", "0:0:0:0:0:0:0:1"})
  void containsAddressesOfThisMachineOnly(String host) {
    assertThat(Loopback.contains(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "::", "10.0.0.1", "192.0.2.1", "fe80::1", "2001:db8::1", "no.invalid"})
  void doesNotContainOthers(String host) {
    assertThat(Loopback.contains(host)).isFalse();
  }
}
