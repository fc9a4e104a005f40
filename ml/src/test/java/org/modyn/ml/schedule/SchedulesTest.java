package org.modyn.ml.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.training.LearningRateSchedulerConfig.StepEvery;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** Reading {@code training.lr_scheduler}, and what schedules refuse. */
final class SchedulesTest {
  private static final List<String> OPTIMIZERS = List.of("default", "embeddings");

  @Test
  void theLengthOfTheTrainingStandsInTheOptions() {
    Optional<ScheduleSpecification> specification =
        Schedules.read(
            """
            {"name": "OneCycleLR", "source": "PyTorch", "step_every": "epoch",
             "optimizers": ["default"], "config":
             {"max_lr": 0.1, "epochs": "MODYN_NUM_EPOCHS", "steps_per_epoch": "MODYN_NUM_BATCHES"}}\
            """,
            new TrainingLength(500, 3),
            OPTIMIZERS,
            new FieldProblems());
    assertThat(specification).isPresent();
    assertThat(specification.get().stepEvery()).isEqualTo(StepEvery.EPOCH);
    assertThat(specification.get().options())
        .isInstanceOfSatisfying(
            OneCycleLrOptions.class, options -> assertThat(options.cycleSteps()).isEqualTo(1500));
  }

  @Test
  void theLengthOfTheTrainingStandsInListsToo() {
    FieldProblems problems = new FieldProblems();
    Optional<ScheduleSpecification> specification =
        Schedules.read(
            """
            {"name": "MultiStepLR", "source": "PyTorch", "step_every": "batch",
             "optimizers": ["default"], "config": {"milestones": [10, "MODYN_NUM_BATCHES"]}}\
            """,
            new TrainingLength(500, 3),
            OPTIMIZERS,
            problems);
    assertThat(problems.problems()).isEmpty();
    assertThat(specification.orElseThrow().options())
        .isEqualTo(new MultiStepLrOptions(List.of(10, 500), 0.1, -1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          StepLR            | PyTorch | ["default"]  | {"step_size": 0}        | training.lr_scheduler.config.step_size: must be at least 1, but is 0
          StepLr            | PyTorch | ["default"]  | {}                      | training.lr_scheduler.name: unknown scheduler "StepLr"; did you mean "StepLR"?
          DLRMScheduler     | PyTorch | ["default"]  | {}                      | training.lr_scheduler.name: unknown scheduler "DLRMScheduler"
          LambdaLR          | PyTorch | ["default"]  | {}                      | training.lr_scheduler.name: unknown scheduler "LambdaLR"
          StepLR            | PyTorch | ["defualt"]  | {"step_size": 1}        | training.lr_scheduler.optimizers[0]: there is no optimizer "defualt"; did you mean "default"? allowed: default, embeddings
          StepLR            | PyTorch | ["default", "embeddings"] | {"step_size": 1} | training.lr_scheduler.optimizers: must name exactly one optimizer when source is PyTorch
          StepLR            | Custom  | ["default"]  | {"step_size": 1}        | training.lr_scheduler.name: unknown custom scheduler "StepLR"; allowed: DLRMScheduler
          StepLR            | PyTorch | ["default"]  | {"step_size": 1, "last_epoch": 3} | training.lr_scheduler.config.last_epoch: must be -1
          CosineAnnealingLR | PyTorch | ["default"]  | {"t_max": 1}            | training.lr_scheduler.config.t_max: unknown field; did you mean "T_max"?
          OneCycleLR        | PyTorch | ["default"]  | {"max_lr": 1}           | training.lr_scheduler.config.total_steps: is required unless there are epochs and steps_per_epoch
          OneCycleLR        | PyTorch | ["default"]  | {"max_lr": 1, "total_steps": 2, "pct_start": 0.5} | training.lr_scheduler.config.pct_start: must not be exactly one step of the cycle
          ReduceLROnPlateau | PyTorch | ["default"]  | {"factor": 1}           | training.lr_scheduler.config.factor: must be below 1, but is 1.0
          DLRMScheduler     | Custom  | ["default"]  | {"base_lrs": [[1]], "warmup_steps": 5, "warmup_factor": 0, "decay_start_step": 4, "decay_steps": 1, "decay_power": 2, "end_lr_factor": 0} | training.lr_scheduler.config.decay_start_step: must be at least warmup_steps (5), but is 4
          """)
  void saysWhatIsWrong(
      String name, String source, String optimizers, String options, String message) {
    String json =
        """
        {"name": "%s", "source": "%s", "step_every": "batch", "optimizers": %s, "config": %s}\
        """
            .formatted(name, source, optimizers, options);
    FieldProblems problems = new FieldProblems();
    assertThat(Schedules.read(json, new TrainingLength(1, 1), OPTIMIZERS, problems)).isEmpty();
    assertThat(problems.problems())
        .extracting(FieldProblem::toString)
        .anySatisfy(problem -> assertThat(problem).startsWith(message));

    FieldProblems early = new FieldProblems();
    Schedules.check(json, OPTIMIZERS, early);
    assertThat(early.problems()).isEqualTo(problems.problems());
  }

  @Test
  void whatDependsOnTheLengthIsNotRefusedEarly() {
    String json =
        """
        {"name": "DLRMScheduler", "source": "Custom", "step_every": "batch",
         "optimizers": ["default"], "config": {"base_lrs": [[1]], "warmup_steps": 100,
         "warmup_factor": 0, "decay_start_step": "MODYN_NUM_BATCHES", "decay_steps": 5,
         "decay_power": 2, "end_lr_factor": 0}}\
        """;
    FieldProblems early = new FieldProblems();
    Schedules.check(json, OPTIMIZERS, early);
    assertThat(early.isEmpty()).isTrue();
    FieldProblems late = new FieldProblems();
    Schedules.read(json, new TrainingLength(50, 1), OPTIMIZERS, late);
    assertThat(late.problems())
        .containsExactly(
            new FieldProblem(
                "training.lr_scheduler.config.decay_start_step",
                "must be at least warmup_steps (100), but is 50"));
  }

  @Test
  void whatDoesNotFitIsFoundBeforeTheLengthIsKnown() {
    try (ScheduleFixture fixture = new ScheduleFixture("SGD", "")) {
      FieldProblems problems = new FieldProblems();
      Schedules.checkFit(
          """
          {"name": "OneCycleLR", "source": "PyTorch", "step_every": "batch",
           "optimizers": ["default"],
           "config": {"max_lr": [1, 2, 3], "total_steps": "MODYN_NUM_BATCHES"}}\
          """,
          fixture.optimizers(),
          problems);
      assertThat(problems.problems())
          .containsExactly(
              new FieldProblem(
                  "training.lr_scheduler.config.max_lr",
                  "has 3 values, but the optimizer has 2 parameter groups"));
    }
  }

  @Test
  void optionsHaveToFitTheOptimizers() {
    try (ScheduleFixture fixture = new ScheduleFixture("Adagrad", "")) {
      assertThatThrownBy(() -> fixture.create("OneCycleLR", "{\"max_lr\": 1, \"total_steps\": 9}"))
          .hasMessage(
              "training.lr_scheduler.config.cycle_momentum: must be false, as the algorithm of the"
                  + " optimizer has neither momentum nor betas");
      assertThatThrownBy(
              () ->
                  fixture.create(
                      "CyclicLR",
                      "{\"base_lr\": [1, 2, 3], \"max_lr\": 1, \"cycle_momentum\": false}"))
          .hasMessage(
              "training.lr_scheduler.config.base_lr: has 3 values, but the optimizer has 2"
                  + " parameter groups");
      assertThatThrownBy(
              () ->
                  fixture.create(
                      "DLRMScheduler",
                      """
                      {"base_lrs": [[1]], "warmup_steps": 1, "warmup_factor": 0,
                       "decay_start_step": 1, "decay_steps": 1, "decay_power": 2,
                       "end_lr_factor": 0}\
                      """))
          .hasMessage(
              "training.lr_scheduler.config.base_lrs[0]: has 1 learning rates, but the optimizer"
                  + " \"default\" has 2 parameter groups");
    }
  }

  @Test
  void oneCycleEndsWithAnError() {
    try (ScheduleFixture fixture = new ScheduleFixture("SGD", "")) {
      LearningRateSchedule schedule =
          fixture.create("OneCycleLR", "{\"max_lr\": 1, \"total_steps\": 3}");
      for (int step = 1; step <= 3; step++) {
        schedule.step(1);
      }
      assertThatThrownBy(() -> schedule.step(1))
          .isInstanceOfSatisfying(
              ModynException.class,
              error -> assertThat(error.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
          .hasMessage(
              "OneCycleLR has no learning rate after step 4: its cycle has 3 steps; set total_steps"
                  + " to MODYN_NUM_BATCHES, which counts full batches"
                  + " (training.drop_last_batch: true)");
    }
  }

  @Test
  void refusesTheStateOfAnotherTraining() {
    try (ScheduleFixture fixture = new ScheduleFixture("SGD", "")) {
      LearningRateSchedule schedule = fixture.create("StepLR", "{\"step_size\": 3}");
      assertThatThrownBy(() -> schedule.restore("{\"steps\": 3, \"learning_rates\": [1]}"))
          .hasMessageContaining("has the learning rates of 1 parameter groups");
      assertThatThrownBy(() -> schedule.restore("{\"step\": 3}"))
          .isInstanceOf(ModynException.class);
    }
  }

  @Test
  void momentumOfSgdCanBeginWithASchedule() {
    try (ScheduleFixture fixture = new ScheduleFixture("SGD", "")) {
      fixture.create("OneCycleLR", "{\"max_lr\": 1, \"total_steps\": 10}");
      assertThat(fixture.momenta()).containsExactly(0.95, 0.95);
    }
  }

  @Test
  void aScheduleIsGivenWhenTheSectionHasKeys() {
    assertThat(Schedules.isGiven("")).isFalse();
    assertThat(Schedules.isGiven(" { } ")).isFalse();
    assertThat(Schedules.isGiven("{\"name\": \"StepLR\"}")).isTrue();
  }
}
