package org.modyn.supervisor.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.modyn.supervisor.data.NewSamples;

/**
 * Triggers when the original triggers: original_decisions.json has triggers, samples in batches,
 * and the samples on which the original triggers. original_decisions.py has made it, and says where
 * it mends the original.
 */
class OriginalDecisionsTest {
  @Test
  void everyTriggerIsThatOfTheOriginal() throws IOException {
    JsonNode cases = read();
    assertThat(cases.size()).isEqualTo(60);
    Set<String> kinds = new HashSet<>();
    for (JsonNode example : cases) {
      List<Integer> expected = new ArrayList<>();
      example.path("indexes").forEach(index -> expected.add(index.intValue()));
      assertThat(indexes(example)).as(example.path("trigger").toString()).isEqualTo(expected);
      kinds.add(example.path("trigger").path("id").textValue());
    }
    assertThat(kinds).hasSize(4);
  }

  private static List<Integer> indexes(JsonNode example) {
    String trigger = example.path("trigger").toString();
    if (!trigger.contains("EnsembleTrigger") && !trigger.contains("DataIncorporation")) {
      trigger = trigger.replaceFirst("\\{", "{" + FakeModels.EVALUATION + ", ");
    }
    PolicyRun run = FakeModels.ageing().run(trigger).trainingsTake(samples -> 1 + 0.125 * samples);
    NewSamples samples = samples(example.path("gaps"));
    List<Integer> indexes = new ArrayList<>();
    int start = 0;
    for (JsonNode batch : example.path("batches")) {
      int offset = start;
      int end = Math.min(samples.size(), start + batch.intValue());
      run.inform(samples.slice(start, end)).forEach(index -> indexes.add(offset + index));
      start = end;
    }
    assertThat(start).isEqualTo(samples.size());
    return indexes;
  }

  private static NewSamples samples(JsonNode gaps) {
    long[] timestamps = new long[gaps.size()];
    long time = 1000;
    for (int index = 0; index < timestamps.length; index++) {
      time += gaps.path(index).longValue();
      timestamps[index] = time;
    }
    return PolicyRun.samples(0, timestamps);
  }

  private static JsonNode read() throws IOException {
    try (InputStream file =
        OriginalDecisionsTest.class.getResourceAsStream("original_decisions.json")) {
      return JsonMapper.builder().build().readTree(file);
    }
  }
}
