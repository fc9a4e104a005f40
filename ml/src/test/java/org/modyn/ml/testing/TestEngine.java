package org.modyn.ml.testing;

import java.nio.file.Path;
import org.modyn.ml.tensor.TensorEngine;

/** The engine for tests, unpacked once a machine. */
public final class TestEngine {
  private TestEngine() {}

  public static TensorEngine load() {
    return TensorEngine.load(
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "modyn-native-" + System.getProperty("user.name")),
        1);
  }
}
