package org.modyn.storage.filesystem.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

final class BlockCacheTest {
  private static final int LARGE = 200_000;
  @TempDir private Path directory;

  @Test
  void pushesOutWhatWasUsedLeastRecently() throws IOException {
    try (BlockCache cache = BlockCache.open(directory, 3 * BlockCache.charge(LARGE))) {
      load(cache, 1, LARGE);
      load(cache, 2, LARGE);
      load(cache, 3, LARGE);
      assertThat(contents(cache, 1)).contains(bytes(1, LARGE));
      load(cache, 4, LARGE);

      assertThat(contents(cache, 1)).contains(bytes(1, LARGE));
      assertThat(contents(cache, 2)).isEmpty();
      assertThat(contents(cache, 3)).contains(bytes(3, LARGE));
      assertThat(contents(cache, 4)).contains(bytes(4, LARGE));
      assertThat(cache.usedBytes()).isEqualTo(3 * BlockCache.charge(LARGE));
    }
  }

  @Test
  void aBlockThatIsReadStaysReadableAndCountsUntilThen() throws IOException {
    try (BlockCache cache = BlockCache.open(directory, 2 * BlockCache.charge(LARGE))) {
      load(cache, 1, LARGE);
      CachedBlock held = cache.find(key(1)).orElseThrow();
      load(cache, 2, LARGE);
      BlockClaim claim = cache.claim(key(3), LARGE).orElseThrow();
      Thread loader = Thread.ofVirtual().start(() -> reserve(cache, claim));
      // both others are pushed out, but one of them is in use: half the cache is free
      awaitReserved(claim, loader);

      assertThat(contents(cache, 1)).isEmpty();
      assertThat(held.bytes().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes(1, LARGE));
      assertThat(cache.usedBytes()).isEqualTo(2 * BlockCache.charge(LARGE));
      held.release();
      assertThat(cache.usedBytes()).isEqualTo(BlockCache.charge(LARGE));
      assertThat(held.hold()).isFalse();
      cache.fail(claim, new IOException("not today"));
      assertThat(cache.usedBytes()).isZero();
    }
  }

  @Test
  void aBlockIsClaimedOnceAndGivenToAllWhoJoined() throws IOException {
    try (BlockCache cache = BlockCache.open(directory, 1 << 20)) {
      BlockClaim claim = cache.claim(key(1), LARGE).orElseThrow();
      assertThat(cache.claim(key(1), LARGE)).isEmpty();
      BlockClaim joined = cache.join(key(1)).orElseThrow();
      BlockClaim joinedToo = cache.join(key(1)).orElseThrow();
      assertThat(cache.loadingBytes()).isEqualTo(BlockCache.charge(LARGE));
      complete(cache, claim);
      assertThat(cache.loadingBytes()).isZero();

      CachedBlock block = cache.await(joined);
      block.release();
      assertThat(cache.await(joinedToo).bytes().toArray(ValueLayout.JAVA_BYTE))
          .isEqualTo(bytes(1, LARGE));
      block.release();
      assertThat(cache.join(key(1))).isEmpty();
      assertThat(cache.claim(key(1), LARGE)).isEmpty();
    }
  }

  @Test
  void whoJoinedLearnsWhatWentWrongAndTheNextMayTry() throws IOException {
    try (BlockCache cache = BlockCache.open(directory, 1 << 20)) {
      BlockClaim claim = cache.claim(key(1), 10).orElseThrow();
      BlockClaim joined = cache.join(key(1)).orElseThrow();
      cache.fail(claim, new IOException("not today"));
      assertThatThrownBy(() -> cache.await(joined)).hasMessage("not today");
      load(cache, 1, 10);
      assertThat(contents(cache, 1)).contains(bytes(1, 10));
    }
  }

