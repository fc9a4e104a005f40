package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.modyn.ml.settings.Settings;

/**
 * Parameters that an optimizer changes with the same settings.
 *
 * @param parameters by their names in the model
 * @param configuration the settings, as {@code lr}
 */
record ParameterGroup(SequencedMap<String, NDArray> parameters, Settings configuration) {
  ParameterGroup {
    parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
  }
}
