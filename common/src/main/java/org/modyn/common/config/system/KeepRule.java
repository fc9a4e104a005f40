package org.modyn.common.config.system;

import java.time.Instant;
import java.util.Optional;
import org.modyn.common.config.pipeline.time.TimeSpan;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.OmittedWhenEmpty;

/** What is kept of each pipeline after its end. */
@Description("What is kept of each pipeline after its end")
public record KeepRule(
    @Description("Number of the newest ones of each pipeline, which are always kept")
        @Default("1")
        @Minimum(1)
        int newest,
    @Description(
            "How long after the end of the pipeline the others are kept; a number and a unit (s, m,"
                + " h, d, w, y); default: they are deleted within a day")
        @OmittedWhenEmpty
        Optional<TimeSpan> age) {

  /** Returns whether only the newest ones are kept of a pipeline that ended at a time. */
  public boolean appliesAt(Instant now, Instant endedAt) {
    long seconds = age.map(TimeSpan::seconds).orElse(0L);
    return !endedAt.plusSeconds(seconds).isAfter(now);
  }
}
