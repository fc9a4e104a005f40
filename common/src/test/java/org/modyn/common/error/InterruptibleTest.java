package org.modyn.common.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class InterruptibleTest {
  @Test
  void anInterruptionIsReportedAndKept() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Interruptible.sleep(Duration.ofMinutes(1), "starting the selector"))
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.CANCELLED))
        .hasMessage("interrupted while starting the selector");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void otherwiseItReturns() {
    Interruptible.sleep(Duration.ofMillis(1), "testing");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
