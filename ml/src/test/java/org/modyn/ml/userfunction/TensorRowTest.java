package org.modyn.ml.userfunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

final class TensorRowTest {
  /** A tensor of each type, of three elements. */
  private static final List<TensorSpecification> TENSORS =
      Arrays.stream(TensorDataType.values())
          .map(type -> new TensorSpecification(type.torchName(), type, List.of(3L)))
          .toList();

  private static final int FLOATS = TensorDataType.FLOAT32.ordinal();
  private static final int DOUBLES = TensorDataType.FLOAT64.ordinal();
  private static final int LONGS = TensorDataType.INT64.ordinal();
  private static final int INTS = TensorDataType.INT32.ordinal();
  private static final int BYTES = TensorDataType.UINT8.ordinal();

  private final TensorBatch batch = new TensorBatch(TENSORS, 2);
  private final TensorRow row = new TensorRow(TENSORS);

  TensorRowTest() {
    row.moveTo(batch, 1);
  }

  @Test
  void setsElementsOfAllTypes() {
    for (int tensor = 0; tensor < TENSORS.size(); tensor++) {
      row.set(tensor, 0, 2.75);
      row.set(tensor, 1, 7L);
      row.set(tensor, 2, 0);
    }
    assertThat(floats()).containsExactly(0, 0, 0, 2.75f, 7, 0);
    assertThat(doubles()).containsExactly(0, 0, 0, 2.75, 7, 0);
    assertThat(longs()).containsExactly(0, 0, 0, 2, 7, 0);
    assertThat(ints()).containsExactly(0, 0, 0, 2, 7, 0);
    assertThat(batch.tensor(TensorDataType.INT16.ordinal()).toArray(ValueLayout.JAVA_SHORT))
        .containsExactly((short) 0, (short) 0, (short) 0, (short) 2, (short) 7, (short) 0);
    assertThat(bytes()).containsExactly(0, 0, 0, 2, 7, 0);
    assertThat(batch.tensor(TensorDataType.BOOL.ordinal()).toArray(ValueLayout.JAVA_BYTE))
        .containsExactly(0, 0, 0, 1, 1, 0);
  }

  @Test
  void setsElementsOfOneType() {
    row.setFloat(FLOATS, 2, 1.5f);
    row.setDouble(DOUBLES, 2, 2.5);
    row.setLong(LONGS, 2, Long.MIN_VALUE);
    row.setInt(INTS, 2, -4);
    row.setByte(BYTES, 2, 200);
    assertThat(floats()).endsWith(0, 0, 1.5f);
    assertThat(doubles()).endsWith(0, 0, 2.5);
    assertThat(longs()).endsWith(0, 0, Long.MIN_VALUE);
    assertThat(ints()).endsWith(0, 0, -4);
    assertThat(bytes()).endsWith((byte) 200);
  }

  @Test
  void putsArrays() {
    row.put(FLOATS, 1, new float[] {9, 1, 2}, 1, 2);
    row.put(DOUBLES, 1, new double[] {9, 1, 2}, 1, 2);
    row.put(LONGS, 1, new long[] {9, 1, 2}, 1, 2);
    row.put(INTS, 1, new int[] {9, 1, 2}, 1, 2);
    row.put(BYTES, 1, new byte[] {9, 1, 2}, 1, 2);
    assertThat(floats()).containsExactly(0, 0, 0, 0, 1, 2);
    assertThat(doubles()).containsExactly(0, 0, 0, 0, 1, 2);
    assertThat(longs()).containsExactly(0, 0, 0, 0, 1, 2);
    assertThat(ints()).containsExactly(0, 0, 0, 0, 1, 2);
    assertThat(bytes()).containsExactly(0, 0, 0, 0, 1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
  void copiesTheNumbersOfASample(String order) {
    ByteBuffer sample =
        ByteBuffer.allocate(100)
            .order(order.startsWith("L") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    sample.put((byte) 9).putFloat(1.5f).putFloat(-2).putLong(7).putDouble(0.1).putInt(-5);
    sample.put((byte) 200).putShort((short) 300).flip();
    assertThat(sample.get()).isEqualTo((byte) 9);
    row.copy(FLOATS, 1, sample, 2);
    row.copy(LONGS, 0, sample, 1);
    row.copy(DOUBLES, 2, sample, 1);
    row.copy(INTS, 2, sample, 1);
    row.copy(BYTES, 0, sample, 1);
    row.copy(TensorDataType.INT16.ordinal(), 0, sample, 1);
    assertThat(sample.remaining()).isZero();
    assertThat(floats()).containsExactly(0, 0, 0, 0, 1.5f, -2);
    assertThat(longs()).containsExactly(0, 0, 0, 7, 0, 0);
    assertThat(doubles()).containsExactly(0, 0, 0, 0, 0, 0.1);
    assertThat(ints()).containsExactly(0, 0, 0, 0, 0, -5);
    assertThat(bytes()).containsExactly(0, 0, 0, (byte) 200, 0, 0);
    assertThat(batch.tensor(TensorDataType.INT16.ordinal()).toArray(ValueLayout.JAVA_SHORT))
        .contains((short) 300);
    assertThatThrownBy(() -> row.copy(BYTES, 0, sample, 1))
        .isInstanceOf(BufferUnderflowException.class);
  }

  @Test
  void refusesOtherTypesAndPlaces() {
    assertThatThrownBy(() -> row.setFloat(LONGS, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor 5 is int64, not float32");
    assertThatThrownBy(() -> row.put(FLOATS, 0, new byte[1], 0, 1))
        .hasMessage("tensor 6 is float32, not uint8 or int8");
    assertThatThrownBy(() -> row.set(FLOATS, 3, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> row.set(FLOATS, -1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> row.put(FLOATS, 2, new float[2], 0, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> row.set(TENSORS.size(), 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> row.moveTo(batch, 2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private float[] floats() {
    return batch.tensor(FLOATS).toArray(ValueLayout.JAVA_FLOAT);
  }

  private double[] doubles() {
    return batch.tensor(DOUBLES).toArray(ValueLayout.JAVA_DOUBLE);
  }

  private long[] longs() {
    return batch.tensor(LONGS).toArray(ValueLayout.JAVA_LONG);
  }

  private int[] ints() {
    return batch.tensor(INTS).toArray(ValueLayout.JAVA_INT);
  }

  private byte[] bytes() {
    return batch.tensor(BYTES).toArray(ValueLayout.JAVA_BYTE);
  }
}
