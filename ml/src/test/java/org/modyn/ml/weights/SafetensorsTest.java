package org.modyn.ml.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.TensorDataType;

final class SafetensorsTest {
  private static final String WEIGHT =
      "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

  @TempDir private Path directory;

  @Test
  void writesTheDocumentedBytes() throws IOException {
    Path file = directory.resolve("model.safetensors");
    SafetensorsWriter.write(
        file,
        List.of(
            tensor("b", TensorDataType.INT16, List.of(2L), "0100feff"),
            tensor("a", TensorDataType.FLOAT32, List.of(), "0000803f")),
        Map.of("pipeline", "7"));
    byte[] bytes = Files.readAllBytes(file);
    String header =
        "{\"__metadata__\":{\"pipeline\":\"7\"},"
            + "\"b\":{\"dtype\":\"I16\",\"shape\":[2],\"data_offsets\":[0,4]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[4,8]}}";
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong())
        .isEqualTo(bytes.length - 16);
    assertThat(new String(bytes, 8, bytes.length - 16, StandardCharsets.UTF_8).strip())
        .isEqualTo(header);
    assertThat(bytes.length % 64).isEqualTo(8);
    assertThat(HexFormat.of().formatHex(bytes, bytes.length - 8, bytes.length))
        .isEqualTo("0100feff0000803f");
  }

  @Property(tries = 50)
  void readsWhatItWrites(@ForAll @Size(max = 5) List<@IntRange(max = 40) Integer> sizes)
      throws IOException {
    List<NamedTensor> tensors = new ArrayList<>();
    for (int index = 0; index < sizes.size(); index++) {
      TensorDataType type = TensorDataType.values()[index % TensorDataType.values().length];
      byte[] bytes = new byte[sizes.get(index) * 3 * type.bytes()];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = (byte) (31 * at + index);
      }
      tensors.add(
          new NamedTensor(
              "layer \"" + index + "\" é",
              type,
              List.of((long) sizes.get(index), 3L),
              MemorySegment.ofArray(bytes)));
    }
    Path file = Files.createTempFile("weights", ".safetensors");
    try {
      SafetensorsWriter.write(file, tensors, Map.of());
      try (SafetensorsFile stored = SafetensorsFile.open(file)) {
        assertThat(stored.tensors()).hasSameSizeAs(tensors);
        for (NamedTensor tensor : tensors) {
          NamedTensor read = stored.tensors().get(tensor.name());
          assertThat(read.type()).isEqualTo(tensor.type());
          assertThat(read.bytes().mismatch(tensor.bytes())).isEqualTo(-1);
        }
      }
    } finally {
      Files.delete(file);
    }
  }

  /** What {@code safetensors.numpy.save} of the Python package wrote. */
  @Test
  void readsAFileOfThePythonLibrary() throws IOException {
    Path file = directory.resolve("python.safetensors");
    Files.write(file, HexFormat.of().parseHex(PYTHON_FILE));
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      assertThat(stored.metadata()).containsExactly(Map.entry("format", "np"));
      assertThat(stored.tensors().get("weight").type()).isEqualTo("float32 [2, 2]");
      assertThat(stored.tensors().get("weight").bytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
          .containsExactly(1, 2, 3, -4.5f);
      assertThat(stored.tensors().get("step").type()).isEqualTo("int64 []");
      assertThat(stored.tensors().get("step").bytes().get(ValueLayout.JAVA_LONG_UNALIGNED, 0))
          .isEqualTo(42);
    }
  }

  /** Zero, one, the smallest number, the largest one, and what is none, in both formats. */
  @Test
  void makesFloat32OfHalfPrecision() throws IOException {
    String header =
        "{\"h\":{\"dtype\":\"F16\",\"shape\":[2,3],\"data_offsets\":[0,12]},"
            + "\"b\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[12,18]},"
            + "\"f\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[18,22]}}";
    byte[] data = HexFormat.of().parseHex("0080003c0100ff7b00fc007e" + "80bf7f7f0100" + "0000803f");
    Path file = directory.resolve("half.safetensors");
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    Files.write(file, file(json.length, json, data));
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      NamedTensor half = stored.tensors().get("h");
      assertThat(half.type()).isEqualTo("float32 [2, 3]");
      assertThat(half.bytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
          .containsExactly(
              -0f, 1, (float) Math.pow(2, -24), 65504, Float.NEGATIVE_INFINITY, Float.NaN);
      assertThat(stored.tensors().get("b").bytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
          .containsExactly(-1, 0x1.fep127f, 0x1p-133f);
      assertThat(stored.tensors().get("f").bytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
          .containsExactly(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"w":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}  | the tensor w lies at bytes [0, 12] of 8
          {"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}   | the tensor w lies at bytes [8, 0] of 8
          {"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}   | shape and size differ
          {"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}  | the tensor w has the shape [-2]
          {"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}} | shape and size differ
          {"w":{"dtype":"F32","data_offsets":[0,8]}}               | the tensor w has no shape
          {"w":{"dtype":"F4","shape":[2],"data_offsets":[0,8]}}    | the tensor w has the unsupported dtype F4
          {"w":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}}   | shape and size differ
          {"w":{"dtype":"F16","shape":[3],"data_offsets":[0,7]},"v":{"dtype":"U8","shape":[1],"data_offsets":[7,8]}} | shape and size differ
          {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}   | its tensors end at byte 4 of 8
          {"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}   | the tensor w begins at byte 4 instead of 0
          {"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"v":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | begins at byte 4 instead of 8
          {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | Duplicate field 'w'
          {"w":                                                    | its header is no JSON object
          []                                                       | its header is no JSON object
          """)
  void refusesADamagedHeader(String header, String message) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    assertRefused(file(json.length, json, new byte[8]), message);
  }

  @ParameterizedTest
  @CsvSource({"-1", "1", "56", "100000001", "9223372036854775807"})
  void refusesADamagedLength(long length) {
    byte[] json = WEIGHT.getBytes(StandardCharsets.UTF_8);
    assertRefused(file(length, json, new byte[0]), "safetensors");
  }

  @Test
  void refusesACutFile() {
    assertRefused(new byte[7], "it has 7 bytes");
    byte[] json = WEIGHT.getBytes(StandardCharsets.UTF_8);
    assertRefused(file(json.length, json, new byte[7]), "lies at bytes [0, 8] of 7");
  }

  /** Jackson accepts 20 million characters by default; the log of a long training has more. */
  @Test
  void readsMetadataAsLongAsTheHeaderMayBe() {
    Path file = directory.resolve("model.safetensors");
    String log = "0".repeat(25_000_000);
    SafetensorsWriter.write(file, List.of(), Map.of("log", log));
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      assertThat(stored.metadata().get("log").equals(log)).isTrue();
    }
  }

  @Test
  void namesAMissingFile() {
    Path file = directory.resolve("none.safetensors");
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.NOT_FOUND))
        .hasMessage("there is no weights file " + file);
  }

  @Test
  void refusesTwoTensorsOfOneName() {
    NamedTensor tensor = tensor("a", TensorDataType.INT8, List.of(1L), "00");
    assertThatThrownBy(
            () ->
                SafetensorsWriter.write(directory.resolve("x"), List.of(tensor, tensor), Map.of()))
        .hasMessage("two tensors are named a");
  }

  private void assertRefused(byte[] bytes, String message) {
    Path file = directory.resolve("damaged.safetensors");
    assertThatThrownBy(
            () -> {
              Files.write(file, bytes);
              SafetensorsFile.open(file).close();
            })
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.DATA_LOSS))
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  private static byte[] file(long length, byte[] header, byte[] data) {
    return ByteBuffer.allocate(8 + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header)
        .put(data)
        .array();
  }

  private static NamedTensor tensor(
      String name, TensorDataType dataType, List<Long> shape, String hex) {
    return new NamedTensor(
        name, dataType, shape, MemorySegment.ofArray(HexFormat.of().parseHex(hex)));
  }

  private static final String PYTHON_FILE =
      "98000000000000007b225f5f6d657461646174615f5f223a7b22666f726d6174223a226e70227d2c"
          + "2273746570223a7b226474797065223a22493634222c227368617065223a5b5d2c22646174615f6f"
          + "666673657473223a5b302c385d7d2c22776569676874223a7b226474797065223a22463332222c22"
          + "7368617065223a5b322c325d2c22646174615f6f666673657473223a5b382c32345d7d7d20202020"
          + "2a000000000000000000803f0000004000004040000090c0";
}
