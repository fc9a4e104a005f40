package org.modyn.cli.rehearsal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ModynException;
import org.modyn.ml.parser.LabelTransformers;

final class StoredLabelsTest {
  @Test
  void areClassesWhereLabelsStayAsTheyAre() {
    assertThat(find("", 1)).containsExactly(0L, 1L);
    assertThat(find("Identity()", 3)).containsExactly(0L, 1L, 2L);
    assertThat(find("Identity()", 713)).containsExactly(0L, 1L, 2L, 712L);
  }

  @Test
  void undoWhatABuiltinDoes() {
    assertThat(find("Shift(by=-1)", 10)).containsExactlyInAnyOrder(1L, 2L, 3L, 10L);
    assertThat(find("Shift(by=1000000)", 3))
        .containsExactlyInAnyOrder(-1_000_000L, -999_999L, -999_998L);
    assertThat(find("Binary(positive=4711)", 1)).contains(4711L).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "public long transform(long label) { return label == 4711 ? 1 : 0; }",
        "public long transform(long label) {"
            + " if (label < 100) { throw new IllegalStateException(); } return label - 100; }"
      })
  void undoWhatJavaDoes(String source) {
    assertThat(find(source, 2)).hasSize(2).allMatch(label -> label >= 0);
  }

  @Test
  void areNotFoundWhereThereAreNone() {
    assertThatThrownBy(() -> find("public long transform(long label) { return -1; }", 2))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("label_transformer_function")
        .hasMessageContaining("(0 to 1)");
  }

  private static List<Long> find(String transformer, int outputs) {
    return StoredLabels.find(LabelTransformers.create(transformer), transformer, outputs);
  }
}
