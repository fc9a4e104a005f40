package org.modyn.common.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Which failures of calls are repeated. BrokenConnectionTest breaks connections of real servers.
 */
final class BrokenCallsTest {
  private static final Status BROKEN =
      Status.UNAVAILABLE.withDescription("Network closed for unknown reason");

  private final Deque<Status> failures = new ArrayDeque<>();

  @Test
  void aBrokenConnectionIsRepeated() {
    failures.addAll(List.of(BROKEN, BROKEN));

    assertThat(BrokenCalls.repeat(this::call)).isEqualTo("response");
  }

  @Test
  void isRepeatedTwiceAtMost() {
    failures.addAll(Collections.nCopies(4, BROKEN));

    assertThatThrownBy(() -> BrokenCalls.repeat(this::call))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("Network closed");
    assertThat(failures).hasSize(1);
  }

  @Test
  void whatAServerAnswersIsNotRepeated() {
    failures.addAll(
        List.of(Status.UNAVAILABLE.withDescription("the selector is shutting down"), BROKEN));

    assertThatThrownBy(() -> BrokenCalls.repeat(this::call)).hasMessageContaining("shutting down");
    assertThat(failures).containsExactly(BROKEN);
  }

  private String call() {
    if (failures.isEmpty()) {
      return "response";
    }
    throw failures.remove().asRuntimeException();
  }
}
