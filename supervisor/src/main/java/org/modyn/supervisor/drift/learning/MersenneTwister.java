package org.modyn.supervisor.drift.learning;

/**
 * The random numbers of {@code numpy.random.RandomState(seed)}, on which scikit-learn's splits are
 * based. Source: Matsumoto and Nishimura, Mersenne Twister, 1998 (MT19937). Not thread safe.
 */
final class MersenneTwister {
  private static final int SIZE = 624;
  private static final int SHIFT = 397;

  private final int[] state = new int[SIZE];
  private int next = SIZE;

  /**
   * @param seed of which the lower 32 bits are used
   */
  MersenneTwister(long seed) {
    state[0] = (int) seed;
    for (int index = 1; index < SIZE; index++) {
      int previous = state[index - 1];
      state[index] = 1812433253 * (previous ^ (previous >>> 30)) + index;
    }
  }

  /** Returns 32 random bits. */
  int nextInt() {
    if (next == SIZE) {
      twist();
    }
    int value = state[next++];
    value ^= value >>> 11;
    value ^= (value << 7) & 0x9d2c5680;
    value ^= (value << 15) & 0xefc60000;
    return value ^ (value >>> 18);
  }

  /** Returns a number from 0 to a maximum, inclusive. */
  int nextUpTo(int maximum) {
    if (maximum == 0) {
      return 0;
    }
    int mask = -1 >>> Integer.numberOfLeadingZeros(maximum);
    while (true) {
      int value = nextInt() & mask;
      if (value <= maximum) {
        return value;
      }
    }
  }

  /** Shuffles an array in place. */
  void shuffle(int[] values) {
    for (int index = values.length - 1; index > 0; index--) {
      int other = nextUpTo(index);
      int swapped = values[index];
      values[index] = values[other];
      values[other] = swapped;
    }
  }

  /** Returns the numbers from 0 to {@code size - 1} in random order. */
  int[] permutation(int size) {
    int[] permutation = new int[size];
    for (int index = 0; index < size; index++) {
      permutation[index] = index;
    }
    shuffle(permutation);
    return permutation;
  }

  private void twist() {
    for (int index = 0; index < SIZE; index++) {
      int bits = (state[index] & 0x80000000) | (state[(index + 1) % SIZE] & 0x7fffffff);
      int twisted = state[(index + SHIFT) % SIZE] ^ (bits >>> 1);
      state[index] = (bits & 1) == 0 ? twisted : twisted ^ 0x9908b0df;
    }
    next = 0;
  }
}
