package org.modyn.common.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: names, types and places of its tensors.
 *
 * <p>The format (github.com/huggingface/safetensors, "Format"), all numbers little endian:
 *
 * <pre>
 * bytes            content
 * 0..7             N, the length of the header in bytes: uint64, at most 100 MB
 * 8..8+N-1         the header: a JSON object in UTF-8 that begins with '{' and may end in blanks.
 *                  A key for each tensor:
 *                    name: {"dtype": "F32", "shape": [64, 26], "data_offsets": [begin, end]}
 *                  offsets count from the end of the header. And, if there is any,
 *                    "__metadata__": {text: text, ...}
 * 8+N..            the elements of the tensors, each in row-major order: together they fill the
 *                  rest of the file without gaps and without sharing a byte
 * </pre>
 *
 * @param tensors in the order of their elements
 * @param dataOffset the position of the first element in the file, in bytes
 * @param dataBytes the size of all elements, in bytes
 */
public record SafetensorsHeader(
    List<Tensor> tensors, Map<String, String> metadata, long dataOffset, long dataBytes) {
  /** The key of the metadata, which is not the name of a tensor. */
  public static final String METADATA_KEY = "__metadata__";

  /** The largest length of a header. */
  public static final int MAXIMUM_BYTES = 100_000_000;

  /** A checkpoint's metadata holds the log of its training, which may be long. */
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder().maxStringLength(MAXIMUM_BYTES).build();

  private static final ObjectMapper JSON =
      new ObjectMapper(JsonFactory.builder().streamReadConstraints(LIMITS).build())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  public SafetensorsHeader {
    tensors = List.copyOf(tensors);
    metadata = Map.copyOf(metadata);
  }

  /**
   * A tensor in the header. Neither that the type is known, nor that type, shape and size agree,
   * has been checked.
   *
   * @param dtype for example {@code F32}
   * @param begin its first byte, counted from the end of the header
   * @param end the byte behind its last one
   */
  public record Tensor(String name, String dtype, List<Long> shape, long begin, long end) {
    public Tensor {
      shape = List.copyOf(shape);
    }

    /** The size of the elements, in bytes. */
    public long bytes() {
      return end - begin;
    }
  }

  /**
   * Reads the header of a file, and checks that its tensors fill the rest of the file without gaps
   * and overlaps.
   *
   * @throws MalformedSafetensorsException when the file is not a complete safetensors file
   */
  public static SafetensorsHeader read(FileChannel file) throws IOException {
    long size = file.size();
    if (size < Long.BYTES) {
      throw new MalformedSafetensorsException("it has " + size + " bytes");
    }
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(file, length, 0);
    ByteBuffer json = ByteBuffer.allocate(checkLength(length.getLong(0), size));
    readFully(file, json, Long.BYTES);
    return parse(json.array(), size - Long.BYTES - json.capacity());
  }

  /**
   * Checks the length of a header.
   *
   * @param length the number at the beginning of a file
   * @param fileBytes the size of the file
   */
  public static int checkLength(long length, long fileBytes) throws MalformedSafetensorsException {
    if (length < 2 || length > MAXIMUM_BYTES || length > fileBytes - Long.BYTES) {
      throw new MalformedSafetensorsException(
          "its header would have " + length + " of " + fileBytes + " bytes");
    }
    return (int) length;
  }

  private static void readFully(FileChannel file, ByteBuffer target, long position)
      throws IOException {
    while (target.hasRemaining()) {
      if (file.read(target, position + target.position()) < 0) {
        throw new MalformedSafetensorsException("it was cut while it was read");
      }
    }
  }

  /**
   * Parses a header.
   *
   * @param json the header without its length
   * @param dataBytes the size of the rest of the file
   */
  public static SafetensorsHeader parse(byte[] json, long dataBytes)
      throws MalformedSafetensorsException {
    JsonNode header = readJson(json);
    if (!header.isObject()) {
      throw new MalformedSafetensorsException("its header is no JSON object");
    }
    List<Tensor> tensors = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals(METADATA_KEY)) {
        entry
            .getValue()
            .properties()
            .forEach(text -> metadata.put(text.getKey(), text.getValue().asText()));
      } else {
        tensors.add(tensor(entry.getKey(), entry.getValue(), dataBytes));
      }
    }
    tensors.sort(Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end));
    requireNoGaps(tensors, dataBytes);
    return new SafetensorsHeader(tensors, metadata, Long.BYTES + json.length, dataBytes);
  }

  private static JsonNode readJson(byte[] json) throws MalformedSafetensorsException {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new MalformedSafetensorsException(
          "its header is no JSON object: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new MalformedSafetensorsException("its header is no JSON object: " + e, e);
    }
  }

  private static Tensor tensor(String name, JsonNode entry, long dataBytes)
      throws MalformedSafetensorsException {
    List<Long> offsets = wholes(name, "data_offsets", entry);
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1) || offsets.get(1) > dataBytes) {
      throw new MalformedSafetensorsException(
          "the tensor " + name + " lies at bytes " + offsets + " of " + dataBytes);
    }
    return new Tensor(
        name,
        entry.path("dtype").asText(),
        wholes(name, "shape", entry),
        offsets.get(0),
        offsets.get(1));
  }

  private static List<Long> wholes(String name, String key, JsonNode entry)
      throws MalformedSafetensorsException {
    JsonNode values = entry.path(key);
    if (!values.isArray()) {
      throw new MalformedSafetensorsException("the tensor " + name + " has no " + key);
    }
    List<Long> wholes = new ArrayList<>();
    for (JsonNode value : values) {
      if (!value.canConvertToLong() || !value.isIntegralNumber() || value.longValue() < 0) {
        throw new MalformedSafetensorsException(
            "the tensor " + name + " has the " + key + " " + values);
      }
      wholes.add(value.longValue());
    }
    return wholes;
  }

  private static void requireNoGaps(List<Tensor> sorted, long dataBytes)
      throws MalformedSafetensorsException {
    long offset = 0;
    for (Tensor tensor : sorted) {
      if (tensor.begin() != offset) {
        throw new MalformedSafetensorsException(
            "the tensor "
                + tensor.name()
                + " begins at byte "
                + tensor.begin()
                + " instead of "
                + offset);
      }
      offset = tensor.end();
    }
    if (offset != dataBytes) {
      throw new MalformedSafetensorsException(
          "its tensors end at byte " + offset + " of " + dataBytes);
    }
  }
}
