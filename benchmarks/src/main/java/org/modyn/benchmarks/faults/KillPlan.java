package org.modyn.benchmarks.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Derives kills and the pipelines that they disturb from a seed. Each victim is killed about
 * equally often, and so is each moment hit and each scenario run; which of them meet is random.
 *
 * @param kills in a random order
 * @param scenarios of the pipelines, in order: two for each kill, which is more than any plan needs
 */
record KillPlan(List<Kill> kills, List<Scenario> scenarios) {
  private static final double LAST_POSITION = 1.2;
  private static final int SHORTEST_DOWNTIME_MILLIS = 50;
  private static final int LONGEST_DOWNTIME_MILLIS = 2_000;

  /** One in so many kills does not wait for the victim of the last one. */
  private static final int OVERLAP_EVERY = 4;

  KillPlan {
    kills = List.copyOf(kills);
    scenarios = List.copyOf(scenarios);
  }

  static KillPlan create(int count, long seed) {
    Random random = new Random(seed);
    List<Victim> victims = cycles(List.of(Victim.values()), count, random);
    List<Moment> moments = cycles(List.of(Moment.values()), count, random);
    List<Kill> kills = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      kills.add(
          new Kill(
              victims.get(index),
              moments.get(index),
              random.nextDouble(LAST_POSITION),
              Duration.ofMillis(random.nextInt(SHORTEST_DOWNTIME_MILLIS, LONGEST_DOWNTIME_MILLIS)),
              random.nextInt(OVERLAP_EVERY) == 0));
    }
    return new KillPlan(kills, cycles(List.of(Scenario.values()), 2 * count, random));
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
