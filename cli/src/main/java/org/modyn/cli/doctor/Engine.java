package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.modyn.ml.tensor.TensorEngine;

/** The engine as the trainer server and the evaluator load it, for the checks that need it. */
final class Engine {
  private final Path nativeDirectory;
  private final Consumer<String> messages;

  /**
   * @param messages receives a line when libraries are unpacked
   */
  Engine(Path stateDirectory, Consumer<String> messages) {
    this.nativeDirectory = stateDirectory.resolve("natives");
    this.messages = requireNonNull(messages, "messages is null");
  }

  /**
   * Loads it, unless it is loaded already.
   *
   * @throws org.modyn.common.error.ModynException as {@link TensorEngine#load(Path, int)}
   */
  TensorEngine load() {
    return TensorEngine.load(nativeDirectory, 1, messages);
  }
}
