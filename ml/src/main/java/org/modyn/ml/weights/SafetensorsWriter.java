package org.modyn.ml.weights;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.safetensors.SafetensorsHeader;

/**
 * Writes arrays to a safetensors file, directly from their memory. {@link SafetensorsHeader}
 * describes the format.
 *
 * <p>This writer keeps the order of the tensors, and pads the header so that the elements begin at
 * a multiple of 64 bytes. The same input always gives the same bytes.
 */
public final class SafetensorsWriter {
  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int ALIGNMENT = 64;
  private static final long CHUNK_BYTES = 64L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private SafetensorsWriter() {}

  /**
   * Writes a file, replacing one that exists. It is not synced: most files are sent to the model
   * storage, which syncs its own.
   *
   * @param tensors in the order of the file; their memory is not copied
   * @throws ModynException as {@link DurableFiles#incomplete}: nothing is left of the file then
   */
  public static void write(Path file, List<NamedTensor> tensors, Map<String, String> metadata) {
    byte[] header = header(tensors, metadata);
    ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    length.putLong(header.length).flip();
    try (FileChannel channel = FileChannel.open(file, CREATE, WRITE, TRUNCATE_EXISTING)) {
      writeAll(channel, length);
      writeAll(channel, ByteBuffer.wrap(header));
      for (NamedTensor tensor : tensors) {
        writeAll(channel, tensor.bytes());
      }
    } catch (IOException e) {
      throw DurableFiles.incomplete(file, size(header, tensors), e);
    }
  }

  private static long size(byte[] header, List<NamedTensor> tensors) {
    return LENGTH_BYTES
        + header.length
        + tensors.stream().mapToLong(tensor -> tensor.bytes().byteSize()).sum();
  }

  private static byte[] header(List<NamedTensor> tensors, Map<String, String> metadata) {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = header.putObject(SafetensorsHeader.METADATA_KEY);
      metadata.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(entry -> texts.put(entry.getKey(), entry.getValue()));
    }
    Set<String> names = new HashSet<>(Set.of(SafetensorsHeader.METADATA_KEY));
    long offset = 0;
    for (NamedTensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("two tensors are named " + tensor.name());
      }
      long end = Math.addExact(offset, tensor.bytes().byteSize());
      ObjectNode entry = header.putObject(tensor.name());
      entry.put("dtype", SafetensorsType.nameOf(tensor.dataType()));
      tensor.shape().forEach(entry.putArray("shape")::add);
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padded = Math.ceilDiv(LENGTH_BYTES + json.length, ALIGNMENT) * ALIGNMENT - LENGTH_BYTES;
    if (padded > SafetensorsHeader.MAXIMUM_BYTES) {
      throw new IllegalArgumentException("the header has " + padded + " bytes");
    }
    byte[] bytes = Arrays.copyOf(json, padded);
    Arrays.fill(bytes, json.length, padded, (byte) ' ');
    return bytes;
  }

  private static void writeAll(FileChannel channel, MemorySegment bytes) throws IOException {
    for (long from = 0; from < bytes.byteSize(); from += CHUNK_BYTES) {
      long size = Math.min(CHUNK_BYTES, bytes.byteSize() - from);
      writeAll(channel, bytes.asSlice(from, size).asByteBuffer());
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
