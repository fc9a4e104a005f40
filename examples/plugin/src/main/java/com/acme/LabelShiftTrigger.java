package com.acme;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;
import org.modyn.supervisor.trigger.Decision;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.TriggerEvaluation;
import org.modyn.supervisor.trigger.TriggeringPolicy;
import org.modyn.supervisor.trigger.plugin.TriggerPlugin;

/**
 * Triggers when the frequencies of the labels have changed: it divides the samples into windows, and
 * compares each with the window of the last trigger. The first window always triggers.
 */
public final class LabelShiftTrigger implements TriggerPlugin {
  private static final Set<String> OPTIONS = Set.of("window", "change");

  @Override
  public TriggeringPolicy create(
      Map<String, Object> options, TriggerContext context, PolicyState state) {
    for (String name : options.keySet()) {
      if (!OPTIONS.contains(name)) {
        throw new IllegalArgumentException(name + " is unknown; allowed: window, change");
      }
    }
    if (!(options.get("window") instanceof Long window) || window < 1) {
      throw new IllegalArgumentException("window must be a number of samples, at least 1");
    }
    if (!(options.get("change") instanceof Number change)
        || change.doubleValue() <= 0
        || change.doubleValue() > 1) {
      throw new IllegalArgumentException("change must be a fraction of a window, above 0");
    }
    return new Policy(window, change.doubleValue(), state);
  }

  /** The state are the labels of the window of the last trigger, and those of the current one. */
  private static final class Policy implements TriggeringPolicy {
    private final long window;
    private final double change;
    private Labels reference;
    private Labels current;

    Policy(long window, double change, PolicyState state) {
      this.window = window;
      this.change = change;
      if (state.isInitial()) {
        reference = new Labels();
        current = new Labels();
      } else {
        PolicyStateReader reader = new PolicyStateReader(state);
        reference = Labels.read(reader);
        current = Labels.read(reader);
      }
    }

    @Override
    public Decision next(NewSamples samples) {
      List<TriggerEvaluation> evaluations = new ArrayList<>();
      for (int index = 0; index < samples.size(); index++) {
        current.add(samples.label(index), samples.timestamp(index));
        if (current.size() == window) {
          double distance = reference.size() == 0 ? 1 : reference.distance(current);
          boolean triggers = distance >= change;
          evaluations.add(
              new TriggerEvaluation(
                  "label_shift",
                  triggers,
                  index,
                  window,
                  current.firstTimestamp,
                  samples.timestamp(index),
                  Map.of("distance", distance)));
          if (triggers) {
            reference = current;
          }
          current = new Labels();
          if (triggers) {
            return new Decision(Optional.of(index), evaluations);
          }
        }
      }
      return new Decision(Optional.empty(), evaluations);
    }

    @Override
    public int samplesToNextDecision(NewSamples samples) {
      return (int) Math.min(window - current.size(), samples.size());
    }

    @Override
    public PolicyState state() {
      PolicyStateWriter writer = new PolicyStateWriter();
      reference.write(writer);
      current.write(writer);
      return writer.toState();
    }
  }

  /** How often each label occurs. */
  private static final class Labels {
    private final TreeMap<Long, Long> counts = new TreeMap<>();
    private long firstTimestamp;

    void add(long label, long timestamp) {
      if (counts.isEmpty()) {
        firstTimestamp = timestamp;
      }
      counts.merge(label, 1L, Long::sum);
    }

    long size() {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The total variation distance: the fraction of samples with another label. */
    double distance(Labels other) {
      Set<Long> labels = new TreeSet<>(counts.keySet());
      labels.addAll(other.counts.keySet());
      double sum = 0;
      for (long label : labels) {
        sum += Math.abs(frequency(label) - other.frequency(label));
      }
      return sum / 2;
    }

    private double frequency(long label) {
      return (double) counts.getOrDefault(label, 0L) / size();
    }

    void write(PolicyStateWriter writer) {
      writer.writeLong(firstTimestamp).writeInt(counts.size());
      counts.forEach((label, count) -> writer.writeLong(label).writeLong(count));
    }

    static Labels read(PolicyStateReader reader) {
      Labels labels = new Labels();
      labels.firstTimestamp = reader.readLong();
      int size = reader.readInt();
      for (int index = 0; index < size; index++) {
        long label = reader.readLong();
        labels.counts.put(label, reader.readLong());
      }
      return labels;
    }
  }
}
