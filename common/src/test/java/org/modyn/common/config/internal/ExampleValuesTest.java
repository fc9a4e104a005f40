package org.modyn.common.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.training.OptimizerConfig;
import org.modyn.common.config.pipeline.trigger.DataAmountTriggerConfig;
import org.modyn.common.config.system.ModynConfig;

final class ExampleValuesTest {
  /** A record, and the type as which a file contains it: its sealed interface, or itself. */
  private record Section(Class<?> record, Class<?> readAs) {}

  @ParameterizedTest
  @MethodSource("sections")
  void theExampleOfEverySectionIsValid(Section section) {
    String json = ConfigLoader.toJson(ExampleValues.section(section.record()));

    assertThat((Object) ConfigLoader.parse("example", json, section.readAs()))
        .isInstanceOf(section.record());
  }

  /** All sections of pipeline files and of system configurations that contain sections. */
  private static Stream<Section> sections() {
    Set<Section> sections = new LinkedHashSet<>();
    addAll(PipelineConfig.class, sections);
    addAll(ModynConfig.class, sections);
    return sections.stream().filter(section -> !RecordSchema.of(section.record()).isTuple());
  }

  private static void addAll(Type type, Set<Section> sections) {
    switch (type) {
      case ParameterizedType parameterized -> {
        for (Type argument : parameterized.getActualTypeArguments()) {
          addAll(argument, sections);
        }
      }
      case Class<?> sealed when sealed.isSealed() ->
          Stream.of(
                  RecordSchema.recordsOf(sealed),
                  RecordSchema.recordsIdentifiedByField(sealed),
                  RecordSchema.recordsIdentifiedByPrefix(sealed))
              .flatMap(records -> ((Collection<Class<?>>) records.values()).stream())
              .forEach(record -> add(new Section(record, sealed), sections));
      case Class<?> record when record.isRecord() && !ScalarBinder.isScalar(record) ->
          add(new Section(record, record), sections);
      default -> {}
    }
  }

  private static void add(Section section, Set<Section> sections) {
    if (sections.add(section)) {
      RecordSchema.of(section.record())
          .allFields()
          .forEach(field -> addAll(field.type(), sections));
    }
  }

  @Test
  void hasTheKindTheRequiredFieldsAndThoseWithAnExample() {
    assertThat(ExampleValues.section(DataAmountTriggerConfig.class))
        .hasToString("{id=DataAmountTrigger, num_samples=1000}");
    assertThat(ExampleValues.section(OptimizerConfig.class).keySet())
        .containsExactly("name", "algorithm", "source", "param_groups");
  }
}
