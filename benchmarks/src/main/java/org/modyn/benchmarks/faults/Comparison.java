package org.modyn.benchmarks.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.modyn.benchmarks.faults.Outcome.TrainingSet;
import org.modyn.benchmarks.faults.Outcome.WeightedSample;

/**
 * The differences between the outcomes of a disturbed and an undisturbed pipeline.
 *
 * @param failed whether the pipeline did not complete, or has other triggers or another log
 * @param lostSamples the number of samples that are missing in their training set, or have another
 *     weight there
 * @param duplicateSamples the number of samples that are too many in a training set, or have
 *     another weight there
 * @param wrongModels the number of models that are missing, too many or have other bytes
 * @param wrongEvaluations the number of results that are missing, too many or different
 * @param differences one line for each kind of difference, with an example
 */
record Comparison(
    boolean failed,
    long lostSamples,
    long duplicateSamples,
    long wrongModels,
    long wrongEvaluations,
    List<String> differences) {
  Comparison {
    differences = List.copyOf(differences);
  }

  /** Returns the comparison of a pipeline that has not ended. */
  static Comparison ofFailure(String reason) {
    return new Comparison(true, 0, 0, 0, 0, List.of(reason));
  }

  /** Returns the comparison with additional failures, one line each. */
  Comparison withFailures(List<String> failures) {
    List<String> all = new ArrayList<>(differences);
    all.addAll(failures);
    return new Comparison(
        failed || !failures.isEmpty(),
        lostSamples,
        duplicateSamples,
        wrongModels,
        wrongEvaluations,
        all);
  }

  static Comparison of(Outcome expected, Outcome actual) {
    List<String> differences = new ArrayList<>();
    actual.error().ifPresent(error -> differences.add("did not complete: " + error));
    long triggers = count("triggers", expected.triggers(), actual.triggers(), differences);
    long log = count("rows of the log", expected.log(), actual.log(), differences);
    boolean isOrderWrong =
        triggers == 0
            && log == 0
            && (!expected.log().equals(actual.log())
                || !expected.triggers().equals(actual.triggers()));
    if (isOrderWrong) {
      differences.add("the triggers or the rows of the log have another order");
    }
    long lost = 0;
    long duplicate = 0;
    int sets = Math.max(expected.trainingSets().size(), actual.trainingSets().size());
    for (int trigger = 0; trigger < sets; trigger++) {
      Map<WeightedSample, Integer> balance =
          balance(
              samples(expected.trainingSets(), trigger), samples(actual.trainingSets(), trigger));
      lost += missing(balance);
      duplicate += surplus(balance);
    }
    if (lost + duplicate > 0) {
      differences.add(String.format(Locale.ROOT, "%d samples lost, %d too many", lost, duplicate));
    }
    return new Comparison(
        actual.error().isPresent() || triggers + log > 0 || isOrderWrong,
        lost,
        duplicate,
        count("models", expected.models(), actual.models(), differences),
        count("evaluations", expected.evaluations(), actual.evaluations(), differences),
        differences);
  }

  private static List<WeightedSample> samples(List<TrainingSet> sets, int trigger) {
    return trigger < sets.size() ? sets.get(trigger).samples() : List.of();
  }

  /** Counts those that are missing, or, if more, those that are too many. */
  private static long count(
      String what, List<String> expected, List<String> actual, List<String> differences) {
    Map<String, Integer> balance = balance(expected, actual);
    balance.forEach(
        (line, surplus) -> {
          if (surplus != 0) {
            differences.add(
                String.format(
                    Locale.ROOT,
                    "%s: %d times %s: %s",
                    what,
                    Math.abs(surplus),
                    surplus > 0 ? "too many" : "missing",
                    line));
          }
        });
    return Math.max(missing(balance), surplus(balance));
  }

  /** Maps each value to the number by which it occurs more often in the second list. */
  private static <T> Map<T, Integer> balance(List<T> expected, List<T> actual) {
    Map<T, Integer> balance = new HashMap<>();
    expected.forEach(value -> balance.merge(value, -1, Integer::sum));
    actual.forEach(value -> balance.merge(value, 1, Integer::sum));
    return balance;
  }

  private static long missing(Map<?, Integer> balance) {
    return balance.values().stream().filter(count -> count < 0).mapToLong(count -> -count).sum();
  }

  private static long surplus(Map<?, Integer> balance) {
    return balance.values().stream().filter(count -> count > 0).mapToLong(count -> count).sum();
  }
}
