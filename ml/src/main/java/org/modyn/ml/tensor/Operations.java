package org.modyn.ml.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;

/**
 * The engine's operations on arrays, called directly: the checks, conversions and wrappers of DJL's
 * own methods would dominate the step of a small model. Operations of neural networks are in {@link
 * LayerOperations}. Each operation takes one call into native code, of 1 to 4 microseconds, plus
 * the computation.
 *
 * <p>The manager of the <em>first</em> operand owns the result. The results of a step are therefore
 * freed with the step only if the first operand is; see {@link #give}.
 */
public final class Operations {
  private Operations() {}

  public static NDArray permute(NDArray array, long... dimensions) {
    return JniUtils.permute(pt(array), dimensions);
  }

  /** A view that repeats the array's elements; takes no memory. */
  public static NDArray broadcast(NDArray array, Shape shape) {
    return JniUtils.broadcast(pt(array), shape);
  }

  /**
   * Transfers an array to a manager, for example results of operations on a model's arrays, which
   * would otherwise live as long as the model.
   *
   * @return the array
   */
  public static NDArray give(NDArray array, NDManager owner) {
    array.attach(owner);
    return array;
  }

  /**
   * Returns the array converted to float16, or the same array if it already has this type.
   * Gradients are propagated.
   *
   * @param owner of the result
   */
  public static NDArray toHalf(NDArray array, NDManager owner) {
    return cast(array, DataType.FLOAT16, owner);
  }

  /**
   * Returns the array converted to float32, or the same array if it already has this type.
   * Gradients are propagated.
   */
  public static NDArray toFloat(NDArray array) {
    return cast(array, DataType.FLOAT32, array.getManager());
  }

  /** The engine's own conversion loses the recorded operations; a sum of two types does not. */
  private static NDArray cast(NDArray array, DataType dataType, NDManager owner) {
    if (array.getDataType() == dataType) {
      return array;
    }
    NDArray cast = owner.zeros(array.getShape(), dataType);
    JniUtils.addi(pt(cast), pt(array));
    return cast;
  }

  /**
   * Concatenates arrays along an existing dimension; the manager of the first array owns the
   * result.
   */
  public static NDArray concatenate(int dimension, NDArray... arrays) {
    return JniUtils.cat(Arrays.copyOf(arrays, arrays.length, PtNDArray[].class), dimension);
  }

  /** For each sample of {@code array [batch, rows, columns]} the products of its rows. */
  public static NDArray rowProducts(NDArray array) {
    return JniUtils.bmm(pt(array), JniUtils.transpose(pt(array), 1, 2));
  }

  public static NDArray matrixProduct(NDArray left, NDArray right) {
    assert SimulatedDevices.areTogether(left, right);
    return JniUtils.matmul(pt(left), pt(right));
  }

  public static NDArray reshape(NDArray array, long... shape) {
    return JniUtils.reshape(pt(array), shape);
  }

  /** Returns a copy with the dimensions permuted, contiguous in the new order. */
  public static NDArray contiguousPermutation(NDArray array, long... dimensions) {
    PtNDArray permuted = JniUtils.permute(pt(array), dimensions);
    // the engine has no call for it; only contiguous elements can be viewed as one row
    return JniUtils.reshape(
        JniUtils.reshape(permuted, new long[] {-1}), permuted.getShape().getShape());
  }

  /** A view of a range along one dimension, from {@code from} to before {@code to}. */
  public static NDArray slice(NDArray array, int dimension, long from, long to) {
    long[] begins = new long[array.getShape().dimension()];
    long[] ends = array.getShape().getShape().clone();
    long[] steps = new long[ends.length];
    Arrays.fill(steps, 1);
    begins[dimension] = from;
    ends[dimension] = to;
    return JniUtils.index(pt(array), begins, ends, steps, (PtNDManager) array.getManager());
  }

  /** Inserts a dimension of size one. */
  public static NDArray insertDimension(NDArray array, int dimension) {
    return JniUtils.unsqueeze(pt(array), dimension);
  }

  /** {@code result[i..] = array[i.., index[i..], ..]}, the index standing for one dimension. */
  public static NDArray gather(NDArray array, NDArray index, int dimension) {
    assert SimulatedDevices.areTogether(array, index);
    return JniUtils.gather(pt(array), pt(index), dimension);
  }

