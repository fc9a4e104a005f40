package org.modyn.storage.catalog;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.modyn.common.error.ModynException;

/**
 * Who wants to know when datasets grow. A follower takes no thread. Thread safe.
 *
 * <p>Followers of a dataset are told of every growth that this server sees: at once when it ingests
 * the files itself, and otherwise when it updates the dataset from the database.
 */
public final class IngestFollowers implements AutoCloseable {
  private final Map<Long, Set<Follower>> byDataset = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Follows a dataset. Methods are called on any thread, also concurrently, and must not block. */
  public interface Follower {
    /** Receives the current ingest position. Positions may repeat and arrive in any order. */
    void grown(long position);

    /** Is called when there will be no further positions, perhaps more than once. */
    void ended(ModynException reason);
  }

  /** Adds a follower of a dataset, until {@link #remove}. */
  public void add(long datasetId, Follower follower) {
    requireNonNull(follower, "follower is null");
    byDataset.compute(
        datasetId,
        (id, followers) -> {
          Set<Follower> changed = followers == null ? ConcurrentHashMap.newKeySet() : followers;
          changed.add(follower);
          return changed;
        });
    if (closed) {
      follower.ended(stopping());
    }
  }

  /** Removes a follower; does nothing when it is not there. */
  public void remove(long datasetId, Follower follower) {
    byDataset.computeIfPresent(
        datasetId,
        (id, followers) -> {
          followers.remove(follower);
          return followers.isEmpty() ? null : followers;
        });
  }

  void grown(long datasetId, long position) {
    byDataset.getOrDefault(datasetId, Set.of()).forEach(follower -> follower.grown(position));
  }

  /** Ends and removes the followers of a dataset that no longer exists. */
  public void removed(long datasetId, String name) {
    Set<Follower> followers = byDataset.remove(datasetId);
    if (followers != null) {
      ModynException reason = ModynException.notFound("the dataset '%s' was removed", name);
      followers.forEach(follower -> follower.ended(reason));
    }
  }

  /** Ends all followers, and those that are added later. */
  @Override
  public void close() {
    closed = true;
    byDataset.values().stream()
        .flatMap(Set::stream)
        .forEach(follower -> follower.ended(stopping()));
  }

  private static ModynException stopping() {
    return ModynException.unavailable("the storage server is stopping");
  }
}
