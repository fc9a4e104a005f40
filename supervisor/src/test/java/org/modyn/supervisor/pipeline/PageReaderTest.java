package org.modyn.supervisor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.fake.FakeCluster;
import org.modyn.supervisor.state.PipelineParameters;
import org.modyn.supervisor.state.ReadPosition;
import org.modyn.supervisor.state.SampleId;
import org.modyn.supervisor.state.Simulation;
import org.modyn.supervisor.state.StepResult.Fetched;

/** The storage has pages of four samples. */
final class PageReaderTest {
  private static final PipelineParameters REPLAY =
      Simulation.parameters("{id: TimeTrigger, every: 1h}", false, Optional.empty(), 3);
  private static final PipelineParameters FOLLOWER =
      new PipelineParameters(
          1,
          REPLAY.runId(),
          REPLAY.config(),
          1,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          3);

  private final FakeCluster cluster = new FakeCluster();
  private final ServiceClients clients =
      ServiceClients.connect(
          cluster.config(ModynConfig.defaults().metadataDatabase(), Path.of("unused")));

  @AfterEach
  void close() {
    clients.close();
    cluster.close();
  }

  private PageReader reader(PipelineParameters parameters) {
    return new PageReader(parameters, clients.storage());
  }

  private void add(long... timestamps) {
    cluster.storage().add(REPLAY.datasetId(), timestamps);
  }

  private static ReadPosition after(long timestamp, long key) {
    return new ReadPosition.Replay(Optional.of(new SampleId(timestamp, key)));
  }

  private static Fetched fetched(int samples, SampleId first, long nextPosition, boolean isLast) {
    return new Fetched(samples, Optional.ofNullable(first), nextPosition, isLast);
  }

  @Test
  void aPageThatIsFetchedAheadFollowsTheCurrentOne() {
    add(1, 2, 3, 4, 5, 6);
    PageReader pages = reader(REPLAY);
    assertThat(pages.fetch(new ReadPosition.Replay(Optional.empty())))
        .isEqualTo(fetched(4, new SampleId(1, 1), 7, false));
    assertThat(pages.fetch(after(4, 4)))
        .as("whether it is the last one is asked when it is done")
        .isEqualTo(fetched(2, new SampleId(5, 5), 7, false));
    assertThat(pages.fetch(after(6, 6))).isEqualTo(fetched(0, null, 7, true));
  }

  @Test
  void samplesThatArriveMeanwhileAreNotMissed() {
    add(1, 2, 3, 4, 5, 6);
    PageReader pages = reader(REPLAY);
    pages.fetch(new ReadPosition.Replay(Optional.empty()));
    pages.fetch(after(4, 4));
    add(7);
    assertThat(pages.fetch(after(6, 6))).isEqualTo(fetched(1, new SampleId(7, 7), 8, true));
  }

  @Test
  void aPageThatIsFetchedAheadIsNotUsedElsewhere() {
    add(1, 2, 3, 4, 5, 6);
    PageReader pages = reader(REPLAY);
    pages.fetch(new ReadPosition.Replay(Optional.empty()));
    assertThat(pages.fetch(after(3, 3))).isEqualTo(fetched(3, new SampleId(4, 4), 7, true));
  }

  @Test
  void followsTheOrderOfIngest() {
    add(9, 8, 7, 6, 5, 4);
    PageReader pages = reader(FOLLOWER);
    assertThat(pages.fetch(new ReadPosition.Follow(1, Optional.empty(), Optional.empty())))
        .isEqualTo(fetched(4, new SampleId(6, 4), 5, false));
    assertThat(pages.fetch(new ReadPosition.Follow(5, Optional.empty(), Optional.empty())))
        .isEqualTo(fetched(2, new SampleId(4, 6), 7, false));
    assertThat(pages.fetch(new ReadPosition.Follow(7, Optional.empty(), Optional.empty())))
        .isEqualTo(fetched(0, null, 7, true));
  }
}
