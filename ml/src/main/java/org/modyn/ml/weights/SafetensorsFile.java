package org.modyn.ml.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.TensorDataType;

/**
 * An open safetensors file; {@link SafetensorsWriter} describes the format. The tensors' memory is
 * the mapped file: nothing is read until it is used, and nothing of it may be used after closing.
 */
public final class SafetensorsFile implements AutoCloseable {
  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

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
   *     and what is wrong, when it is not a whole safetensors file
   */
  public static SafetensorsFile open(Path file) {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file)) {
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return read(file, bytes, arena);
    } catch (NoSuchFileException e) {
      arena.close();
      throw new ModynException(ErrorCategory.NOT_FOUND, "there is no weights file " + file, e);
    } catch (JsonProcessingException e) {
      arena.close();
      throw new ModynException(
          ErrorCategory.DATA_LOSS,
          corruptMessage(file, "its header is no JSON object: " + e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      arena.close();
      throw new ModynException(
          ErrorCategory.DATA_LOSS, "cannot read the weights file " + file + ": " + e, e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static SafetensorsFile read(Path file, MemorySegment bytes, Arena arena)
      throws IOException {
    if (bytes.byteSize() < Long.BYTES) {
      throw corrupt(file, "it has " + bytes.byteSize() + " bytes");
    }
    long headerLength = bytes.get(LENGTH, 0);
    if (headerLength < 2
        || headerLength > SafetensorsWriter.MAXIMUM_HEADER_BYTES
        || headerLength > bytes.byteSize() - Long.BYTES) {
      throw corrupt(
          file, "its header would have " + headerLength + " of " + bytes.byteSize() + " bytes");
    }
    JsonNode header =
        JSON.readTree(bytes.asSlice(Long.BYTES, headerLength).toArray(ValueLayout.JAVA_BYTE));
    if (!header.isObject()) {
      throw corrupt(file, "its header is no JSON object");
    }
    MemorySegment data = bytes.asSlice(Long.BYTES + headerLength);
    List<NamedTensor> tensors = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals(SafetensorsWriter.METADATA_KEY)) {
        entry
            .getValue()
            .properties()
            .forEach(text -> metadata.put(text.getKey(), text.getValue().asText()));
      } else {
        tensors.add(tensor(file, entry.getKey(), entry.getValue(), data));
      }
    }
    tensors.sort(Comparator.comparingLong(tensor -> begin(data, tensor)));
    checkLayout(file, tensors, data);
    SequencedMap<String, NamedTensor> byName = new LinkedHashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    return new SafetensorsFile(arena, byName, metadata);
  }

  private static NamedTensor tensor(Path file, String name, JsonNode entry, MemorySegment data) {
    String dtype = entry.path("dtype").asText();
    TensorDataType dataType =
        SafetensorsType.typeOf(dtype)
            .orElseThrow(
                () -> corrupt(file, "the tensor " + name + " has the unsupported dtype " + dtype));
    List<Long> shape = wholes(file, name, "shape", entry);
    List<Long> offsets = wholes(file, name, "data_offsets", entry);
    if (offsets.size() != 2
        || offsets.get(0) > offsets.get(1)
        || offsets.get(1) > data.byteSize()) {
      throw corrupt(
          file, "the tensor " + name + " lies at bytes " + offsets + " of " + data.byteSize());
    }
    MemorySegment bytes = data.asSlice(offsets.get(0), offsets.get(1) - offsets.get(0));
    try {
      return new NamedTensor(name, dataType, shape, bytes);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModynException(
          ErrorCategory.DATA_LOSS, corruptMessage(file, "shape and size differ: " + e), e);
    }
  }

  private static List<Long> wholes(Path file, String name, String key, JsonNode entry) {
    List<Long> wholes = new ArrayList<>();
    JsonNode values = entry.path(key);
    if (!values.isArray()) {
      throw corrupt(file, "the tensor " + name + " has no " + key);
    }
    for (JsonNode value : values) {
      if (!value.canConvertToLong() || !value.isIntegralNumber() || value.longValue() < 0) {
        throw corrupt(file, "the tensor " + name + " has the " + key + " " + values);
      }
      wholes.add(value.longValue());
    }
    return wholes;
  }

  private static void checkLayout(Path file, List<NamedTensor> sorted, MemorySegment data) {
    long offset = 0;
    for (NamedTensor tensor : sorted) {
      long begin = begin(data, tensor);
      if (begin != offset) {
        throw corrupt(
            file,
            "the tensor " + tensor.name() + " begins at byte " + begin + " instead of " + offset);
      }
      offset += tensor.bytes().byteSize();
    }
    if (offset != data.byteSize()) {
      throw corrupt(file, "its tensors end at byte " + offset + " of " + data.byteSize());
    }
  }

  private static long begin(MemorySegment data, NamedTensor tensor) {
    return tensor.bytes().address() - data.address();
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
