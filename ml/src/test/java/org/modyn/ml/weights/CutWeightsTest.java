package org.modyn.ml.weights;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.MappedMemory;
import org.modyn.common.testing.ChildJvm;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.testing.TestEngine;

/** Weights that are cut while a model takes them are an error, and not the end of the JVM. */
final class CutWeightsTest {
  private static final int ELEMENTS = 1 << 20;

  @TempDir private Path directory;

  @Test
  void areAnErrorThatNamesTheFile() throws Exception {
    ChildJvm.Result result = ChildJvm.run(directory, Main.class);
    assertThat(result.output())
        .contains("lost: " + directory.toRealPath().resolve("model.safetensors"));
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  /** Loads an array from a file that is cut when it is open. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
      Path file = Path.of("model.safetensors").toAbsolutePath();
      write(file);
      TestEngine.load();
      try (NDManager manager = NDManager.newBaseManager();
          NDArray array = manager.zeros(new Shape(ELEMENTS), DataType.FLOAT32);
          SafetensorsFile stored = SafetensorsFile.open(file);
          FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        MemorySegment bytes = stored.tensors().get("weight").bytes();
        MappedMemory.reading(file, () -> NativeArrays.write(array, bytes));
        channel.truncate(10_000);
        MappedMemory.reading(file, () -> NativeArrays.write(array, bytes));
      } catch (ModynException e) {
        System.out.println("lost: " + e.getMessage());
        System.exit(e.category() == ErrorCategory.DATA_LOSS ? 0 : 1);
      }
      System.exit(1);
    }

    private static void write(Path file) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment bytes = arena.allocate((long) ELEMENTS * Float.BYTES);
        SafetensorsWriter.write(
            file,
            List.of(
                new NamedTensor("weight", TensorDataType.FLOAT32, List.of((long) ELEMENTS), bytes)),
            Map.of());
      }
    }
  }
}
