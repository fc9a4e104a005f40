package org.modyn.cli.command.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.modyn.proto.modelstorage.ModelRole;
import org.modyn.proto.modelstorage.ModelSummary;

final class ModelRetentionTest {
  private static ModelSummary model(int modelId, int triggerId, ModelRole role) {
    return ModelSummary.newBuilder()
        .setModelId(modelId)
        .setTriggerId(triggerId)
        .setRole(role)
        .build();
  }

  /** The model of trigger n has the id n + 1. */
  private static List<ModelSummary> models(int triggers) {
    return IntStream.range(0, triggers)
        .mapToObj(trigger -> model(trigger + 1, trigger, ModelRole.MAIN))
        .toList();
  }

  private static List<Integer> expired(int newest, int every, List<ModelSummary> models) {
    return new ModelRetention(newest, every)
        .expired(models).stream().map(ModelSummary::getModelId).toList();
  }

  @Test
  void keepsTheNewest() {
    assertThat(expired(1, 0, models(4))).containsExactly(3, 2, 1);
    assertThat(expired(3, 0, models(4))).containsExactly(1);
    assertThat(expired(4, 0, models(4))).isEmpty();
    assertThat(expired(9, 0, models(4))).isEmpty();
    // a trigger that was trained again later
    assertThat(expired(1, 0, List.of(model(9, 0, ModelRole.MAIN), model(2, 1, ModelRole.MAIN))))
        .containsExactly(9);
  }

  @Test
  void keepsEveryNth() {
    assertThat(expired(1, 3, models(8))).containsExactly(6, 5, 3, 2);
    assertThat(expired(2, 1, models(8))).isEmpty();
  }

  @Test
  void rolesDoNotCountForEachOther() {
    List<ModelSummary> both =
        Stream.concat(models(2).stream(), Stream.of(model(7, 1, ModelRole.IRREDUCIBLE_LOSS)))
            .toList();
    assertThat(expired(1, 0, both)).containsExactly(1);
  }

  @Test
  void theLastModelCannotBeDeleted() {
    assertThatThrownBy(() -> new ModelRetention(0, 0)).hasMessageContaining("--newest");
    assertThatThrownBy(() -> new ModelRetention(1, -1)).hasMessageContaining("--every");
  }
}
