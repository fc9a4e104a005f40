package org.modyn.supervisor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.client.Page;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.state.ReadPosition;
import org.modyn.supervisor.state.SampleId;

@Timeout(60)
final class NextPageTest {
  private static final ReadPosition START = new ReadPosition.Replay(Optional.empty());
  private static final ReadPosition LATER =
      new ReadPosition.Replay(Optional.of(new SampleId(10, 3)));
  private static final Page PAGE = new Page(NewSamples.empty(), 7, true);

  @Test
  void returnsThePageThatWasStartedAndOnlyOnce() {
    AtomicInteger calls = new AtomicInteger();
    NextPage next =
        new NextPage(
            from -> {
              assertThat(from).isEqualTo(LATER);
              calls.incrementAndGet();
              return PAGE;
            });
    assertThat(next.take(LATER)).as("before the start").isEmpty();
    next.start(LATER);
    assertThat(next.take(LATER)).contains(PAGE);
    assertThat(next.take(LATER)).as("it is gone").isEmpty();
    assertThat(calls).hasValue(1);
  }

  @Test
  void hasNoPageFromAnotherPosition() {
    NextPage next = new NextPage(_ -> PAGE);
    next.start(LATER);
    assertThat(next.take(START)).isEmpty();
    assertThat(next.take(LATER)).as("it was discarded").isEmpty();
    next.start(LATER);
    next.discard();
    assertThat(next.take(LATER)).isEmpty();
  }

  @Test
  void leavesAnErrorOfTheStorageToTheCallOfItsCaller() {
    NextPage next =
        new NextPage(
            _ -> {
              throw ModynException.unavailable("the storage is away");
            });
    next.start(LATER);
    assertThat(next.take(LATER)).isEmpty();
  }

  @Test
  void throwsAnErrorOfTheVirtualMachine() {
    NextPage next =
        new NextPage(
            _ -> {
              throw new OutOfMemoryError("too many samples");
            });
    next.start(LATER);
    assertThatThrownBy(() -> next.take(LATER)).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void endsTheCallInProgressWhenItIsDiscardedOrItsReaderIsInterrupted() throws Exception {
    CountDownLatch calls = new CountDownLatch(2);
    CountDownLatch interrupted = new CountDownLatch(2);
    CountDownLatch never = new CountDownLatch(1);
    NextPage next =
        new NextPage(
            _ -> {
              calls.countDown();
              try {
                never.await();
                return PAGE;
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw new IllegalStateException(e);
              }
            });
    next.start(LATER);
    while (calls.getCount() == 2) {
      Thread.onSpinWait();
    }
    next.discard();
    next.start(LATER);
    calls.await();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> next.take(LATER))
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.CANCELLED));
    assertThat(Thread.interrupted()).as("the interrupt stays").isTrue();
    interrupted.await();
  }
}