  public static NDArray add(NDArray left, NDArray right) {
    assert SimulatedDevices.areTogether(left, right);
    return JniUtils.add(pt(left), pt(right));
  }

  public static NDArray subtract(NDArray left, NDArray right) {
    assert SimulatedDevices.areTogether(left, right);
    return JniUtils.sub(pt(left), pt(right));
  }

  public static NDArray multiply(NDArray left, NDArray right) {
    assert SimulatedDevices.areTogether(left, right);
    return JniUtils.mul(pt(left), pt(right));
  }

  public static NDArray divide(NDArray left, NDArray right) {
    assert SimulatedDevices.areTogether(left, right);
    return JniUtils.div(pt(left), pt(right));
  }

  public static NDArray remainder(NDArray left, NDArray right) {
    assert SimulatedDevices.areTogether(left, right);
    return JniUtils.remainder(pt(left), pt(right));
  }

  public static NDArray negate(NDArray array) {
    return JniUtils.neg(pt(array));
  }

  public static NDArray squareRoot(NDArray array) {
    return JniUtils.sqrt(pt(array));
  }

  public static NDArray sum(NDArray array) {
    return JniUtils.sum(pt(array));
  }

  /** The sums along one dimension, which the result no longer has. */
  public static NDArray sum(NDArray array, int dimension) {
    return JniUtils.sum(pt(array), new long[] {dimension}, false);
  }

  public static NDArray mean(NDArray array) {
    return JniUtils.mean(pt(array));
  }

  /** The means along one dimension, which the result no longer has. */
  public static NDArray mean(NDArray array, int dimension) {
    return JniUtils.mean(pt(array), dimension, false);
  }

  public static NDArray absolute(NDArray array) {
    return JniUtils.abs(pt(array));
  }

  public static NDArray square(NDArray array) {
    return JniUtils.square(pt(array));
  }

  /** {@code e^x}. */
  public static NDArray exponential(NDArray array) {
    return JniUtils.exp(pt(array));
  }

  /** The natural logarithm. */
  public static NDArray logarithm(NDArray array) {
    return JniUtils.log(pt(array));
  }

  /** {@code left * log(right)}, which is 0 where {@code left} is 0. */
  public static NDArray multiplyByLogarithm(NDArray left, NDArray right) {
    assert SimulatedDevices.areTogether(left, right);
    return JniUtils.xlogy(pt(left), pt(right));
  }

  /** The smaller one of each pair of elements. */
  public static NDArray minimum(NDArray left, NDArray right) {
    assert SimulatedDevices.areTogether(left, right);
    return JniUtils.min(pt(left), pt(right));
  }

  /** The larger one of each pair of elements. */
  public static NDArray maximum(NDArray left, NDArray right) {
    assert SimulatedDevices.areTogether(left, right);
    return JniUtils.max(pt(left), pt(right));
  }

  /** The smallest element, without dimensions. */
  public static NDArray smallest(NDArray array) {
    return JniUtils.min(pt(array));
  }

  /** The largest element, without dimensions. */
  public static NDArray largest(NDArray array) {
    return JniUtils.max(pt(array));
  }

  /** The largest elements along one dimension, which has the size 1 in the result. */
  public static NDArray largest(NDArray array, int dimension) {
    return JniUtils.max(pt(array), dimension, true);
  }

  /** The {@code count} largest elements along one dimension, in descending order. */
  public static NDArray largest(NDArray array, int count, int dimension) {
    NDList found = JniUtils.topK(pt(array), count, dimension, true, true);
    found.get(1).close();
    return found.get(0);
  }

  /** Returns an array of type bool that is true where the elements differ. */
  public static NDArray differs(NDArray left, NDArray right) {
    assert SimulatedDevices.areTogether(left, right);
    return JniUtils.neq(pt(left), pt(right));
  }

  /** Returns an array of type bool that is true where the left element is larger. */
  public static NDArray isGreater(NDArray left, NDArray right) {
    assert SimulatedDevices.areTogether(left, right);
    return JniUtils.gt(pt(left), pt(right));
  }

  /**
   * Selects the elements of one array where the condition is true, and of the other where it is
   * false; the manager of {@code whereTrue} owns the result. Gradients are propagated only to the
   * selected elements.
   *
   * @param condition of type bool
   */
  public static NDArray select(NDArray condition, NDArray whereTrue, NDArray whereFalse) {
    assert SimulatedDevices.areTogether(condition, whereTrue);
    assert SimulatedDevices.areTogether(whereTrue, whereFalse);
    return JniUtils.where(pt(condition), pt(whereTrue), pt(whereFalse));
  }

