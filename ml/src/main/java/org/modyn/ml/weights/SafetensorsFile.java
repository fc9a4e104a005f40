package org.modyn.ml.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
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
import java.util.Optional;
import java.util.SequencedMap;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.TensorDataType;

/**
 * An open safetensors file; {@link SafetensorsWriter} describes the format. The tensors' memory is
 * the mapped file: it is read when it is accessed, and must not be used after closing. Read it
 * within {@link org.modyn.common.file.MappedMemory#reading}, and pass a copy to native code.
 *
 * <p>Floating-point numbers in 16 bits ({@code F16}, {@code BF16}), which Modyn never writes, are
 * an exception: opening reads them and converts them to float32, which takes twice their size in
 * memory until closing.
 */
public final class SafetensorsFile implements AutoCloseable {
  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** A checkpoint's metadata holds the log of its training, which may be long. */
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxStringLength(SafetensorsWriter.MAXIMUM_HEADER_BYTES)
          .build();

  private static final ObjectMapper JSON =
      new ObjectMapper(JsonFactory.builder().streamReadConstraints(LIMITS).build())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * A tensor in the header.
   *
   * @param begin its first byte, counted from the end of the header
   * @param end the byte behind its last one
   */
  private record Entry(String name, String dtype, List<Long> shape, long begin, long end) {}

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
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return read(file, bytes, arena);
    } catch (InternalError e) {
      arena.close();
      throw new ModynException(
          ErrorCategory.DATA_LOSS, corruptMessage(file, "it was cut while it was read"), e);
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
    } catch (RuntimeException | Error e) {
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
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals(SafetensorsWriter.METADATA_KEY)) {
        entry
            .getValue()
            .properties()
            .forEach(text -> metadata.put(text.getKey(), text.getValue().asText()));
      } else {
        entries.add(entry(file, entry.getKey(), entry.getValue(), data));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin));
    checkLayout(file, entries, data);
    SequencedMap<String, NamedTensor> byName = new LinkedHashMap<>();
    entries.forEach(entry -> byName.put(entry.name, tensor(file, entry, data, arena)));
    return new SafetensorsFile(arena, byName, metadata);
  }

  private static Entry entry(Path file, String name, JsonNode entry, MemorySegment data) {
    List<Long> offsets = wholes(file, name, "data_offsets", entry);
    if (offsets.size() != 2
        || offsets.get(0) > offsets.get(1)
        || offsets.get(1) > data.byteSize()) {
      throw corrupt(
          file, "the tensor " + name + " lies at bytes " + offsets + " of " + data.byteSize());
    }
    return new Entry(
        name,
        entry.path("dtype").asText(),
        wholes(file, name, "shape", entry),
        offsets.get(0),
        offsets.get(1));
  }

  private static NamedTensor tensor(Path file, Entry entry, MemorySegment data, Arena arena) {
    MemorySegment bytes = data.asSlice(entry.begin, entry.end - entry.begin);
    Optional<HalfPrecision> half = HalfPrecision.of(entry.dtype);
    if (half.isPresent() && bytes.byteSize() % Short.BYTES != 0) {
      throw corrupt(file, "shape and size differ: " + entry.name);
    }
    MemorySegment elements = half.map(format -> format.widen(bytes, arena)).orElse(bytes);
    TensorDataType dataType =
        half.map(format -> TensorDataType.FLOAT32)
            .or(() -> SafetensorsType.typeOf(entry.dtype))
            .orElseThrow(
                () ->
                    corrupt(
                        file,
                        "the tensor " + entry.name + " has the unsupported dtype " + entry.dtype));
    try {
      return new NamedTensor(entry.name, dataType, entry.shape, elements);
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

  private static void checkLayout(Path file, List<Entry> sorted, MemorySegment data) {
    long offset = 0;
    for (Entry entry : sorted) {
      if (entry.begin != offset) {
        throw corrupt(
            file,
            "the tensor "
                + entry.name
                + " begins at byte "
                + entry.begin
                + " instead of "
                + offset);
      }
      offset = entry.end;
    }
    if (offset != data.byteSize()) {
      throw corrupt(file, "its tensors end at byte " + offset + " of " + data.byteSize());
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
