package org.modyn.modelstorage.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ModelFileTest {
  private static final int BASE_ID = 7;

  /** A tensor of a type of the format, with the width of its elements. */
  private record Type(String dtype, int width) {}

  private static final List<Type> TYPES =
      List.of(
          new Type("F32", 4),
          new Type("F64", 8),
          new Type("BF16", 2),
          new Type("I64", 8),
          new Type("U8", 1),
          new Type("F8_E5M2", 1));

  private record Tensor(Type type, int elements) {}

  @Provide
  Arbitrary<List<Tensor>> tensors() {
    Arbitrary<Integer> sizes =
        Arbitraries.oneOf(Arbitraries.integers().between(0, 70), Arbitraries.of(262_144, 300_001));
    return Combinators.combine(Arbitraries.of(TYPES), sizes).as(Tensor::new).list().ofMaxSize(5);
  }

  @Provide
  Arbitrary<Encoding> encodings() {
    return Combinators.combine(
            Arbitraries.of(Difference.class),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            // LZMA is slow: the other test has it
            Arbitraries.of(Compression.STORED, Compression.DEFLATED, Compression.ZSTANDARD))
        .as(Encoding::new);
  }

  @Property(tries = 60)
  void bytesComeBack(
      @ForAll("tensors") List<Tensor> tensors,
      @ForAll("encodings") Encoding encoding,
      @ForAll long seed)
      throws IOException {
    byte[] base = safetensors(tensors, new Random(seed));
    byte[] model = changed(base, new Random(seed + 1));

    assertThat(decode(encode(model, base, encoding), base, encoding)).isEqualTo(model);
  }

  @Test
  void everyCompressionBringsBytesBack() throws IOException {
    List<Tensor> tensors = List.of(new Tensor(TYPES.get(0), 300_000), new Tensor(TYPES.get(3), 9));
    byte[] base = safetensors(tensors, new Random(1));
    byte[] model = changed(base, new Random(2));
    for (Compression compression : Compression.values()) {
      for (Difference difference : Difference.values()) {
        Encoding encoding = new Encoding(difference, true, true, compression);
        byte[] file = encode(model, base, encoding);
        assertThat(decode(file, base, encoding)).as(encoding.toString()).isEqualTo(model);
        if (compression != Compression.STORED && difference != Difference.NONE) {
          assertThat(file.length).as(encoding.toString()).isLessThan(model.length * 7 / 10);
        }
      }
    }
  }

  /**
   * Floating-point numbers are encoded by hand: 1.5 is 3fc00000, -1.5 bfc00000, 1.0 3f800000. Then
   * xor is 00400000 and 80000000, and rotated left by one 00800000 and 00000001.
   */
  @Test
  void blockIsEncodedAsDocumented() {
    byte[] elements = floats(1.5f, -1.5f);
    byte[] others = floats(1.0f, 1.5f);
    ElementRun run = new ElementRun(4, true, 8);

    assertThat(
            block(
                new Encoding(Difference.XOR, false, false, Compression.STORED),
                run,
                elements,
                others))
        .isEqualTo("00004000" + "00000080");
    assertThat(
            block(
                new Encoding(Difference.XOR, true, false, Compression.STORED),
                run,
                elements,
                others))
        .isEqualTo("02000000" + "0000" + "000080" + "010000");
    assertThat(
            block(
                new Encoding(Difference.XOR, true, true, Compression.STORED),
                run,
                elements,
                others))
        .isEqualTo("02000000" + "0200" + "000080" + "010000");
    // 3fc00000 - 3f800000 = 00400000; bfc00000 - 3fc00000 = 80000000, the smallest integer
    assertThat(
            block(
                new Encoding(Difference.SUB, false, false, Compression.STORED),
                run,
                elements,
                others))
        .isEqualTo("00008000" + "ffffffff");
  }

  private static String block(Encoding encoding, ElementRun run, byte[] elements, byte[] others) {
    return HexFormat.of()
        .formatHex(
            new BlockEncoder(encoding).encode(run, elements.clone(), others, elements.length));
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  @Test
  void fileBeginsAsDocumented() throws IOException {
    byte[] base = safetensors(List.of(new Tensor(TYPES.get(0), 2)), new Random(1));
    byte[] file =
        encode(base, base, new Encoding(Difference.SUB, true, true, Compression.ZSTANDARD));
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(new String(file, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("MDYM");
    assertThat(Arrays.copyOfRange(file, 4, 8)).containsExactly(1, 2, 3, 4);
    assertThat(header.getInt(8)).isEqualTo(BASE_ID);
    assertThat(header.getInt(12)).isEqualTo(base.length - 8);
    assertThat(header.getLong(20)).isEqualTo(8);
    int block = 32 + header.getInt(16);
    assertThat(header.getInt(block)).isEqualTo(8);
    assertThat(header.getInt(block + 8)).isEqualTo(file.length - block - 16);
  }

  @Property(tries = 200)
  void damageIsFound(@ForAll long seed) throws IOException {
    byte[] base = safetensors(List.of(new Tensor(TYPES.get(0), 5_000)), new Random(1));
    byte[] model = changed(base, new Random(2));
    Encoding encoding = new Encoding(Difference.XOR, true, true, Compression.DEFLATED);
    byte[] file = encode(model, base, encoding);
    Random random = new Random(seed);
    byte[] damaged =
        random.nextBoolean()
            ? Arrays.copyOf(file, random.nextInt(file.length))
            : Arrays.copyOf(file, file.length + 1);
    if (damaged.length > file.length) {
      damaged = file.clone();
      damaged[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
    }

    byte[] read = damaged;
    assertThatThrownBy(() -> decode(read, base, encoding))
        .isInstanceOf(MalformedModelFileException.class);
  }

  @Test
  void otherBasesAreRefused() throws IOException {
    byte[] base = safetensors(List.of(new Tensor(TYPES.get(0), 10)), new Random(1));
    byte[] other = safetensors(List.of(new Tensor(TYPES.get(0), 11)), new Random(1));
    Encoding encoding = new Encoding(Difference.XOR, false, false, Compression.STORED);
    byte[] file = encode(base, base, encoding);

    assertThatThrownBy(() -> decode(file, other, encoding))
        .isInstanceOf(MalformedModelFileException.class)
        .hasMessageContaining("other tensors");
    assertThatThrownBy(() -> decode(file, base, Encoding.full(Compression.STORED)))
        .isInstanceOf(MalformedModelFileException.class)
        .hasMessageContaining("model 7");
    assertThatThrownBy(() -> encode(base, other, encoding))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] safetensors(List<Tensor> tensors, Random random) {
    StringBuilder json = new StringBuilder("{\"__metadata__\":{\"by\":\"a test\"}");
    int offset = 0;
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      int end = offset + tensor.elements() * tensor.type().width();
      json.append(
          ",\"t%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%s,%s]}"
              .formatted(i, tensor.type().dtype(), tensor.elements(), offset, end));
      offset = end;
    }
    byte[] header = json.append("}").toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + header.length + offset).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length).put(header);
    byte[] elements = new byte[offset];
    random.nextBytes(elements);
    return file.put(elements).array();
  }

  /** Changes the lowest byte of every fourth, some others, and keeps the rest. */
  private static byte[] changed(byte[] model, Random random) {
    byte[] changed = model.clone();
    int data = 8 + (int) ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).getLong();
    for (int i = data; i < model.length; i += 4) {
      changed[i] += (byte) random.nextInt(100);
    }
    for (int i = 0; i < 10 && data < model.length; i++) {
      changed[data + random.nextInt(model.length - data)] = (byte) random.nextInt();
    }
    return changed;
  }

  private static SafetensorsStream open(byte[] model) throws IOException {
    return SafetensorsStream.open(new ByteArrayInputStream(model), model.length);
  }

  private static Optional<ModelFileWriter.Base> base(byte[] base, Encoding encoding)
      throws IOException {
    return encoding.difference() == Difference.NONE
        ? Optional.empty()
        : Optional.of(new ModelFileWriter.Base(BASE_ID, open(base)));
  }

  private static byte[] encode(byte[] model, byte[] base, Encoding encoding) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ModelFileWriter.write(open(model), base(base, encoding), encoding, file);
    return file.toByteArray();
  }

  private static byte[] decode(byte[] file, byte[] base, Encoding encoding) throws IOException {
    try (ModelFileReader reader =
        ModelFileReader.open(new ByteArrayInputStream(file), base(base, encoding))) {
      return reader.readAllBytes();
    }
  }
}
