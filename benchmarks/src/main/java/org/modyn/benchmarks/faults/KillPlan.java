package org.modyn.benchmarks.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.modyn.supervisor.log.Stage;

/**
 * Derives kills from a seed. Each victim is killed about equally often, and so is each stage hit;
 * which victim meets which stage is random.
 */
final class KillPlan {
  /** The stages whose start a pipeline reports, from its beginning to its end. */
  private static final List<Stage> STAGES =
      List.of(
          Stage.INIT_CLUSTER_CONNECTION,
          Stage.PROCESS_NEW_DATA,
          Stage.HANDLE_TRIGGERS,
          Stage.INFORM_SELECTOR_ABOUT_TRIGGER,
          Stage.TRAIN,
          Stage.STORE_TRAINED_MODEL,
          Stage.EVALUATE,
          Stage.POST_EVALUATION);

  private static final double LAST_POSITION = 1.2;
  private static final int SHORTEST_DOWNTIME_MILLIS = 50;
  private static final int LONGEST_DOWNTIME_MILLIS = 2_000;

  /** One in so many kills does not wait for the victim of the last one. */
  private static final int OVERLAP_EVERY = 4;

  private KillPlan() {}

  /** Returns kills in a random order. */
  static List<Kill> create(int kills, long seed) {
    Random random = new Random(seed);
    List<Victim> victims = cycles(List.of(Victim.values()), kills, random);
    List<Stage> stages = cycles(STAGES, kills, random);
    List<Kill> plan = new ArrayList<>();
    for (int index = 0; index < kills; index++) {
      plan.add(
          new Kill(
              victims.get(index),
              stages.get(index),
              random.nextDouble(LAST_POSITION),
              Duration.ofMillis(random.nextInt(SHORTEST_DOWNTIME_MILLIS, LONGEST_DOWNTIME_MILLIS)),
              random.nextInt(OVERLAP_EVERY) == 0));
    }
    return List.copyOf(plan);
  }

  /**
   * Returns the part of a pipeline that a stage belongs to: the first part comes before the others,
   * the last one after them.
   */
  static int phase(Stage stage) {
    return switch (stage) {
      case INIT_CLUSTER_CONNECTION -> 0;
      case PROCESS_NEW_DATA -> 1;
      case POST_EVALUATION -> 3;
      default -> 2;
    };
  }

  private static <T> List<T> cycles(List<T> values, int size, Random random) {
    List<T> all = new ArrayList<>();
    while (all.size() < size) {
      List<T> cycle = new ArrayList<>(values);
      Collections.shuffle(cycle, random);
      all.addAll(cycle);
    }
    return all.subList(0, size);
  }
}
