package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * A set of positions, which a strategy remembers from one trigger to the next: those it has used,
 * say. Compressed, at most about one bit for each sample that was seen. Not for several threads.
 *
 * <p>Written as
 *
 * <pre>
 *   4  p, the number of bitmaps
 *   p  bitmaps in the portable format of the Roaring specification: the i-th holds the
 *      lower 32 bits of the positions from i * 2^32 on
 * </pre>
 */
public final class PositionSet {
  private final List<RoaringBitmap> bitmaps;

  private PositionSet(List<RoaringBitmap> bitmaps) {
    this.bitmaps = requireNonNull(bitmaps, "bitmaps is null");
  }

  /** A set without positions. */
  public static PositionSet empty() {
    return new PositionSet(new ArrayList<>());
  }

  /** A set with the positions of another one, which does not change with it. */
  public static PositionSet copyOf(PositionSet other) {
    List<RoaringBitmap> copies = new ArrayList<>();
    other.bitmaps.forEach(bitmap -> copies.add(bitmap.clone()));
    return new PositionSet(copies);
  }

  /** Returns how many positions there are. */
  public long size() {
    return bitmaps.stream().mapToLong(RoaringBitmap::getLongCardinality).sum();
  }

  /** Returns how many positions there are at {@code from} and after. */
  public long sizeFrom(long from) {
    int first = part(from);
    long size = 0;
    for (int index = first; index < bitmaps.size(); index++) {
      RoaringBitmap bitmap = bitmaps.get(index);
      size += bitmap.getLongCardinality();
      if (index == first && low(from) != 0) {
        size -= bitmap.rankLong(low(from) - 1);
      }
    }
    return size;
  }

  public boolean isEmpty() {
    return bitmaps.stream().allMatch(RoaringBitmap::isEmpty);
  }

  public boolean contains(long position) {
    return part(position) < bitmaps.size() && bitmaps.get(part(position)).contains(low(position));
  }

  public void add(long position) {
    while (bitmaps.size() <= part(position)) {
      bitmaps.add(new RoaringBitmap());
    }
    bitmaps.get(part(position)).add(low(position));
  }

  /** Adds all positions of another set, which stays as it is. */
  void addAll(PositionSet other) {
    for (int index = 0; index < other.bitmaps.size(); index++) {
      if (index == bitmaps.size()) {
        bitmaps.add(new RoaringBitmap());
      }
      bitmaps.get(index).or(other.bitmaps.get(index));
    }
  }

  void remove(long position) {
    if (part(position) < bitmaps.size()) {
      bitmaps.get(part(position)).remove(low(position));
    }
  }

  /**
   * Returns the position before which there are {@code rank} others.
   *
   * @param rank from 0 to {@link #size} - 1
   */
  long select(long rank) {
    long left = rank;
    for (int index = 0; index < bitmaps.size(); index++) {
      RoaringBitmap bitmap = bitmaps.get(index);
      long size = bitmap.getLongCardinality();
      if (left < size) {
        return ((long) index << Integer.SIZE) + Integer.toUnsignedLong(bitmap.select((int) left));
      }
      left -= size;
    }
    throw new IndexOutOfBoundsException("%d positions, no rank %d".formatted(size(), rank));
  }

  /** Asks for one position after the other, from {@code from} on. */
  Membership membershipFrom(long from) {
    return new Membership(from);
  }

  public void write(DataOutput output) throws IOException {
    output.writeInt(bitmaps.size());
    for (RoaringBitmap bitmap : bitmaps) {
      bitmap.runOptimize();
      bitmap.serialize(output);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static PositionSet read(DataInput input) throws IOException {
    int count = input.readInt();
    List<RoaringBitmap> bitmaps = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      RoaringBitmap bitmap = new RoaringBitmap();
      bitmap.deserialize(input);
      bitmaps.add(bitmap);
    }
    return new PositionSet(bitmaps);
  }

  private static int part(long position) {
    return Math.toIntExact(position >>> Integer.SIZE);
  }

  private static int low(long position) {
    return (int) position;
  }

  /** Goes through consecutive positions, which costs less than to look each of them up. */
  final class Membership {
    private long next;
    private int part = -1;
    private PeekableIntIterator members;

    private Membership(long from) {
      this.next = from;
    }

    /** Returns whether the next position is in the set. */
    boolean next() {
      long position = next++;
      if (part != part(position)) {
        part = part(position);
        members = part < bitmaps.size() ? bitmaps.get(part).getIntIterator() : null;
        if (members != null) {
          members.advanceIfNeeded(low(position));
        }
      }
      if (members == null || !members.hasNext() || members.peekNext() != low(position)) {
        return false;
      }
      members.next();
      return true;
    }
  }
}
