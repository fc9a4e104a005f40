package org.modyn.ml.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelTransformersTest {
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "Identity()"})
  void leavesLabelsAsTheyAre(String text) {
    long[] labels = {1, -5, 7};
    LabelTransformers.create(text).transform(MemorySegment.ofArray(labels), 3);
    assertThat(labels).containsExactly(1, -5, 7);
  }

  @Test
  void changesLabels() {
    long[] labels = {1, -5, 7, 9};
    LabelTransformers.create("Shift(-1)").transform(MemorySegment.ofArray(labels), 3);
    assertThat(labels).containsExactly(0, -6, 6, 9);
    LabelTransformers.create("Binary(positive=6)").transform(MemorySegment.ofArray(labels), 3);
    assertThat(labels).containsExactly(0, 0, 1, 9);
  }

  @Test
  void refusesUnknownOnes() {
    assertThatThrownBy(() -> LabelTransformers.create("Identiti()"))
        .hasMessageContaining("unknown label transformer \"Identiti\"; did you mean \"Identity\"?");
  }
}
