package org.modyn.supervisor.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.state.ReadPosition;
import org.modyn.supervisor.state.Step;
import org.modyn.supervisor.state.StepResult;

/**
 * The JSON form of positions, steps and events: the components of each record, and for a member of
 * a sealed interface the name of its class. Fields that this version does not know are ignored, and
 * missing optional ones are empty, so that positions of other versions can be read.
 */
public final class StateJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .registerSubtypes(Step.class.getPermittedSubclasses())
          .registerSubtypes(StepResult.class.getPermittedSubclasses())
          .registerSubtypes(ReadPosition.class.getPermittedSubclasses())
          .registerSubtypes(PipelineEvent.class.getPermittedSubclasses())
          .build();

  private StateJson() {}

  /** Returns the JSON text of a record. */
  public static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
    }
  }

  /**
   * Reads a record.
   *
   * @throws ModynException DATA_LOSS when the text is not of this type
   */
  public static <T> T read(String text, Class<T> type) {
    try {
      return JSON.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new ModynException(
          ErrorCategory.DATA_LOSS,
          "the supervisor's database has a "
              + type.getSimpleName()
              + " that cannot be read: "
              + e.getOriginalMessage(),
          e);
    }
  }
}
