package org.modyn.supervisor.log;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.ConfigLoader;

/**
 * One run of a stage.
 *
 * @param sequenceNumber the ordinal of the run among those of its stage, from 0; -1 if not numbered
 * @param start local time
 * @param end local time
 * @param duration the time spent in the stage, which is less than from start to end when other
 *     stages ran in between
 */
public record StageLog(
    Stage stage,
    int sequenceNumber,
    LocalDateTime start,
    LocalDateTime end,
    Duration duration,
    Position position,
    Optional<StageInfo> info) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

  /** Returns the run in the form in which it is logged. */
  public Map<String, Object> toPlain() {
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("id", stage.name());
    plain.put("id_seq_num", sequenceNumber);
    plain.put("start", start.format(TIME));
    plain.put("end", end.format(TIME));
    plain.put("duration", duration.toString());
    plain.put("batch_idx", position.batchIndex());
    plain.put("sample_idx", position.sampleIndex());
    plain.put("sample_time", position.sampleTime());
    plain.put("trigger_idx", position.triggerIndex());
    plain.put("info", ConfigLoader.toPlain(info));
    info.ifPresent(value -> plain.put("info_type", value.getClass().getSimpleName()));
    return plain;
  }
}
