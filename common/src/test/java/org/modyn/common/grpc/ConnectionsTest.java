package org.modyn.common.grpc;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.modyn.common.grpc.Connections.Admission;
import org.modyn.common.testing.CapturedLog;

/** The counting of connections; {@link ConnectionLimitsTest} has real ones. */
final class ConnectionsTest {
  private static final InetSocketAddress FIRST = new InetSocketAddress("127.0.0.1", 1);
  private static final InetSocketAddress SECOND = new InetSocketAddress("127.0.0.1", 2);

  private final Connections connections =
      new Connections("test", ConnectionLimits.DEFAULT.within(2));

  @Test
  void aPortThatIsUsedAgainAtOnceIsCountedOnce() {
    assertThat(connections.begin(FIRST)).isEqualTo(Admission.ACCEPTED);
    assertThat(connections.begin(SECOND)).isEqualTo(Admission.REFUSED);
    assertThat(connections.begin(SECOND)).isEqualTo(Admission.REFUSED);
    connections.ended(SECOND, Admission.REFUSED);
    connections.ended(SECOND, Admission.REFUSED);
    assertThat(connections.size()).isEqualTo(1);
    assertThat(connections.begin(SECOND)).isEqualTo(Admission.REFUSED);

    connections.ended(FIRST, Admission.ACCEPTED);
    assertThat(connections.begin(SECOND)).isEqualTo(Admission.ACCEPTED);
    connections.ended(SECOND, Admission.REFUSED);
    assertThat(connections.size()).isEqualTo(1);
    connections.ended(SECOND, Admission.ACCEPTED);
    assertThat(connections.size()).isZero();
  }

  @Test
  void oneLineIsLoggedForManyRefusals() {
    connections.begin(FIRST);
    try (CapturedLog log = CapturedLog.start()) {
      for (int port = 2; port < 1_000; port++) {
        connections.begin(new InetSocketAddress("127.0.0.1", port));
      }
      assertThat(log.warnings())
          .singleElement(as(STRING))
          .contains("Refused a connection from /127.0.0.1:2: the test has 1 connections");
    }
  }
}
