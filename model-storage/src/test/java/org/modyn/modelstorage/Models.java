package org.modyn.modelstorage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.modyn.proto.modelstorage.JsonString;
import org.modyn.proto.modelstorage.ModelHeader;

/** Models for tests. */
final class Models {
  static final String FULL = "{\"full_model_strategy\": {\"name\": \"PyTorchFullModel\"}}";

  private Models() {}

  /** A safetensors file with one tensor of random bytes. */
  static byte[] safetensors(int size, long seed) {
    byte[] header =
        String.format(
                Locale.ROOT,
                "{\"weights\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]}}",
                size,
                size)
            .getBytes(StandardCharsets.UTF_8);
    byte[] tensor = new byte[size];
    new Random(seed).nextBytes(tensor);
    return ByteBuffer.allocate(Long.BYTES + header.length + size)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .put(tensor)
        .array();
  }

  static Path write(Path path, byte[] bytes) {
    try {
      return Files.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] read(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ModelHeader header(int pipelineId, int triggerId) {
    return ModelHeader.newBuilder()
        .setPipelineId(pipelineId)
        .setTriggerId(triggerId)
        .setModelClass("DLRM")
        .setModelConfiguration(JsonString.newBuilder().setValue("{\"embedding_dim\": 16}"))
        .setProvenance(JsonString.newBuilder().setValue("{\"parent_model\": 3}"))
        .build();
  }
}