  /** The same elements as constants: no gradient flows through the result. */
  public static NDArray detach(NDArray array) {
    return JniUtils.detachGradient(pt(array));
  }

  /** A copy with its own memory. */
  public static NDArray duplicate(NDArray array) {
    return JniUtils.clone(pt(array));
  }

  /**
   * Returns the array converted to another type, or the same array if it already has this type.
   * Gradients are not propagated.
   */
  public static NDArray convert(NDArray array, TensorDataType dataType) {
    return array.getDataType() == dataType.engineType()
        ? array
        : JniUtils.to(pt(array), dataType.engineType(), array.getDevice());
  }

  /**
   * Changes the elements of the target, which has at least one dimension, to those of the source.
   */
  public static void copy(NDArray source, NDArray target) {
    assert SimulatedDevices.areTogether(source, target);
    long[] sizes = target.getShape().getShape();
    long[] steps = new long[sizes.length];
    Arrays.fill(steps, 1);
    JniUtils.indexSet(pt(target), pt(source), new long[sizes.length], sizes, steps);
  }

  /** Changes the first operand to the sum. */
  public static void addInPlace(NDArray target, NDArray other) {
    assert SimulatedDevices.areTogether(target, other);
    JniUtils.addi(pt(target), pt(other));
  }

  /** Changes the first operand to the difference. */
  public static void subtractInPlace(NDArray target, NDArray other) {
    assert SimulatedDevices.areTogether(target, other);
    JniUtils.subi(pt(target), pt(other));
  }

  /** Changes the first operand to the product. */
  public static void multiplyInPlace(NDArray target, NDArray other) {
    assert SimulatedDevices.areTogether(target, other);
    JniUtils.muli(pt(target), pt(other));
  }

  /** Changes the first operand to the quotient. */
  public static void divideInPlace(NDArray target, NDArray other) {
    assert SimulatedDevices.areTogether(target, other);
    JniUtils.divi(pt(target), pt(other));
  }

  /** The root of the sum of all squares, without dimensions. */
  public static NDArray norm(NDArray array) {
    return JniUtils.norm(pt(array), 2, new int[0], false);
  }

  /** The roots of the sums of squares along one dimension, which the result no longer has. */
  public static NDArray norm(NDArray array, int dimension) {
    return JniUtils.norm(pt(array), 2, new int[] {dimension}, false);
  }

  /**
   * Stacks arrays of the same shape along a new first dimension; the manager of the first array
   * owns the result.
   */
  public static NDArray stack(List<NDArray> arrays) {
    return JniUtils.stack(arrays.toArray(new PtNDArray[0]), 0);
  }

  /** All elements, those outside of two limits as the nearer limit. */
  public static NDArray clip(NDArray array, double minimum, double maximum) {
    return JniUtils.clip(pt(array), minimum, maximum);
  }

  /** Changes the sign of all elements. */
  public static void negateInPlace(NDArray target) {
    JniUtils.negi(pt(target));
  }

  /**
   * A sparse array.
   *
   * @param indices int64 {@code [1, n]}: the indexes of the values along the first dimension
   * @param values {@code [n, ..]}
   */
  public static NDArray sparse(NDArray indices, NDArray values, Shape shape) {
    return JniUtils.createSparseCoo(pt(indices), pt(values), shape);
  }

  /**
   * Changes rows of a table to other values.
   *
   * @param rows their indexes, int64 {@code [n]}, each once
   * @param values {@code [n, ..]}
   */
  public static void replaceRows(NDArray table, NDArray rows, NDArray values) {
    assert SimulatedDevices.areTogether(table, rows);
    assert SimulatedDevices.areTogether(table, values);
    JniUtils.indexAdvPut(pt(table), new NDIndex("{}", rows), pt(values));
  }

  /** Whether an array lists its elements, as the gradient of a sparse embedding does. */
  public static boolean isSparse(NDArray array) {
    return array.getSparseFormat() == SparseFormat.COO;
  }

  /** All elements of a sparse array. */
  public static NDArray dense(NDArray array) {
    return JniUtils.toDense(pt(array));
  }

  private static PtNDArray pt(NDArray array) {
    return (PtNDArray) array;
  }
}
