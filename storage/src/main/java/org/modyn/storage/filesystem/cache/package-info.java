/**
 * Blocks of remote files on the disk of this machine. A {@link
 * org.modyn.storage.filesystem.cache.BlockCache} has a hard limit; it hands out {@link
 * org.modyn.storage.filesystem.cache.CachedBlock}s to read from, and {@link
 * org.modyn.storage.filesystem.cache.BlockClaim}s to those who load what is missing, so that nobody
 * else loads it at the same time. It knows nothing about where blocks come from.
 */
package org.modyn.storage.filesystem.cache;
