package org.modyn.common.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.wire.EncodedMessage;
import org.modyn.proto.storage.GetResponse;

final class SampleCodecTest {
  private final SampleBuffers.Pool pool = new SampleBuffers.Pool(2);

  @Property
  void writesTheBytesOfTheGeneratedCode(@ForAll("messages") GetResponse message) throws Exception {
    byte[] ours = encode(message).toByteArray();
    assertThat(ours).isEqualTo(message.toByteArray());
    assertThat(GetResponse.parseFrom(ours)).isEqualTo(message);
    assertThat(encode(message).stream().readAllBytes()).isEqualTo(ours);
  }

  @Property
  void writesTheSameBytesWhenSamplesComeInPieces(
      @ForAll("messages") GetResponse message, @ForAll Random random) {
    SampleEncoder encoder = new SampleEncoder(1000);
    for (int i = 0; i < message.getSamplesCount(); i++) {
      MemorySegment sample = MemorySegment.ofArray(message.getSamples(i).toByteArray());
      int length = (int) sample.byteSize();
      encoder.begin(length, message.getKeys(i), message.getLabels(i));
      int at = 0;
      while (at < length) {
        int piece = random.nextInt(length - at + 1);
        encoder.append(sample, at, piece);
        at += piece;
      }
    }
    skip(encoder, message);
    assertThat(encoder.encode().toByteArray()).isEqualTo(message.toByteArray());
  }

  @Property
  void readsTheBytesOfTheGeneratedCode(@ForAll("messages") GetResponse message) {
    assertThat(decode(message.toByteArray())).isEqualTo(message);
  }

  @Property
  void readsWhateverTheTransportGives(
      @ForAll("messages") GetResponse message, @ForAll @IntRange(min = 1, max = 50) int chunk) {
    byte[] bytes = message.toByteArray();
    assertThat(toMessage(SampleDecoder.decode(new ChunkedStream(bytes, chunk), pool)))
        .isEqualTo(message);
    assertThat(toMessage(SampleDecoder.decode(new SizedChunkedStream(bytes, chunk), pool)))
        .isEqualTo(message);
  }

  @Property
  void readsAnyOrderOfFieldsAndUnpackedNumbersAndSkipsUnknownFields(
      @ForAll("messages") GetResponse message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeFixed64(900, -1);
    for (int i = 0; i < message.getSamplesCount(); i++) {
      out.writeInt64(3, message.getLabels(i));
      out.writeFixed32(17, i);
      out.writeBytes(1, message.getSamples(i));
      out.writeString(900, "from a later version");
      out.writeInt64(2, message.getKeys(i));
      out.writeTag(901, 3);
      out.writeInt32(1, 7);
      out.writeTag(902, 3);
      out.writeTag(902, 4);
      out.writeTag(901, 4);
    }
    for (long key : message.getUnreadableKeysList()) {
      out.writeInt64(101, key);
    }
    for (long key : message.getDeletedKeysList()) {
      out.writeInt64(100, key);
    }
    out.flush();
    assertThat(decode(bytes.toByteArray())).isEqualTo(message);
  }

