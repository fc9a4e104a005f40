package org.modyn.benchmarks.robustness;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Generates requests as a faulty or hostile client might send them: messages of the right type with
 * values at the limits of their types, paths out of a directory, texts that are almost
 * configurations; some of them cut, with flipped bits, with texts that are not UTF-8, with lengths
 * that are too large, or no message at all.
 */
final class RequestGenerator {
  private static final int DEEPEST = 4;
  private static final int LONG_TEXT = 2 << 20;
  private static final int MANY = 100_000;
  private static final int SOME = 1_000;

  /** Its three bytes in UTF-8 are replaced by others that are not UTF-8. */
  private static final String MARK = "\uFFFD";

  private static final byte[] MARK_BYTES = MARK.getBytes(StandardCharsets.UTF_8);
  private static final byte[] NOT_UTF_8 = {(byte) 0xC3, 0x28, (byte) 0xFF};

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "x",
          "1.0.0",
          "/etc/passwd",
          "../../../../etc/passwd",
          "/dev/zero",
          "/proc/self/environ",
          "/proc/self/fd/0",
          "/".repeat(SOME),
          "a/".repeat(SOME),
          "DistilBertTokenizerTransform(file=\"/dev/zero\")",
          "{\"path\": \"/dev/zero\"}",
          "{\"num_classes\": 2, \"pretrained_path\": \"/dev/zero\"}",
          MARK,
          "name" + MARK.repeat(3),
          "s3://bucket/../x",
          "file:///etc/passwd",
          "\0",
          "a\0b",
          "\uD83D\uDE00 \u202E\u0000",
          "\n\r\t",
          "%s%n%d",
          "${HOME}",
          "'; DROP TABLE storage.files; --",
          "{}",
          "[]",
          "null",
          "{",
          "{\"name\": \"NewDataStrategy\"}",
          "{\"record_size\": -1, \"label_size\": 1e300}",
          "{\"a\": ".repeat(SOME),
          "[".repeat(MANY),
          "a: &a [*a, *a]",
          "&a [&b [*a], *b]",
          "public List<TensorSpecification> tensors() { while (true) {} }",
          "class:java.lang.Runtime",
          "__import__('os').system('id')",
          "cpu",
          "cuda:99",
          "-1",
          "NaN",
          "9".repeat(SOME));

  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    -1,
    7,
    100,
    4096,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final double[] REALS = {
    0, -0.0, 1, -1, 0.5, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE
  };

  /** The longest texts of a message together; gRPC refuses larger messages than 64 MiB unread. */
  private static final int LONGEST_MESSAGE = 4 << 20;

  private final SplittableRandom random;
  private final List<String> names;
  private final List<String> documents;
  private int charactersLeft;

  /**
   * @param names of things that exist
   * @param documents that are valid, of which changed ones are made
   */
  RequestGenerator(SplittableRandom random, List<String> names, List<String> documents) {
    this.random = requireNonNull(random, "random is null");
    this.names = List.copyOf(names);
    this.documents = List.copyOf(documents);
  }

  /** Returns the bytes of a request. */
  byte[] next(Descriptor type) {
    charactersLeft = LONGEST_MESSAGE;
    byte[] message = message(type, 0).toByteArray();
    int choice = random.nextInt(100);
    if (choice < 10) {
      return truncated(message);
    } else if (choice < 20) {
      return flipped(message);
    } else if (choice < 25) {
      byte[] garbage = new byte[random.nextInt(200)];
      random.nextBytes(garbage);
      return garbage;
    } else if (choice < 30) {
      return withLength(message);
    }
    return withoutMarks(message);
  }

  /** Adds a field whose length is that of no message. */
  private byte[] withLength(byte[] message) {
    ByteArrayOutputStream longer = new ByteArrayOutputStream();
    longer.writeBytes(message);
    longer.write(1 + random.nextInt(15) << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int bytes = 1 + random.nextInt(11);
    for (int index = 0; index < bytes; index++) {
      longer.write(0xFF);
    }
    longer.write(random.nextInt(128));
    return longer.toByteArray();
  }

  private static byte[] withoutMarks(byte[] message) {
    for (int index = 0; index + MARK_BYTES.length <= message.length; index++) {
      if (Arrays.equals(
          message, index, index + MARK_BYTES.length, MARK_BYTES, 0, MARK_BYTES.length)) {
        System.arraycopy(NOT_UTF_8, 0, message, index, NOT_UTF_8.length);
      }
    }
    return message;
  }

  private byte[] truncated(byte[] message) {
    byte[] part = new byte[message.length == 0 ? 0 : random.nextInt(message.length)];
    System.arraycopy(message, 0, part, 0, part.length);
    return part;
  }

  private byte[] flipped(byte[] message) {
    for (int flips = 0; flips < 3 && message.length > 0; flips++) {
      message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return message;
  }

  private DynamicMessage message(Descriptor type, int depth) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      boolean nested = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if (random.nextInt(5) == 0 || (nested && depth == DEEPEST)) {
        continue;
      }
      if (field.isRepeated()) {
        int count = count(nested);
        for (int index = 0; index < count; index++) {
          builder.addRepeatedField(field, value(field, depth));
        }
      } else {
        builder.setField(field, value(field, depth));
      }
    }
    return builder.build();
  }

  private int count(boolean nested) {
    return switch (random.nextInt(20)) {
      case 0 -> 0;
      case 1 -> nested ? 20 : SOME;
      case 2 -> nested || random.nextInt(10) > 0 ? 2 : MANY;
      default -> 1 + random.nextInt(3);
    };
  }

  private Object value(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> (int) number();
      case LONG -> number();
      case FLOAT -> (float) real();
      case DOUBLE -> real();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> limited(text());
      case BYTE_STRING -> bytes();
      case ENUM -> constant(field);
      case MESSAGE -> message(field.getMessageType(), depth + 1);
    };
  }

  private long number() {
    return random.nextInt(4) == 0 ? random.nextLong() : NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private double real() {
    return REALS[random.nextInt(REALS.length)];
  }

  private ByteString bytes() {
    int size = random.nextInt(10) == 0 ? 1 << 20 : random.nextInt(100);
    charactersLeft -= size;
    byte[] bytes = new byte[charactersLeft < 0 ? 0 : size];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private static int unknown(FieldDescriptor field) {
    return field.getEnumType().getValues().stream()
            .mapToInt(EnumValueDescriptor::getNumber)
            .max()
            .orElse(0)
        + 1;
  }

  private EnumValueDescriptor constant(FieldDescriptor field) {
    List<EnumValueDescriptor> values = field.getEnumType().getValues();
    int choice = random.nextInt(values.size() + 1);
    return choice < values.size()
        ? values.get(choice)
        : field.getEnumType().findValueByNumberCreatingIfUnknown(unknown(field));
  }

  private String limited(String text) {
    charactersLeft -= text.length();
    return charactersLeft < 0 ? "" : text;
  }

  private String text() {
    int choice = random.nextInt(100);
    if (choice < 40) {
      return names.get(random.nextInt(names.size()));
    } else if (choice < 60) {
      return changed(documents.get(random.nextInt(documents.size())));
    } else if (choice == 60) {
      return "a".repeat(LONG_TEXT);
    }
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  /** Removes, doubles or replaces a part of a document. */
  private String changed(String document) {
    int begin = random.nextInt(document.length());
    int end = begin + random.nextInt(Math.min(30, document.length() - begin)) + 1;
    String middle =
        switch (random.nextInt(4)) {
          case 0 -> "";
          case 1 -> document.substring(begin, end).repeat(2);
          case 2 -> TEXTS.get(random.nextInt(TEXTS.size()));
          default -> document.substring(begin, end);
        };
    return document.substring(0, begin) + middle + document.substring(end);
  }
}
