package org.modyn.supervisor.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationDatasetConfig;
import org.modyn.common.database.Database;
import org.modyn.common.database.TermLock;
import org.modyn.common.testing.TestDatabase;
import org.modyn.supervisor.database.EvaluationResultFilter;
import org.modyn.supervisor.database.EvaluationResultRepository;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineRepository.NewPipeline;
import org.modyn.supervisor.database.SupervisorTerm;
import org.modyn.supervisor.database.TakenOverException;
import org.modyn.supervisor.evaluation.EvaluationRequest;
import org.modyn.supervisor.evaluation.EvaluationResult;
import org.modyn.supervisor.evaluation.ModelEvaluation;

final class ManualEvaluationTest {
  private static final EvaluationConfig CONFIG =
      new EvaluationConfig(
          List.of(),
          "cpu",
          List.of(
              new EvaluationDatasetConfig(
                  "test", "Record()", List.of(), "", Optional.empty(), 1, 1, List.of())),
          1,
          1,
          Optional.empty());

  @TempDir private Path directory;

  @Test
  void aSupervisorThatHasLostItsTermWritesNothing() {
    try (TestDatabase postgres = TestDatabase.create();
        Database database = Database.open(postgres.config(), "supervisor");
        TermLock lock = new SupervisorTerm(database).lock()) {
      EvaluationResultRepository results = new EvaluationResultRepository(database.jdbi());
      int pipelineId =
          new PipelineRepository(database.jdbi())
              .add(
                  new NewPipeline(
                      "flights",
                      "{}",
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      1,
                      128,
                      Optional.empty()))
              .id();
      List<ModelEvaluation> recorded = new ArrayList<>();
      long lost = lock.hold().orElseThrow() - 1;

      assertThatThrownBy(() -> evaluation(lost, pipelineId, results).run(recorded::add))
          .isInstanceOf(TakenOverException.class);
      assertThat(recorded).isEmpty();
      assertThat(results.find(pipelineId, EvaluationResultFilter.ALL)).isExhausted();
      assertThat(directory).isEmptyDirectory();

      evaluation(lost + 1, pipelineId, results).run(recorded::add);
      assertThat(recorded).hasSize(1);
      assertThat(results.find(pipelineId, EvaluationResultFilter.ALL)).toIterable().hasSize(1);
    }
  }

  private ManualEvaluation evaluation(
      long term, int pipelineId, EvaluationResultRepository results) {
    return new ManualEvaluation(
        term,
        pipelineId,
        CONFIG,
        List.of(
            new EvaluationRequest(
                1,
                2,
                7,
                Optional.empty(),
                Optional.empty(),
                "handler",
                "test",
                0,
                Optional.of(100L))),
        List.of(),
        (requestId, modelId, device, dataset, requests) ->
            requests.stream()
                .map(request -> new EvaluationResult(request, Optional.empty(), 1, List.of()))
                .toList(),
        results,
        directory);
  }
}
