package org.modyn.ml.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.safetensors.MalformedSafetensorsException;
import org.modyn.common.safetensors.SafetensorsHeader;
import org.modyn.ml.tensor.TensorDataType;

/**
 * An open safetensors file; {@link SafetensorsHeader} describes the format. The tensors' memory is
 * the mapped file: it is read when it is accessed, and must not be used after closing. Read it
 * within {@link org.modyn.common.file.MappedMemory#reading}, and pass a copy to native code.
 *
 * <p>Floating-point numbers in 16 bits ({@code F16}, {@code BF16}), which Modyn never writes, are
 * an exception: opening reads them and converts them to float32, which takes twice their size in
 * memory until closing.
 */
public final class SafetensorsFile implements AutoCloseable {
  private final Arena arena;
  private final SequencedMap<String, NamedTensor> tensors;
  private final Map<String, String> metadata;

  private SafetensorsFile(
      Arena arena, SequencedMap<String, NamedTensor> tensors, Map<String, String> metadata) {
    this.arena = arena;
    this.tensors = Collections.unmodifiableSequencedMap(tensors);
    this.metadata = Map.copyOf(metadata);
  }

  /**
   * Maps a file and checks all of its header: types, shapes, and that the tensors fill the file
   * without gaps and overlaps.
   *
   * @throws ModynException NOT_FOUND when there is no such file; DATA_LOSS, with the file's name
   *     and the problem, when it is not a complete safetensors file
   */
  public static SafetensorsFile open(Path file) {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file)) {
      SafetensorsHeader header = SafetensorsHeader.read(channel);
      MemorySegment data =
          channel.map(
              FileChannel.MapMode.READ_ONLY, header.dataOffset(), header.dataBytes(), arena);
      SequencedMap<String, NamedTensor> tensors = new LinkedHashMap<>();
      header
          .tensors()
          .forEach(tensor -> tensors.put(tensor.name(), tensor(file, tensor, data, arena)));
      return new SafetensorsFile(arena, tensors, header.metadata());
    } catch (InternalError e) {
      arena.close();
      throw new ModynException(
          ErrorCategory.DATA_LOSS, corruptMessage(file, "it was cut while it was read"), e);
    } catch (NoSuchFileException e) {
      arena.close();
      throw new ModynException(ErrorCategory.NOT_FOUND, "there is no weights file " + file, e);
    } catch (MalformedSafetensorsException e) {
      arena.close();
      throw new ModynException(ErrorCategory.DATA_LOSS, corruptMessage(file, e.getMessage()), e);
    } catch (IOException e) {
      arena.close();
      throw new ModynException(
          ErrorCategory.DATA_LOSS, "cannot read the weights file " + file + ": " + e, e);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private static NamedTensor tensor(
      Path file, SafetensorsHeader.Tensor entry, MemorySegment data, Arena arena) {
    MemorySegment bytes = data.asSlice(entry.begin(), entry.bytes());
    Optional<HalfPrecision> half = HalfPrecision.of(entry.dtype());
    if (half.isPresent() && bytes.byteSize() % Short.BYTES != 0) {
      throw corrupt(file, "shape and size differ: " + entry.name());
    }
    MemorySegment elements = half.map(format -> format.widen(bytes, arena)).orElse(bytes);
    TensorDataType dataType =
        half.map(format -> TensorDataType.FLOAT32)
            .or(() -> SafetensorsType.typeOf(entry.dtype()))
            .orElseThrow(
                () ->
                    corrupt(
                        file,
                        "the tensor "
                            + entry.name()
                            + " has the unsupported dtype "
                            + entry.dtype()));
    try {
      return new NamedTensor(entry.name(), dataType, entry.shape(), elements);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModynException(
          ErrorCategory.DATA_LOSS, corruptMessage(file, "shape and size differ: " + e), e);
    }
  }

  /** The tensors by name, in the order of the file. */
  public SequencedMap<String, NamedTensor> tensors() {
    return tensors;
  }

  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public void close() {
    arena.close();
  }

  private static ModynException corrupt(Path file, String problem) {
    return new ModynException(ErrorCategory.DATA_LOSS, corruptMessage(file, problem));
  }

  private static String corruptMessage(Path file, String problem) {
    return "the weights file " + file + " is damaged or no safetensors file: " + problem;
  }
}
