package org.modyn.supervisor.state;

import java.util.Optional;
import org.modyn.supervisor.data.NewSamples;

/**
 * Describes consecutive samples, in the order of (timestamp, key).
 *
 * @param size the number of samples
 * @param first empty if there are none
 * @param last empty if there are none
 */
public record SampleRange(int size, Optional<SampleId> first, Optional<SampleId> last) {
  public static SampleRange of(NewSamples samples) {
    if (samples.isEmpty()) {
      return new SampleRange(0, Optional.empty(), Optional.empty());
    }
    int last = samples.size() - 1;
    return new SampleRange(
        samples.size(),
        Optional.of(new SampleId(samples.timestamp(0), samples.key(0))),
        Optional.of(new SampleId(samples.timestamp(last), samples.key(last))));
  }
}
