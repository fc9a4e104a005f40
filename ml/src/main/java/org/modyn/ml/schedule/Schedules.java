package org.modyn.ml.schedule;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.training.LearningRateSchedulerConfig;
import org.modyn.common.config.pipeline.training.LearningRateSchedulerConfig.Source;
import org.modyn.common.error.NearestName;
import org.modyn.common.option.Registry;
import org.modyn.ml.optimizer.Optimizer;

/** The schedules that a pipeline file can name in {@code training.lr_scheduler}. */
public final class Schedules {
  /** Those of {@code torch.optim.lr_scheduler}, by their names there. */
  public static final Registry<ScheduleOptions> REGISTRY =
      Registry.of(
          "scheduler",
          ScheduleOptions.class,
          List.of(
              ConstantLrOptions.class,
              CosineAnnealingLrOptions.class,
              WarmRestartsOptions.class,
              CyclicLrOptions.class,
              ExponentialLrOptions.class,
              LinearLrOptions.class,
              MultiStepLrOptions.class,
              OneCycleLrOptions.class,
              PolynomialLrOptions.class,
              PlateauOptions.class,
              StepLrOptions.class));

  /** Those of the original. */
  public static final Registry<ScheduleOptions> CUSTOM_REGISTRY =
      Registry.of("custom scheduler", ScheduleOptions.class, List.of(DlrmSchedulerOptions.class));

  /** The section of a pipeline file. */
  static final String FIELD = "training.lr_scheduler";

  /** The options in the section. */
  static final String OPTIONS_FIELD = FIELD + ".config";

  /** A length for checks that are made before the length of a training is known. */
  private static final TrainingLength SHORT = new TrainingLength(1, 1);

  private static final TrainingLength LONG = new TrainingLength(1_000_000, 1_000);

  private static final String BATCHES = "MODYN_NUM_BATCHES";
  private static final String EPOCHS = "MODYN_NUM_EPOCHS";

  private Schedules() {}

  /** Whether a request has a schedule; without one its text is empty, or an empty object. */
  public static boolean isGiven(String json) {
    return !json.isBlank() && !json.matches("\\s*\\{\\s*}\\s*");
  }

  /**
   * Reads and checks a schedule.
   *
   * @param json an object: {@code {"name": "StepLR", "source": "PyTorch", "step_every": "epoch",
   *     "optimizers": ["default"], "config": {"step_size": 10}}}
   * @param length the values of {@code MODYN_NUM_BATCHES} and {@code MODYN_NUM_EPOCHS}
   * @param optimizers the names of the training's optimizers
   * @param problems receives all problems, by field
   * @return empty if there is a problem
   */
  public static Optional<ScheduleSpecification> read(
      String json, TrainingLength length, Collection<String> optimizers, FieldProblems problems) {
    FieldProblems found = new FieldProblems();
    Optional<ScheduleSpecification> specification =
        ConfigLoader.parseSection(FIELD, json, LearningRateSchedulerConfig.class, found)
            .flatMap(config -> read(config, length, optimizers, found));
    problems.addAll(found.problems());
    return found.isEmpty() ? specification : Optional.empty();
  }

  private static Optional<ScheduleSpecification> read(
      LearningRateSchedulerConfig config,
      TrainingLength length,
      Collection<String> optimizers,
      FieldProblems problems) {
    for (int index = 0; index < config.optimizers().size(); index++) {
      String name = config.optimizers().get(index);
      if (!optimizers.contains(name)) {
        problems.add(
            String.format(Locale.ROOT, "%s.optimizers[%d]", FIELD, index),
            "there is no optimizer \"%s\"%s".formatted(name, NearestName.hint(name, optimizers)));
      }
    }
    Registry<ScheduleOptions> registry =
        config.source() == Source.CUSTOM ? CUSTOM_REGISTRY : REGISTRY;
    return registry
        .read(
            FIELD + ".name",
            config.name(),
            OPTIONS_FIELD,
            ConfigLoader.toJson(withLength(config.config(), length)),
            problems)
        .map(
            options -> new ScheduleSpecification(config.stepEvery(), config.optimizers(), options));
  }

  /**
   * Checks a schedule before the length of the training is known: reports the problems that it has
   * for both short and long trainings. For the parameters see {@link #read}.
   */
  public static void check(String json, Collection<String> optimizers, FieldProblems problems) {
    FieldProblems whenShort = new FieldProblems();
    read(json, SHORT, optimizers, whenShort);
    FieldProblems whenLong = new FieldProblems();
    read(json, LONG, optimizers, whenLong);
    List<FieldProblem> always =
        whenShort.problems().stream().filter(whenLong.problems()::contains).toList();
    problems.addAll(always);
  }

  /**
   * Checks whether the options of a schedule fit the optimizers: whether they have a momentum, and
   * as many parameter groups as there are values.
   *
   * @param json of a schedule that has been {@linkplain #check checked}
   * @param all optimizers of the training; their learning rates may change
   * @param problems receives the problems
   */
  public static void checkFit(String json, List<Optimizer> all, FieldProblems problems) {
    List<String> names = all.stream().map(Optimizer::name).toList();
    read(json, LONG, names, new FieldProblems())
        .ifPresent(specification -> problems.check(FIELD, () -> specification.create(all)));
  }

  /** Replaces the placeholders for the length, at any depth. */
  private static Object withLength(Object value, TrainingLength length) {
    return switch (value) {
      case Map<?, ?> section -> {
        Map<Object, Object> replaced = new LinkedHashMap<>();
        section.forEach((key, item) -> replaced.put(key, withLength(item, length)));
        yield replaced;
      }
      case List<?> list -> list.stream().map(item -> withLength(item, length)).toList();
      case String text when text.equals(BATCHES) -> length.batches();
      case String text when text.equals(EPOCHS) -> length.epochs();
      case null, default -> value;
    };
  }
}