  @Property
  void refusesATruncatedMessage(
      @ForAll("messages") GetResponse message, @ForAll @IntRange(min = 1) int cut) {
    byte[] bytes =
        message.toBuilder().clearDeletedKeys().clearUnreadableKeys().build().toByteArray();
    if (bytes.length > 1) {
      byte[] prefix = Arrays.copyOf(bytes, 1 + cut % (bytes.length - 1));
      assertThatThrownBy(() -> decode(prefix))
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS));
    }
  }

  /** The generated code is a little more lenient: it lets numbers of more than ten bytes pass. */
  @Property(tries = 5000)
  void readsADamagedMessageAsTheGeneratedCodeOrNotAtAll(
      @ForAll("messages") GetResponse message, @ForAll Random random) {
    byte[] bytes = message.toByteArray();
    for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    GetResponse decoded;
    try {
      decoded = decode(bytes);
    } catch (ModynException e) {
      assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS);
      assertThat(bytes).isNotEqualTo(message.toByteArray());
      return;
    }
    assertThat(decoded).isEqualTo(parse(bytes));
  }

  @Test
  void aMessageStaysBelowItsLimitsAndTheEncoderStartsAgain() {
    MemorySegment source = MemorySegment.ofArray(new byte[100_000]);
    SampleEncoder encoder = new SampleEncoder(40);
    for (int i = 0; encoder.fits(100_000); i++) {
      encoder.add(source, 0, 100_000, i, -1);
    }
    assertThat(encoder.size()).isEqualTo(5);
    assertThat(encoder.encode().length()).isLessThan(512 << 10);
    encoder.reset();
    for (int i = 0; encoder.fits(1); i++) {
      encoder.add(source, i, 1, i, -1);
    }
    assertThat(encoder.size()).isEqualTo(40);
    encoder.reset();
    assertThat(encoder.encode().length()).isZero();
    encoder.reset();
    assertThat(encoder.fits(50 << 20)).isTrue();
    encoder.add(MemorySegment.ofArray(new byte[50 << 20]), 0, 50 << 20, 1, 2);
    assertThat(decode(encoder.encode().toByteArray()).getSamples(0).size()).isEqualTo(50 << 20);
  }

  @Test
  void aHugeSampleAndAnEmptyOneAreTheSameForTheGeneratedCode() {
    byte[] huge = new byte[40 << 20];
    new Random(1).nextBytes(huge);
    GetResponse message =
        GetResponse.newBuilder()
            .addSamples(ByteString.EMPTY)
            .addKeys(Long.MAX_VALUE)
            .addLabels(Long.MIN_VALUE)
            .addSamples(ByteString.copyFrom(huge))
            .addKeys(-1)
            .addLabels(0)
            .addSamples(ByteString.EMPTY)
            .addKeys(0)
            .addLabels(-1)
            .build();
    SampleEncoder encoder = new SampleEncoder(10);
    encoder.begin(0, Long.MAX_VALUE, Long.MIN_VALUE);
    encoder.begin(huge.length, -1, 0);
    MemorySegment source = MemorySegment.ofArray(huge);
    int piece = 7_654_321;
    for (int at = 0; at < huge.length; at += piece) {
      encoder.append(source, at, Math.min(piece, huge.length - at));
    }
    encoder.add(source, huge.length, 0, 0, -1);
    byte[] bytes = message.toByteArray();
    assertThat(Arrays.equals(encoder.encode().toByteArray(), bytes)).isTrue();
    assertThat(decode(bytes).equals(message)).isTrue();
  }

  @Test
  void aSampleHasExactlyTheBytesThatWereSaid() {
    MemorySegment source = MemorySegment.ofArray(new byte[] {1, 2, 3});
    SampleEncoder encoder = new SampleEncoder(10);
    encoder.begin(3, 7, 8);
    encoder.append(source, 0, 2);
    assertThatThrownBy(() -> encoder.append(source, 0, 2))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> encoder.begin(1, 1, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> encoder.add(source, 0, 1, 1, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(encoder::encode).isInstanceOf(IllegalStateException.class);
    encoder.append(source, 2, 1);
    assertThat(decode(encoder.encode().toByteArray()).getSamples(0))
        .isEqualTo(ByteString.copyFrom(new byte[] {1, 2, 3}));
    assertThatThrownBy(() -> encoder.append(source, 0, 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aMessageThatTheTransportStillHasSurvivesTheNextOne() throws IOException {
    SampleEncoder encoder = new SampleEncoder(10);
    encoder.add(MemorySegment.ofArray(new byte[] {1, 2, 3}), 0, 3, 7, 8);
    EncodedMessage first = encoder.encode();
    byte[] expected = first.toByteArray();
    encoder.reset();
    encoder.add(MemorySegment.ofArray(new byte[] {9, 9, 9}), 0, 3, 9, 9);
    encoder.encode();
    try (InputStream stream = first.stream()) {
      assertThat(stream.readAllBytes()).isEqualTo(expected);
    }
    assertThat(first.isSent()).isTrue();
  }

  @Test
  void buffersAreReusedAfterTheTransportHasConsumedTheMessage() throws IOException {
    SampleBuffers.Pool shared = new SampleBuffers.Pool(1);
    SampleBuffers memory = new SampleBuffers();
    shared.giveBack(memory);
    SampleEncoder encoder =
        new SampleEncoder(
            10, SampleEncoder.MAXIMUM_MESSAGE_BYTES, shared, LargeSampleBudget.ofHeap());
    encoder.add(MemorySegment.ofArray(new byte[] {1}), 0, 1, 1, 1);
    encoder.encode().stream().close();
    encoder.reset();
    assertThat(shared.take()).isSameAs(memory);

    shared.giveBack(memory);
    encoder.add(MemorySegment.ofArray(new byte[] {1}), 0, 1, 1, 1);
    encoder.encode();
    encoder.reset();
    assertThat(shared.take()).isNotSameAs(memory);

    memory.reserveBytes(50 << 20);
    shared.giveBack(memory);
    assertThat(shared.take()).isNotSameAs(memory);
  }

  @Test
  void aClosedBatchRefusesToBeRead() {
    SampleBatch batch =
        SampleDecoder.decode(
            new ByteArrayInputStream(new byte[] {10, 1, 5, 18, 1, 6, 26, 1, 7}), pool);
    assertThat(batch.size()).isEqualTo(1);
    assertThat(batch.bytes().get(ValueLayout.JAVA_BYTE, batch.offset(0))).isEqualTo((byte) 5);
    assertThat(batch.key(0)).isEqualTo(6);
    assertThat(batch.label(0)).isEqualTo(7);
    batch.close();
    batch.close();
    assertThatThrownBy(() -> batch.key(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(batch::bytes).isInstanceOf(IllegalStateException.class);
  }

  @Provide
  Arbitrary<GetResponse> messages() {
    Arbitrary<Long> numbers =
        Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.longs().between(-3, 300));
    Arbitrary<byte[]> samples = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
    Arbitrary<GetResponse> one =
        Combinators.combine(samples, numbers, numbers)
            .as(
                (sample, key, label) ->
                    GetResponse.newBuilder()
                        .addSamples(ByteString.copyFrom(sample))
                        .addKeys(key)
                        .addLabels(label)
                        .build());
    Arbitrary<GetResponse> skipped =
        Combinators.combine(numbers.list().ofMaxSize(5), numbers.list().ofMaxSize(5))
            .as(
                (deleted, unreadable) ->
                    GetResponse.newBuilder()
                        .addAllDeletedKeys(deleted)
                        .addAllUnreadableKeys(unreadable)
                        .build());
    return Combinators.combine(one.list().ofMaxSize(40).map(SampleCodecTest::merge), skipped)
        .as((sent, notSent) -> merge(List.of(sent, notSent)));
  }

  private static void skip(SampleEncoder encoder, GetResponse message) {
    encoder.skip(
        message.getDeletedKeysList().stream().mapToLong(Long::longValue).toArray(),
        message.getUnreadableKeysList().stream().mapToLong(Long::longValue).toArray());
  }

  private static GetResponse merge(List<GetResponse> parts) {
    GetResponse.Builder merged = GetResponse.newBuilder();
    parts.forEach(merged::mergeFrom);
    return merged.build();
  }

  private static EncodedMessage encode(GetResponse message) {
    SampleEncoder encoder = new SampleEncoder(1000);
    for (int i = 0; i < message.getSamplesCount(); i++) {
      byte[] sample = message.getSamples(i).toByteArray();
      byte[] padded = new byte[sample.length + 2];
      System.arraycopy(sample, 0, padded, 1, sample.length);
      encoder.add(
          MemorySegment.ofArray(padded),
          1,
          sample.length,
          message.getKeys(i),
          message.getLabels(i));
    }
    skip(encoder, message);
    return encoder.encode();
  }

  private GetResponse decode(byte[] bytes) {
    return toMessage(SampleDecoder.decode(new ByteArrayInputStream(bytes), pool));
  }

  private static GetResponse toMessage(SampleBatch batch) {
    GetResponse.Builder message = GetResponse.newBuilder();
    try (batch) {
      for (int i = 0; i < batch.size(); i++) {
        MemorySegment sample = batch.bytes().asSlice(batch.offset(i), batch.length(i));
        message
            .addSamples(ByteString.copyFrom(sample.toArray(ValueLayout.JAVA_BYTE)))
            .addKeys(batch.key(i))
            .addLabels(batch.label(i));
      }
    }
    LongStream.of(batch.deletedKeys()).forEach(message::addDeletedKeys);
    LongStream.of(batch.unreadableKeys()).forEach(message::addUnreadableKeys);
    return message.build();
  }

  private static GetResponse parse(byte[] bytes) {
    try {
      return GetResponse.parseFrom(bytes).toBuilder()
          .setUnknownFields(UnknownFieldSet.getDefaultInstance())
          .build();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("we read what the generated code refuses", e);
    }
  }

  /** As a transport's stream: gives a few bytes at a time and does not know how many follow. */
  private static class ChunkedStream extends InputStream {
    private final ByteArrayInputStream bytes;
    private final int chunk;

    ChunkedStream(byte[] bytes, int chunk) {
      this.bytes = new ByteArrayInputStream(bytes);
      this.chunk = chunk;
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return bytes.read(target, offset, Math.min(length, chunk));
    }

    @Override
    public int available() {
      return bytes.available();
    }
  }

  private static final class SizedChunkedStream extends ChunkedStream implements KnownLength {
    SizedChunkedStream(byte[] bytes, int chunk) {
      super(bytes, chunk);
    }
  }
}