  @Test
  void survivesARestart() throws IOException {
    try (BlockCache cache = BlockCache.open(directory, 1 << 20)) {
      load(cache, 1, LARGE);
      load(cache, 2, 17);
      BlockClaim torn = cache.claim(key(3), 100).orElseThrow();
      cache.reserve(List.of(torn));
      cache.write(torn).write(ByteBuffer.allocate(50));
    }
    try (BlockCache cache = BlockCache.open(directory, 1 << 20)) {
      assertThat(contents(cache, 1)).contains(bytes(1, LARGE));
      assertThat(contents(cache, 2)).contains(bytes(2, 17));
      assertThat(contents(cache, 3)).isEmpty();
      assertThat(cache.freshness(key(1)).orElseThrow().isWithin(java.time.Duration.ofDays(1)))
          .isFalse();
      try (var files = Files.list(directory.resolve("0"))) {
        assertThat(files).hasSize(3);
      }
    }
    try (BlockCache smaller = BlockCache.open(directory, BlockCache.MINIMUM_CHARGE)) {
      assertThat(smaller.usedBytes()).isLessThanOrEqualTo(BlockCache.MINIMUM_CHARGE);
      assertThat(contents(smaller, 1)).isEmpty();
    }
  }

  @Test
  void doesNotGiveBackDamagedBlocks() throws IOException {
    for (int size : new int[] {100, LARGE}) {
      Path parent = directory.resolve(String.valueOf(size));
      Path blocks = parent.resolve("0");
      Path file = blocks.resolve(key(1).fileName());
      try (BlockCache cache = BlockCache.open(parent, 1 << 20)) {
        load(cache, 1, size);
        load(cache, 2, size);
        byte[] damaged = Files.readAllBytes(file);
        damaged[size / 2] ^= 1;
        Files.write(file, damaged);
        Files.copy(blocks.resolve(key(2).fileName()), blocks.resolve(key(3).fileName()));
      }
      try (BlockCache cache = BlockCache.open(parent, 1 << 20)) {
        assertThat(contents(cache, 1)).isEmpty();
        assertThat(file).doesNotExist();
        assertThat(contents(cache, 2)).contains(bytes(2, size));
        assertThat(contents(cache, 3)).as("a block under another name").isEmpty();
        load(cache, 1, size);
        assertThat(contents(cache, 1)).contains(bytes(1, size));
      }
    }
  }

  @Test
  void everyServerHasADirectoryOfItsOwn() throws IOException {
    try (BlockCache first = BlockCache.open(directory, 1 << 20);
        BlockCache second = BlockCache.open(directory, 1 << 20)) {
      load(first, 1, 10);
      assertThat(contents(second, 1)).isEmpty();
      assertThat(directory.resolve("1")).isDirectory();
    }
  }

  @Test
  void saysThatTheDirectoryCannotBeUsed() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> BlockCache.open(file, 1 << 20))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
        .hasMessageContaining(file.toString());
  }

  private static void awaitReserved(BlockClaim claim, Thread loader) {
    try {
      loader.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(claim.isReserved()).isTrue();
  }

  private static void reserve(BlockCache cache, BlockClaim claim) {
    try {
      cache.reserve(List.of(claim));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void load(BlockCache cache, int number, int size) throws IOException {
    complete(cache, cache.claim(key(number), size).orElseThrow());
  }

  private static void complete(BlockCache cache, BlockClaim claim) throws IOException {
    cache.reserve(List.of(claim));
    try (BlockWriter writer = cache.write(claim)) {
      byte[] bytes = bytes(claim.key().number(), claim.size());
      writer.write(ByteBuffer.wrap(bytes, 0, bytes.length / 2));
      writer.write(ByteBuffer.wrap(bytes, bytes.length / 2, writer.remaining()));
      cache.complete(writer);
    }
  }

  private static Optional<byte[]> contents(BlockCache cache, int number) {
    Optional<CachedBlock> block = cache.find(key(number));
    Optional<byte[]> bytes = block.map(found -> found.bytes().toArray(ValueLayout.JAVA_BYTE));
    block.ifPresent(CachedBlock::release);
    return bytes;
  }

  private static BlockKey key(int number) {
    return new BlockKey(0x0123456789ABCDEFL, -1, number);
  }

  private static byte[] bytes(int number, int size) {
    byte[] bytes = new byte[size];
    new Random(number).nextBytes(bytes);
    return bytes;
  }
}
